"""SPSS files (.sav, .zsav): values, labels and user-missing values, read and written.

What the file shows as days is read as days.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from measure87.files.cut_numbers import refuse_cut_numbers
from measure87.files.dictionary_probe import damaged, library_reason, probe_dictionary
from measure87.files.held_dates import spss_dates, with_dates
from measure87.files.selection import Selection, with_names
from measure87.files.source_table import TableContent, UserMissing, clean_label, code_of
from measure87.files.writing import whole_file
from measure87.vocabulary.errors import DataError

_Repair = Callable[[str], str]

_BYTE_FOR_BYTE = "LATIN1"
"""Reads any bytes and loses none, so that each text can be looked at on its own."""


def read_spss(path: Path, wanted: Selection, encoding: str | None) -> TableContent:
    """Values, labels and user-missing values of an SPSS file.

    Where some text is not in the encoding that the file declares (or UTF-8 if it declares
    none) and none is given, each text is read as UTF-8 if it can be and else as Western
    European (Windows-1252), and a notice says so.
    """
    probe_dictionary(path, "read_sav")
    return read_spss_here(path, wanted, encoding)


def read_spss_here(path: Path, wanted: Selection, encoding: str | None) -> TableContent:
    """As `read_spss`, without trying the dictionary in another process first."""
    notices: tuple[str, ...] = ()
    repair: _Repair = str
    try:
        frame, meta, present = _read(path, wanted, encoding)
    except _TextError as error:
        if encoding is not None:
            raise _wrong_encoding(path.name, encoding) from error
        frame, meta, present = _read(path, wanted, _BYTE_FOR_BYTE)
        frame, repair = _repaired(frame), _from_bytes
        notices = (
            f"{path.name}: some text is not in the encoding that the file declares; it is read "
            "as UTF-8 or else as Windows-1252. If letters are wrong, name another encoding.",
        )
    _check_complete(path.name, frame, meta)
    content = TableContent(
        frame=frame,
        variable_labels=_variable_labels(meta, frame.columns, repair),
        value_labels=_value_labels(meta, frame.columns, repair),
        missing_codes=_missing_codes(meta, frame.columns),
        notices=notices,
        present=with_names(present),
    )
    shown = meta.original_variable_types
    dated = with_dates(content, {name: spss_dates(shown.get(name)) for name in frame.columns})
    refuse_cut_numbers(dated.frame.lazy().collect(), set(), path.name)
    return dated


class _TextError(Exception):
    """Text that is not in the encoding tried."""


def _read(
    path: Path, wanted: Selection, encoding: str | None
) -> tuple[pl.DataFrame, Any, list[str]]:
    """Values, the library's account of them, and the names of all variables of the file."""
    options: dict[str, Any] = {
        "user_missing": True,
        "disable_datetime_conversion": True,
        "output_format": "polars",
        "encoding": encoding,
    }
    if wanted.names is None:
        frame, meta = _by_library(path, options)
        return frame, meta, wanted.of(meta.column_names, where=path.name)
    _, meta = _by_library(path, {**options, "metadataonly": True})
    present = list(meta.column_names)
    chosen = wanted.of(present, where=path.name)
    frame, meta = _by_library(path, {**options, "usecols": chosen})
    return frame, meta, present


def _by_library(path: Path, options: dict[str, Any]) -> tuple[pl.DataFrame, Any]:
    try:
        frame, meta = pyreadstat.read_sav(str(path), **options)
    except Exception as error:  # the library raises errors of many classes
        text = str(error)
        if isinstance(error, UnicodeError) or "encoding" in text or "character set" in text:
            raise _TextError(text) from error
        raise damaged(path.name, library_reason(error)) from error
    return frame, meta


def _repaired(frame: pl.DataFrame) -> pl.DataFrame:
    """Text columns that were read byte for byte, decoded cell by cell."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    decoded = []
    for name in texts:
        old = frame[name].drop_nulls().unique()
        new = [_from_bytes(text) for text in old]
        decoded.append(frame[name].replace(old, pl.Series(new, dtype=pl.String)))
    return frame.with_columns(decoded)


def _from_bytes(text: str) -> str:
    """A text that was read byte for byte as UTF-8, or else as Western European."""
    data = text.encode("latin-1", errors="replace")
    for encoding in ("utf-8", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return text


def _wrong_encoding(name: str, tried: str) -> DataError:
    return DataError(
        f"the text of {name} cannot be read as {tried}",
        code="encoding",
        where=name,
        hint='write encoding = "...", the one that the file was made with, for instance '
        "windows-1251",
    )


def _check_complete(name: str, frame: pl.DataFrame, meta: Any) -> None:
    if meta.number_rows is not None and 0 <= meta.number_rows != frame.height:
        raise damaged(name, f"it declares {meta.number_rows} rows and holds {frame.height}")


def _variable_labels(meta: Any, present: Sequence[str], repair: _Repair) -> dict[str, str]:
    labels = meta.column_names_to_labels
    return {name: clean_label(repair(labels[name])) for name in present if labels.get(name)}


def _value_labels(meta: Any, present: Sequence[str], repair: _Repair) -> dict[str, dict[str, str]]:
    return {
        name: {
            repair(code_of(code)): clean_label(repair(str(label))) for code, label in pairs.items()
        }
        for name, pairs in meta.variable_value_labels.items()
        if name in present
    }


def _missing_codes(meta: Any, present: Sequence[str]) -> dict[str, UserMissing]:
    found: dict[str, UserMissing] = {}
    for name, entries in (meta.missing_ranges or {}).items():
        single = tuple(code_of(e["lo"]) for e in entries if e["lo"] == e["hi"])
        ranges = tuple((float(e["lo"]), float(e["hi"])) for e in entries if e["lo"] != e["hi"])
        if name in present:
            found[name] = UserMissing(single, ranges)
    return found


def write_sav(
    path: Path | str,
    frame: pl.DataFrame,
    *,
    variable_labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Mapping[str, str]] | None = None,
    missing_codes: Mapping[str, UserMissing] | None = None,
    formats: Mapping[str, str] | None = None,
    file_label: str = "",
    private: bool = False,
) -> None:
    """Write an SPSS file, whole or not at all.

    Parameters
    ----------
    value_labels : mapping
        Variable -> code text -> label; codes are turned into the variable's own type.
    missing_codes : mapping
        As in `SourceTable`; SPSS takes three codes, or one range and one code.
    formats : mapping
        Variable -> SPSS format such as `F1.0`; without it whole numbers get `F8.0`.
    private : bool
        Whether its owner alone may read the file.
    """
    shown = {name: "F8.0" for name, dtype in frame.schema.items() if dtype.is_integer()} | dict(
        formats or {}
    )
    with whole_file(path, private=private) as draft:
        pyreadstat.write_sav(
            frame,
            str(draft),
            file_label=file_label,
            column_labels=dict(variable_labels or {}),
            variable_value_labels={
                name: {_typed(code, frame.schema[name]): label for code, label in pairs.items()}
                for name, pairs in (value_labels or {}).items()
                if name in frame.columns
            },
            missing_ranges={
                name: _spss_missing(missing, frame.schema[name])
                for name, missing in (missing_codes or {}).items()
                if name in frame.columns
            },
            variable_format=shown,
        )


def _typed(code: str, dtype: pl.DataType) -> Any:
    if dtype == pl.String:
        return code
    number = float(code)
    return int(number) if number.is_integer() else number


def _spss_missing(missing: UserMissing, dtype: pl.DataType) -> list[Any]:
    ranges = [{"lo": low, "hi": high} for low, high in missing.ranges]
    return [*ranges, *(_typed(code, dtype) for code in missing.codes)]
