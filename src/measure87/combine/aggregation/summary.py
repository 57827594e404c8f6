"""Rows of `COMBINED_ESTIMATES`: mean, median, spread and interval of every place and cell.

The value is the mean of the draws, so that printed parts add up to printed wholes (to rounding of
the last digits of a double). Intervals have equal tails. A share is the persons over the people,
draw by draw. Countries stand in alphabetical order: there is no ranking.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from measure87.combine.aggregation.coverage import Coverage
from measure87.combine.aggregation.groups import Place, most_people
from measure87.combine.aggregation.new_survey import shares_found
from measure87.combine.aggregation.place_draws import PlaceDraws, draws_of_place
from measure87.combine.aggregation.sums import with_margins
from measure87.combine.aggregation.tables import Findings, Row, findings, named, refusal, who
from measure87.combine.aggregation.world import WorldEstimate
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import COMBINED_ESTIMATES

NO_PEOPLE = "no-people"

Watch = Callable[[PlaceDraws, tuple[int, ...]], None]
"""Called with every place's draws and the years that may be published of it."""


def summarise(world: WorldEstimate, *, watch: Watch | None = None) -> Findings:
    """Estimates of all places, years, sexes and ages that may be published.

    Parameters
    ----------
    world
        One measure; several measures are several calls, put together with `together`.
    watch
        What else is to be done with the draws while they are there, such as keeping them.

    Notes
    -----
    A place that may not be published in a year has one row among the refused, with sex, ages and
    statistic empty. A cell without people (`no-people`) is refused by itself. A country that no
    estimate is made of has one row for all years.
    """
    rows: list[Row] = []
    measure = world.draws.measure
    refused: list[Row] = [refusal(measure, place, why) for place, why in world.unsupported]
    for place in world.places:
        why = {year: world.why_not(place, year) for year in world.draws.years}
        shown = tuple(year for year in world.draws.years if why[year] is None)
        refused += [
            refusal(measure, place, reason, year=year)
            for year, reason in why.items()
            if reason is not None
        ]
        if not shown:
            continue
        found = draws_of_place(world, place)
        rows += _rows_of_place(world, found, shown)
        refused += _without_people(world, found, shown)
        if watch is not None:
            watch(found, shown)
    return findings(COMBINED_ESTIMATES, rows, refused)


def _rows_of_place(world: WorldEstimate, found: PlaceDraws, shown: tuple[int, ...]) -> list[Row]:
    tail = (1.0 - world.level) / 2.0
    spread = _Spread(found.persons, tail)
    surveyed = _surveyed(world, found, tail)
    about = _about(world, found.place)
    coverage = world.coverage(found.place)
    missing = with_margins(world.people_missing(found.place))
    rows: list[Row] = []
    for when, sex, age in _cells(found, shown):
        people = float(found.population[when, sex, age])
        shared = {
            **named(world.draws.measure, found.place),
            "year": found.years[when],
            **who(found.sexes[sex], found.ages[age]),
            **about,
            **_covered(coverage, when),
            **_parts(world, found.place, float(missing[when, sex, age])),
            "level": world.level,
            "population": people,
            "flags": _flags(found, when, sex, age),
        }
        figures = spread.at(when, sex, age)
        rows.append(
            shared
            | {"statistic": "share"}
            | {name: one / people for name, one in figures.items()}
            | surveyed(when, sex, age)
        )
        rows.append(shared | {"statistic": "persons"} | figures)
    return rows


def _surveyed(
    world: WorldEstimate, found: PlaceDraws, tail: float
) -> Callable[[int, int, int], dict[str, float]]:
    """Limits of what a new survey of a country would find, cell by cell; of sums nothing."""
    new, draws = world.draws.new_survey, world.draws
    if new is None or found.place.kind != "country":
        return lambda *_: {}
    at = draws.countries.index(found.place.members[0])
    shares = shares_found(
        draws.share[:, at],
        world.cells.persons[at],
        new.error[:, at],
        new.effective_n,
        f"{draws.measure} {found.place.code}",
    )
    lower, upper = np.quantile(shares, [tail, 1.0 - tail], axis=0)
    return lambda *cell: {
        "new_survey_lower": float(lower[cell]),
        "new_survey_upper": float(upper[cell]),
    }


class _Spread:
    """Mean, median, spread and limits over draws, for all cells of a place at once."""

    def __init__(self, persons: FloatArray, tail: float) -> None:
        quantiles = np.quantile(persons, [tail, 0.5, 1.0 - tail], axis=0)
        self._by_name = {
            "value": persons.mean(axis=0),
            "median": quantiles[1],
            "se": persons.std(axis=0, ddof=1 if len(persons) > 1 else 0),
            "lower": quantiles[0],
            "upper": quantiles[2],
        }

    def at(self, when: int, sex: int, age: int) -> dict[str, float]:
        """The figures of one cell, persons."""
        return {name: float(values[when, sex, age]) for name, values in self._by_name.items()}


def _cells(found: PlaceDraws, shown: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    """Year, sex and age of every cell with people, of the years that are shown."""
    for when, sex, age in np.ndindex(*found.population.shape):
        if found.years[when] in shown and found.population[when, sex, age] > 0:
            yield when, sex, age


def _about(world: WorldEstimate, place: Place) -> dict[str, object]:
    n_figures = world.n_figures(place)
    own = "own_figures" if n_figures else "borrowed"
    return {
        "basis": own if place.kind == "country" else "sum",
        "n_figures": n_figures,
        "latest_figure": world.latest_figure(place),
    }


def _covered(coverage: Coverage, when: int) -> dict[str, object]:
    share = float(coverage.share[when])
    return {
        "n_countries_with_figures": int(coverage.n_countries[when]),
        "coverage": None if math.isnan(share) else share,
    }


def _parts(world: WorldEstimate, place: Place, people_missing: float) -> dict[str, object]:
    """How much of a place is in its sum; of a country nothing, for it has no parts."""
    if place.kind == "country":
        return {}
    without = world.without_people(place)
    bounded = math.isfinite(most_people(without, world.draws.whole_age))
    return {
        "n_countries": len(place.members),
        "n_countries_missing": len(place.missing),
        "n_countries_without_population": len(without),
        "population_missing": people_missing if bounded else None,
    }


def _flags(found: PlaceDraws, when: int, sex: int, age: int) -> str | None:
    raised = {
        "members-missing": bool(found.place.missing),
        "membership-not-verified": found.place.seen == "unseen",
        "population-interpolated": bool(found.interpolated[when, sex, age]),
        "population-split": bool(found.split[when, sex, age]),
    }
    return " ".join(name for name, holds in raised.items() if holds) or None


def _without_people(
    world: WorldEstimate, found: PlaceDraws, shown: tuple[int, ...]
) -> Iterator[Row]:
    for when, sex, age in np.ndindex(*found.population.shape):
        if found.years[when] in shown and not found.population[when, sex, age] > 0:
            text = f"{found.place.name} has no people of that sex and age in {found.years[when]}"
            yield refusal(
                world.draws.measure,
                found.place,
                (NO_PEOPLE, text),
                year=found.years[when],
                about=who(found.sexes[sex], found.ages[age]),
            )
