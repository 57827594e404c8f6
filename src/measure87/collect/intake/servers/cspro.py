"""A dictionary of CSPro 8 (JSON) with its data: text of fixed width, or a file `.csdb`.

The dictionary as in CSPro's own tests (github.com/csprousers/cspro, ValueProcessor.dcf, version
8.1): levels with id items and records; each item has its length, and its start only where
positions are not relative. With relative positions items follow each other, ids after the record
type (seen in dictionaries of others, not in a document). A `.csdb` is a database of SQLite with
tables `cases`, `level-1` and one a record (seen in a program of others that writes them). There a
case that was saved before its end has a `partial_save_mode`; text of fixed width does not tell.

Names are compared without regard to capitals. A record that may occur more than once is a repeat
of the form. Of codes that a value set marks, those of missing and not applicable are left out; a
refusal stays what it is. A dictionary that `form build` wrote is known by the names of its records.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from measure87.collect.form.model import Form, placed, repeats
from measure87.collect.form.outputs.codebook.columns import Column
from measure87.collect.form.outputs.cspro import CSProNames, cspro_names
from measure87.collect.intake.servers.cspro_dictionary import (
    Dictionary,
    Item,
    cspro_fault,
    read_dictionary,
)
from measure87.collect.intake.servers.source import Record, Submission
from measure87.collect.intake.servers.unfinished import tell_unfinished

MAIN = "main"
_LARGEST = 2_000_000_000
_CHOSEN = "1"
_HINT_ABOVE = "enter with each line the number of the line above that it belongs to, from 1"
type _Rows = dict[str, list[dict[str, str]]]
type _Member = dict[str, str | list[Record]]


class CSPro:
    """See `source.Source`.

    Parameters
    ----------
    dictionary : the file `.dcf`
    data : text of fixed width, or `.csdb`
    hashed : keyed hash of a case's id items, for in text they are all that names a case, and they
        say where its household is
    """

    def __init__(
        self, dictionary: Path, data: Path, form: Form, *, hashed: Callable[[str], str]
    ) -> None:
        self._dictionary, self._data, self._hashed = read_dictionary(dictionary), data, hashed
        self._entered = _entered_of(form, self._dictionary, data)
        self._names = {one.question.name.casefold(): one.question.name for one in placed(form)}
        self._repeats = {chain[-1].name.casefold(): chain[-1].name for chain in repeats(form)}

    def submissions(self) -> Iterator[Submission]:
        """See `source.Source`."""
        if self._data.suffix.lower() == ".csdb":
            yield from self._of_database()
        else:
            yield from self._of_text()

    def _of_text(self) -> Iterator[Submission]:
        """Lines of one case stand together; its id is that of its items.

        Raises
        ------
        DataError
            If a line is of no record, or a second one of a record that occurs once.
        """
        if self._data.stat().st_size > _LARGEST:
            raise cspro_fault(self._data, "is larger than any data of a survey")
        case: str | None = None
        ids: dict[str, str] = {}
        rows: _Rows = {}
        for number, line in enumerate(self._lines(), start=1):
            own = {one.name: one.read(line) for one in self._dictionary.ids}
            key = "-".join(own.values())
            if key != case and case is not None:
                yield Submission(id=self._hashed(case), record=self._record(ids, rows))
            if key != case:
                case, ids, rows = key, own, {}
            self._add(rows, line, number)
        if case is not None:
            yield Submission(id=self._hashed(case), record=self._record(ids, rows))

    def _lines(self) -> Iterator[str]:
        try:
            with self._data.open(encoding="utf-8-sig", newline=None) as file:
                for line in file:
                    if line.strip():
                        yield line.rstrip("\n")
        except UnicodeDecodeError:
            raise cspro_fault(self._data, "is not UTF-8 text") from None

    def _add(self, rows: _Rows, line: str, number: int) -> None:
        book = self._dictionary
        sign = line[book.sign_start : book.sign_start + book.sign_length].strip()
        told = next((one for one in book.records if one.sign == sign), None)
        if told is None:
            raise cspro_fault(self._data, f"has a line of no known record: line {number:,}")
        if not told.repeats and told.name in rows:
            text = f"has a second line of {told.name} in one case: line {number:,}"
            raise cspro_fault(self._data, text, "give each interview a number of its own")
        rows.setdefault(told.name, []).append({one.name: one.read(line) for one in told.items})

    def _record(self, ids: Mapping[str, str], rows: _Rows) -> Record:
        """What was entered of one case."""
        if self._entered is not None:
            return self._entered.record(rows)
        record: _Member = {**self._named(ids)}
        for told in self._dictionary.records:
            found = [self._named(values) for values in rows.get(told.name, [])]
            if told.repeats and found:
                record[self._repeats.get(told.name.casefold(), told.name)] = [*found]
            for answers in () if told.repeats else found:
                record |= answers
        return record

    def _named(self, values: Mapping[str, str]) -> dict[str, str]:
        """Answers by the names of the form, blank ones left out."""
        return {
            self._names.get(name.casefold(), name): value for name, value in values.items() if value
        }

    def _of_database(self) -> Iterator[Submission]:
        try:
            address = f"{self._data.resolve().as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(address, uri=True)) as base:
                base.row_factory = sqlite3.Row
                yield from self._cases(base)
        except sqlite3.DatabaseError:
            text = "is no database of CSPro 8 that goes with this dictionary"
            raise cspro_fault(self._data, text) from None

    def _cases(self, base: sqlite3.Connection) -> Iterator[Submission]:
        cases = base.execute("SELECT * FROM cases ORDER BY file_order").fetchall()
        half = sum(not _is_finished(case) and not case["deleted"] for case in cases)
        tell_unfinished(self._data, half)
        for case in filter(_is_finished, cases):
            level = base.execute('SELECT * FROM "level-1" WHERE "case-id" = ?', (case["id"],))
            row = level.fetchone()
            ids: dict[str, str] = {}
            rows: _Rows = {}
            if row is not None:
                ids = _cells(row, self._dictionary.ids)
                for told in self._dictionary.records:
                    table = told.name.lower().replace('"', "")
                    query = f'SELECT * FROM "{table}" WHERE "level-1-id" = ? ORDER BY occ'  # noqa: S608
                    found = base.execute(query, (row["level-1-id"],)).fetchall()
                    rows[told.name] = [_cells(one, told.items) for one in found]
            yield Submission(
                id=str(case["id"]), record=self._record(ids, rows), deleted=bool(case["deleted"])
            )


def _is_finished(case: sqlite3.Row) -> bool:
    """Whether a case was entered to its end; older files do not say, and then it was."""
    mode = case["partial_save_mode"] if "partial_save_mode" in case.keys() else None  # noqa: SIM118
    return str(mode or "0").strip() in ("", "0")


def _entered_of(form: Form, book: Dictionary, data: Path) -> "_Entered | None":
    """How to read what was entered with the dictionary that the form itself comes with."""
    names = cspro_names(form)
    if not {one.name for one in book.records} <= names.records.keys():
        return None
    above = {
        chain[-1].name: next((one.name for one in reversed(chain[:-1]) if one.repeats), MAIN)
        for chain in repeats(form)
    }
    return _Entered(names, above, data)


@dataclass(frozen=True)
class _Entered:
    """Reads data entered with the dictionary that `form build` writes.

    Its records are `ROSTER_REC`, a choice of several is an item with 1 or 0, a member of a repeat
    in a repeat has the number of the line above, and a long table has several records.

    above : repeat to the table that it lies in
    """

    names: CSProNames
    above: Mapping[str, str]
    data: Path

    def record(self, rows: _Rows) -> Record:
        """What was entered of one case."""
        tables: dict[str, list[tuple[str, _Member]]] = {}
        for name, values in rows.items():
            table = self.names.records[name]
            found = [(self._line(one), self._answers(one)) for one in values]
            tables[table] = self._joined(tables[table], found) if table in tables else found
        record: _Member = {}
        for _, answers in tables.get(MAIN, []):
            record |= answers
        for table, above in self.above.items():
            for line, answers in tables.get(table, []):
                place = (
                    record if above == MAIN else self._member(tables.get(above, []), line, table)
                )
                members = place.setdefault(table, [])
                if isinstance(members, list):
                    members.append(answers)
        return record

    def _line(self, values: Mapping[str, str]) -> str:
        return next((values[name] for name in values if name in self.names.lines), "")

    def _member(self, found: list[tuple[str, _Member]], line: str, table: str) -> _Member:
        if not line.isdigit() or not 0 < int(line) <= len(found):
            text = f"has a line of the table {table!r} whose line above is not there"
            raise cspro_fault(self.data, text, _HINT_ABOVE)
        return found[int(line) - 1][1]

    def _joined(
        self, first: list[tuple[str, _Member]], second: list[tuple[str, _Member]]
    ) -> list[tuple[str, _Member]]:
        """The rows of a table from two records, which have them in the same order."""
        lines = [[line for line, _ in rows] for rows in (first, second)]
        if lines[0] != lines[1]:
            text = "has records of one table that do not have the same lines"
            raise cspro_fault(self.data, text)
        return [(line, one | other) for (line, one), (_, other) in zip(first, second, strict=True)]

    def _answers(self, values: Mapping[str, str]) -> _Member:
        """Answers by the names of the form, blank ones left out; none chosen is no answer."""
        found: _Member = {}
        chosen: dict[str, list[str]] = {}
        for name, value in values.items():
            column = self.names.items.get(name)
            if not value or name in self.names.lines:
                continue
            if column is None:
                found[name] = value
            elif column.choice is None:
                found[column.question.name] = _as_listed(value, column)
            elif value == _CHOSEN:
                chosen.setdefault(column.question.name, []).append(column.choice.name)
        return found | {name: " ".join(codes) for name, codes in chosen.items()}


def _as_listed(value: str, column: Column) -> str:
    """A code as the form writes it: numbers are entered without zeros before them."""
    codes = [one.name for one in column.choices]
    if value in codes or not value.isdigit():
        return value
    return next((one for one in codes if one.isdigit() and int(one) == int(value)), value)


def _cells(row: sqlite3.Row, items: Sequence[Item]) -> dict[str, str]:
    """Cells of a row by item; what is marked as no answer is left out."""
    columns = {key.casefold(): key for key in row.keys()}  # noqa: SIM118
    found = {}
    for item in items:
        value = row[columns[item.name.casefold()]] if item.name.casefold() in columns else None
        told = "" if value is None else str(value).strip()
        found[item.name] = "" if told in item.left_out else told
    return found
