"""Writes `not_nested.json`: what coherent persons are under all measures of a family.

    python docs/reference/make_not_nested.py

The persons are the cases of every definition and three invented countries, all of them coherent
people. A reader who knows the definitions knows that there can be such persons. So she does not
take the cases of one measure for cases of another where one of them is a case of the first and
none of the second, however few of them a survey meets. A test compares the file with what this
gives.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from measure87.classify import Tables, case_tables, classify
from measure87.collect import apply_mapping, load_mapping
from measure87.define import Definition, list_definitions, load_definition
from measure87.define.cases import read_cases
from measure87.files import read_source
from measure87.simulate import invent_country, write_study_data
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "src/measure87/define/not_nested.json"
SEEDS = (1, 2, 3)
LETTERS = {YES: "y", NO: "n", UNKNOWN: "u"}
"""Of a status; of nobody's, or of what was not asked, `-`."""
FILES = {
    "fs": {"persons": "fs.sav"},
    "forced_labour": {
        "persons": "fl_persons.sav",
        "jobs": "fl_jobs.csv",
        "circumstances": "fl_circumstances.parquet",
    },
}


def not_nested(seeds: tuple[int, ...] = SEEDS) -> dict[str, Any]:
    """The definitions, and by family the measures and the different persons under them."""
    definitions = [load_definition(name) for name in list_definitions()]
    families = {}
    for family in sorted({_family(one) for one in definitions}):
        own = [one for one in definitions if _family(one) == family]
        measures = sorted({name for one in own for name in one.measures})
        persons: set[str] = set()
        for tables in _persons(own, seeds):
            persons |= _as_words(_classified(tables, own), measures)
        told = {person for person in persons if "y" in person}
        families[family] = {"measures": measures, "persons": sorted(told)}
    versions = sorted(one.versioned_id for one in definitions)
    return {"definitions": versions, "families": families}


def _family(definition: Definition) -> str:
    return definition.id.split("/", maxsplit=1)[0]


def _persons(definitions: list[Definition], seeds: tuple[int, ...]) -> Iterator[Tables]:
    """Cases of each definition, and what an invented country answered."""
    for one in definitions:
        yield case_tables(read_cases(one.cases, f"{one.id}/cases.csv"))
    for seed in seeds:
        with tempfile.TemporaryDirectory() as scratch:
            write_study_data(invent_country(seed), Path(scratch))
            yield from _answered(Path(scratch))


def _answered(folder: Path) -> Iterator[Tables]:
    mapping = load_mapping(ROOT / "examples" / "invented-country" / "mapping.toml")
    for name, files in FILES.items():
        sources = {key: read_source(folder / file) for key, file in files.items()}
        got = apply_mapping(mapping.inputs[name], sources)
        frames = (getattr(got, key, None) for key in ("persons", "jobs", "circumstances"))
        yield Tables(*(None if one is None else one.collect().lazy() for one in frames))


def _classified(tables: Tables, definitions: list[Definition]) -> pl.DataFrame:
    """The measures of all definitions that these persons were asked enough for."""
    found = tables.persons.select("person_id").collect()
    for one in definitions:
        for measures in (list(one.measures), *([name] for name in one.measures)):
            new = [name for name in measures if name not in found.columns]
            try:
                frame: Any = classify(tables, [(one, measures)], reasons=False) if new else None
            except DataError:
                continue
            if frame is not None:
                part = frame.to_native().select("person_id", *new).collect()
                found = found.join(part, on="person_id", how="left")
    return found.drop("person_id")


def _as_words(found: pl.DataFrame, measures: list[str]) -> set[str]:
    """The different persons, a letter a measure."""
    columns = [
        pl.col(name).replace_strict(LETTERS, default="-", return_dtype=pl.String)
        if name in found.columns
        else pl.lit("-")
        for name in measures
    ]
    return set(found.select(pl.concat_str(columns).fill_null("-").alias("w"))["w"].unique())


if __name__ == "__main__":
    PAGE.write_text(json.dumps(not_nested(), indent=1) + "\n", "utf-8")
