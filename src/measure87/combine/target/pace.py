"""How fast the share has to fall to reach a target, beside how fast it does."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from measure87.combine.aggregation.place_draws import PlaceDraws
from measure87.combine.aggregation.sums import PopulationCells
from measure87.combine.aggregation.tables import Findings, Row, findings
from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.target.change_rows import (
    TARGET_REACHED,
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
    is_reached,
    required_rate,
)
from measure87.combine.target.targets import Target
from measure87.combine.target.trend import (
    draws_in,
    published_places,
    require_later,
    require_year,
    require_years,
    trend_flags,
)
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import COMBINED_CHANGES

ZERO_SHARE = ("share-is-zero", "the share is 0 in some of the draws: a rate is not defined")
OF_A_TREND = ("acceleration", "chance_of_target")
"""What needs an estimated rate."""
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
        People of the target's year (`PopulationCells`), for a target in persons.
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
    Where the share does not fall in most of the draws the acceleration is refused. Where a place
    may not be published in the year that the estimated rate is from, what needs that rate is
    refused, with that year, and the required rate is told.
    """
    if estimated_from is not None:
        require_years(world, estimated_from, base_year)
    require_year(world, base_year)
    require_later(target.year, base_year)
    rows: list[Row] = []
    refused: list[Row] = []
    for found in published_places(world, (base_year,), refused):
        both = None
        if estimated_from is not None and target.is_about(found.place, 0, 0):
            years = (estimated_from, base_year)
            both = draws_in(world, found.place, years, refused, OF_A_TREND)
        flags = trend_flags(found.place, without_trend) if estimated_from is not None else ()
        rated = set() if both is None else set(cells_of(both))
        for cell in cells_of(found):
            if not target.is_about(found.place, *cell):
                continue
            ahead = (base_year, target.year)
            span = span_of(found, cell, ahead, world.draws.measure, world.level, flags)
            wanted = target.share_of(found.place, people)
            told, not_told = _needed(span, target.name, found.share[:, 0, *cell], wanted)
            rows += told
            refused += not_told
            if told and both is not None and cell in rated:
                told, not_told = _estimated(span, target.name, both, cell, wanted)
                rows += told
                refused += not_told
    return findings(COMBINED_CHANGES, rows, refused)


def _needed(span: Span, name: str, share: FloatArray, target: float) -> tuple[list[Row], list[Row]]:
    """The rate that the target needs; 0, with a flag, where it is reached in most draws."""
    if (share <= 0).any():
        return [], [refused_row(span, ZERO_SHARE, "required_rate")]
    needed = required_rate(share, target, span.to_year - span.from_year)
    flags = (*span.flags, TARGET_REACHED) if is_reached(needed) else span.flags
    row = change_row(
        replace(span, flags=flags), "required_rate", np.maximum(needed, 0.0), scenario=name
    )
    return [row], []


def _estimated(
    span: Span, name: str, both: PlaceDraws, cell: tuple[int, int], target: float
) -> tuple[list[Row], list[Row]]:
    """What is told of the estimated rate: where it leads, and how much faster the needed one is."""
    first, last = both.share[:, 0, *cell], both.share[:, 1, *cell]
    begin, base = both.years
    since = replace(span, flags=(*span.flags, f"rate-of-{begin}-{base}"))
    if (first <= 0).any():
        return [], [refused_row(since, ZERO_SHARE, one) for one in OF_A_TREND]
    ahead = span.to_year - span.from_year
    rate = annual_rate_of_reduction(first, last, base - begin)
    reached = continued(last, rate, ahead) <= target
    rows = [single_row(since, "chance_of_target", float(reached.mean()), name)]
    factor = acceleration(required_rate(last, target, ahead), rate)
    if np.isfinite(factor).mean() <= 0.5:
        return rows, [refused_row(since, NOT_FALLING, "acceleration")]
    rows.append(change_row(since, "acceleration", factor, scenario=name))
    return rows, []
