"""Lists of case records in a standard: strata by its codes, with its labels."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from measure87.define.classifications.trafficking_cases import (
    SEVERAL,
    CaseField,
    case_field,
    case_fields,
)
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.strata import STRATUM
from measure87.files import SourceTable
from measure87.study.lists.inputs import ListColumns
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Result

SEVERAL_APART = "several-own-stratum"
"""Flag of a stratum beside which those with several values at once are a stratum of their own."""


def in_standard(source: SourceTable, columns: ListColumns, standard: str | None) -> SourceTable:
    """The file with its strata in the codes of a standard.

    Several values at once are one stratum, `several`; an empty cell stays empty.

    Raises
    ------
    DataError
        If the strata are no field of the standard, or a cell holds none of its codes: with the
        row, never with the cell.
    UsageError
        If the standard is not known or its codes were not seen.
    """
    field = _field_of(source, columns, standard)
    if field is None or columns.strata is None:
        return source
    name = source.column(columns.strata)
    told = source.frame.lazy().select(pl.col(name).cast(pl.String)).collect()[name]
    known = {text: field.code_of(text) for text in told.drop_nulls().unique() if text.strip()}
    codes = pl.Series(name, [known.get(text) if text else None for text in told], dtype=pl.String)
    wrong = [place for place, text in enumerate(told) if text and known.get(text, "") is None]
    if wrong:
        raise DataError(
            f"{name} holds none of the codes of {field.name} in {len(wrong)} row(s), first row "
            f"{source.rows.of(wrong[0])}",
            code="unknown-code",
            where=source.name,
            hint=f"codes of {standard}: {', '.join(field.labels)}",
        )
    return replace(source, frame=source.frame.lazy().with_columns(codes).collect())


def several_told(result: Result, study: ListStudy) -> Result:
    """The result with a flag on its strata where persons with several values are one of them.

    Strata are apart, so that their sizes add up: who was exploited in two ways is in neither of
    the two. A size for each way that counts her in both would add up to more than there are.

    Parameters
    ----------
    study
        As its tables are released: of persons who were rounded away nothing is told.
    """
    if not any(table.observed or table.suppressed for table in study.tables.get(SEVERAL, ())):
        return result
    return replace(
        result,
        estimates=[
            each.with_flags(SEVERAL_APART) if STRATUM in each.group else each
            for each in result.estimates
        ],
    )


def labelled(result: Result, columns: ListColumns, standard: str | None) -> Result:
    """The result with the standard's labels beside the codes of its strata."""
    field = (
        None if standard is None or columns.strata is None else case_field(standard, columns.strata)
    )
    if field is None:
        return result
    labels: Mapping[str, str] = {**field.labels, SEVERAL: SEVERAL}
    return replace(
        result,
        estimates=[
            replace(each, labels={**each.labels, STRATUM: labels[each.group[STRATUM]]})
            if each.group.get(STRATUM) in labels
            else each
            for each in result.estimates
        ],
    )


def _field_of(source: SourceTable, columns: ListColumns, standard: str | None) -> CaseField | None:
    if standard is None:
        return None
    fields = case_fields(standard)
    if columns.strata is None:
        return None
    field = case_field(standard, columns.strata)
    if field is None:
        raise DataError(
            f"{columns.strata} is no field of {standard} with codes",
            code="no-field",
            where=source.name,
            hint=f"its fields: {', '.join(each.name for each in fields)}; or leave `standard` out",
        )
    return field
