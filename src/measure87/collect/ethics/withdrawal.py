"""Takes out of a study what a person, or a household, does not want to be kept.

The order holds through a machine that stops in between, and the same command goes on where it
stopped: first the tombstone (a keyed hash and a day, no more), which keeps the data out of all
tables that are made from now on, also where the server still has them; then the journal, which
destroys the key; then identifiers, referral and what else lies in the folder; last the tables.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl

from measure87.collect.ethics.agreement import MAIN
from measure87.collect.ethics.encrypted_file import EncryptedFile, hash_of
from measure87.collect.ethics.places import (
    FIELD,
    IDENTIFIERS,
    REFERRALS,
    TABLES,
    field_folder,
)
from measure87.collect.ethics.tombstones import bury, lines_of, tombstones, without_withdrawn
from measure87.collect.ethics.traces import remove_traces
from measure87.collect.form.model import Form, placed, repeats
from measure87.files import write_whole
from measure87.vocabulary.errors import DataError, StudyError


class Journal(Protocol):
    """What a withdrawal asks of the journal of submissions."""

    def destroy(self, interview_id: str) -> None:
        """Destroy the key of all versions of an interview; its tombstone stays."""
        ...


@dataclass(frozen=True)
class Withdrawn:
    """What a withdrawal took out: rows by table, and entries of the encrypted files.

    traces : rows of back-checks and corrections, and pages of evenings
    """

    rows: Mapping[str, int]
    identifiers: int
    referrals: int
    traces: int


def persons_table(form: Form) -> str:
    """The repeat with the persons of a household, in which `--line` counts.

    Raises
    ------
    StudyError
        If the form has none, or several that could be it.
    """
    served = dict.fromkeys(
        one.table
        for one in placed(form)
        if one.table and any(cell.table == "persons" for cell in one.question.serves)
    )
    outer = {next(s.name for s in chain if s.repeats) for chain in repeats(form)}
    found = [one for one in served if one in outer] or sorted(outer)
    if len(found) == 1:
        return found[0]
    raise StudyError(
        f"the form has {'no repeat' if not found else 'several repeats'} of persons",
        code="no-roster",
        where="form/form.json",
        hint=f"say which with --table: {', '.join(found)}" if found else "withdraw the interview",
    )


def withdraw(
    study: Path,
    form: Form,
    secret: bytes,
    interview: str,
    *,
    table: str = MAIN,
    row: int | None = None,
    today: date,
    journal: Journal | None = None,
) -> Withdrawn:
    """Take out an interview, or one row of it with all that lies in it.

    Raises
    ------
    DataError
        If nothing is known of it.
    """
    if not _is_known(study, secret, interview):
        raise DataError(
            "no interview of this id is in the tables, the encrypted files or the tombstones",
            code="unknown-interview",
            where=f"{FIELD}/",
            hint="give the whole id as column _id has it, or its keyed hash with --id-hash",
        )
    bury(study, secret, interview, table, row, today)
    if journal is not None and row is None:
        journal.destroy(interview)
    folder = field_folder(study)
    before = _read(folder)
    after = without_withdrawn(form, before, tombstones(study), secret)
    gone = {name: _rows(before[name]) - _rows(after[name]) for name in after}
    identifiers, referrals = (
        _forgotten(EncryptedFile(folder / name, secret), interview, table, row, gone)
        for name in (IDENTIFIERS, REFERRALS)
    )
    rows = None if row is None else _rows_of(interview, gone) | {(table, row)}
    traces = remove_traces(study, form, interview, rows)
    for name, frame in after.items():
        if gone[name]:
            _write(folder / TABLES / f"{name}.parquet", frame)
    counts = {name: len(rows) for name, rows in gone.items() if rows}
    return Withdrawn(counts, identifiers, referrals, traces)


def _forgotten(
    file: EncryptedFile,
    interview: str,
    table: str,
    row: int | None,
    gone: Mapping[str, set[tuple[str, int]]],
) -> int:
    """Take out the entries of what is gone; returns how many there were."""
    if row is None:
        return file.forget(interview)
    rows = _rows_of(interview, gone) | {(table, row)}
    return sum(file.forget(interview, name, line) for name, line in sorted(rows))


def _rows_of(interview: str, gone: Mapping[str, set[tuple[str, int]]]) -> set[tuple[str, int]]:
    return {(name, line) for name, found in gone.items() for one, line in found if one == interview}


def _rows(frame: pl.DataFrame) -> set[tuple[str, int]]:
    return set(zip(frame["_id"].to_list(), lines_of(frame), strict=True))


def interview_of(study: Path, secret: bytes, hashed: str) -> str:
    """The id of an interview by its keyed hash.

    Raises
    ------
    DataError
        If no interview of the tables has it.
    """
    tables = _read(study / FIELD)
    ids = tables[MAIN]["_id"].to_list() if MAIN in tables else []
    found = [one for one in ids if hash_of(secret, one) == hashed]
    if not found:
        raise DataError(
            "no interview of the tables has this keyed hash",
            code="unknown-interview",
            hint="give the id itself with --interview",
        )
    return str(found[0])


def _is_known(study: Path, secret: bytes, interview: str) -> bool:
    folder = study / FIELD
    hashed = hash_of(secret, interview)
    if any(one.interview == hashed for one in tombstones(study)):
        return True
    if any((frame["_id"] == interview).any() for frame in _read(folder).values()):
        return True
    return any(
        EncryptedFile(folder / name, secret).has(hashed) for name in (IDENTIFIERS, REFERRALS)
    )


def _read(folder: Path) -> dict[str, pl.DataFrame]:
    return {
        path.stem: pl.read_parquet(path) for path in sorted((folder / TABLES).glob("*.parquet"))
    }


def _write(path: Path, frame: pl.DataFrame) -> None:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    write_whole(path, buffer.getvalue(), private=True)
