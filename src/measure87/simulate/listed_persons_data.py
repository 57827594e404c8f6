"""Write invented raw lists into a folder, with the settings of a linkage and its impact assessment.

Each office has its own names of columns, order of dates and encoding, as offices have.
"""

import json
from pathlib import Path

import numpy as np
import polars as pl

from measure87.files import csv_text, write_whole
from measure87.simulate.listed_persons import ListedPersons
from measure87.simulate.study_data import WrittenFile

_COLUMNS = {
    "police": {
        "case_no": "file_no", "given_name": "first_name", "family_name": "last_name",
        "birth_date": "date_of_birth", "sex": "sex", "nationality": "nationality",
        "district": "district",
    },
    "shelter": {
        "case_no": "guest", "given_name": "forename", "family_name": "surname",
        "birth_date": "born", "sex": "gender", "nationality": "country", "district": "area",
    },
    "hotline": {
        "case_no": "call_no", "given_name": "given_name", "family_name": "family_name",
        "birth_date": "birth_date", "sex": "sex", "nationality": "nationality",
        "district": "district",
    },
}  # fmt: skip
_DAY_FIRST = ("shelter",)
_LABELLED = 150
"""Labelled pairs of one person, and as many of two."""

_README = """INVENTED DATA - NOT REAL

Nobody on these lists lives or has lived. Made by measure87 simulate listed-persons --seed {seed}.

police.csv, shelter.csv, hotline.csv   raw lists with names, dates of birth and errors
labelled.csv                           pairs of records of which it is known whose they are
linkage.toml                           settings: measure87 collect link run linkage.toml -o FILE
impact-assessment.md                   the assessment that a linkage needs, filled for this one
truth.json                             how many persons there are, and how many are on each list
"""
_ASSESSMENT = """# Linkage impact assessment (of an invented study)

## Purpose
To try out measure87 on invented lists.

## Legal basis
None is needed: nobody on the lists exists.

## Holders
An invented police, an invented shelter, an invented hotline.

## Data flow
All lists are made and linked in one folder.

## Risks
That somebody takes the figures for real ones. Every file says that it is invented.

## Retention
As long as the folder is of use.

## Destruction
The folder is deleted; nobody need confirm it.

## Who may not receive
Nobody need be kept from invented records.
"""


def write_listed_persons(found: ListedPersons, folder: Path, seed: int) -> list[WrittenFile]:
    """Write the lists and all that a linkage of them needs; gives what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, frame in found.lists.items():
        table = frame.rename(_COLUMNS[name])
        if name in _DAY_FIRST:
            table = table.with_columns(pl.col("born").map_elements(_day_first, pl.String))
        content = csv_text([table.columns, *table.rows()])
        write_whole(folder / f"{name}.csv", content, private=True)
        written.append(WrittenFile(f"{name}.csv", table.height))
    pairs = _labelled_pairs(found, seed)
    write_whole(folder / "labelled.csv", csv_text(pairs), private=True)
    written.append(WrittenFile("labelled.csv", len(pairs) - 1))
    truth = {
        "notice": "INVENTED",
        "population": found.population,
        "persons_on_a_list": found.true_table().height,
        "persons": {name: len(np.unique(who)) for name, who in found.person.items()},
    }
    texts = {
        "README.txt": _README.format(seed=seed),
        "impact-assessment.md": _ASSESSMENT,
        "linkage.toml": _settings(found),
        "truth.json": json.dumps(truth, indent=2) + "\n",
    }
    for name, text in texts.items():
        write_whole(folder / name, text)
        written.append(WrittenFile(name, 0))
    return written


def _day_first(text: str) -> str:
    """A date with its day first, as some offices write it."""
    return "/".join(reversed(text.split("-")))


def _labelled_pairs(found: ListedPersons, seed: int) -> list[tuple[object, ...]]:
    """Pairs of records of one person, and as many of two persons born in the same year."""
    rng = np.random.default_rng([seed, 87])
    records = pl.concat(
        [
            frame.select(
                "case_no",
                pl.col("birth_date").str.slice(0, 4).alias("year"),
                pl.lit(name).alias("list"),
                pl.Series("person", found.person[name]),
            )
            for name, frame in found.lists.items()
        ]
    ).with_row_index("row")  # fmt: skip
    rows: list[tuple[object, ...]] = [("list_a", "record_a", "list_b", "record_b", "match")]
    for key, match in (("person", 1), ("year", 0)):
        other = records.filter(pl.col(key).is_not_null())
        pairs = other.join(other, on=key, suffix="_b").filter(pl.col("row") < pl.col("row_b"))
        if key == "year":
            pairs = pairs.filter(pl.col("person") != pl.col("person_b"))
        pairs = pairs.sort("row", "row_b").select("list", "case_no", "list_b", "case_no_b")
        few = pairs[np.sort(rng.permutation(pairs.height)[:_LABELLED])]
        rows += [(*pair, match) for pair in few.rows()]
    return rows


def _settings(found: ListedPersons) -> str:
    """Settings of a linkage of the lists."""
    lines = [
        "# INVENTED DATA",
        "schema = 1",
        "draws = 20",
        "seed = 87",
        'labelled = "labelled.csv"',
        "",
        "[assessment]",
        'file = "impact-assessment.md"',
        "destroy_by = 2099-12-31",
        "",
        "[age]",
        "bands = [18, 30, 45]",
        "on = 2024-12-31",
    ]
    for name in found.lists:
        columns = _COLUMNS[name]
        lines += ["", f"[lists.{name}]", f'file = "{name}.csv"']
        lines += [
            f'{field} = "{columns[ours]}"'
            for field, ours in (
                ("given_name", "given_name"),
                ("family_name", "family_name"),
                ("birth_date", "birth_date"),
                ("sex", "sex"),
                ("nationality", "nationality"),
                ("area", "district"),
                ("record", "case_no"),
            )
        ]
        lines.append(f'strata = {{ sex = "{columns["sex"]}" }}')
        if name in found.deduplicated:
            lines.append("deduplicated = true")
        if name in _DAY_FIRST:
            lines.append('date_order = "day-first"')
    return "\n".join(lines) + "\n"
