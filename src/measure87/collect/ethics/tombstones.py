"""What stays of what was withdrawn: a keyed hash and a day, in `field/withdrawn.json`.

Whatever makes tables of the journal, or of a server that still has the data, asks here.
"""

from datetime import date
from pathlib import Path

import msgspec
import polars as pl

from measure87.collect.ethics.agreement import MAIN, Tables
from measure87.collect.ethics.encrypted_file import hash_of
from measure87.collect.ethics.places import FIELD, WITHDRAWN, field_folder
from measure87.collect.form.model import Form, repeats
from measure87.files import write_whole
from measure87.files.json_file import json_of_file
from measure87.vocabulary.errors import DataError


class Tombstone(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stays of what was withdrawn."""

    interview: str
    """Keyed hash."""
    on: str
    row: str = ""
    """Keyed hash of one row; empty: the whole interview."""


def without_withdrawn(
    form: Form, tables: Tables, stones: tuple[Tombstone, ...], secret: bytes
) -> dict[str, pl.DataFrame]:
    """Tables without what was withdrawn: asked of all tables that are made of the journal."""
    if not stones:
        return dict(tables)
    whole = {one.interview for one in stones if not one.row}
    rows = {one.row for one in stones if one.row}
    known = {
        interview: hash_of(secret, interview)
        for frame in tables.values()
        for interview in frame["_id"].unique().to_list()
    }
    hashes = {one.interview for one in stones}
    touched = {one for one, hashed in known.items() if hashed in hashes}
    kept: dict[str, pl.DataFrame] = {}
    for name, above in ((MAIN, None), *tables_below(form)):
        if name not in tables:
            continue
        frame = tables[name]
        keep = [
            known[one] not in whole
            and (one not in touched or name == MAIN
                 or hash_of(secret, one, name, str(line)) not in rows)
            for one, line in zip(frame["_id"], lines_of(frame), strict=True)
        ]  # fmt: skip
        left = frame.filter(pl.Series(keep, dtype=pl.Boolean))
        if above is not None and above in kept:
            keys = kept[above].select("_id", pl.col("_row").alias("_parent_row"))
            left = left.join(keys, on=["_id", "_parent_row"], how="semi", maintain_order="left")
        kept[name] = left
    return kept


def tombstones(study: Path) -> tuple[Tombstone, ...]:
    """What was withdrawn from a study so far.

    Raises
    ------
    DataError
        If the file is damaged: without it withdrawn data would come back.
    """
    path = study / FIELD / WITHDRAWN
    if not path.exists():
        return ()
    try:
        return tuple(json_of_file(path, list[Tombstone]))
    except msgspec.DecodeError:
        raise DataError(
            f"{WITHDRAWN} is damaged",
            code="damaged",
            where=str(study / FIELD),
            hint="put it back from a copy: without it withdrawn data would come back",
        ) from None


def bury(
    study: Path, secret: bytes, interview: str, table: str, row: int | None, today: date
) -> None:
    """Set a tombstone, unless it stands already."""
    told = Tombstone(
        hash_of(secret, interview),
        today.isoformat(),
        "" if row is None else hash_of(secret, interview, table, str(row)),
    )
    known = tombstones(study)
    if any((one.interview, one.row) == (told.interview, told.row) for one in known):
        return
    content = msgspec.json.format(msgspec.json.encode([*known, told]), indent=1) + b"\n"
    write_whole(field_folder(study) / WITHDRAWN, content, private=True)


def lines_of(frame: pl.DataFrame) -> list[int]:
    """`_row` of each row; 0 in the main table."""
    return frame["_row"].to_list() if "_row" in frame.columns else [0] * len(frame)


def tables_below(form: Form) -> list[tuple[str, str | None]]:
    """Each repeat, and the one it lies in (None: it lies in none)."""
    return [
        (chain[-1].name, next((s.name for s in reversed(chain[:-1]) if s.repeats), None))
        for chain in repeats(form)
    ]
