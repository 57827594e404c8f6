"""Writes labelled tables into a folder, for its owner alone."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from measure87.collect.export.labelled import Column, LabelledTable
from measure87.files import BYTE_ORDER_MARK, csv_text, whole_file, write_dta, write_sav, write_whole
from measure87.vocabulary.errors import UsageError

CODEBOOK = "codebook.csv"
_HEAD = ("table", "column", "name", "label", "kind", "codes", "question", "asked_when", "source")
_OWNER_ALONE = 0o700


@dataclass(frozen=True)
class Exported:
    """Files that were written, what one has to know, rows and columns of each table."""

    folder: Path
    files: tuple[str, ...]
    notices: tuple[str, ...]
    shapes: Mapping[str, tuple[int, int]]


def export_tables(
    tables: Sequence[LabelledTable],
    folder: Path,
    formats: Sequence[str] = ("sav",),
    *,
    with_labels: bool = False,
) -> Exported:
    """Write tables and their codebook.

    Parameters
    ----------
    folder : is made if it is not there; files of the same names are replaced
    formats : of `FORMATS`
    with_labels : whether CSV has labels where others have codes

    Raises
    ------
    UsageError
        If the folder is that of a study's release, or holds a study.
    """
    _refuse(folder)
    folder.mkdir(mode=_OWNER_ALONE, parents=True, exist_ok=True)
    written = []
    for table in tables:
        for name in dict.fromkeys(formats):
            path = folder / f"{table.name}.{name}"
            if name == "csv" and with_labels:
                _csv(path, table, labels=True)
            else:
                FORMATS[name](path, table)
            written.append(path.name)
    write_whole(folder / CODEBOOK, _codebook(tables), private=True)
    notices = [
        f"{table.name}: {count} answers to {column} are in no list of the form; "
        "SPSS and Stata have them blank, CSV and Parquet as they are"
        for table in tables
        if {"sav", "dta"} & set(formats)
        for column, count in lost_answers(table).items()
    ]
    shapes = {one.name: (one.frame.height, one.frame.width) for one in tables}
    return Exported(folder, (*written, CODEBOOK), tuple(notices), shapes)


def _refuse(folder: Path) -> None:
    """Answers of persons go neither into a release nor among what came from the field."""
    if folder.name == "out" or (folder / "study.toml").exists() or (folder / "journal").exists():
        raise UsageError(
            f"answers of persons do not go into {folder}",
            code="bad-folder",
            hint="name another folder, which only those who may see answers can read",
        )


def _codebook(tables: Sequence[LabelledTable]) -> str:
    """What each column is, with every choice of the form in its order."""
    rows = [
        (table.name, one.column, one.name, one.label, one.kind,
         " | ".join(f"{code} = {said}" for code, said in one.codes), one.question, one.relevant,
         one.source)
        for table in tables for one in table.columns
    ]  # fmt: skip
    return BYTE_ORDER_MARK + csv_text([_HEAD, *rows])


def whole_codes(column: Column) -> Mapping[str, int] | None:
    """Codes of a list as whole numbers: as they are, or else their places from 1; None without.

    >>> whole_codes(Column("a", "a", codes=(("1", "Yes"), ("2", "No"))))
    {'1': 1, '2': 2}
    >>> whole_codes(Column("a", "a", codes=(("yes", "Yes"), ("no", "No"))))
    {'yes': 1, 'no': 2}
    """
    if not column.codes:
        return None
    names = [code for code, _ in column.codes]
    plain = all(name.lstrip("-").isdigit() and str(int(name)) == name for name in names)
    return {name: int(name) if plain else place for place, name in enumerate(names, start=1)}


def _numbered(table: LabelledTable) -> tuple[pl.DataFrame, dict[str, dict[int, str]]]:
    """A table as statistical programs take it: codes as numbers with labels, times as text."""
    made, labels = [], {}
    for one in table.columns:
        series = table.frame[one.column].alias(one.name)
        numbers = whole_codes(one)
        if numbers is not None:
            series = _as_numbers(series, numbers)
            labels[one.name] = {numbers[code]: said for code, said in one.codes}
        elif series.dtype == pl.Boolean:
            series = series.cast(pl.Int32)
        elif series.dtype.is_temporal():
            series = series.cast(pl.String)
        elif series.dtype.is_integer():
            series = series.cast(pl.Int64 if series.dtype in (pl.Int64, pl.UInt64) else pl.Int32)
        elif series.dtype == pl.Null:
            series = series.cast(pl.String)
        made.append(series)
    return pl.DataFrame(made), labels


def _as_numbers(series: pl.Series, numbers: Mapping[str, int]) -> pl.Series:
    """Codes as numbers. A number in no list stays what it is; another text has no number."""
    text = series.cast(pl.String)
    plain = all(str(number) == code for code, number in numbers.items())
    if plain:
        return text.cast(pl.Int32, strict=False)
    return text.replace_strict(dict(numbers), default=None, return_dtype=pl.Int32)


def lost_answers(table: LabelledTable) -> dict[str, int]:
    """Answers that are in no list of the form and that SPSS and Stata cannot keep, by column."""
    found = {}
    for one in table.columns:
        numbers = whole_codes(one)
        if numbers is not None:
            series = table.frame[one.column]
            lost = int((series.is_not_null() & _as_numbers(series, numbers).is_null()).sum())
            if lost:
                found[one.column] = lost
    return found


def _sav(path: Path, table: LabelledTable) -> None:
    frame, labels = _numbered(table)
    write_sav(
        path, frame, private=True, file_label=table.name,
        variable_labels={one.name: one.label[:256] for one in table.columns if one.label},
        value_labels={name: {str(code): said[:120] for code, said in pairs.items()}
                      for name, pairs in labels.items()},
    )  # fmt: skip


def _dta(path: Path, table: LabelledTable) -> None:
    frame, labels = _numbered(table)
    write_dta(
        path, frame, private=True, file_label=table.name,
        variable_labels={one.name: one.label for one in table.columns if one.label},
        value_labels=labels,
    )  # fmt: skip


def _csv(path: Path, table: LabelledTable, labels: bool = False) -> None:
    """Columns under the store's names, true and false as 1 and 0."""
    made = []
    for one in table.columns:
        series = table.frame[one.column]
        if series.dtype == pl.Boolean:
            series = series.cast(pl.Int8)
        elif series.dtype.is_temporal():
            series = series.cast(pl.String)
        if labels and one.codes:
            text = series.cast(pl.String)
            series = text.replace(dict(one.codes))
        made.append(series)
    rows = pl.DataFrame(made).iter_rows()
    head = [one.column for one in table.columns]
    write_whole(path, BYTE_ORDER_MARK + csv_text([head, *rows]), private=True)


def _parquet(path: Path, table: LabelledTable) -> None:
    """As in the store, with labels and choices in the file's own metadata."""
    about = {
        one.column: {"label": one.label, "kind": one.kind, "codes": dict(one.codes)}
        for one in table.columns
        if one.kind
    }
    with whole_file(path, private=True) as draft:
        table.frame.write_parquet(
            draft, metadata={"measure87.labels": json.dumps(about, ensure_ascii=False)}
        )


FORMATS: Mapping[str, Callable[[Path, LabelledTable], None]] = {
    "sav": _sav,
    "dta": _dta,
    "csv": _csv,
    "parquet": _parquet,
}
"""Endings of files to what writes them."""
