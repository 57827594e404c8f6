"""Which answer a rule lacks: by hand, of one invented rule and of another that it rests on."""

from dataclasses import dataclass
from types import SimpleNamespace

import narwhals as nw
import polars as pl
import pytest

from measure87.classify import Tables
from measure87.classify.causes import (
    _named,
    _named_by_table,
    cause_of_unknown,
    explain_persons,
    lacking_in_jobs,
)
from measure87.classify.frames import Levels
from measure87.define.rule import Input, Rule
from measure87.vocabulary.status import NO, UNKNOWN, YES


@dataclass(frozen=True)
class Measured:
    name: str
    grounds: tuple[str, ...]


def rule(name, *inputs, level="person", gives="status", contradiction=False):
    read = tuple(
        Input(one, one.removesuffix("_low").removesuffix("_high"), False) for one in inputs
    )
    return Rule(name, level, 0, "any", gives, lambda: nw.lit(NO), read, (), False, contradiction)


def definition(*rules):
    return SimpleNamespace(rules=rules, rule=lambda name: {r.name: r for r in rules}[name])


TIRED = rule("tired", "economic_hours_low", "economic_hours_high")
SHIFTS = rule("shifts", "chores_hours", gives="number")
KEPT = rule("kept", "economic_activity", "tired", "chores_hours_low", "chores_hours_high", "shifts",
            "household_chores", "fetched_water")  # fmt: skip
TOLD = {
    "economic_activity": YES,
    "economic_hours_low": 5.0,
    "economic_hours_high": 5.0,
    "tired": NO,
    "chores_hours_low": 3.0,
    "chores_hours_high": 3.0,
    "shifts": None,
    "household_chores": YES,
    "kept": UNKNOWN,
}
STATUSES = ("economic_activity", "tired", "household_chores", "school_attendance", "kept")


def causes(rows, *rules, grounds=("kept",)):
    """Cause of each row, of a measure that rests on rules; nobody was asked for water."""
    rows = [{"person_id": str(k)} | TOLD | row for k, row in enumerate(rows)]
    kinds = dict.fromkeys((name for name in STATUSES if name in rows[0]), pl.Int8) | {
        "shifts": pl.Float64
    }
    levels = Levels(Tables(pl.DataFrame(rows, schema_overrides=kinds).lazy()))
    one, text = Measured("m", grounds), definition(*rules)
    explain_persons(levels, text, {one: nw.max_horizontal(*map(nw.col, grounds))})
    found = levels.frames["person"].with_columns(cause=cause_of_unknown(levels, text, one))
    return found.sort("person_id").collect()["cause"].to_list()


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ({"kept": NO}, None),
        ({"kept": YES}, None),
        ({"economic_activity": UNKNOWN}, "kept: economic_activity"),
        ({"household_chores": UNKNOWN}, "kept: household_chores"),
        ({"chores_hours_high": 4.0}, "kept: chores_hours"),
        # What another rule lacks is sought in that rule.
        ({"tired": UNKNOWN, "economic_hours_low": 0.0}, "kept: economic_hours"),
        ({"tired": UNKNOWN}, "kept: several answers together"),
        # Not asked comes after not given; the first of each in the order of the rule.
        ({"household_chores": None}, "kept: household_chores"),
        ({"household_chores": None, "economic_activity": None}, "kept: economic_activity"),
        ({"economic_activity": None, "chores_hours_low": 0.0}, "kept: chores_hours"),
        ({"household_chores": UNKNOWN, "chores_hours_low": 0.0}, "kept: chores_hours"),
        ({"household_chores": UNKNOWN, "economic_activity": UNKNOWN}, "kept: economic_activity"),
        # All is told: no one answer is missing, and no number that a rule counted is one.
        ({}, "kept: several answers together"),
    ],
)
def test_the_cause_is_the_first_answer_that_was_not_given_or_else_not_asked(row, cause):
    assert causes([row], KEPT, TIRED, SHIFTS) == [cause]


def test_a_contradiction_is_its_own_cause_where_everything_was_told():
    against = rule("kept", "economic_activity", contradiction=True)
    assert causes([{}, {"economic_activity": UNKNOWN}], against) == [
        "kept: kept",
        "kept: economic_activity",
    ]


def test_hours_of_which_only_one_end_is_known_are_no_cause():
    one_end = rule("kept", "water_hours_low", "firewood_hours_high", "household_chores")
    row = {"water_hours_low": 0.0, "firewood_hours_high": 7.0}
    assert causes([row], one_end) == ["kept: several answers together"]
    assert causes([row | {"household_chores": UNKNOWN}], one_end) == ["kept: household_chores"]


def test_a_number_or_a_code_is_a_cause_only_where_it_is_missing():
    aged = rule("kept", "age_years", "school_attendance")
    rows = [{"age_years": age, "school_attendance": NO} for age in (12, None)]
    assert causes(rows, aged) == ["kept: several answers together", "kept: age_years"]


def test_engines_without_tables_of_names_tell_the_same_names():
    frame = nw.from_native(pl.DataFrame({"place": [2, 0, None, 1]}))
    names = ["heights", "hours", "night work"]
    made = {way.__name__: way(nw.col("place"), names) for way in (_named, _named_by_table)}
    found = frame.select(**made).to_dict(as_series=False)
    assert found["_named"] == ["night work", "heights", None, "hours"]
    assert found["_named_by_table"] == found["_named"]


def test_of_several_grounds_the_first_that_is_unknown_tells_the_cause():
    rows = [
        {"tired": UNKNOWN, "economic_hours_low": 0.0, "kept": UNKNOWN},
        {"tired": UNKNOWN, "economic_hours_low": 0.0, "kept": NO},
        {"tired": NO, "kept": UNKNOWN, "economic_activity": UNKNOWN},
        {"tired": YES, "kept": UNKNOWN, "economic_activity": UNKNOWN},
    ]
    assert causes(rows, KEPT, TIRED, SHIFTS, grounds=("tired", "kept")) == [
        "tired: economic_hours",
        "tired: economic_hours",
        "kept: economic_activity",
        None,
    ]


def test_a_job_tells_what_it_lacks_where_its_rule_is_not_known_or_was_not_asked():
    held = rule("held", "heights", level="job")
    rows = {"held": [YES, UNKNOWN, None, NO], "heights": [YES, UNKNOWN, None, UNKNOWN]}
    jobs = pl.DataFrame({"person_id": ["a"] * 4, "job_id": list("1234"), **rows})
    levels = Levels(Tables(pl.LazyFrame({"person_id": ["a"], "tired": [UNKNOWN]}), jobs.lazy()))
    text = definition(held, rule("unasked", "night_work", level="job"), TIRED)
    found = lacking_in_jobs(levels, text, [Measured("m", ("held", "unasked", "tired"))])
    assert set(found) == {"held__why"}, "what the survey has of jobs"
    told = levels.frames["job"].select("job_id", **found).sort("job_id").collect()
    first, second, third, last = told["held__why"].to_list()
    assert (first, last) == (None, None)
    assert second == third is not None
