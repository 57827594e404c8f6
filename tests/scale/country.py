"""A study of an invented country whose tables lie in parts: persons, jobs, circumstances.

Every part is cut without regard to strata and clusters, one is empty, and their order is by chance.
"""

import random
import shutil
from pathlib import Path

import polars as pl

from measure87.simulate import invent_country

EXAMPLE = Path(__file__).parents[2] / "examples" / "invented-country"
SECTION = "forced_labour"
DEFINITION = "forced_labour/icls20_2018"
STUDY = """
schema = 1
kind = "survey"
title = "Forced labour in an invented country, in parts"
country = "ZZZ"
year = 2025
population = "invented persons"
invented = true

[inputs.forced_labour]
persons = "persons"
jobs = "jobs"
circumstances = "circumstances"
definitions = ["forced_labour/icls20_2018"]
measures = ["forced_labour", "forced_labour_adults"]
reference_period = "5 years"
by = ["sex", "area"]

[disclosure]
minimum_respondents = 25
minimum_cases = 3
"""
KEYS = ("person_id", "household_id", "cluster", "stratum")


def write_parts(folder: Path, table: pl.DataFrame, parts: int, seed: int) -> None:
    """Cut a table into parts of other sizes, one of them empty, named in another order."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    cuts = sorted(chance.sample(range(1, max(2, table.height)), min(parts, table.height) - 1))
    pieces = [table[a:b] for a, b in zip([0, *cuts], [*cuts, table.height], strict=True)]
    pieces.append(table[:0])
    chance.shuffle(pieces)
    for number, piece in enumerate(pieces):
        piece.write_parquet(folder / f"part-{number:04}.parquet")


def write_study(folder: Path, persons: int, parts: int = 5, copies: int = 1, seed: int = 7) -> Path:
    """A study folder of `persons` times `copies` persons; a copy has persons of its own."""
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY)
    shutil.copy(EXAMPLE / "mapping.toml", folder)
    country = invent_country(seed, persons=persons)
    for name in ("persons", "jobs", "circumstances"):
        table = getattr(country, name)
        if copies == 1:
            write_parts(folder / name, table, parts, seed)
            continue
        (folder / name).mkdir()
        for number in range(copies):
            copied(table, number).write_parquet(folder / name / f"part-{number:04}.parquet")
    return folder


def copied(table: pl.DataFrame, number: int) -> pl.DataFrame:
    """The same rows of other persons, households and clusters."""
    return table.with_columns(
        pl.format("{}~{}", pl.lit(number), pl.col(name)).alias(name)
        for name in KEYS
        if name in table.columns
    )
