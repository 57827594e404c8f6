"""Tables that somebody has as files: CSV, XLSX or Parquet, one of interviews and one a repeat.

A table is known by its file's name, or its sheet's: `main`, and the name of each repeat, or as ODK
Central and KoboToolbox name them (`table_names`, `kobo_sheets`). Rows are tied by `_id` (with
`_row` and `_parent_row` of repeats in repeats), as decision 48 has it, or by `KEY` and
`PARENT_KEY`, as the CSV files of ODK Central. Columns have the names of questions, `group/question`
or `group-question`; of a multi-select one column of codes, or one a choice. Where
both are there the codes stand: ODK Central writes 0 for each choice of a question that was not
answered (`lib/data/briefcase.js` of github.com/getodk/central-backend, commit fbfeb875), so they
stand where nobody answered either, and a column of codes is there and empty.
"""

import io
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from measure87.collect.form.model import Form, placed, repeats
from measure87.collect.intake.servers.archives import table_of_text
from measure87.collect.intake.servers.kobo_sheets import as_ours, is_of_kobo, names_question, within
from measure87.collect.intake.servers.source import Record, Submission
from measure87.collect.intake.servers.table_names import MAIN, tables_by_name
from measure87.collect.intake.servers.typed import MAIN_TYPES, text_of
from measure87.collect.intake.servers.workbooks import sheets_of
from measure87.vocabulary.errors import DataError, ReadingWarning

_LARGEST = 2_000_000_000
_IDS, _PARENTS = ("_id", "KEY", "instanceID"), ("PARENT_KEY",)
_OF_KOBO = ("_uuid", "_parent_index")
_ABOUT = {
    "_submitted_at": "SubmissionDate",
    "_form_version": "FormVersion",
    "_review": "ReviewState",
    "_submitter": "SubmitterID",
}
_OF_STORE = (*_IDS, *_PARENTS, *_ABOUT, *_ABOUT.values(), *MAIN_TYPES, "_row", "_parent_row")
_STATUS = "Status"
_UNOPENED = {
    "not decrypted": "interviews left out, for ODK Central did not decrypt them: {count:,}; export "
    "them with the passphrase of the key",
    "missing encrypted form data": "interviews left out, for ODK Central does not have their "
    "encrypted answers: {count:,}; send them again from the phones",
}
"""What ODK Central writes as the status of an encrypted interview that it has no answers of."""
_PARTS = ("Latitude", "Longitude", "Altitude", "Accuracy")
"""Columns of a position, as ODK Central's files have it."""
_TRUE, _FALSE = ("1", "true", "1.0"), ("0", "false", "0.0")
_SEPARATORS = (",", ";", "\t")
type _Rows = list[dict[str, str]]
type _Columns = Sequence[str]


class PlainFiles:
    """See `source.Source`.

    Parameters
    ----------
    path : a folder of CSV or Parquet files, or one workbook
    """

    def __init__(self, path: Path, form: Form) -> None:
        self._path, self._form = path, form
        self._multiple = {
            one.question.name for one in placed(form) if one.question.kind == "select_multiple"
        }
        self._names = {one.question.name for one in placed(form)}
        self._positions = {
            one.question.name for one in placed(form) if one.question.kind == "geopoint"
        }
        self._columns: dict[str, _Columns] = {}
        self._with_codes: dict[str, set[str]] = {}
        self._above = {
            chain[-1].name: next((s.name for s in reversed(chain[:-1]) if s.repeats), MAIN)
            for chain in repeats(form)
        }

    def submissions(self) -> Iterator[Submission]:
        """See `source.Source`."""
        tables = self._tables()
        if MAIN not in tables:
            raise DataError(
                f"{self._path.name} has no table {MAIN!r}",
                code="no-main",
                hint="name the table of interviews main, and each other table as its repeat",
            )
        self._tell_absent(tables)
        self._with_codes = {name: self._coded(name, rows) for name, rows in tables.items()}
        members = {name: self._by_parent(name, tables[name]) for name in tables if name != MAIN}
        for row in self._opened(tables[MAIN]):
            own = _first(row, _IDS, MAIN)
            below = self._below(MAIN, own, members)
            told = {key: row.get(key) or row.get(other, "") for key, other in _ABOUT.items()}
            yield Submission(
                id=own,
                record={**self._answers(MAIN, row), **below},
                submitted_at=told["_submitted_at"],
                version=told["_form_version"],
                review=told["_review"],
                submitter=told["_submitter"],
                deleted=row.get("_deleted", "").casefold() in _TRUE,
            )
        self._refuse_alone(tables, members)

    def _opened(self, rows: _Rows) -> _Rows:
        """Interviews without those that ODK Central could not open: their cells are no answers."""
        if _STATUS in self._names:
            return rows
        unopened = Counter(row.get(_STATUS, "").strip() for row in rows)
        for status, text in _UNOPENED.items():
            if unopened[status]:
                self._tell(text.format(count=unopened[status]))
        return [row for row in rows if row.get(_STATUS, "").strip() not in _UNOPENED]

    def _tables(self) -> Mapping[str, _Rows]:
        given = list(self._read())
        with_ids = [name for name, _, rows in given if rows and {*_IDS, *_OF_KOBO} & rows[0].keys()]
        known = tables_by_name([name for name, *_ in given], self._above, with_ids)
        found: dict[str, _Rows] = {}
        for name, columns, rows in given:
            own = known.get(name)
            if own in found:
                raise DataError(
                    f"{self._path.name} has two tables {own!r}",
                    code="two-tables",
                    hint="keep one of them",
                )
            if own is not None:
                found[own], self._columns[own] = rows, columns
            else:
                self._tell(f"the table {name!r} is of no repeat of the form, and is left out")
        if not is_of_kobo(found):
            return found
        self._columns |= {
            name: [within(name, key) for key in self._columns[name]]
            for name in found
            if name != MAIN
        }
        return as_ours(found, self._above, self._names)

    def _tell_absent(self, tables: Mapping[str, _Rows]) -> None:
        for name in self._above:
            if name not in tables:
                self._tell(f"there is no table {name!r}, and no row of that repeat is taken")

    def _tell(self, text: str) -> None:
        warnings.warn(f"{self._path.name}: {text}", ReadingWarning, stacklevel=2)

    def _refuse_alone(
        self, tables: Mapping[str, _Rows], members: Mapping[str, Mapping[str, _Rows]]
    ) -> None:
        """Refuse rows that would be lost, or stand in two places, because of their keys.

        Raises
        ------
        DataError
            If a row belongs to no row of the table above, or to two.
        """
        keys = {MAIN: Counter(_first(row, _IDS, MAIN) for row in tables[MAIN])}
        keys |= {name: Counter(map(_key, tables[name])) for name in members}
        for name, by_parent in members.items():
            above = self._above[name]
            if above != MAIN and any(keys[above][key] > 1 for key in by_parent if above in keys):
                raise DataError(
                    f"two rows of the table {above!r} have one key",
                    code="one-key",
                    hint="number the members of each interview by _row, each once",
                )
            alone = sum(
                len(rows) for key, rows in by_parent.items() if key not in keys.get(above, {})
            )
            if alone:
                raise DataError(
                    f"{alone:,} rows of the table {name!r} belong to no row of {above!r}",
                    code="no-row-above",
                    hint="take all tables from one export, with the same interviews in each",
                )

    def _read(self) -> Iterator[tuple[str, _Columns, _Rows]]:
        if self._path.is_file():
            yield from sheets_of(self._path)
            return
        for path in sorted(self._path.iterdir()):
            if path.is_symlink() or path.stat().st_size > _LARGEST:
                raise DataError(
                    f"{path.name} is a link, or larger than any data of a survey", code="bad-file"
                )
            if path.suffix.lower() == ".csv":
                yield path.stem, *_table_of_csv(path)
            elif path.suffix.lower() == ".parquet":
                yield path.stem, *_table_of_parquet(path)

    def _by_parent(self, name: str, rows: _Rows) -> dict[str, _Rows]:
        found: dict[str, _Rows] = {}
        for row in rows:
            key = next((row[one] for one in _PARENTS if one in row), "")
            if not key:
                key = _first(row, _IDS, name)
                above = row.get("_parent_row", "")
                key = f"{key}\n{above}" if self._above[name] != MAIN else key
            found.setdefault(key, []).append(row)
        return found

    def _below(
        self, at: str, key: str, members: Mapping[str, Mapping[str, _Rows]]
    ) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for name, by_parent in members.items():
            for row in by_parent.get(key, []) if self._above[name] == at else []:
                inside = self._below(name, _key(row), members)
                record: Record = {**self._answers(name, row), **inside}
                found.setdefault(name, []).append(record)
        return found

    def _coded(self, table: str, rows: _Rows) -> set[str]:
        """The multi-selects of a table whose codes stand, and not their columns of choices.

        Where nobody has a code, that is so unless a column of a choice has more than zeros.
        """
        found = {
            path
            for path in map(self._path_of, self._columns[table])
            if path.rpartition("/")[2] in self._multiple
        }
        answered = {self._path_of(key) for row in rows for key in row}
        chosen = {
            self._path_of(key).rpartition("/")[0]
            for row in rows
            for key, cell in row.items()
            if cell.strip().casefold() not in _FALSE
        }
        return found - (chosen - answered)

    def _path_of(self, key: str) -> str:
        """`group-question` with slashes; the code of a choice, after the last one, as it is."""
        head, slash, last = key.rpartition("/")
        if key in self._names or not slash:
            return key if key in self._names else key.replace("-", "/")
        return f"{head.replace('-', '/')}/{last}"

    def _answers(self, table: str, row: Mapping[str, str]) -> dict[str, str]:
        """The answers of a row.

        Raises
        ------
        DataError
            If a column of a choice holds anything but 1 and 0.
        """
        found: dict[str, str] = {}
        chosen: dict[str, list[str]] = {}
        parts: dict[str, dict[str, str]] = {}
        for key, cell in row.items():
            path = self._path_of(key)
            if key in _OF_STORE or (key.startswith("_") and not names_question(path, self._names)):
                continue
            name, _, code = path.rpartition("/")
            if code in _PARTS and name.rpartition("/")[2] in self._positions:
                parts.setdefault(name, {})[code] = cell.strip()
            elif name.rpartition("/")[2] not in self._multiple:
                found[path] = cell
            elif name not in self._with_codes[table]:
                codes = chosen.setdefault(name, [])
                if cell.strip().casefold() in _TRUE:
                    codes.append(code)
                elif cell.strip().casefold() not in _FALSE:
                    raise _no_choice(table, name.rpartition("/")[2])
        found |= {name: " ".join(codes) for name, codes in chosen.items()}
        return found | {
            name: " ".join(told.get(one, "0") for one in _PARTS)
            for name, told in parts.items()
            if {*_PARTS[:2]} <= told.keys()
        }


def _no_choice(table: str, question: str) -> DataError:
    return DataError(
        f"the table {table!r} has other values than 1 and 0 in a column of a choice of {question}",
        code="choice-column",
        hint="write 1 for chosen, 0 for not chosen, and nothing where it was not answered",
    )


def _key(row: Mapping[str, str]) -> str:
    """What names a member of a repeat."""
    return row["KEY"] if "KEY" in row else f"{row.get('_id', '')}\n{row.get('_row', '')}"


def _separator(content: bytes) -> str:
    """What stands between cells: the sign that is most often in the first line; else a comma.

    >>> _separator(b"_id;age\\n1;2,5\\n"), _separator(b"_id\\n1\\n")
    (';', ',')
    """
    head = content.partition(b"\n")[0].decode("utf-8", errors="replace")
    return max(_SEPARATORS, key=head.count)


def _first(row: Mapping[str, str], keys: tuple[str, ...], name: str) -> str:
    found = next((row[key] for key in keys if key in row), None)
    if found is None:
        raise DataError(
            f"the table {name!r} has a row without an interview's id",
            code="no-id",
            hint="give it a column _id, or KEY as ODK Central's files have it",
        )
    return found


def _table_of_csv(path: Path) -> tuple[_Columns, _Rows]:
    content = path.read_bytes()
    if not content.strip():
        raise DataError(f"{path.name} is empty", code="empty-file", hint="export it again")
    return table_of_text(content, path.name, _separator(content))


def _table_of_parquet(path: Path) -> tuple[_Columns, _Rows]:
    try:
        frame = pl.read_parquet(io.BytesIO(path.read_bytes()))
    except pl.exceptions.PolarsError:
        raise DataError(f"{path.name} is no Parquet file", code="bad-file") from None
    rows = frame.iter_rows(named=True)
    return frame.columns, [
        {key: told for key, value in row.items() if (told := text_of(value))} for row in rows
    ]
