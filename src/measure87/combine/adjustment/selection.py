"""Which published figures serve what is asked, and why each of the others does not."""

import polars as pl

from measure87.combine.adjustment.asked import Asked
from measure87.combine.inputs import FigureTable

DETECTED = "detected cases are not prevalence"


def selected(table: FigureTable, asked: Asked, countries: tuple[str, ...]) -> pl.DataFrame:
    """The rows of the table, with `row` (its place in the table), `used` and `why_not`.

    Figures that were left out before stay so, with their reason.

    Parameters
    ----------
    countries
        ISO3 of those to be estimated.
    """
    frame = table.frame.with_row_index("row")
    measures = [asked.measure, *asked.other_measures]
    spans = [f"{a}-{b}" for a, b in (*asked.ages, *asked.other_ages)]
    first, last = asked.first_year or -(10**6), asked.last_year or 10**6
    why = (
        pl.when(~pl.col("included"))
        .then(pl.col("reason").fill_null("left out"))
        .when(~pl.col("measure").is_in(measures))
        .then(pl.lit("another measure than those that serve " + asked.measure))
        .when(pl.col("source_type") == "administrative")
        .then(pl.lit(DETECTED))
        .when(pl.col("source_type") == "modelled")
        .then(pl.lit("a model's estimate, not an observation"))
        .when(~pl.col("country").is_in(countries))
        .then(pl.lit("the country is not in the set of regions"))
        .when(~pl.col("year").is_between(first, last))
        .then(pl.lit(f"outside the years {first} to {last}"))
        .when(~pl.col("sex").is_in(asked.sexes))
        .then(pl.lit(f"the model's sexes are {' and '.join(asked.sexes)}"))
        .when(~pl.concat_str("age_from", pl.lit("-"), "age_to").fill_null("?").is_in(spans))
        .then(pl.lit(f"the model's ages are {', '.join(spans)}"))
    )
    frame = frame.with_columns(why_not=why)
    return _without_worse_ages(frame, asked).with_columns(used=pl.col("why_not").is_null())


def _without_worse_ages(frame: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Leave out figures of other ages where the survey has one nearer to what is asked."""
    if not asked.other_ages:
        return frame
    order = {f"{a}-{b}": place for place, (a, b) in enumerate((*asked.ages, *asked.other_ages))}
    span = pl.concat_str("age_from", pl.lit("-"), "age_to")
    ranked = frame.with_columns(
        rank=pl.when(pl.col("why_not").is_null()).then(
            span.replace_strict(order, default=None, return_dtype=pl.Int64)
        )
    )
    survey = ("country", "year", "sex", "measure", "source")
    best = pl.col("rank").min().over(survey)
    return ranked.with_columns(
        why_not=pl.when(pl.col("why_not").is_not_null())
        .then("why_not")
        .when(pl.col("rank") > best)
        .then(pl.lit("the survey has a figure of ages that are nearer"))
    ).drop("rank")
