"""A dictionary of CSPro 8 (JSON) with its data: text of fixed width, or a file `.csdb`.

The dictionary as in CSPro's own tests (github.com/csprousers/cspro, ValueProcessor.dcf, version
8.1): levels with id items and records; each item has its length, and its start only where
positions are not relative. With relative positions items follow each other, ids after the record
type (seen in dictionaries of others, not in a document). A `.csdb` is a database of SQLite with
tables `cases`, `level-1` and one a record (seen in a program of others that writes them).

Names are compared without regard to capitals. A record that may occur more than once is a repeat
of the form. Of codes that a value set marks, those of missing and not applicable are left out; a
refusal stays what it is.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from measure87.collect.form.model import Form, placed, repeats
from measure87.collect.intake.servers.cspro_dictionary import (
    DictionaryRecord,
    Item,
    cspro_fault,
    read_dictionary,
)
from measure87.collect.intake.servers.source import Record, Submission

_LARGEST = 2_000_000_000


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
        self._names = {one.question.name.casefold(): one.question.name for one in placed(form)}
        self._repeats = {chain[-1].name.casefold(): chain[-1].name for chain in repeats(form)}

    def submissions(self) -> Iterator[Submission]:
        """See `source.Source`."""
        if self._data.suffix.lower() == ".csdb":
            yield from self._of_database()
        else:
            yield from self._of_text()

    def _of_text(self) -> Iterator[Submission]:
        """Lines of one case stand together; its id is that of its items."""
        if self._data.stat().st_size > _LARGEST:
            raise cspro_fault(self._data, "is larger than any data of a survey")
        case, record = "", dict[str, str | list[Record]]()
        for number, line in enumerate(self._lines(), start=1):
            ids = {one.name: one.read(line) for one in self._dictionary.ids}
            key = "-".join(ids.values())
            if key != case and record:
                yield Submission(id=self._hashed(case), record=record)
            if key != case:
                case, record = key, dict(self._named(ids))
            self._add(record, line, number)
        if record:
            yield Submission(id=self._hashed(case), record=record)

    def _lines(self) -> Iterator[str]:
        try:
            with self._data.open(encoding="utf-8-sig", newline=None) as file:
                for line in file:
                    if line.strip():
                        yield line.rstrip("\n")
        except UnicodeDecodeError:
            raise cspro_fault(self._data, "is not UTF-8 text") from None

    def _add(self, record: dict[str, str | list[Record]], line: str, number: int) -> None:
        book = self._dictionary
        sign = line[book.sign_start : book.sign_start + book.sign_length].strip()
        told = next((one for one in book.records if one.sign == sign), None)
        if told is None:
            raise cspro_fault(self._data, f"has a line of no known record: line {number:,}")
        self._put(record, told, {one.name: one.read(line) for one in told.items})

    def _put(
        self,
        record: dict[str, str | list[Record]],
        told: DictionaryRecord,
        values: Mapping[str, str],
    ) -> None:
        answers = self._named(values)
        if not told.repeats:
            record |= answers
            return
        name = self._repeats.get(told.name.casefold(), told.name)
        members = record.setdefault(name, [])
        if isinstance(members, list):
            members.append(answers)

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
        cases = base.execute("SELECT id, deleted FROM cases ORDER BY file_order").fetchall()
        for case in cases:
            level = base.execute('SELECT * FROM "level-1" WHERE "case-id" = ?', (case["id"],))
            row = level.fetchone()
            record: dict[str, str | list[Record]] = {}
            if row is not None:
                record |= self._named(_cells(row, self._dictionary.ids))
                for told in self._dictionary.records:
                    table = told.name.lower().replace('"', "")
                    query = f'SELECT * FROM "{table}" WHERE "level-1-id" = ? ORDER BY occ'  # noqa: S608
                    for one in base.execute(query, (row["level-1-id"],)):
                        self._put(record, told, _cells(one, told.items))
            yield Submission(id=str(case["id"]), record=record, deleted=bool(case["deleted"]))


def _cells(row: sqlite3.Row, items: Sequence[Item]) -> dict[str, str]:
    """Cells of a row by item; what is marked as no answer is left out."""
    columns = {key.casefold(): key for key in row.keys()}  # noqa: SIM118
    found = {}
    for item in items:
        value = row[columns[item.name.casefold()]] if item.name.casefold() in columns else None
        told = "" if value is None else str(value).strip()
        found[item.name] = "" if told in item.left_out else told
    return found
