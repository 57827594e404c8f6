"""The record of the instrument: what one input asked, of whom, how, and how far back.

One row an item of circumstances. Checks, runs and comparisons of rounds read this table, so that a
figure can say what stands behind it; questionnaires of our own can be held against it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from measure87.vocabulary.columns.items import (
    COERCION_ITEMS,
    HSHC_ITEMS,
    INVOLUNTARY_ITEMS,
    STAGES,
)
from measure87.vocabulary.columns.table import Column, Table
from measure87.vocabulary.reference_period import ReferencePeriod
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.survey import AskedItem, StatedCriterion, StatedInstrument

RESPONDENTS = (
    ("self", "Each person herself"),
    ("proxy", "Somebody else of the household"),
    ("mixed", "Some persons themselves, somebody else for others"),
)
INTERVIEW_MODES = (
    ("face-to-face", "Face to face"),
    ("telephone", "By telephone"),
    ("self-administered", "Filled in by the respondent"),
    ("mixed", "Several modes"),
)
PROXY = "proxy"

INSTRUMENT = Table(
    "Instrument",
    "an item of circumstances, as one input asked it or did not",
    (
        Column(
            "item",
            "code",
            "what an answer can say",
            levels=(*INVOLUNTARY_ITEMS, *COERCION_ITEMS, *HSHC_ITEMS),
            required=True,
        ),
        Column("asked", "status", "whether a question asked for it", required=True),
        Column("stages", "code", "stages of the work that it was asked of", levels=STAGES),
        Column("questions", "code", "the questions whose answers say it"),
        Column("words", "code", "their words, where the mapping quotes them"),
        Column("reference_period", "code", "how far back the questions look"),
        Column("respondent", "code", "who answered", levels=RESPONDENTS),
        Column("mode", "code", "mode of the interview", levels=INTERVIEW_MODES),
    ),
)


@dataclass(frozen=True)
class InstrumentItem:
    """One row: an item, and how it was asked."""

    item: str
    asked: bool
    stages: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """The table of one input; period, respondent and mode are the same in all its rows."""

    items: tuple[InstrumentItem, ...]
    period: ReferencePeriod | None = None
    respondent: str | None = None
    """Code of `RESPONDENTS`; None where nobody told."""
    mode: str | None = None
    """Code of `INTERVIEW_MODES`; None where nobody told."""

    @property
    def asked(self) -> frozenset[str]:
        """The items that were asked."""
        return frozenset(row.item for row in self.items if row.asked)

    def asked_of(self, ages: tuple[int, int], adult: int) -> frozenset[str]:
        """The items asked of persons of some ages; an adult's told by a proxy alone are none."""
        return frozenset() if self.respondent == PROXY and ages[1] >= adult else self.asked

    @property
    def stated(self) -> StatedInstrument:
        """As a release states it: the asked rows, and by code the others."""
        return StatedInstrument(
            asked=[_row(row) for row in self.items if row.asked],
            not_asked=[row.item for row in self.items if not row.asked],
            reference_period=None if self.period is None else self.period.said,
            respondent=self.respondent,
            mode=self.mode,
        )


def _row(row: InstrumentItem) -> AskedItem:
    return AskedItem(
        item=row.item,
        stages=list(row.stages) or None,
        questions=list(row.questions) or None,
        words=list(row.words) or None,
    )


@dataclass(frozen=True)
class AskedOf:
    """How many items of one criterion were asked, and which not."""

    criterion: str
    title: str
    asked: tuple[str, ...]
    not_asked: tuple[str, ...]
    named: int
    """Items asked that say something of their own: without the open one, `other`."""

    @property
    def count(self) -> str:
        """As one says it: `1 of 10 circumstances of involuntary work`."""
        return f"{len(self.asked)} of {len(self.asked) + len(self.not_asked)} {self.title}"

    @property
    def stated(self) -> StatedCriterion:
        """As a release states it."""
        return StatedCriterion(
            criterion=self.criterion,
            title=self.title,
            asked=list(self.asked),
            not_asked=list(self.not_asked),
            of=len(self.asked) + len(self.not_asked),
            stated=self.count,
        )

    def to_json(self) -> dict[str, Json]:
        """Plain object of the same."""
        return plain(self.stated)


def asked_text(asked: Collection[AskedOf]) -> str:
    """Every criterion as one says it, one after another."""
    return ", ".join(one.count for one in asked)
