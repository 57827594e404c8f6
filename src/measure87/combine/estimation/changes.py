"""Asks for changes, paces, projections and editions that are asked for, by measure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from measure87.combine.aggregation.tables import Findings, frame_of, together
from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.questions import Questions, TargetQuestions
from measure87.combine.target import (
    Edition,
    EditionEstimate,
    Plan,
    back_cast,
    changes_between,
    future_people,
    pace_to,
    project,
)
from measure87.vocabulary.combined import COMBINED_CHANGES, COMBINED_REFUSALS
from measure87.vocabulary.errors import RefusedError


@dataclass(frozen=True)
class Asked:
    """What came of one measure's changes.

    Attributes
    ----------
    findings : Findings
        Rows of `COMBINED_CHANGES`, and what was refused.
    editions : tuple of EditionEstimate
    """

    findings: Findings
    editions: tuple[EditionEstimate, ...] = ()


def changes_of(
    world: WorldEstimate, questions: Questions, inputs: WorldInputs, fitted: FittedMeasure
) -> Asked:
    """Changes, paces, projections and editions of one measure, and what was refused.

    What cannot be answered for the whole measure (a change in an estimate of one year, a
    projection beyond the population file) is one refusal with its reason.
    """
    asked, base_year, without_trend = questions.target, questions.year, fitted.without_trend
    found = [
        _or_refused(
            world,
            f"change {years[0]} to {years[1]}",
            partial(changes_between, world, *years, without_trend=without_trend),
        )
        for years in asked.changes
    ]
    editions: tuple[EditionEstimate, ...] = ()
    if asked.editions:
        mine = _without_other_measures(questions, fitted.settings.name)
        definition = fitted.settings.definition
        cast = back_cast(world, mine, definition, without_trend=without_trend)
        editions = cast.editions
        found.append(cast.changes)
    if asked.target is not None:
        ask = partial(_pace, world, asked, inputs, base_year, without_trend)
        found.append(_or_refused(world, "pace", ask))
    if asked.projected_years:
        ask = partial(_projected, world, asked, inputs, base_year, without_trend)
        found.append(_or_refused(world, "projection", ask))
    nothing = Findings(frame_of(COMBINED_CHANGES, []), frame_of(COMBINED_REFUSALS, []))
    every = together([nothing, *found])
    # Years of two editions may have been asked for as a change too.
    once = Findings(*(one.unique(maintain_order=True) for one in (every.rows, every.refused)))
    return Asked(once, editions)


def _without_other_measures(questions: Questions, name: str) -> list[Edition]:
    """The editions without what they published of other measures that are estimated too."""
    others = {one.name for one in questions.measures} - {name}
    return [
        replace(one, published=tuple(t for t in one.published if t.measure not in others))
        for one in questions.target.editions
    ]


def _pace(
    world: WorldEstimate,
    asked: TargetQuestions,
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
    asked: TargetQuestions,
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
