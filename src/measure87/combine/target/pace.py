"""How fast the share has to fall to reach a target, beside how fast it does."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from measure87.combine.aggregation.population_cells import PopulationCells
from measure87.combine.aggregation.tables import Findings, Row, findings
from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.target.change_rows import (
    Span,
    cells_of,
    change_row,
    refused_row,
    single_row,
    span_of,
)
from measure87.combine.target.rates import (
    acceleration,
    annual_rate_of_reduction,
    continued,
    required_rate,
)
from measure87.combine.target.targets import Target
from measure87.combine.target.trend import (
    published_places,
    require_later,
    require_year,
    require_years,
    trend_flags,
)
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import COMBINED_CHANGES

ZERO_SHARE = ("share-is-zero", "the share is 0 in some of the draws: a rate is not defined")
NOT_FALLING = (
    "not-falling",
    "the share does not fall in most of the draws: there is nothing to speed up",
)


def pace_to(
    world: WorldEstimate,
    target: Target,
    base_year: int,
    *,
    estimated_from: int | None = None,
    people: PopulationCells | None = None,
    without_trend: Sequence[str] = (),
) -> Findings:
    """Rows `required_rate`, and with `estimated_from` `acceleration` and `chance_of_target`.

    Parameters
    ----------
    base_year
        Year of the estimate from which the target is to be reached.
    estimated_from
        The estimated rate is that from this year to the base year; without it only the required
        rate is told, which needs no trend.
    people
        People of the target's year (`population_cells`), for a target in persons.
    without_trend
        As `changes_between`.

    Raises
    ------
    RefusedError
        If an estimated rate is asked of an estimate of one year.
    UsageError
        If a year is not in the estimate, the target's year does not come after the base year, or
        people of the target's year are needed and not given.

    Notes
    -----
    The chance is that of this one scenario, the estimated rate going on; it is no forecast.
    Where the share does not fall in most of the draws the acceleration is refused.
    """
    if estimated_from is not None:
        require_years(world, estimated_from, base_year)
    require_year(world, base_year)
    require_later(target.year, base_year)
    years = (base_year,) if estimated_from is None else (estimated_from, base_year)
    rows: list[Row] = []
    refused: list[Row] = []
    for found in published_places(world, years, refused):
        flags = trend_flags(found.place, without_trend) if len(years) > 1 else ()
        for cell in cells_of(found):
            if not target.is_about(found.place, *cell):
                continue
            ahead = (base_year, target.year)
            span = span_of(found, cell, ahead, world.draws.measure, world.level, flags)
            wanted = target.share_of(found.place, people)
            told, not_told = _pace(span, target.name, found.share[:, :, *cell], years, wanted)
            rows += told
            refused += not_told
    return findings(COMBINED_CHANGES, rows, refused)


def _pace(
    span: Span, name: str, shares: FloatArray, years: tuple[int, ...], target: float
) -> tuple[list[Row], list[Row]]:
    """Rows and refusals of one cell; `shares` is (draws, years)."""
    if (shares <= 0).any():
        return [], [refused_row(span, ZERO_SHARE, "required_rate")]
    ahead = span.to_year - span.from_year
    needed = required_rate(shares[:, -1], target, ahead)
    rows = [change_row(span, "required_rate", needed, scenario=name)]
    if len(years) == 1:
        return rows, []
    rate = annual_rate_of_reduction(shares[:, 0], shares[:, 1], years[1] - years[0])
    since = replace(span, flags=(*span.flags, f"rate-of-{years[0]}-{years[1]}"))
    reached = continued(shares[:, 1], rate, ahead) <= target
    rows.append(single_row(since, "chance_of_target", float(reached.mean()), name))
    factor = acceleration(needed, rate)
    if np.isfinite(factor).mean() <= 0.5:
        return rows, [refused_row(since, NOT_FALLING, "acceleration")]
    rows.append(change_row(since, "acceleration", factor, scenario=name))
    return rows, []
