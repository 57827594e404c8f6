"""Figures of a measure that the model does not use, and countries that lose all of theirs by it.

Figures that a rule or `[[exclude]]` leaves out are not among them: those are told apart from these.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from measure87.combine.adjustment.selection import NOT_IN_POPULATION, NOT_IN_REGIONS, selected
from measure87.combine.estimation.cell_persons import population_persons
from measure87.combine.estimation.inputs import WorldInputs
from measure87.study.world.measure_settings import MeasureSettings
from measure87.vocabulary.releases.world import StatedWarning

CODE = "figures-not-used"
_TOLD_ELSEWHERE = (NOT_IN_POPULATION, NOT_IN_REGIONS)
"""Reasons that have a warning of their own (`no-population`, `no-region`)."""


@dataclass(frozen=True)
class ServedBy:
    """Figures of one measure, and of others that serve it by a crosswalk or as a flow.

    used, unused : DataFrame
        Rows of the table of figures; those that are not used with the reason in `why_not`.
    """

    used: pl.DataFrame
    unused: pl.DataFrame

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why figures are not used, and how many; the most frequent first."""
        counts = self.unused["why_not"].value_counts()
        return list(counts.sort(["count", "why_not"], descending=[True, False]).iter_rows())


def served_by(inputs: WorldInputs, one: MeasureSettings) -> ServedBy:
    """Which figures serve a measure, as its model would choose them."""
    asked = one.asked
    frame = selected(
        inputs.figures,
        asked,
        inputs.countries,
        population_persons(inputs, asked),
        without_population=inputs.without_population,
    )
    mine = frame.filter("included", pl.col("measure").is_in([asked.measure, *asked.other_measures]))
    return ServedBy(mine.filter("used"), mine.filter(~pl.col("used")))


def not_used_warnings(
    inputs: WorldInputs, measures: Sequence[MeasureSettings]
) -> list[StatedWarning]:
    """`figures-not-used`: countries with figures none of which is used, for each reason.

    Figures of a country that are not used beside others that are, such as those of other ages,
    are as they should be.
    """
    return [
        StatedWarning(
            code=CODE,
            text=f"{one.label}: no figure of these countries is used, though the files have some: "
            f"{', '.join(countries)}. The reason: {why}. Where they should serve, correct the "
            "file, or what is asked for",
            values={"measure": one.name, "countries": countries, "why": why},
        )
        for one in measures
        for why, countries in _lost(served_by(inputs, one))
    ]


def _lost(served: ServedBy) -> list[tuple[str, list[str]]]:
    """Reasons, and the countries without a figure that they leave; none where nothing is used.

    A measure without any figure is refused, with the reasons.
    """
    if served.used.is_empty():
        return []
    there = served.used["country"].unique().to_list()
    rows = served.unused.filter(
        ~pl.col("country").is_in(there), ~pl.col("why_not").is_in(_TOLD_ELSEWHERE)
    )
    return [
        (why, sorted(rows.filter(why_not=why)["country"].unique().to_list()))
        for why, _ in ServedBy(served.used, rows).reasons
    ]
