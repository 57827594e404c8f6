"""A table as it was found in a file: values, labels, and what its maker declared missing.

Nothing here gives a value a meaning; that is the mapping's business.
"""

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import polars as pl

from measure87.files.rows_of_file import RowsOfFile
from measure87.vocabulary.errors import DataError, ReadingWarning
from measure87.vocabulary.plain_text import escaped
from measure87.vocabulary.spelling import plain

_PLAIN_NAME = re.compile(r"[^\W\d][\w.$#@-]{0,63}")
_MOST_SHOWN = 12
_NEAR, _NEARLY = 0.6, 0.8
"""How alike two names are, from 0 to 1: to be guessed at, and so that whoever wrote one knows the
other, which tells her nothing."""
LARGEST_WHOLE = 2.0**53
"""Whole numbers above this are not exact in a double."""


@dataclass(frozen=True)
class UserMissing:
    """Values that the maker of a file declared missing for one variable.

    `codes` are single values as code text (`"9"`, `".a"`); `ranges` are closed intervals.
    """

    codes: tuple[str, ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()

    def contains(self, code: str) -> bool:
        """Whether a code, as text, was declared missing.

        >>> UserMissing(("9",), ((97.0, 99.0),)).contains("98")
        True
        """
        if code in self.codes:
            return True
        try:
            number = float(code)
        except ValueError:
            return False
        return any(low <= number <= high for low, high in self.ranges)


@dataclass(frozen=True)
class SourceTable:
    """What `read_source` gives.

    Parameters
    ----------
    name : str
        Name of the file, without its folder.
    format : str
        `csv`, `parquet`, `spss`, `stata`, `xlsx`, `xls` or `ods`; of a ZIP file
        that of its content.
    frame : polars DataFrame or LazyFrame
        The values; lazy for Parquet. No NaN: what was NaN is null. Whole numbers of SPSS and
        Stata are integers, so that a code is "1" and not "1.0"; text is trimmed, empty
        text is null.
    columns : tuple of str
        Names of the variables that were read, as the file spells them.
    variable_labels : mapping
        Variable -> its label, where it has one.
    value_labels : mapping
        Variable -> code text -> label.
    missing_codes : mapping
        Variable -> what the file declares missing. The values stay in `frame`. A Stata
        variable with extended missing values is text, with codes `.a` to `.z`.
    sha256 : str
        Hash of the file's bytes, hexadecimal.
    notices : tuple of str
        What the reader had to assume; reports say it.
    remarks : tuple of str
        What is for whoever holds the file alone: how many cells, and where the first stands,
        which is the place of a person.
    present : tuple of str
        Names of all variables of the file, read or not; empty where only `columns` are known.
    rows : RowsOfFile
        Which row of the file each row of `frame` is, for messages.
    in_index : tuple of str
        Names that a frame of pandas keeps in its index, which are no columns.
    """

    name: str
    format: str
    frame: pl.DataFrame | pl.LazyFrame
    columns: tuple[str, ...]
    variable_labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing_codes: Mapping[str, UserMissing] = field(default_factory=dict)
    sha256: str = ""
    notices: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    rows: RowsOfFile = field(default_factory=RowsOfFile)
    in_index: tuple[str, ...] = ()

    @property
    def lazy(self) -> pl.LazyFrame:
        """The values as a lazy frame."""
        return self.frame.lazy()

    def numbered(self, name: str) -> pl.LazyFrame:
        """The values, with the number that each row has in the file in a column of that name."""
        return self.rows.numbered(self.lazy, name)

    def find(self, name: str) -> str | None:
        """The file's spelling of a variable, or None; see `find_column`."""
        return find_column(name, self.columns, where=self.name)

    def has_numbers_as_text(self, name: str) -> bool:
        """Whether a variable of numbers is text here: Stata's with extended missing values."""
        return self.format == "stata" and name in self.missing_codes

    def column(self, name: str) -> str:
        """The file's spelling of a variable.

        Raises
        ------
        DataError
            If the file does not have it; names those that come near.
        """
        found = self.find(name)
        if found is None and name in self.in_index:
            raise column_in_index(name, self.name)
        if found is None:
            raise unknown_column(name, self.present or self.columns, where=self.name)
        return found


@dataclass(frozen=True)
class TableContent:
    """What the reader of one format gives; see `SourceTable` for the fields."""

    frame: pl.DataFrame | pl.LazyFrame
    variable_labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing_codes: Mapping[str, UserMissing] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    rows: RowsOfFile = field(default_factory=RowsOfFile)


def with_remarks_told(source: SourceTable) -> SourceTable:
    """The table itself, after a `ReadingWarning` of each remark."""
    return _told(source, source.remarks)


def with_notices_told(source: SourceTable) -> SourceTable:
    """The table itself, after a `ReadingWarning` of each notice and remark, where no result has
    the notices."""
    return _told(source, (*source.notices, *source.remarks))


def _told(source: SourceTable, said: Sequence[str]) -> SourceTable:
    for text in said:
        warnings.warn(f"{source.name}: {text}", ReadingWarning, stacklevel=3)
    return source


def find_column(name: str, columns: Sequence[str], *, where: str) -> str | None:
    """The column of that name: spelt so exactly, or the only one that differs in case alone.

    Raises
    ------
    DataError
        If several columns differ from the name in case alone.
    """
    if name in columns:
        return name
    alike = [column for column in columns if column.lower() == name.lower()]
    if len(alike) > 1:
        raise DataError(
            f"{name!r} could be any of {', '.join(map(repr, alike))}, which differ in case alone",
            code="ambiguous-column",
            where=where,
            hint="write the name exactly as the file has it",
        )
    return alike[0] if alike else None


def unknown_column(name: str, columns: Sequence[str], *, where: str) -> DataError:
    """The error for a column that is not there, with the names that come near.

    A name that is no plain one is told, in quotation marks, where it is nearly what was written.
    """
    return DataError(
        f"there is no column {name!r}",
        code="unknown-column",
        where=where,
        hint=_which_there_are(name, columns),
    )


def _which_there_are(name: str, columns: Sequence[str]) -> str:
    """The names that come near; otherwise the columns present, as far as they may be told."""
    near = _near(name, columns)
    if near:
        return f"nearest names: {', '.join(near)}"
    shown = [column for column in columns if is_plain_name(column)][:_MOST_SHOWN]
    if not shown:
        return (
            f"write it as the file has it: none of its {len(columns)} column(s) has a name of one "
            "word, and others are not shown, for they may be cells of a table without names"
        )
    rest = f" and {len(columns) - len(shown)} more" if len(columns) > len(shown) else ""
    return f"columns present: {', '.join(shown)}{rest}"


def _near(name: str, columns: Sequence[str]) -> list[str]:
    """Up to three names that come near, whatever their case and accents."""
    spelt: dict[str, str] = {}
    for column in columns:
        spelt.setdefault(_compared(column), column)
    asked = _compared(name)
    known = set(get_close_matches(asked, list(spelt), n=3, cutoff=_NEARLY))
    close = get_close_matches(asked, list(spelt), n=3, cutoff=_NEAR)
    return [
        spelt[one] if is_plain_name(spelt[one]) else repr(spelt[one])
        for one in close
        if one in known or is_plain_name(spelt[one])
    ]


def _compared(name: str) -> str:
    return " ".join(plain(name).split())


def is_plain_name(name: str) -> bool:
    """Whether a column's name is one word that begins with a letter.

    The first line of a CSV file may be no line of names but the first person: what has blanks or
    is a number is not repeated in a message.
    """
    return _PLAIN_NAME.fullmatch(name) is not None


def code_text(column: str, dtype: pl.DataType) -> pl.Expr:
    """Expression with the values of a column as code text: "1" for 1 and 1.0, trimmed text.

    Empty text and NaN are null.
    """
    value = pl.col(column)
    if isinstance(dtype, pl.Decimal) and dtype.scale == 0:
        return value.cast(pl.String)  # whole numbers, of more digits than a float would keep
    if dtype.is_float() or dtype.is_decimal():
        value = value.cast(pl.Float64).fill_nan(None)
        whole = (value == value.round(0)) & (value.abs() < LARGEST_WHOLE)
        return (
            pl.when(whole)
            .then(value.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(value.cast(pl.String))
        )
    if dtype == pl.Boolean:
        return value.cast(pl.Int8).cast(pl.String)
    text = value.cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def code_of(value: Any) -> str:
    """One value as code text.

    >>> code_of(1.0), code_of(" a "), code_of(2.5)
    ('1', 'a', '2.5')
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE:
        return str(int(value))
    return str(value).strip()


def clean_label(label: str) -> str:
    """A label on one line without control characters or runs of blanks, turning nothing."""
    return escaped(re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", label).strip())


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Values as `SourceTable.frame` promises them: trimmed text, whole numbers, no NaN."""
    return frame.with_columns([_tidy_column(frame[name]) for name in frame.columns if frame.height])


def _tidy_column(series: pl.Series) -> pl.Series:
    if series.dtype == pl.String:
        trimmed = series.str.strip_chars()
        return trimmed.replace("", None)
    if not series.dtype.is_float():
        return series
    numbers = series.fill_nan(None)
    known = numbers.drop_nulls()
    whole = bool(((known == known.round(0)) & (known.abs() < LARGEST_WHOLE)).all())
    return numbers.cast(pl.Int64) if whole and len(known) else numbers


def column_in_index(name: str, where: str) -> DataError:
    """The error for a name that pandas keeps in the index of a frame, which is no column."""
    return DataError(
        f"{name} is in the index of the frame, and no column",
        code="unknown-column",
        where=where,
        hint="give frame.reset_index()",
    )
