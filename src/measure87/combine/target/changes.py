"""The change between two years: share, persons, yearly rate, and why persons changed.

The probability of decline is the share of draws that are lower in the later year. A draw that
stays the same does not decline, nor one that is lower by what rounding persons can do.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from measure87.combine.aggregation.place_draws import PlaceDraws
from measure87.combine.aggregation.sums import (
    cells_of_margin,
    margins_of,
    places_in,
    year_places,
)
from measure87.combine.aggregation.tables import Findings, Row, findings
from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.target.change_rows import Span, cells_of, change_row, refused_row, span_of
from measure87.combine.target.decomposition import ChangeParts, change_parts
from measure87.combine.target.rates import annual_rate_of_reduction
from measure87.combine.target.trend import published_places, require_years, trend_flags
from measure87.vocabulary.combined import COMBINED_CHANGES
from measure87.vocabulary.errors import RefusedError

QUANTITIES = ("change_in_share", "change_in_persons", "annual_rate_of_reduction")
"""What is refused of a change by name; the parts of a change in persons go with it."""


def changes_between(
    world: WorldEstimate, from_year: int, to_year: int, *, without_trend: Sequence[str] = ()
) -> Findings:
    """Rows of `COMBINED_CHANGES` for every place, sex and age.

    Parameters
    ----------
    world
        One measure.
    without_trend
        Countries whose own figures carry no trend: their change is what their region says, and
        is flagged.

    Raises
    ------
    RefusedError
        If the estimate is of one year alone.
    UsageError
        If a year is not in the estimate, or the years are in the wrong order.
    """
    require_years(world, from_year, to_year)
    rows: list[Row] = []
    refused: list[Row] = []
    for found in published_places(world, (from_year, to_year), refused, QUANTITIES):
        parts = _parts(world, found)
        flags = trend_flags(found.place, without_trend)
        for sex, age in cells_of(found):
            years = (from_year, to_year)
            measure, level = world.draws.measure, world.level
            span = span_of(found, (sex, age), years, measure, level, flags)
            rows += _rows(span, found, parts, sex, age)
            refused += _rate_refused(span, found, sex, age)
    return findings(COMBINED_CHANGES, rows, refused)


def _rows(span: Span, found: PlaceDraws, parts: ChangeParts, sex: int, age: int) -> Iterator[Row]:
    persons = found.persons[:, :, sex, age]
    share = persons / found.population[:, sex, age]
    falls = share[:, 1] < share[:, 0] - found.share_rounding[:, sex, age].sum()
    yield change_row(span, "change_in_share", share[:, 1] - share[:, 0], falls=falls)
    change = parts.total[:, sex, age]
    yield change_row(span, "change_in_persons", change, falls=change < 0)
    if (share[:, 0] > 0).all():
        rate = annual_rate_of_reduction(share[:, 0], share[:, 1], span.to_year - span.from_year)
        yield change_row(span, "annual_rate_of_reduction", rate, falls=falls)
    yield change_row(span, "from_population", parts.population[:, sex, age])
    yield change_row(span, "from_composition", parts.composition[:, sex, age])
    yield change_row(span, "from_prevalence", parts.prevalence[:, sex, age])


def _rate_refused(span: Span, found: PlaceDraws, sex: int, age: int) -> Iterator[Row]:
    first = found.persons[:, 0, sex, age]
    if (first > 0).all():
        return
    try:
        annual_rate_of_reduction(first, found.persons[:, 1, sex, age], 1)
    except RefusedError as error:
        yield refused_row(span, (error.code, error.text), "annual_rate_of_reduction")


def _parts(world: WorldEstimate, found: PlaceDraws) -> ChangeParts:
    draws, cells = world.draws, world.cells
    when = year_places(draws.years, found.years)
    at = np.ix_(places_in(draws.countries, found.place.members), when)
    margins = margins_of(draws.sexes, draws.ages)
    return change_parts(
        found.persons,
        found.population,
        draws.share[(slice(None), *at)],
        cells.persons[at],
        cells_of_margin(margins, draws.sexes, draws.ages),
    )
