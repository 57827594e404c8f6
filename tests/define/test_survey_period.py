"""The reference period of a definition is the survey's own."""

import math
from dataclasses import replace

import narwhals as nw
import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import Limits, describe_definition, load_definition
from measure87.define.survey_period import period_days, with_period
from measure87.vocabulary.reference_period import parse_period

ICLS = load_definition("forced_labour/icls20_2018")
NAME = "forced_labour_adults"


def _under(text: str):
    return with_period(ICLS, parse_period(text))


def _classified(definition, days: float = 200.0, **job) -> pl.DataFrame:
    """One adult in forced labour, with the days of her job."""
    persons = pl.LazyFrame({"person_id": [1], "age_years": [30]})
    jobs = pl.LazyFrame(
        {"person_id": [1], "job_id": ["a"], "days": [days], "in_reference_period": [2]}
        | {name: [value] for name, value in job.items()},
        schema_overrides={"in_reference_period": pl.Int8},
    )
    answers = pl.LazyFrame(
        {
            "person_id": [1, 1],
            "job_id": ["a", "a"],
            "question": ["q1", "q2"],
            "item": ["IN2", "CO5"],
            "answer": [2, 2],
        },
        schema_overrides={"answer": pl.Int8},
    )
    found = classify(Tables(persons, jobs, answers), [(definition, [NAME])])
    return found.to_native().collect()


@pytest.mark.parametrize(
    ("period", "share"),
    [("12 months", 200 / 365), ("5 years", 200 / 1826), ("200 days", 1.0), ("365 days", 200 / 365)],
)
def test_the_stock_is_days_in_forced_labour_over_the_surveys_own_period(period, share):
    row = _classified(_under(period)).row(0, named=True)
    assert math.isclose(row[f"{NAME}__share"], share)


@pytest.mark.parametrize("days", [-5.0, 185.0, 999.0])
def test_days_that_the_period_does_not_have_count_as_not_told(days):
    row = _classified(_under("6 months"), days).row(0, named=True)
    assert row[NAME] == 2
    shares = [row[f"{NAME}__share{ending}"] for ending in ("", "_low", "_high")]
    assert shares == [None, pytest.approx(1 / 183), 1.0]


def test_the_days_of_a_leap_year_are_a_whole_year():
    row = _classified(_under("12 months"), 366.0).row(0, named=True)
    assert row[f"{NAME}__share"] == 1.0


def test_a_year_with_200_days_gives_a_stock_share_of_0_548():
    assert round(_classified(_under("12 months"))[f"{NAME}__share"].item(), 3) == 0.548


@pytest.mark.parametrize("period", ["lifetime", "not stated"])
def test_a_period_without_length_has_no_stock_and_the_same_flow(period):
    definition = _under(period)
    assert all(measure.days is None for measure in definition.measures.values())
    assert definition.measures[NAME].period_without_length
    assert not definition.measures["involuntary_work_adults"].period_without_length
    found = _classified(definition)
    assert found[NAME].item() == 2
    assert f"{NAME}__share" not in found.columns


@pytest.mark.parametrize(
    ("period", "then"), [("12 months", 0), ("18 months", 1), ("5 years", 2), ("lifetime", 2)]
)
def test_whether_she_was_a_child_in_the_period_depends_on_how_far_it_looks_back(period, then):
    # Begun at 16, now 19: she became 18 one to two years ago.
    definition = _under(period)
    rule = definition.rule("child_then")
    frame = pl.DataFrame({"start_age": [16], "age_years": [19]})
    began = nw.col("start_age")
    expression = rule.function(
        limits=definition.limits,
        start_age_low=began,
        start_age_high=began,
        age_years=nw.col("age_years"),
    )
    assert nw.from_native(frame).select(then=expression).to_native()["then"].item() == then


def test_definitions_of_forced_labour_ask_for_the_period_and_others_do_not_change():
    assert ICLS.asks_period
    assert load_definition("forced_labour/hshc_2012").asks_period
    child = load_definition("child_labour/sdg_8_7_1")
    assert with_period(child, parse_period("12 months")) is child


def test_a_definition_shows_its_lists_of_items():
    shown = describe_definition(ICLS)["criteria"]
    assert [(one["name"], len(one["items"])) for one in shown] == [
        ("involuntary", 10),
        ("menace", 7),
    ]
    assert [one["open_items"] for one in shown] == [["INX"], ["COX"]]
    graded = describe_definition(load_definition("forced_labour/hshc_2012"))["criteria"]
    assert [len(one["items"]) for one in graded] == [21, 19]


def test_a_definition_shows_whose_period_it_has():
    assert describe_definition(ICLS)["reference_period"] == {"of": "survey"}
    shown = describe_definition(_under("12 months"))
    assert shown["reference_period"]["days"] == 365
    says = {limit["name"]: limit["says"] for limit in shown["thresholds"]}
    assert says["reference_period"] == "365 days"
    lifetime = {x["name"]: x["says"] for x in describe_definition(_under("lifetime"))["thresholds"]}
    assert lifetime["reference_period"] == "counts as without_end"


def test_whoever_nobody_asked_may_have_been_so_all_the_time():
    """She has no job to tell days of; her status is unknown, and so is the share of the period."""
    persons = pl.LazyFrame(
        {"person_id": [1, 2], "age_years": [30, 30], "answered_on_work": [0, 2]},
        schema_overrides={"answered_on_work": pl.Int8},
    )
    jobs = pl.LazyFrame(
        schema={"person_id": pl.Int64, "job_id": pl.String, "days": pl.Float64}
        | dict.fromkeys(("in_reference_period",), pl.Int8)
    )
    answers = pl.LazyFrame(
        schema={"person_id": pl.Int64}
        | dict.fromkeys(("job_id", "question", "item"), pl.String)
        | {"answer": pl.Int8}
    )
    found = classify(Tables(persons, jobs, answers), [(_under("12 months"), [NAME])])
    rows = found.to_native().collect().sort("person_id").rows(named=True)
    assert [row[NAME] for row in rows] == [1, 0]
    assert [row[f"{NAME}__share"] for row in rows] == [None, 0.0]
    assert [row[f"{NAME}__share_low"] for row in rows] == [0.0, 0.0]
    assert [row[f"{NAME}__share_high"] for row in rows] == [1.0, 0.0]


def test_a_text_that_asks_for_a_period_and_limits_none_keeps_its_limits():
    definition = load_definition("forced_labour/icls20_2018")
    entries = dict(definition.limits.entries)
    del entries["reference_period"]
    bare = replace(definition, limits=Limits(entries))
    found = with_period(bare, parse_period("12 months"))
    assert found.limits == bare.limits
    assert found.period == parse_period("12 months")


@pytest.mark.parametrize(
    ("identity", "of_its_cases"),
    [
        ("forced_labour/icls20_2018", 1826.0),
        ("forced_labour/hshc_2012", None),
        ("forced_labour/ilo_11_indicators", None),
        ("trafficking/palermo", None),
    ],
)
def test_jobs_are_placed_by_the_surveys_period_where_it_states_one(identity, of_its_cases):
    definition = load_definition(identity)
    assert period_days(definition) == of_its_cases
    assert period_days(with_period(definition, parse_period("12 months"))) == 365.0
    assert period_days(with_period(definition, parse_period("lifetime"))) is None
