"""What a check is, what it may look at, and what it gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from measure87.collect.quality.answers import Answers, all_answers
from measure87.collect.quality.field_data import FieldData
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.vocabulary.releases.evening import (
    EveningBackCheck,
    EveningCall,
    EveningCorrections,
    EveningFinding,
    EveningHeaping,
    EveningItem,
    EveningProgress,
    EveningVariance,
    EveningVersion,
    Sort,
)

LEAST_INTERVIEWS = 20
"""Interviews from which on an interviewer is compared with others, as issue and practice ask."""


@dataclass(frozen=True)
class Look:
    """What all checks look at.

    Attributes
    ----------
    data : the tables
    labels : label of each interviewer, in the order of `data.interviewers`
    """

    data: FieldData
    labels: tuple[str, ...]

    @cached_property
    def answers(self) -> tuple[Answers, ...]:
        """Answers to every question, looked through once."""
        return tuple(all_answers(self.data))

    @cached_property
    def not_telling(self) -> tuple[Answers, ...]:
        """Answers to questions that were not asked because of a sensitive answer."""
        telling = self.data.telling
        return tuple(one for one in self.answers if one.item.name not in telling)

    @cached_property
    def interviews_of(self) -> IntArray:
        """How many interviews each interviewer has."""
        who = self.data.who
        return np.bincount(who[who >= 0], minlength=len(self.labels)).astype(np.int64)

    @cached_property
    def complete(self) -> BoolArray:
        """Interviews that end the visits to a case; all, where no question says how visits end."""
        settings, main = self.data.settings, self.data.main
        if settings.result is None:
            return np.ones(main.height, np.bool_)
        ended = main[settings.result].cast(pl.String).is_in(settings.complete)
        return ended.fill_null(False).to_numpy().astype(np.bool_)

    def call(self, place: int, check: str, says: str, item: str = "") -> EveningCall:
        """The call about one interview."""
        cases = self.data.cases
        case = cases[place] if cases is not None else None
        return EveningCall(
            check=check, says=says, case=case or "", interview=str(self.data.main["_id"][place]),
            item=item,
        )  # fmt: skip

    def calls(
        self, places: Iterable[int], check: str, says: str, item: str = ""
    ) -> list[EveningCall]:
        """Calls about interviews."""
        return [self.call(int(place), check, says, item) for place in places]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one check gives back; `comparisons` of a statistical one, `not_made` if it could not."""

    findings: list[EveningFinding] = field(default_factory=list)
    calls: list[EveningCall] = field(default_factory=list)
    comparisons: int = 0
    not_made: str | None = None
    progress: tuple[EveningProgress, ...] = ()
    items: tuple[EveningItem, ...] = ()
    variance: tuple[EveningVariance, ...] = ()
    heaping: tuple[EveningHeaping, ...] = ()
    back_checks: tuple[EveningBackCheck, ...] = ()
    versions: tuple[EveningVersion, ...] = ()
    corrections: EveningCorrections | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check, declared once.

    Attributes
    ----------
    name : in files, in the register and in locales
    finds : what it finds, one English sentence for the reference
    threshold : from when on it says something, one English sentence
    source : where method and threshold are from, and what of it was seen
    sort : a fact, a statistical statement, or an account
    run : takes what all checks look at and the chance of a false alarm that is this check's
    """

    name: str
    finds: str
    threshold: str
    source: str
    sort: Sort
    run: Callable[[Look, float], Found]
