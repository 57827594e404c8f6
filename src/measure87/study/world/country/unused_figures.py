"""Figures that a country adds to a released run and that serve none of its measures."""

from collections.abc import Sequence

import polars as pl

from measure87.study.world.country.country_measure import CountryMeasure
from measure87.study.world.country.figures import CountryFigures
from measure87.study.world.unused import FIGURE, figure_named, serves_for_nobody
from measure87.vocabulary.releases.world import StatedWarning

_SURVEY = ("year", "source_type", "source")
_KEYS = (*_SURVEY, "sex", "age_from", "age_to", "measure", "origin")


def added_unused_warnings(
    country: str, given: CountryFigures, made: Sequence[CountryMeasure]
) -> list[StatedWarning]:
    """`added-figures-not-used`: added figures that serve nothing, for each reason.

    Those of a survey that has another figure which is used, such as its parts by sex, are as they
    should be; so are those that `[[exclude]]` leaves out, and repeats.
    """
    tables = [one.now.table for one in made]
    used = pl.concat([one.filter("used").select("row", *_SURVEY) for one in tables])
    added = [
        serves_for_nobody(one)
        .join(given.before.frame, on=_KEYS, how="anti", nulls_equal=True)
        .join(used, on="row", how="anti")
        .join(used, on=_SURVEY, how="anti", nulls_equal=True)
        .with_columns(of_measure=pl.col("measure").is_in([each.asked.measure, *others]))
        for each, one in zip(made, tables, strict=True)
        for others in [each.asked.other_measures]
    ]
    rows = (
        pl.concat([one.select("row", *_KEYS, "why_not", "of_measure") for one in added])
        .sort("of_measure", descending=True, maintain_order=True)
        .unique("row", keep="first", maintain_order=True)
        .sort("row")
    )
    found = []
    for why in rows["why_not"].unique(maintain_order=True):
        mine = rows.filter(why_not=why).select("measure", *FIGURE).iter_rows()
        names = ", ".join(f"{measure} {figure_named(*named)}" for measure, *named in mine)
        text = (
            f"added figures of {country} that serve nothing: {names}. The reason: {why}. Where "
            "they should serve, correct the file; else leave them away"
        )
        found.append(StatedWarning(code="added-figures-not-used", text=text))
    return found
