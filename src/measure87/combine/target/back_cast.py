"""Every edition of the global estimates again, with one method throughout.

Editions change method between each other, so that their totals do not make a series. Here the
years of the editions are read off one model, and changes between them are changes of that model.
A published total may stand beside it, as a scenario in words: only if it is of the same
definition, measure, sex and ages, and it is never differenced with ours, nor fitted to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from measure87.combine.aggregation.groups import WORLD, Place
from measure87.combine.aggregation.place_draws import draws_of_place
from measure87.combine.aggregation.summary import NO_PEOPLE
from measure87.combine.aggregation.sums import summed_population
from measure87.combine.aggregation.tables import Findings, Row, findings, refusal, together
from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.target.changes import changes_between
from measure87.combine.target.editions import Edition, PublishedTotal, why_other
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import COMBINED_CHANGES
from measure87.vocabulary.errors import UsageError

NOT_ESTIMATED = "year-not-estimated"
_LEAST_SHARE = 0.01
"""Smaller ones are told per thousand."""


@dataclass(frozen=True)
class EditionEstimate:
    """What one model says of one edition's year; persons and share with equal-tailed limits."""

    label: str
    year: int
    place: str
    share: tuple[float, float, float]
    """Mean, lower and upper limit, 0 to 1."""
    persons: tuple[float, float, float]
    level: float
    beside: tuple[str, ...]
    """Sentences on published totals of the same definition."""


@dataclass(frozen=True)
class BackCast:
    """Editions of one place, and the changes between them of all places."""

    editions: tuple[EditionEstimate, ...]
    changes: Findings
    """`COMBINED_CHANGES` between each edition and the next, and everything refused."""


def back_cast(
    world: WorldEstimate,
    editions: Sequence[Edition],
    definition: str,
    *,
    place: str = WORLD,
    without_trend: Sequence[str] = (),
) -> BackCast:
    """Read the years of the editions off one model.

    Parameters
    ----------
    definition
        What the estimate's measure follows, such as `child_labour/sdg_8_7_1`.
    place
        Code of the region that editions are told of; a country's is taken too.

    Raises
    ------
    UsageError
        If the place is not in the estimate, or two editions are of the same year.

    Notes
    -----
    Refused, with the reason: an edition whose year is not estimated or in which the place may
    not be published; a published total of another definition, measure or ages. With one edition
    left there are no changes.
    """
    where = _place(world, place)
    ordered = sorted(editions, key=lambda one: one.year)
    if len({one.year for one in ordered}) < len(ordered):
        raise UsageError("two editions are of the same year", code="editions")
    refused: list[Row] = []
    told: list[EditionEstimate] = []
    for edition in ordered:
        why = _why_not(world, where, edition)
        if why is not None:
            refused.append(refusal(world.draws.measure, where, why, year=edition.year))
            continue
        told.append(_estimate(world, where, edition, definition, refused))
    first = findings(COMBINED_CHANGES, (), refused)
    estimated = [one.year for one in ordered if one.year in world.draws.years]
    between = [
        changes_between(world, *years, without_trend=without_trend) for years in pairwise(estimated)
    ]
    return BackCast(tuple(told), together([first, *between]))


def _estimate(
    world: WorldEstimate, place: Place, edition: Edition, definition: str, refused: list[Row]
) -> EditionEstimate:
    found = draws_of_place(world, place, (edition.year,))
    persons = found.persons[:, 0, 0, 0]
    estimate = EditionEstimate(
        label=edition.label,
        year=edition.year,
        place=place.code,
        share=_limits(persons / found.population[0, 0, 0], world.level),
        persons=_limits(persons, world.level),
        level=world.level,
        beside=(),
    )
    same = []
    for total in edition.published:
        if total.place != place.code:
            continue
        why = why_other(total, edition, world.draws.measure, definition, world.draws.whole_age)
        if why is None:
            same.append(total)
        else:
            refused.append(
                refusal(
                    world.draws.measure, place, why, year=edition.year, statistic=total.statistic
                )
            )
    return EditionEstimate(**{**vars(estimate), "beside": tuple(_sentences(estimate, same))})


def _why_not(world: WorldEstimate, place: Place, edition: Edition) -> tuple[str, str] | None:
    if edition.year not in world.draws.years:
        years = ", ".join(map(str, world.draws.years))
        return (
            NOT_ESTIMATED,
            f"the edition {edition.label} is about {edition.year}; there are estimates of {years}",
        )
    if not summed_population(world.cells, place.members, (edition.year,)).sum() > 0:
        return NO_PEOPLE, f"{place.name} has no people of these ages in {edition.year}"
    return world.why_not(place, edition.year)


def _sentences(estimate: EditionEstimate, totals: Iterable[PublishedTotal]) -> Iterable[str]:
    for total in totals:
        ours = estimate.share if total.statistic == "share" else estimate.persons
        value, lower, upper = (_shown(one, total.statistic) for one in ours)
        yield (
            f"{estimate.label}: {total.source} published {_shown(total.value, total.statistic)}; "
            f"one method throughout gives {value} ({100 * estimate.level:g} % interval {lower} to "
            f"{upper}) for {estimate.year}. A scenario beside the estimate: neither tests the "
            "other."
        )


def _shown(value: float, statistic: str) -> str:
    if statistic == "share":
        return f"{100 * value:.1f} %" if value >= _LEAST_SHARE else f"{1000 * value:.3g} per 1,000"
    return f"{value / 1e6:,.2f} million"


def _limits(draws: FloatArray, level: float) -> tuple[float, float, float]:
    tail = (1.0 - level) / 2.0
    lower, upper = np.quantile(draws, [tail, 1.0 - tail])
    return float(draws.mean()), float(lower), float(upper)


def _place(world: WorldEstimate, code: str) -> Place:
    for one in world.places:
        if one.code == code:
            return one
    raise UsageError(
        f"there is no place {code!r} in the estimate",
        code="unknown-place",
        hint=f"places: {', '.join(one.code for one in world.places)}",
    )
