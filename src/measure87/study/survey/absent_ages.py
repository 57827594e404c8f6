"""Measures of ages that are not in the file: persons from 5 on, in a survey of adults.

A figure carries the universe of its measure. Where a file has adults alone, the figure of persons
from 5 on would be one of adults under another name. Such a measure is refused where its definition
has one of the ages that are there. Where it has none, and where single age groups of a universe
are not there, a notice says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from measure87.define import Definition, Measure
from measure87.define.classifications.age_groups import BASE_BANDS, AgeGroup
from measure87.study.survey.asked import ADULT
from measure87.vocabulary.estimate import Notice, Refusal

NO_CHILDREN, NO_ADULTS = "children-not-in-file", "adults-not-in-file"
"""Codes of refusals."""
AGES, OLDER = "ages-not-in-file", "older-not-in-file"
"""Codes of notices."""
_FEW = 25
"""With fewer persons in a universe an age may be missing by chance, and nothing is published."""


@dataclass(frozen=True)
class AbsentAges:
    """What cannot be said of all ages of a universe."""

    refused: tuple[Refusal, ...] = ()
    """Measures of children and adults of which one of the two is not in the file."""
    notices: tuple[Notice, ...] = ()
    """Other measures that speak of ages of which nobody is in the file."""


@dataclass(frozen=True)
class _Gap:
    """Ages of a universe of which nobody is in the file, and those that are there."""

    first: int
    last: int | None
    splits: bool
    """Whether these are all its children, or all its adults."""

    @property
    def ages(self) -> str:
        """In words."""
        return f"{self.first} and over" if self.last is None else f"{self.first} to {self.last}"


def absent_ages(
    persons: pl.LazyFrame, definitions: Sequence[Definition], measures: Mapping[str, Measure]
) -> AbsentAges:
    """What the ages of the persons in the file leave out of the universes of some measures."""
    if "age_years" not in persons.collect_schema().names():
        return AbsentAges()
    counts = _by_band(persons)
    refused: list[Refusal] = []
    told: dict[_Gap, list[str]] = {}
    for measure in measures.values():
        gap = None if measure.any_age else _gap_of(measure, counts)
        if gap is None:
            continue
        instead = _of_ages_there(_owner(measure, definitions), gap)
        if gap.splits and instead is not None:
            refused.append(_refusal(measure, gap, instead))
        else:
            told.setdefault(gap, []).append(measure.name)
    return AbsentAges(tuple(refused), tuple(_notice(gap, names) for gap, names in told.items()))


def _by_band(persons: pl.LazyFrame) -> dict[AgeGroup, int]:
    """How many persons are in each band of ages."""
    age = nw.col("age_years")
    inside = {band.code: band.holds(age) for band in BASE_BANDS}
    counted = {
        code: nw.when(test).then(nw.lit(1)).otherwise(nw.lit(0)).sum()
        for code, test in inside.items()
    }
    row = nw.from_native(persons).select(**counted).collect().row(0)
    return {band: int(count or 0) for band, count in zip(BASE_BANDS, row, strict=True)}


def _gap_of(measure: Measure, counts: Mapping[AgeGroup, int]) -> _Gap | None:
    """The ages that lack: all children or all adults of the universe, or its youngest bands."""
    bands = [b for b in BASE_BANDS if b.first >= measure.ages[0] and b.first <= measure.ages[1]]
    there = [band for band in bands if counts[band]]
    if not there or sum(counts[band] for band in bands) < _FEW:
        return None
    if there[0] is not bands[0]:
        first, youngest = bands[0].first, there[0].first
        return _Gap(first, youngest - 1, splits=youngest >= ADULT > first)
    if there[-1] is not bands[-1]:
        next_band = bands[bands.index(there[-1]) + 1]
        return _Gap(next_band.first, bands[-1].last, splits=next_band.first == ADULT)
    return None


def _owner(measure: Measure, definitions: Sequence[Definition]) -> Definition:
    return next(one for one in definitions if measure.name in one.measures)


def _of_ages_there(definition: Definition, gap: _Gap) -> str | None:
    """A measure of the same definition that speaks of the adults, or of the children, alone."""
    adults = gap.last is not None
    alike = (
        one.name
        for one in definition.measures.values()
        if not one.any_age and (one.ages[0] >= ADULT if adults else one.ages[1] < ADULT)
    )
    return next(alike, None)


def _refusal(measure: Measure, gap: _Gap, instead: str) -> Refusal:
    lacking = f"{ADULT} and over" if gap.last is None else f"under {ADULT}"
    return Refusal(
        measure.name,
        NO_ADULTS if gap.last is None else NO_CHILDREN,
        f"it speaks of children and adults, and nobody {lacking} is in the file; "
        f"{instead} is of those who are there",
        values={"adult": ADULT, "measure": instead},
    )


def _notice(gap: _Gap, measures: list[str]) -> Notice:
    text = (
        f"nobody aged {gap.ages} is in the file: of such persons these measures say nothing, "
        f"whatever ages they are named after: {', '.join(measures)}"
    )
    if gap.last is None:
        return Notice(OLDER, text, {"first": gap.first, "measures": measures})
    return Notice(AGES, text, {"first": gap.first, "last": gap.last, "measures": measures})


def without_absent(measures: Mapping[str, Measure], absent: AbsentAges) -> dict[str, Measure]:
    """The measures without those that are refused."""
    refused = {refusal.name for refusal in absent.refused}
    return {name: measure for name, measure in measures.items() if name not in refused}
