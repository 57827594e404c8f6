"""Which published figures serve what is asked, and why each of the others does not."""

from collections.abc import Collection

import polars as pl

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.cells import Persons, ages_together
from measure87.combine.adjustment.totals import without_repeats
from measure87.combine.inputs import FigureTable

DETECTED = "detected cases are not prevalence"
NOT_IN_POPULATION = "the population file does not have the country"
NOT_IN_REGIONS = "the country is not in the set of regions"
MODELLED = "a model's estimate, not an observation"
OUTSIDE_YEARS = "outside the years"
_SPAN = pl.concat_str(
    pl.col("age_from").cast(pl.String).fill_null("?"),
    pl.lit("-"),
    pl.col("age_to").cast(pl.String).fill_null(""),
)
"""Ages as `_span` writes them; no oldest age is an open span."""


def _span(youngest: int, oldest: int | None) -> str:
    return f"{youngest}-{'' if oldest is None else oldest}"


def _years(asked: Asked) -> str:
    first, last = asked.first_year, asked.last_year
    if first is None or last is None:
        return f"from {first}" if last is None else f"to {last}"
    return f"{first} to {last}"


def selected(
    table: FigureTable,
    asked: Asked,
    countries: tuple[str, ...],
    persons: Persons | None = None,
    *,
    without_population: Collection[str] = (),
) -> pl.DataFrame:
    """The rows of the table, with `row` (its place in the table), `used` and `why_not`.

    Figures that were left out before stay so, with their reason.

    Parameters
    ----------
    countries
        ISO3 of those to be estimated.
    persons
        Persons in the model's cells, to weigh the parts of totals; without it no total serves.
    without_population
        Countries of the set of regions that are not estimated, for nobody knows their people.
    """
    frame = table.frame.with_row_index("row")
    measures = [asked.measure, *asked.other_measures]
    spans = [_span(*ages) for ages in (*asked.ages, *asked.other_ages)]
    together = {
        _span(a, b)
        for a, b in frame.select("age_from", "age_to").unique().iter_rows()
        if ages_together((a, b), asked.ages)
    }
    sexes = {*asked.sexes, "both"}
    first, last = asked.first_year or -(10**6), asked.last_year or 10**6
    flows = [one.measure for one in asked.flows]
    why = (
        pl.when(~pl.col("included"))
        .then(pl.col("reason").fill_null("left out"))
        .when(~pl.col("measure").is_in(measures))
        .then(pl.lit("another measure than those that serve " + asked.measure))
        .when(pl.col("source_type") == "administrative")
        .then(pl.lit(DETECTED))
        .when(pl.col("source_type") == "modelled")
        .then(pl.lit(MODELLED))
        .when(pl.col("country").is_in(list(without_population)))
        .then(pl.lit(NOT_IN_POPULATION))
        .when(~pl.col("country").is_in(countries))
        .then(pl.lit(NOT_IN_REGIONS))
        .when(~pl.col("year").is_between(first, last))
        .then(pl.lit(f"{OUTSIDE_YEARS} {_years(asked)}"))
        .when(~pl.col("sex").is_in(sexes))
        .then(pl.lit(f"the model's sexes are {' and '.join(asked.sexes)}"))
        .when(~_SPAN.is_in([*spans, *together]))
        .then(pl.lit(f"the model's ages are {', '.join(spans)}"))
        .when(pl.col("measure").is_in(flows) & pl.col("recall_days").is_null())
        .then(pl.lit("how many persons are affected at one time cannot be told without the period"))
    )
    frame = frame.with_columns(why_not=why)
    frame = without_repeats(_without_worse_ages(frame, asked), asked, persons)
    return frame.with_columns(used=pl.col("why_not").is_null())


def _without_worse_ages(frame: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Leave out figures of other ages where the survey has one nearer to what is asked."""
    if not asked.other_ages:
        return frame
    order = {_span(*ages): place for place, ages in enumerate((*asked.ages, *asked.other_ages))}
    ranked = frame.with_columns(
        rank=pl.when(pl.col("why_not").is_null()).then(
            _SPAN.replace_strict(order, default=None, return_dtype=pl.Int64)
        )
    )
    survey = ("country", "year", "sex", "measure", "source_type", "source")
    best = pl.col("rank").min().over(survey)
    return ranked.with_columns(
        why_not=pl.when(pl.col("why_not").is_not_null())
        .then("why_not")
        .when(pl.col("rank") > best)
        .then(pl.lit("the survey has a figure of ages that are nearer"))
    ).drop("rank")
