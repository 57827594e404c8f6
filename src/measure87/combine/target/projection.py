"""Shares and persons in years to come under stated scenarios.

Where a scenario holds every country's share, that it does not decline is what was put in, and
whether persons do is a matter of the population file: neither has a probability of decline, and
both have the flag `share-held-constant`. So it is where a scenario has a rate that was put in, or
the one that leads to the target (`direction-assumed`): only of `same_rate`, whose rate is
estimated, there is a probability.

People are those of a population file. What is uncertain is the share, and the rate where it is
estimated, both carried by the draws; that rates may change is not in the interval.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from measure87.combine.aggregation.place_draws import PlaceDraws, draws_of_place
from measure87.combine.aggregation.sums import (
    PopulationCells,
    population_cells,
    summed_population,
    with_margins,
)
from measure87.combine.aggregation.tables import Findings, Row, findings
from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.inputs import Population, uniform_split
from measure87.combine.inputs.age_splitting import Split
from measure87.combine.target.change_rows import (
    DIRECTION_ASSUMED,
    SHARE_HELD,
    cells_of,
    change_row,
    refused_row,
    span_of,
)
from measure87.combine.target.plan import Plan, check_plan
from measure87.combine.target.rates import continued
from measure87.combine.target.scenarios import (
    Scenario,
    own_rate,
    projected_world,
    rate_to_target,
)
from measure87.combine.target.trend import draws_in, published_places, trend_flags
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import COMBINED_CHANGES
from measure87.vocabulary.errors import DataError, RefusedError


def future_people(
    world: WorldEstimate, population: Population, years: Sequence[int], split: Split = uniform_split
) -> PopulationCells:
    """People of the estimate's cells in years to come.

    Raises
    ------
    RefusedError
        If the population does not reach them, with country and year.
    """
    draws = world.draws
    try:
        return population_cells(
            population, draws.countries, years, draws.sexes, draws.ages, split=split
        )
    except DataError as error:
        raise RefusedError(
            f"no projection: {error.text}", code=error.code, hint=error.hint
        ) from error


def project(
    world: WorldEstimate,
    people: PopulationCells,
    plan: Plan,
    *,
    without_trend: Sequence[str] = (),
) -> Findings:
    """Rows `share` and `persons` of every place, sex, age, year and scenario.

    Parameters
    ----------
    people
        As `future_people` makes them; of a target in persons, its year too.
    without_trend
        As `changes_between`.

    Raises
    ------
    RefusedError
        If `same_rate` is asked of an estimate of one year.
    UsageError
        If a year is not in the estimate, is not later than the base year or has no people, or a
        scenario lacks its target or its first year.

    Notes
    -----
    Places must be publishable in the base year, and for `same_rate` in the year that the rate is
    from; where they are not, that scenario is refused with that year, and the others are told.
    """
    check_plan(world, people, plan)
    moved = {
        one.name: projected_world(
            world, one, plan.base_year, plan.years, people.of_years(plan.years)
        )
        for one in plan.scenarios
        if one.by_cell
    }
    rows: list[Row] = []
    refused: list[Row] = []
    for found in published_places(world, (plan.base_year,), refused):
        flags = trend_flags(found.place, without_trend)
        ahead = with_margins(summed_population(people, found.place.members, plan.years))
        for scenario in plan.scenarios:
            if scenario.by_cell:
                paths = draws_of_place(moved[scenario.name], found.place).share
                each = ((cell, paths[:, :, *cell]) for cell in cells_of(found))
                rows += _rows(world, plan, scenario, found, ahead, each, ())
            else:
                own = _own_paths(world, people, plan, scenario, found, refused)
                rows += _rows(world, plan, scenario, found, ahead, own, flags)
    return findings(COMBINED_CHANGES, rows, refused)


_Paths = Iterator[tuple[tuple[int, int], FloatArray]]
"""Sex and age of a cell, and its share in the years to come, (draws, years)."""


def _own_paths(
    world: WorldEstimate,
    people: PopulationCells,
    plan: Plan,
    scenario: Scenario,
    found: PlaceDraws,
    refused: list[Row],
) -> _Paths:
    """Paths at a rate of the place's own; cells whose rate is not defined go to `refused`."""
    both = found
    if scenario.name == "same_rate":
        since = draws_in(world, found.place, plan.estimated_years, refused, ("share", "persons"))
        if since is None:
            return
        both = since
    for cell in cells_of(both):
        target = plan.target
        try:
            if scenario.name == "same_rate":
                rate = own_rate(both, *cell)
            elif target is not None and target.is_about(found.place, *cell):
                wanted = target.share_of(found.place, people)
                rate = rate_to_target(found, wanted, target.year, *cell)
            else:
                continue
        except RefusedError as error:
            ahead = (plan.base_year, plan.years[-1])
            span = span_of(found, cell, ahead, world.draws.measure, world.level)
            refused.append(refused_row(span, (error.code, error.text), "share"))
            continue
        now = found.share[:, -1, *cell]
        steps = [year - plan.base_year for year in plan.years]
        yield cell, np.stack([continued(now, rate, step) for step in steps], axis=1)


def _rows(
    world: WorldEstimate,
    plan: Plan,
    scenario: Scenario,
    found: PlaceDraws,
    ahead: FloatArray,
    paths: _Paths,
    flags: tuple[str, ...],
) -> Iterator[Row]:
    rounding = found.share_rounding[-1]
    for cell, path in paths:
        now = found.share[:, -1, *cell]
        for when, year in enumerate(plan.years):
            people = float(ahead[when, *cell])
            if not people > 0:
                continue
            share = path[:, when]
            at_most = ("capped-at-1",) if (share >= 1.0).any() else ()
            span = span_of(
                found,
                cell,
                (plan.base_year, year),
                world.draws.measure,
                world.level,
                (*flags, *at_most),
            )
            persons = share * people
            if scenario.assumes_direction:
                flag = SHARE_HELD if scenario.holds_shares else DIRECTION_ASSUMED
                put_in = replace(span, flags=(*span.flags, flag))
                yield change_row(put_in, "share", share, scenario=scenario.name)
                yield change_row(put_in, "persons", persons, scenario=scenario.name)
                continue
            falls = share < now - rounding[cell] * (1.0 + found.population[-1, *cell] / people)
            yield change_row(span, "share", share, falls=falls, scenario=scenario.name)
            fewer = persons < found.persons[:, -1, *cell]
            yield change_row(span, "persons", persons, falls=fewer, scenario=scenario.name)
