"""Asks for the changes, paces and projections that the settings name, measure by measure."""

from collections.abc import Callable
from functools import partial

from measure87.combine.aggregation.tables import Findings, frame_of, together
from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.target import Plan, changes_between, future_people, pace_to, project
from measure87.study.world.inputs import WorldInputs
from measure87.study.world.plan_settings import TargetSettings
from measure87.vocabulary.combined import COMBINED_CHANGES, COMBINED_REFUSALS
from measure87.vocabulary.errors import RefusedError


def changes_of(
    world: WorldEstimate,
    asked: TargetSettings,
    inputs: WorldInputs,
    base_year: int,
    without_trend: tuple[str, ...],
) -> Findings:
    """Rows of `COMBINED_CHANGES` of one measure, and what was refused.

    What cannot be answered for the whole measure (a change in an estimate of one year, a
    projection beyond the population file) is one refusal with its reason.
    """
    found = [
        _or_refused(
            world,
            f"change {years[0]} to {years[1]}",
            partial(changes_between, world, *years, without_trend=without_trend),
        )
        for years in asked.changes
    ]
    if asked.target is not None:
        ask = partial(_pace, world, asked, inputs, base_year, without_trend)
        found.append(_or_refused(world, "pace", ask))
    if asked.projected_years:
        ask = partial(_projected, world, asked, inputs, base_year, without_trend)
        found.append(_or_refused(world, "projection", ask))
    nothing = Findings(frame_of(COMBINED_CHANGES, []), frame_of(COMBINED_REFUSALS, []))
    return together([nothing, *found])


def _pace(
    world: WorldEstimate,
    asked: TargetSettings,
    inputs: WorldInputs,
    base_year: int,
    without_trend: tuple[str, ...],
) -> Findings:
    if asked.target is None:
        raise AssertionError("a pace needs a target")
    people = None
    if asked.target.persons is not None:
        people = future_people(world, inputs.population, (asked.target.year,), inputs.split)
    return pace_to(
        world,
        asked.target,
        base_year,
        estimated_from=asked.estimated_from,
        people=people,
        without_trend=without_trend,
    )


def _projected(
    world: WorldEstimate,
    asked: TargetSettings,
    inputs: WorldInputs,
    base_year: int,
    without_trend: tuple[str, ...],
) -> Findings:
    people = future_people(world, inputs.population, asked.projected_years, inputs.split)
    plan = Plan(
        base_year=base_year,
        years=asked.projected_years,
        scenarios=asked.scenarios,
        estimated_from=asked.estimated_from,
        target=asked.target,
    )
    return project(world, people, plan, without_trend=without_trend)


def _or_refused(world: WorldEstimate, what: str, ask: Callable[[], Findings]) -> Findings:
    try:
        return ask()
    except RefusedError as error:
        row = {
            "measure": world.draws.measure,
            "place_kind": "world",
            "place": "WORLD",
            "code": error.code,
            "text": f"{what}: {error.text}",
        }
        rows = frame_of(COMBINED_CHANGES, [])
        return Findings(rows, frame_of(COMBINED_REFUSALS, [row]))
