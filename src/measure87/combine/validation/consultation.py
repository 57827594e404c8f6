"""What a country is shown before an estimate is published, and what it is asked.

The workbook says what the model says of the country, which of its figures were used or left
out and why, and what the model would have said without them. A country without figures is asked
for them with the same workbook.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from measure87.files import FORMULA_STARTS
from measure87.vocabulary.columns.table import Table
from measure87.vocabulary.consultation import (
    CONSULTED_ESTIMATES,
    CONSULTED_INPUTS,
    Cell,
    ConsultationBook,
)
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.plain_text import escaped

_ORDER = ("measure", "year", "sex", "age_from", "age_to")


def consultation_book(
    country: str,
    country_name: str,
    *,
    title: str,
    run: str,
    measures: Mapping[str, str],
    estimates: pl.DataFrame,
    figures: pl.DataFrame,
    refused: pl.DataFrame | None = None,
) -> ConsultationBook:
    """The workbook's content for one country.

    Parameters
    ----------
    country
        ISO3.
    run
        Mark of the run: answers to another run are refused when they come back.
    measures
        Name and label of each measure that was estimated.
    estimates
        Columns of `COMBINED_ESTIMATES`, of all places; the country's shares are taken.
    figures
        Columns of `FITTED_FIGURES`, of all countries, left-out figures too.
    refused
        Columns of `COMBINED_REFUSALS`, of all places: what is not published, and why.

    Raises
    ------
    DataError
        If a column is missing.
    """
    title, country_name = escaped(title), escaped(country_name)
    measures = {name: escaped(label) for name, label in measures.items()}
    of_country = estimates.filter(
        (pl.col("place_kind") == "country")
        & (pl.col("place") == country)
        & (pl.col("statistic") == "share")
    )
    own = figures.filter(pl.col("country") == country)
    return ConsultationBook(
        country=country,
        country_name=country_name,
        title=title,
        run=run,
        notes=_notes(country_name, of_country, own, _why_refused(country, measures, refused)),
        estimates=_rows(of_country, CONSULTED_ESTIMATES, "estimates"),
        inputs=_rows(own.with_columns(_yes_or_no()), CONSULTED_INPUTS, "figures"),
        questions=tuple(
            question
            for measure, label in measures.items()
            for question in _questions(measure, label, own.filter(pl.col("measure") == measure))
        ),
    )


def _rows(frame: pl.DataFrame, table: Table, what: str) -> tuple[tuple[Cell, ...], ...]:
    missing = [name for name in table.names if name not in frame.columns]
    if missing:
        raise DataError(
            f"the {what} lack the column {missing[0]!r}",
            code="unknown-column",
            hint=f"columns present: {', '.join(frame.columns)}",
        )
    chosen = frame.select(table.names).sort(*_ORDER, nulls_last=True, maintain_order=True)
    return tuple(tuple(_cell(value) for value in row) for row in chosen.iter_rows())


def _cell(value: Any) -> Cell:
    """Numbers to six significant digits, which is what is shown and compared.

    Text that a spreadsheet could take for a formula gets an apostrophe in front, as in CSV.
    """
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, str):
        value = escaped(value)
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value if value is None or isinstance(value, int) else str(value)


def _yes_or_no() -> pl.Expr:
    return (
        pl.when(pl.col("included").cast(pl.String).str.to_lowercase() == "true")
        .then(pl.lit("yes"))
        .otherwise(pl.lit("no"))
        .alias("included")
    )


def _why_refused(
    country: str, measures: Mapping[str, str], refused: pl.DataFrame | None
) -> tuple[str, ...]:
    """A question for each measure that no estimate of the country is made of."""
    if refused is None:
        return ()
    mine = refused.filter((pl.col("place_kind") == "country") & (pl.col("place") == country))
    rows = mine.unique(["measure", "text"], maintain_order=True).iter_rows(named=True)
    return tuple(
        f"{measures[row['measure']]}: no estimate: have you data? {escaped(row['text'])}."
        for row in rows
    )


def _notes(
    name: str, estimates: pl.DataFrame, own: pl.DataFrame, why_refused: tuple[str, ...]
) -> tuple[str, ...]:
    used = own.filter(_yes_or_no() == "yes").height
    notes = [
        f"This workbook shows what the model says of {name}, and asks for your answer before "
        "anything is published.",
        "Shares are between 0 and 1. Do not change the sheets with figures: the answer is read "
        "from the last sheet alone, and a workbook with changed figures is refused.",
    ]
    if estimates.is_empty():
        notes.append("No estimate of your country is published by itself.")
    notes += why_refused
    if used:
        notes.append(
            f"{used} of {own.height} figures of your country were used; the others say why not."
        )
    elif not estimates.is_empty():
        notes.append(
            "No figure of your country was used: what is shown is borrowed from countries of your "
            "region and from what else is known of your country. Figures of your own would take "
            "its place."
        )
    return tuple(notes)


def _questions(measure: str, label: str, own: pl.DataFrame) -> list[tuple[str, str, str]]:
    asked = [("estimate", measure, f"Do you agree with the estimates of: {label}?")]
    if own.height:
        words = "Are these figures right, complete, and rightly used or left out?"
        asked.append(("figures", measure, f"{label}: {words}"))
    words = "Are there surveys with figures of your country that are not in this workbook?"
    return [*asked, ("new_data", measure, f"{label}: {words}")]
