"""What a study keeps to itself: standard tables and classes, for `explain`.

`DIR/private/KEY/` holds them as Parquet, readable by the owner alone; KEY is the hash of
the input files and the mapping, so that an explanation never reads another file's persons.
Nothing here is ever published.
"""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from measure87.classify import Tables
from measure87.vocabulary.errors import StudyError

TABLES = ("persons", "jobs", "circumstances")


def key_of(hashes: Mapping[str, str], mapping: str) -> str:
    """Key of a run: the hash of its inputs' hashes and its mapping's."""
    text = "\n".join([*(f"{name} {digest}" for name, digest in sorted(hashes.items())), mapping])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def keep(folder: Path, key: str, name: str, tables: Mapping[str, pl.LazyFrame | None]) -> None:
    """Keep the standard tables of one input; what an earlier run kept of it is replaced."""
    place = _place(folder, key, name)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700, parents=True)
    for table, frame in tables.items():
        if frame is not None:
            path = place / f"{table}.parquet"
            path.touch(mode=0o600)
            frame.sink_parquet(path)


def forget_others(folder: Path, key: str) -> None:
    """Remove what runs on other inputs or mappings kept."""
    for place in (folder / "private").glob("*"):
        if place.is_dir() and place.name != key:
            shutil.rmtree(place)


def kept(folder: Path, key: str, name: str) -> Tables:
    """The standard tables that a run kept of one input.

    Raises
    ------
    StudyError
        If no run with these inputs and this mapping kept any.
    """
    place = _place(folder, key, name)
    paths = {table: place / f"{table}.parquet" for table in TABLES}
    if not paths["persons"].is_file():
        raise StudyError(
            "nothing is kept for these inputs and this mapping",
            code="not-run",
            hint="run the study first: measure87 run DIR",
        )
    frames = {t: pl.scan_parquet(p) if p.is_file() else None for t, p in paths.items()}
    return Tables(frames["persons"], frames["jobs"], frames["circumstances"])


def _place(folder: Path, key: str, name: str) -> Path:
    private = folder / "private"
    private.mkdir(mode=0o700, exist_ok=True)
    private.chmod(0o700)
    return private / key / name


def person_in(tables: Tables, identifier: str) -> str | int | None:
    """The identifier as the table has it (text or number); None if nobody has it."""
    persons: pl.LazyFrame = tables.persons
    text = pl.col("person_id").cast(pl.String)
    found = persons.filter(text == identifier).select("person_id").collect()
    return found.item(0, 0) if found.height else None


def household_of(tables: Tables, person: str | int) -> Tables:
    """The rows of a person and of those who live with her."""
    persons: pl.LazyFrame = tables.persons
    if "household_id" in persons.collect_schema().names():
        own = persons.filter(pl.col("person_id") == person).select("household_id")
        home = own.collect().item(0, 0)
        persons = persons.filter((pl.col("household_id") == home) | (pl.col("person_id") == person))
    else:
        persons = persons.filter(pl.col("person_id") == person)
    members = persons.select("person_id").collect()["person_id"].implode()
    parts = [
        None if table is None else table.filter(pl.col("person_id").is_in(members))
        for table in (tables.jobs, tables.circumstances)
    ]
    return Tables(persons, *parts)
