"""What a study keeps to itself: standard tables, for `explain`, and figures to all their digits.

`DIR/private/KEY/` holds them as Parquet, readable by the owner alone; KEY is the hash of
the input files, the national definitions and the mapping, so that an explanation never reads
another file's persons.
Nothing here is ever published.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from measure87.classify import Tables
from measure87.estimate.weighting.weighted_table import WeightedTable
from measure87.files import write_whole
from measure87.files.owner_folder import OWNER_ALONE, PRIVATE, private_folder
from measure87.study.survey.inputs import StudyInput
from measure87.vocabulary.errors import StudyError

TABLES = ("persons", "jobs", "circumstances")
FIGURES = "figures.json"
"""Every figure to all its digits with nothing hidden; `released` is false there."""
WEIGHTS = "weights.json"
"""What each step of an input's recipe did to the weights; a step can be about few persons."""
_ITEMS = "items.json"
_OF_A_RUN = re.compile(r"[0-9a-f]{16}(\.part)?")


@dataclass(frozen=True)
class Kept:
    """What a run kept of one input."""

    tables: Tables
    items: frozenset[str]
    """Items that its questionnaire has, as in `Collected`."""


def key_of(hashes: Mapping[str, str], mapping: str) -> str:
    """Key of a run: the hash of its inputs' hashes and its mapping's."""
    text = "\n".join([*(f"{name} {digest}" for name, digest in sorted(hashes.items())), mapping])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def keep(folder: Path, key: str, inputs: Mapping[str, StudyInput], figures: str) -> None:
    """Keep the standard tables of all inputs, and forget what earlier runs kept.

    `figures` is the result before the disclosure gate, as JSON: what is released goes in steps.

    They are written beside their place and put there in one go, so that a run that is
    killed leaves all tables or none.
    """
    draft = private_folder(folder) / f"{key}.part"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=OWNER_ALONE)
    write_whole(draft / FIGURES, figures, private=True)
    for name, source in inputs.items():
        place, collected = draft / name, source.collected
        place.mkdir(mode=OWNER_ALONE)
        if source.weighed is not None:
            write_whole(place / WEIGHTS, _steps(source.weighed), private=True)
        write_whole(place / _ITEMS, json.dumps(sorted(collected.items)), private=True)
        for table in TABLES:
            frame: pl.LazyFrame | None = getattr(collected, table)
            if frame is not None:
                path = place / f"{table}.parquet"
                path.touch(mode=0o600)
                frame.sink_parquet(path)
    forget(folder, but=draft.name)
    draft.rename(folder / PRIVATE / key)


def _steps(weighed: WeightedTable) -> str:
    """What the recipe's steps did to the weights, as JSON."""
    steps = [step.told for step in weighed.run.steps]
    return json.dumps({"released": False, "steps": steps}, indent=1) + "\n"


def forget(folder: Path, but: str | None = None) -> None:
    """Remove what runs kept of persons, save the entry `but`; other things stay."""
    for place in private_folder(folder).iterdir():
        if _OF_A_RUN.fullmatch(place.name) and place.name != but:
            shutil.rmtree(place)


def kept(folder: Path, key: str, name: str) -> Kept:
    """The standard tables and items that a run kept of one input.

    Raises
    ------
    StudyError
        If no run with these inputs and this mapping kept any.
    """
    place = folder / PRIVATE / key / name
    paths = {table: place / f"{table}.parquet" for table in TABLES}
    if not paths["persons"].is_file():
        raise StudyError(
            "nothing is kept for these inputs and this mapping",
            code="not-run",
            hint="run the study first: measure87 run DIR",
        )
    frames = {t: pl.scan_parquet(p) if p.is_file() else None for t, p in paths.items()}
    items = json.loads((place / _ITEMS).read_text("utf-8"))
    return Kept(
        Tables(frames["persons"], frames["jobs"], frames["circumstances"]), frozenset(items)
    )


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
