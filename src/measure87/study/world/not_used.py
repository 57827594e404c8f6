"""Figures of a measure that the model does not use, and countries that lose by it.

Figures that a rule or `[[exclude]]` leaves out are not among them: those are told apart from these.
A share of exactly 0 or 1 without a sample size is, for nobody asked to leave it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from measure87.combine.adjustment.selection import (
    DETECTED,
    MODELLED,
    NOT_IN_POPULATION,
    NOT_IN_REGIONS,
    OUTSIDE_YEARS,
    selected,
)
from measure87.combine.estimation.cell_persons import population_persons
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.inputs.figure_table import NO_LOG_ODDS
from measure87.study.world.measure_settings import MeasureSettings
from measure87.vocabulary.releases.world import StatedWarning

CODE = "figures-not-used"
_TOLD_ELSEWHERE = (NOT_IN_POPULATION, NOT_IN_REGIONS)
"""Reasons that have a warning of their own (`no-population`, `no-region`)."""
NEWER = "newer-figures-not-used"
_NO_LOG_ODDS = tuple(NO_LOG_ODDS.format(share) for share in (0, 1))


@dataclass(frozen=True)
class ServedBy:
    """Figures of one measure, and of others that serve it by a crosswalk or as a flow.

    used, unused : DataFrame
        Rows of the table of figures; those that are not used with the reason in `why_not`.
    left_out : DataFrame
        Those with a share of exactly 0 or 1 of which nothing is known, alike.
    """

    used: pl.DataFrame
    unused: pl.DataFrame
    left_out: pl.DataFrame

    @property
    def lost(self) -> pl.DataFrame:
        """Figures that serve nothing though nobody asked to leave them out."""
        return pl.concat([self.unused, self.left_out])

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why figures are not used, and how many; the most frequent first."""
        return _reasons(self.unused)


def _reasons(rows: pl.DataFrame) -> list[tuple[str, int]]:
    counts = rows["why_not"].value_counts()
    return list(counts.sort(["count", "why_not"], descending=[True, False]).iter_rows())


def serves_for_nobody(table: pl.DataFrame) -> pl.DataFrame:
    """Rows of `selected` that are not used, and that no rule or `[[exclude]]` leaves out."""
    return table.filter(~pl.col("used"), pl.col("included") | _has_no_log_odds())


def _has_no_log_odds() -> pl.Expr:
    return ~pl.col("included") & pl.col("why_not").is_in(_NO_LOG_ODDS)


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
    every = frame.filter(pl.col("measure").is_in([asked.measure, *asked.other_measures]))
    mine = every.filter("included")
    left_out = every.filter(_has_no_log_odds())
    return ServedBy(mine.filter("used"), mine.filter(~pl.col("used")), left_out)


def figures_that_serve(inputs: WorldInputs, measures: Sequence[MeasureSettings]) -> pl.DataFrame:
    """Figures that any of the measures uses, each once, in the order of the files."""
    columns = inputs.figures.included.columns
    served = [served_by(inputs, one).used.select(columns) for one in measures]
    return pl.concat(served).unique(maintain_order=True)


def not_used_warnings(
    inputs: WorldInputs, measures: Sequence[MeasureSettings]
) -> list[StatedWarning]:
    """Countries that lose by figures that are not used, for each reason.

    `figures-not-used`: none of their figures is used. `newer-figures-not-used`: figures are not
    that are newer than all that are. Others that are not used beside figures that are, such as
    those of other ages in the same survey, are as they should be.
    """
    served = [(one, served_by(inputs, one)) for one in measures]
    lost = [
        StatedWarning(
            code=CODE,
            text=f"{one.label}: no figure of these countries is used, though the files have some: "
            f"{', '.join(countries)}. The reason: {why}. Where they should serve, correct the "
            "file, or what is asked for",
            values={"measure": one.name, "countries": countries, "why": why},
        )
        for one, each in served
        for why, countries in _lost(each)
    ]
    newer = [
        StatedWarning(
            code=NEWER,
            text=f"{one.label}: these figures are newer than all that are used of their country, "
            f"and are not used: {', '.join(figures)}. The reason: {why}. Where they should serve, "
            "correct the file, or what is asked for",
            values={"measure": one.name, "figures": ", ".join(figures), "why": why},
        )
        for one, each in served
        for why, figures in _newer(each)
    ]
    return lost + newer


def _newer(served: ServedBy) -> list[tuple[str, list[str]]]:
    """Reasons, and figures of years after the last one of which the country has one that is used.

    What was asked for is none: figures of years that are not, cases, and estimates of models.
    """
    last = served.used.group_by("country").agg(last=pl.col("year").max())
    rows = served.lost.join(last, on="country").filter(
        pl.col("year") > pl.col("last"),
        ~pl.col("why_not").is_in([*_TOLD_ELSEWHERE, DETECTED, MODELLED]),
        ~pl.col("why_not").str.starts_with(OUTSIDE_YEARS),
    )
    rows = rows.sort("country", "year", maintain_order=True)
    found = []
    for why, _ in _reasons(rows):
        mine = rows.filter(why_not=why).select("country", *FIGURE).iter_rows()
        found.append((why, [f"{country} {figure_named(*named)}" for country, *named in mine]))
    return found


FIGURE = ("year", "sex", "age_from", "age_to")
"""What `figure_named` takes, of a row of figures."""


def figure_named(year: int, sex: str, age_from: int | None, age_to: int | None) -> str:
    """A figure by its year, sex and ages.

    >>> figure_named(2018, "both", 5, 14)
    '2018 (both 5-14)'
    """
    oldest = "" if age_to is None else age_to
    return f"{year} ({sex} {age_from}-{oldest})"


def _lost(served: ServedBy) -> list[tuple[str, list[str]]]:
    """Reasons, and the countries without a figure that they leave; none where nothing is used.

    A measure without any figure is refused, with the reasons.
    """
    if served.used.is_empty():
        return []
    there = served.used["country"].unique().to_list()
    rows = served.lost.filter(
        ~pl.col("country").is_in(there), ~pl.col("why_not").is_in(_TOLD_ELSEWHERE)
    )
    return [
        (why, sorted(rows.filter(why_not=why)["country"].unique().to_list()))
        for why, _ in _reasons(rows)
    ]
