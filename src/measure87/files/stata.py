"""Stata files (.dta): values, labels and the extended missing values `.a` to `.z`."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from measure87.files.cut_numbers import refuse_cut_numbers
from measure87.files.dictionary_probe import damaged, library_reason, probe_dictionary
from measure87.files.held_dates import stata_dates, with_dates
from measure87.files.selection import Selection, with_names
from measure87.files.source_table import TableContent, UserMissing, clean_label, code_of
from measure87.files.writing import whole_file
from measure87.vocabulary.errors import DataError

_EXTENDED = re.compile(r"[a-z]")


def read_stata(path: Path, wanted: Selection, encoding: str | None) -> TableContent:
    """Values and labels of a Stata file.

    A numeric variable that uses extended missing values becomes text: its numbers as code
    text, and `.a` to `.z` declared missing. The plain missing value is null. What the file shows as
    days is read as days, and there every missing value is null.
    """
    probe_dictionary(path, "read_dta")
    try:
        values, meta, present = _read(path, wanted, encoding)
    except DataError:
        raise
    except Exception as error:  # the library raises errors of many classes
        raise damaged(path.name, library_reason(error)) from error
    numeric = {n for n, kind in meta.readstat_variable_types.items() if kind != "string"}
    kinds = {
        name: tuple(f".{kind}" for kind in sorted(set(found)))
        for name, found in (meta.missing_user_values or {}).items()
        if name in values and name in numeric
    }
    frame = pl.DataFrame([_series(name, column, name in kinds) for name, column in values.items()])
    if frame.height != meta.number_rows:
        raise damaged(path.name, f"it declares {meta.number_rows} rows and holds {frame.height}")
    content = TableContent(
        frame=frame,
        variable_labels={
            name: clean_label(label)
            for name, label in meta.column_names_to_labels.items()
            if label and name in values
        },
        value_labels={
            name: {
                _code(code, name in numeric): clean_label(str(label))
                for code, label in pairs.items()
            }
            for name, pairs in meta.variable_value_labels.items()
            if name in values
        },
        missing_codes={name: UserMissing(codes) for name, codes in kinds.items()},
        present=with_names(present),
    )
    shown = meta.original_variable_types
    dated = with_dates(content, {name: stata_dates(shown.get(name)) for name in values})
    refuse_cut_numbers(dated.frame.lazy().collect(), set(dated.missing_codes), path.name)
    return dated


def _read(
    path: Path, wanted: Selection, encoding: str | None
) -> tuple[dict[str, Any], Any, list[str]]:
    """Values, the library's account of them, and the names of all variables of the file."""
    options: dict[str, Any] = {
        "user_missing": True,
        "disable_datetime_conversion": True,
        "output_format": "dict",
        "encoding": encoding,
    }
    _, meta = pyreadstat.read_dta(str(path), metadataonly=True, **options)
    present = list(meta.column_names)
    chosen = wanted.of(present, where=path.name)
    if len(chosen) < len(present):
        options["usecols"] = chosen
    values, meta = pyreadstat.read_dta(str(path), **options)
    return dict(values), meta, present


def _series(name: str, column: Any, has_kinds: bool) -> pl.Series:
    values = list(column)
    if has_kinds:
        return pl.Series(
            name, [None if _blank(v) else _code(v, True) for v in values], dtype=pl.String
        )
    if any(isinstance(value, str) for value in values):
        return pl.Series(name, values, dtype=pl.String)
    return pl.Series(name, [None if _blank(v) else float(v) for v in values], dtype=pl.Float64)


def _code(value: Any, numeric: bool) -> str:
    """Code text; a letter in a numeric variable is an extended missing value."""
    if numeric and isinstance(value, str) and _EXTENDED.fullmatch(value):
        return f".{value}"
    return code_of(value)


def _blank(value: Any) -> bool:
    return value is None or value != value


def write_dta(
    path: Path | str,
    frame: pl.DataFrame,
    *,
    variable_labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Mapping[int, str]] | None = None,
    file_label: str = "",
    private: bool = False,
) -> None:
    """Write a Stata file (version 15 and later, UTF-8), whole or not at all.

    Parameters
    ----------
    variable_labels : mapping
        Variable -> label; Stata takes 80 signs, and longer ones are cut.
    value_labels : mapping
        Variable of whole numbers -> code -> label.
    private : bool
        Whether its owner alone may read the file.
    """
    labels: dict[str, dict[int | float, str]] = {
        name: {code: text for code, text in pairs.items()}  # noqa: C416
        for name, pairs in (value_labels or {}).items()
    }
    with whole_file(path, private=private) as draft:
        pyreadstat.write_dta(
            frame,
            str(draft),
            file_label=file_label[:80],
            column_labels={name: text[:80] for name, text in (variable_labels or {}).items()},
            variable_value_labels=labels,
            version=15,
        )
