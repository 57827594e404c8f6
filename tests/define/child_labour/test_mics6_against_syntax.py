"""MICS6 PR.3.4 against a line-by-line Python copy of what the custodian's programme counts.

The programme knows no unknowns: what is not coded yes, or has hours of 97 and over, is not
counted. The measure with its unknowns counted as no must give the same children, and leave unknown
just those whom the programme could count or not, had all been told.
"""

import random

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

YES_CODE, NO_CODE, DONT_KNOW = 1, 2, 8
ITEMS = {
    "fetched_water": "CL7",
    "collected_firewood": "CL9",
    "heavy_loads": "CL4",
    "dangerous_tools": "CL5",
    "dust_fumes_gas": "CL6A",
    "extreme_temperature": "CL6B",
    "noise_vibration": "CL6C",
    "heights": "CL6D",
    "chemicals_explosives": "CL6E",
    "other_hazard": "CL6X",
}
HAZARDS = [code for code in ITEMS.values() if code not in ("CL7", "CL9")]


def _child(rng: random.Random) -> dict:
    """One child's answers as a file codes them; hours 97 to 99 are no hours."""
    codes = (YES_CODE, NO_CODE, NO_CODE, NO_CODE, DONT_KNOW)
    child = {"CB3": rng.randint(5, 17)}
    for name in ("CL1", "CL11", *ITEMS.values()):
        child[name] = rng.choice(codes)
    if child["CL1"] == NO_CODE:
        child |= dict.fromkeys(HAZARDS)
    else:
        child |= {name: NO_CODE for name in HAZARDS if rng.random() < 0.7}
    hours = (0, 1, 6, 7, 13, 14, 20, 21, 42, 43, 60, 97, 98, 99)
    for activity, name in (("CL1", "CL3"), ("CL7", "CL8"), ("CL9", "CL10"), ("CL11", "CL13")):
        child[name] = rng.choice(hours) if child[activity] == YES_CODE else None
    return child


def _counted(child: dict) -> tuple[bool, bool, bool]:
    """SDG indicator, hazardous conditions and includeHaz as the programme counts them."""
    age, hours = child["CB3"], child["CL3"]
    cut = 1 if age <= 11 else 14 if age <= 14 else 43
    more = child["CL1"] == YES_CODE and hours is not None and cut <= hours < 97
    chores = any(child[name] == YES_CODE for name in ("CL7", "CL9", "CL11"))
    parts = [child[name] for name in ("CL8", "CL10", "CL13")]
    total = sum(0 if part is None or part >= 97 else part for part in parts)
    long_chores = age <= 14 and chores and total >= 21
    hazard = any(child[name] == YES_CODE for name in HAZARDS)
    return more or long_chores, hazard, more or long_chores or hazard


def _standard(child: dict) -> dict:
    """The same answers in standard columns."""
    status = {YES_CODE: 2, NO_CODE: 0, DONT_KNOW: 1, None: None}
    names = {"economic_activity": "CL1", "household_chores": "CL11", **ITEMS}
    hours = {
        "economic_hours": "CL3",
        "water_hours": "CL8",
        "firewood_hours": "CL10",
        "chores_hours": "CL13",
    }
    return (
        {"age_years": child["CB3"]}
        | {name: status[child[code]] for name, code in names.items()}
        | {
            name: None if child[code] is None or child[code] >= 97 else float(child[code])
            for name, code in hours.items()
        }
    )


HOURS_OF = {"CL1": "CL3", "CL7": "CL8", "CL9": "CL10", "CL11": "CL13"}
MOST_HOURS = 96
"""The most that the form can hold; higher numbers are codes."""


def _all_told(child: dict, code: int, hours: int) -> dict:
    """The child if every unknown answer were this code, and all untold hours this number."""
    told = {name: code if answer == DONT_KNOW else answer for name, answer in child.items()}
    for activity, name in HOURS_OF.items():
        untold = told[name] is None or told[name] >= 97
        if told[activity] == YES_CODE and untold:
            told[name] = hours
    return told


def _statuses(child: dict) -> tuple[int, ...]:
    """Of the three indicators: more work and hazards never take a child out of one of them."""
    least = _counted(_all_told(child, NO_CODE, 0))
    most = _counted(_all_told(child, YES_CODE, MOST_HOURS))
    return tuple(
        YES if surely else UNKNOWN if possibly else NO
        for surely, possibly in zip(least, most, strict=True)
    )


SDG, MICS = load_definition("child_labour/sdg_8_7_1"), load_definition("child_labour/mics6_pr34")
MEASURES = ("child_labour_sdg_b", "hazardous_conditions", "child_labour_mics_pr34")


@pytest.fixture(params=[1, 2, 3])
def children(request) -> list[dict]:
    rng = random.Random(request.param)
    return [_child(rng) for _ in range(3_000)]


def _found(children: list[dict]) -> list[tuple[int, ...]]:
    rows = [{"person_id": number} | _standard(child) for number, child in enumerate(children)]
    types = {name: pl.Float64 if "hours" in name else pl.Int8 for name in rows[0]}
    persons = pl.DataFrame(rows, types | {"person_id": pl.Int64}).lazy()
    wanted = [(SDG, MEASURES[:1]), (MICS, MEASURES[1:])]
    found = classify(Tables(persons), wanted).collect()
    return found.sort("person_id").select(MEASURES).rows()


def test_unknowns_counted_as_no_give_the_children_that_the_programme_counts(children):
    for child, statuses in zip(children, _found(children), strict=True):
        assert tuple(status == YES for status in statuses) == _counted(child), child
    assert all(MICS.measures[name].unknown == "no" for name in MEASURES[1:])


def test_a_child_is_unknown_just_where_what_was_not_told_decides(children):
    for child, statuses in zip(children, _found(children), strict=True):
        assert statuses == _statuses(child), child
