"""The records of a list in the form in which they are compared in the clear, or are hashed.

What is hashed, and together with what, is said in `keyed_forms`; how records are compared, in
`comparisons` and `keyed_comparisons`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

import polars as pl

from measure87.collect.linkage.date_forms import (
    NOT_KNOWN,
    DateForms,
    Order,
    date_forms,
    has_year_last,
)
from measure87.collect.linkage.link_settings import AGE, AgeBands, RawList
from measure87.collect.linkage.name_forms import plain_code, plain_name, script_of, skeleton
from measure87.files import SourceTable, code_of, read_source, with_notices_told
from measure87.vocabulary.estimate import Notice

NAMES = ("given", "family")
DATE_PARTS = tuple(field.name for field in fields(DateForms))
TOKENS = (
    *NAMES, "given_key", "family_key", "script",
    *DATE_PARTS, "sex", "nationality", "place", "record",
)  # fmt: skip
"""Columns that are compared, all text; null where not known."""
STRATUM = "stratum."
"""How the columns of strata begin."""

_SEXES = {
    "f": ("f", "female", "woman", "w", "femme", "mujer", "girl", "ж"),
    "m": ("m", "male", "man", "homme", "hombre", "boy", "м"),
}
_SEX = {plain_code(word): code for code, words in _SEXES.items() for word in words}


@dataclass(frozen=True)
class ListRecords:
    """The records of one list.

    Attributes
    ----------
    name : str
    frame : polars DataFrame
        `TOKENS`, or for hashed lists `keyed_forms.HASHES` and `FILTERS`; then one column for each
        stratum (`STRATUM` and its name).
    deduplicated : bool
    notices : what could not be read, in counts only
    """

    name: str
    frame: pl.DataFrame
    deduplicated: bool
    notices: tuple[Notice, ...] = ()

    @property
    def strata(self) -> tuple[str, ...]:
        """Names of its strata."""
        return tuple(n.removeprefix(STRATUM) for n in self.frame.columns if n.startswith(STRATUM))


def read_records(entry: RawList, ages: AgeBands | None) -> ListRecords:
    """Read a list in the clear and bring it into its forms.

    Raises
    ------
    DataError
        For files that cannot be read and columns that are not there.
    """
    wanted = [*entry.columns.values(), *(entry.strata or {}).values()]
    wanted += [] if entry.record is None else [entry.record]
    source = with_notices_told(read_source(entry.path, wanted, encoding=entry.encoding))
    frame = source.frame.lazy().collect()
    return record_forms(entry, _in_spelling_of(source, frame, entry), ages)


def _in_spelling_of(source: SourceTable, frame: pl.DataFrame, entry: RawList) -> pl.DataFrame:
    """The columns under our names; those that the list does not have are null."""
    columns = {field: frame[source.column(name)] for field, name in entry.columns.items()}
    if entry.record is not None:
        columns["record"] = frame[source.column(entry.record)]
    for stratum, name in (entry.strata or {}).items():
        columns[STRATUM + stratum] = frame[source.column(name)]
    return pl.DataFrame({name: column.rename(name) for name, column in columns.items()})


def record_forms(entry: RawList, raw: pl.DataFrame, ages: AgeBands | None) -> ListRecords:
    """The forms of records whose columns have our names (`FIELDS`, `record`, strata)."""
    given, family = (_texts(raw, f"{name}_name") for name in NAMES)
    names = [[plain_name(text) for text in texts] for texts in (given, family)]
    dates, unread = _dates(raw, entry.date_order)
    columns: dict[str, list[str | None]] = dict(zip(NAMES, names, strict=True))
    for name in NAMES:
        columns[f"{name}_key"] = [skeleton(value) for value in columns[name]]
    columns["script"] = [_script(*pair) for pair in zip(*names, strict=True)]
    for part in DATE_PARTS:
        columns[part] = [getattr(forms, part) for forms in dates]
    codes = [plain_code(text) for text in _texts(raw, "sex")]
    columns["sex"] = [_SEX.get(code, code) for code in codes]
    for name in ("nationality", "place"):
        columns[name] = [plain_code(text) for text in _texts(raw, name)]
    columns["record"] = _texts(raw, "record")
    for name in raw.columns:
        if name.startswith(STRATUM):
            columns[name] = _texts(raw, name)
    if ages is not None:
        columns[STRATUM + AGE] = [_band(forms, ages) for forms in dates]
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    told = (*_of_no_order(entry, raw), *_notices(entry.name, frame, unread))
    return ListRecords(entry.name, frame, entry.deduplicated, told)


def _texts(raw: pl.DataFrame, name: str) -> list[str | None]:
    """A column as code text; nulls where the list does not have it."""
    if name not in raw.columns:
        return [None] * raw.height
    return [None if value is None else code_of(value) for value in raw[name].to_list()]


def _dates(raw: pl.DataFrame, order: Order) -> tuple[list[DateForms], int]:
    """Forms of all dates of birth, and how many could not be read."""
    if "birth_date" not in raw.columns:
        return [NOT_KNOWN] * raw.height, 0
    found = [date_forms(value, order) for value in raw["birth_date"].to_list()]
    return [forms or NOT_KNOWN for forms in found], sum(forms is None for forms in found)


def _of_no_order(entry: RawList, raw: pl.DataFrame) -> Iterator[Notice]:
    """That dates end with the year, and nothing says whether the day or the month stands first."""
    if entry.date_order != "year-first" or "birth_date" not in raw.columns:
        return
    n = sum(has_year_last(one) for one in raw["birth_date"].to_list() if isinstance(one, str))
    if n:
        text = (
            f"{n} of {raw.height} dates of birth of list {entry.name!r} have the year last, and "
            "date_order does not say what stands first: they are read as day-first. Write "
            'date_order = "day-first" or "month-first"'
        )
        yield Notice("no-date-order", text)


def _script(given: str | None, family: str | None) -> str | None:
    """The script of a name; one that is not Latin decides."""
    scripts = [script for script in (script_of(given), script_of(family)) if script is not None]
    return next((script for script in scripts if script != "latin"), next(iter(scripts), None))


def _band(forms: DateForms, ages: AgeBands) -> str | None:
    """Age band of a date of birth; by year alone where nothing else is known."""
    if forms.year is None:
        return None
    age = ages.on.year - int(forms.year)
    if forms.whole is not None:
        born = date(int(forms.year), int(forms.whole[4:6]), int(forms.whole[6:]))
        age -= (ages.on.month, ages.on.day) < (born.month, born.day)
    starts = ages.starts
    below = [start for start in starts if start <= age]
    if not below:
        return f"under_{starts[0]}"
    if len(below) == len(starts):
        return f"{starts[-1]}_up"
    return f"{below[-1]}_{starts[len(below)] - 1}"


def _notices(name: str, frame: pl.DataFrame, unread: int) -> tuple[Notice, ...]:
    """What could not be read or compared, in counts."""
    told = []
    if unread:
        text = (
            f"{unread} of {frame.height} dates of birth of list {name!r} could not be read; those "
            "of four digits for the year and numbers for the month are: 1985-12-25, 25/12/1985, "
            "19851225, 1985-12, 1985"
        )
        told.append(Notice("dates-unread", text))
    other = int((frame["script"] != "latin").sum())
    if other:
        text = (
            f"{other} of {frame.height} names of list {name!r} are in a script that is not brought "
            "to Latin letters; they are compared only with names in the same script"
        )
        told.append(Notice("other-scripts", text))
    nameless = int((frame["given"].is_null() & frame["family"].is_null()).sum())
    if nameless:
        text = f"{nameless} of {frame.height} records of list {name!r} have no name"
        told.append(Notice("no-names", text))
    return tuple(told)
