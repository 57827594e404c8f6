"""Preset, mapping and rules together, against the official tabulation written out plainly.

The tabulation of MICS6 (`MICS6 - 09 - PR.sps`, 2019-2020), re-expressed from its facts: work is
any of CL1A-X equal to 1; hours count below 97 only; unknown chores hours are 0; hazards are
any of CL4-CL6X equal to 1, whoever answered.
"""

import numpy as np
import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.presets import mics6_mapping
from measure87.define import load_definition
from measure87.vocabulary.status import YES

_WORK = ("CL1A", "CL1B", "CL1C", "CL1X")
_HAZARDS = ("CL4", "CL5", "CL6A", "CL6B", "CL6C", "CL6D", "CL6E", "CL6X")
_CHORES = ("CL11A", "CL11B", "CL11C", "CL11D", "CL11E", "CL11F", "CL11X")
_CHILDREN = 1500


@pytest.fixture(scope="module")
def children() -> pl.DataFrame:
    """Invented children with random answers, missing codes, blanks and the skips of the form."""
    rng = np.random.default_rng(87)
    yes_or_no = np.array([1, 2, 2, 2, 2, 9, np.nan])
    columns: dict[str, object] = {
        "HH1": np.arange(_CHILDREN), "HH2": 1, "LN": 3, "FS17": 1, "fsweight": 1.0,
        "CB3": rng.integers(5, 18, _CHILDREN),
    }  # fmt: skip
    for name in (*_WORK, *_HAZARDS, *_CHORES, "CL7", "CL9"):
        columns[name] = rng.choice(yes_or_no, _CHILDREN)
    for name, most in (("CL3", 60), ("CL8", 15), ("CL10", 15), ("CL13", 30)):
        told = rng.integers(0, most, _CHILDREN)
        lost = rng.choice([97, 98, 99, np.nan], _CHILDREN)
        columns[name] = np.where(rng.random(_CHILDREN) < 0.1, lost, told)
    table = pl.DataFrame(columns).with_columns(pl.all().cast(pl.Float64).fill_nan(None))
    skips = {(*_HAZARDS, "CL3"): _WORK, ("CL8",): ("CL7",), ("CL10",): ("CL9",),
             ("CL13",): _CHORES}  # fmt: skip
    for asked, gates in skips.items():
        opened = pl.any_horizontal([(pl.col(gate) == 1).fill_null(False) for gate in gates])
        table = table.with_columns([pl.when(opened).then(pl.col(name)) for name in asked])
    return table


def official(row: dict[str, float | None]) -> dict[str, bool]:
    """The four indicators of one child by the official tabulation."""

    def any_yes(names):
        return any(row[name] == 1 for name in names)

    def hours(name):
        told = row[name]
        return 0 if told is None or told >= 97 else told

    age, worked = row["CB3"], row["CL3"]
    threshold = 1 if age <= 11 else 14 if age <= 14 else 43
    work = any_yes(_WORK) and worked is not None and threshold <= worked < 97
    chores = (
        age <= 14
        and any_yes(("CL7", "CL9", *_CHORES))
        and hours("CL8") + hours("CL10") + hours("CL13") >= 21
    )
    hazard = any_yes(_HAZARDS)
    return {
        "child_labour_sdg_a": work,
        "child_labour_sdg_b": work or chores,
        "hazardous_conditions": hazard,
        "child_labour_mics_pr34": work or chores or hazard,
    }


def test_the_indicators_are_those_of_the_official_tabulation_child_by_child(source, children):
    table = source(children)
    collected = apply_mapping(parse_mapping(mics6_mapping(table))["fs"], {"persons": table})
    wanted = [
        (load_definition("child_labour/sdg_8_7_1"), ["child_labour_sdg_a", "child_labour_sdg_b"]),
        (
            load_definition("child_labour/mics6_pr34"),
            ["child_labour_mics_pr34", "hazardous_conditions"],
        ),
    ]
    classified = classify(Tables(collected.persons), wanted, carry=[]).to_native().collect()
    by_person = {row["person_id"]: row for row in classified.iter_rows(named=True)}
    counted = dict.fromkeys(official(children.row(0, named=True)), 0)
    for row in children.iter_rows(named=True):
        got = by_person[f"{row['HH1']:.0f}-1-3"]
        for measure, expected in official(row).items():
            assert (got[measure] == YES) == expected, (measure, row)
            counted[measure] += expected
    assert all(0.2 * _CHILDREN < count < 0.8 * _CHILDREN for count in counted.values())
