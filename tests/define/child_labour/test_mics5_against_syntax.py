"""MICS5 table CP.4 against a line-by-line Python copy of what its programme counts.

Who is counted by the least hours that were untold, and who by the most, are the bounds: between
them a child is unknown. Codes of 97 and over are taken to be declared missing in the file, as the
definition reads it. Water and firewood are one question. MICS4 is re-counted from the programme of
its table CP.2, MICS3 and MICS2 from the slides' sentences.
"""

import random
from collections.abc import Callable

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

YES_CODE, NO_CODE = 1, 2
HAZARDS = {
    "heavy_loads": "CL5",
    "dangerous_tools": "CL6",
    "dust_fumes_gas": "CL7A",
    "extreme_temperature": "CL7B",
    "noise_vibration": "CL7C",
    "heights": "CL7D",
    "chemicals_explosives": "CL7E",
    "other_hazard": "CL7F",
}
HOURS = (0, 1, 7, 13, 14, 20, 27, 28, 42, 43, 60, None)


def _child(rng: random.Random) -> dict:
    """One child's answers; hours that were not told are None."""
    child = {"SL9C": rng.randint(5, 17)}
    for name in ("CL2", "CL8", "CL10"):
        child[name] = rng.choice((YES_CODE, NO_CODE))
    works = child["CL2"] == YES_CODE
    for code in HAZARDS.values():
        child[code] = (YES_CODE if rng.random() < 0.05 else NO_CODE) if works else None
    for activity, name in (("CL2", "CL4"), ("CL8", "CL9"), ("CL10", "CL12")):
        child[name] = rng.choice(HOURS) if child[activity] == YES_CODE else None
    return child


def _mics5(child: dict) -> tuple[bool, bool, bool]:
    """Total child labour, hazardous conditions, and hours alone."""
    age, hours = child["SL9C"], child["CL4"]
    cut = 1 if age <= 11 else 14 if age <= 14 else 43
    work = child["CL2"] == YES_CODE and hours is not None and hours >= cut
    total = (child["CL9"] or 0) + (child["CL12"] or 0)
    chores = YES_CODE in (child["CL8"], child["CL10"]) and total >= (28 if age <= 14 else 43)
    hazard = any(child[code] == YES_CODE for code in HAZARDS.values())
    return work or chores or hazard, hazard, work or chores


def _mics3(child: dict) -> bool:
    age, hours = child["SL9C"], child["CL4"] or 0
    total = (child["CL9"] or 0) + (child["CL12"] or 0)
    return hours >= (1 if age <= 11 else 14) or total >= 28


def _mics2(child: dict) -> bool:
    """Any work, or 4 hours a day of chores: 28 in a week of seven days."""
    return child["CL2"] == YES_CODE or (child["CL9"] or 0) + (child["CL12"] or 0) >= 28


def _mics4(child: dict) -> bool:
    """Table CP.2, with CL2 for its CL3 and CL7, CL8 for its CL5, and CL10 for its CL9."""
    age = child["SL9C"]
    worked = YES_CODE in (child["CL2"], child["CL8"])
    hours = (child["CL4"] or 0) + (child["CL9"] or 0)
    chores = (child["CL12"] or 0) >= 28
    return (worked if age <= 11 else hours >= 14) or chores


HOURS_OF = {"CL2": "CL4", "CL8": "CL9", "CL10": "CL12"}
HOURS_IN_WEEK = 168


def _status(counted: Callable[[dict], bool], child: dict) -> int:
    """What a count comes to between no and all of the hours that were not told."""
    untold = [
        hours
        for activity, hours in HOURS_OF.items()
        if child[activity] == YES_CODE and child[hours] is None
    ]
    surely = counted(child | dict.fromkeys(untold, 0))
    possibly = counted(child | dict.fromkeys(untold, HOURS_IN_WEEK))
    return YES if surely else UNKNOWN if possibly else NO


def _standard(child: dict) -> dict:
    status = {YES_CODE: 2, NO_CODE: 0, None: None}
    names = {"economic_activity": "CL2", "fetched_water": "CL8", "household_chores": "CL10"}
    hours = {"economic_hours": "CL4", "water_hours": "CL9", "chores_hours": "CL12"}
    return (
        {"age_years": child["SL9C"]}
        | {name: status[child[code]] for name, code in (names | HAZARDS).items()}
        | {
            name: None if child[code] is None else float(child[code])
            for name, code in hours.items()
        }
    )


def _found(children: list[dict], asked: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    rows = [{"person_id": n} | _standard(child) for n, child in enumerate(children)]
    types = {name: pl.Float64 if "hours" in name else pl.Int8 for name in rows[0]}
    persons = pl.DataFrame(rows, types | {"person_id": pl.Int64}).lazy()
    wanted = [(load_definition(identity), names) for identity, names in asked.items()]
    return classify(Tables(persons), wanted).collect().sort("person_id")


@pytest.fixture(params=[1, 2, 3])
def children(request) -> list[dict]:
    rng = random.Random(request.param)
    return [_child(rng) for _ in range(3_000)]


def test_mics5_counts_the_children_that_its_programme_counts(children):
    names = ("child_labour_mics5", "hazardous_conditions_mics5", "child_labour_mics5_hours_alone")
    found = _found(children, {"child_labour/mics5": names})
    for child, row in zip(children, found.select(names).rows(), strict=True):
        assert tuple(status == YES for status in row) == _mics5(child), child
        bounds = [_status(lambda told, n=n: _mics5(told)[n], child) for n in range(len(names))]
        assert list(row) == bounds, child


@pytest.mark.parametrize(
    ("identity", "name", "counted"),
    [
        ("child_labour/mics4", "child_labour_mics4", _mics4),
        ("child_labour/mics3", "child_labour_mics3", _mics3),
        ("child_labour/mics2", "working_children_mics2", _mics2),
    ],
)
def test_older_rounds_count_the_children_of_their_sentences(children, identity, name, counted):
    found = _found(children, {identity: (name,)})
    for child, status in zip(children, found[name], strict=True):
        if child["SL9C"] > 14:
            assert status is None
        else:
            assert (status == YES) == counted(child), child
            assert status == _status(counted, child), child
