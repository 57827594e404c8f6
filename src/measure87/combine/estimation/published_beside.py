"""Lays beside every estimate of a country the figure that was published of it, and why they differ.

The figure is the country's own of the same measure, sex and ages (or ages that stand in for them),
of the nearest year. Reasons are codes; what they say is in the languages of the report.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

LEFT_OUT, OTHER_YEAR, OTHER_FIGURES = "left-out", "other-year", "other-figures"
SURVEY_ERRORS, OUTLIER, OTHER_DEFINITION = "survey-errors", "outlier", "other-definition"
COLUMNS = ("published", "published_year", "expected_without", "why_differs")

_Key = tuple[str, str]
_Row = Mapping[str, Any]


def beside_published(estimates: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Estimates with `COLUMNS` filled in rows of countries' shares.

    Parameters
    ----------
    estimates
        `COMBINED_ESTIMATES`.
    figures
        `FITTED_FIGURES` of all measures.
    """
    own, serving = _by_country(figures)
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for row in estimates.iter_rows(named=True):
        told: _Row = {}
        if row["place_kind"] == "country" and row["statistic"] == "share":
            key = (row["measure"], row["place"])
            told = _told(row, own.get(key, ()), key in serving)
        for name in COLUMNS:
            columns[name].append(told.get(name))
    kinds = {name: estimates.schema[name] for name in COLUMNS}
    return estimates.with_columns(
        pl.Series(name, values, dtype=kinds[name]) for name, values in columns.items()
    )


def _by_country(figures: pl.DataFrame) -> tuple[dict[_Key, list[_Row]], set[_Key]]:
    """A country's own figures of each measure, and which countries any figure serves."""
    own: dict[_Key, list[_Row]] = {}
    serving: set[_Key] = set()
    for row in figures.iter_rows(named=True):
        measure = row["serves"] or row["measure"]
        if row["included"] == "true":
            serving.add((measure, row["country"]))
        if measure == row["measure"] and row["estimate"] is not None:
            own.setdefault((measure, row["country"]), []).append(row)
    return own, serving


def _told(row: _Row, figures: "list[_Row] | tuple[()]", served: bool) -> _Row:
    like = [one for one in figures if _alike(one, row)]
    if not like:
        return {"why_differs": OTHER_DEFINITION} if served and not figures else {}
    used = [one for one in like if one["included"] == "true"]
    nearest = min(used or like, key=lambda one: (abs(one["year"] - row["year"]), -one["year"]))
    codes = [LEFT_OUT]
    if used:
        surveys = {(one["year"], one["source"]) for one in figures if one["included"] == "true"}
        codes = [OUTLIER] if nearest["outlier"] else []
        codes += [OTHER_YEAR] if nearest["year"] != row["year"] else []
        codes += (nearest["differs_by"] or "").split()
        codes += [OTHER_FIGURES] if len(surveys) > 1 else []
        codes.append(SURVEY_ERRORS)
    return {
        "published": nearest["estimate"],
        "published_year": nearest["year"],
        "expected_without": nearest["left_out_expected"],
        "why_differs": " ".join(codes),
    }


def _alike(figure: _Row, row: _Row) -> bool:
    """Whether a figure is of the row's sex and ages, or stands in for them."""
    if figure["sex"] != row["sex"]:
        return False
    same = (figure["age_from"], figure["age_to"]) == (row["age_from"], row["age_to"])
    return same or "other-ages" in (figure["differs_by"] or "").split()
