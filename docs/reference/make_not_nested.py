"""Writes `not_nested.json`: how measures do not lie in each other, as some persons show.

    python docs/reference/make_not_nested.py

The persons are the cases of every definition and three invented countries, all of them coherent
people. A reader who knows the definitions knows of such a pair that the cases of the one are not
among those of the other, however few of them a survey meets; nor does she take two measures for
parts of a sum that have nobody in common if one person can be a case of both. A test compares the
file with what this gives.
"""

import json
from collections.abc import Iterator
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import polars as pl

from measure87.classify import Tables, case_tables, classify
from measure87.define import Definition, list_definitions, load_definition
from measure87.define.cases import read_cases
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, YES

PAGE = Path(__file__).parents[2] / "src/measure87/define/not_nested.json"
SEEDS = (1, 2, 3)


def not_nested(seeds: tuple[int, ...] = SEEDS) -> dict[str, Any]:
    """The definitions, by family the pairs that are not nested, and those that share a person."""
    apart: set[tuple[str, str]] = set()
    shared: set[tuple[str, str]] = set()
    left: dict[str, set[tuple[str, str]]] = {}
    definitions = [load_definition(name) for name in list_definitions()]
    for family in sorted({_family(one) for one in definitions}):
        own = [one for one in definitions if _family(one) == family]
        for tables in _persons(own, seeds):
            found = _classified(tables, own)
            for one, other in permutations(found.columns, 2):
                yes = found[one] == YES
                if (yes & (found[other] == NO)).any():
                    apart.add((one, other))
                if one < other and (yes & (found[other] == YES)).any():
                    shared.add((one, other))
            for whole in found.columns:
                left.setdefault(whole, set()).update(_leave_somebody(whole, found))
    return {
        "definitions": sorted(one.versioned_id for one in definitions),
        "not_nested": _by_first(apart),
        "share_persons": _by_first(shared),
        "not_the_whole": {
            whole: sorted(pair for pair in pairs if not any((one, whole) in apart for one in pair))
            for whole, pairs in sorted(left.items())
        },
    }


def _leave_somebody(whole: str, found: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Pairs of measures both of which some case of another is none of."""
    cases = found.filter(pl.col(whole) == YES)
    no = {name: (cases[name] == NO).fill_null(value=False) for name in found.columns}
    for pair in combinations((name for name in sorted(no) if name != whole), 2):
        if (no[pair[0]] & no[pair[1]]).any():
            yield pair


def _by_first(pairs: set[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, other in sorted(pairs):
        found.setdefault(one, []).append(other)
    return found


def _family(definition: Definition) -> str:
    return definition.id.split("/", maxsplit=1)[0]


def _persons(definitions: list[Definition], seeds: tuple[int, ...]) -> Iterator[Tables]:
    """Cases of each definition, and what an invented country answered."""
    for one in definitions:
        yield case_tables(read_cases(one.cases, f"{one.id}/cases.csv"))
    for seed in seeds:
        yield from _invented(seed)


def _invented(seed: int) -> Iterator[Tables]:
    import tempfile

    from measure87.collect import apply_mapping, load_mapping
    from measure87.files import read_source
    from measure87.simulate import invent_country, write_study_data

    example = Path(__file__).parents[2] / "examples" / "invented-country"
    with tempfile.TemporaryDirectory() as scratch:
        write_study_data(invent_country(seed), Path(scratch))
        names = {
            "fs": {"persons": "fs.sav"},
            "forced_labour": {
                "persons": "fl_persons.sav",
                "jobs": "fl_jobs.csv",
                "circumstances": "fl_circumstances.parquet",
            },
        }
        mapping = load_mapping(example / "mapping.toml")
        for name, files in names.items():
            sources = {key: read_source(Path(scratch) / file) for key, file in files.items()}
            got = apply_mapping(mapping.inputs[name], sources)
            frames = (getattr(got, key, None) for key in ("persons", "jobs", "circumstances"))
            yield Tables(*(None if one is None else one.collect().lazy() for one in frames))


def _classified(tables: Tables, definitions: list[Definition]) -> pl.DataFrame:
    """The measures of all definitions that these persons were asked enough for."""
    found = tables.persons.select("person_id").collect()
    for one in definitions:
        for measures in (list(one.measures), *([name] for name in one.measures)):
            try:
                frame: Any = classify(tables, [(one, measures)], reasons=False)
            except DataError:
                continue
            new = [name for name in measures if name not in found.columns]
            if new:
                part = frame.to_native().select("person_id", *new).collect()
                found = found.join(part, on="person_id", how="left")
    return found.drop("person_id")


if __name__ == "__main__":
    PAGE.write_text(json.dumps(not_nested(), indent=1) + "\n", "utf-8")
