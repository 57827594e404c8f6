"""Trafficking against a second implementation of Article 3, by possible worlds."""

import itertools
import random

import narwhals as nw
import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.define.trafficking.palermo.answers import _at_recruitment
from measure87.define.trafficking.palermo.apart import _adult_at_act
from measure87.define.trafficking.palermo.elements import (
    child_forced_labour_in_place,
    forced_labour_in_place,
)
from measure87.vocabulary.columns import JOBS
from measure87.vocabulary.status import NO, UNKNOWN, YES

ELEMENTS = {
    element: [name for name in JOBS.names if name.startswith(f"{element}_")]
    for element in ("act", "means", "purpose")
}
COLUMNS = [name for names in ELEMENTS.values() for name in names]


def _trafficked(age: int, job: dict[str, int]) -> bool:
    act, means, purpose = (any(job[n] == YES for n in names) for names in ELEMENTS.values())
    return act and purpose and (means or age < 18)


def _in_worlds(age: int, job: dict[str, int]) -> set[bool]:
    open_ = [name for name in COLUMNS if job[name] == UNKNOWN]
    worlds = itertools.product((NO, YES), repeat=len(open_))
    return {_trafficked(age, job | dict(zip(open_, world, strict=True))) for world in worlds}


def _classified(ages: list[int], jobs: list[dict[str, int]]) -> list[int]:
    persons = pl.DataFrame({"person_id": range(len(ages)), "age_years": ages})
    table = pl.DataFrame(jobs, dict.fromkeys(COLUMNS, pl.Int8)).with_columns(
        person_id=persons["person_id"], job_id=pl.lit("1")
    )
    wanted = [(load_definition("trafficking/palermo"), ["trafficking"])]
    found = classify(Tables(persons.lazy(), table.lazy()), wanted).collect()
    return found.sort("person_id")["trafficking"].to_list()


@pytest.mark.parametrize("seed", [1, 2])
def test_elements_asked_directly_say_what_the_article_says_in_every_world(seed):
    rng = random.Random(seed)
    ages = [rng.randint(12, 24) for _ in range(2_000)]
    jobs = [
        {name: rng.choices((NO, UNKNOWN, YES), (14, 1, 2))[0] for name in COLUMNS} for _ in ages
    ]
    for age, job, status in zip(ages, jobs, _classified(ages, jobs), strict=True):
        worlds = _in_worlds(age, job)
        expected = UNKNOWN if len(worlds) == 2 else YES if worlds == {True} else NO
        assert status == expected, (age, job)


def test_a_means_turns_no_answer_of_a_child():
    rng = random.Random(3)
    ages = [rng.randint(5, 17) for _ in range(500)]
    jobs = [{name: rng.choice((NO, YES)) for name in COLUMNS} for _ in ages]
    without = [job | dict.fromkeys(ELEMENTS["means"], NO) for job in jobs]
    assert _classified(ages, jobs) == _classified(ages, without)


def test_no_measure_of_the_protocol_is_a_headline():
    measures = load_definition("trafficking/palermo").measures.values()
    assert not any(measure.headline for measure in measures)


@pytest.mark.parametrize(
    ("stages", "wanted"),
    [
        (None, [UNKNOWN, UNKNOWN, NO, None]),
        (["RECRUITMENT"] * 4, [YES, UNKNOWN, NO, None]),
        (["WORK"] * 4, [NO, NO, NO, None]),
        ([None] * 4, [UNKNOWN, UNKNOWN, NO, None]),
    ],
)
def test_at_recruitment_a_means_without_a_stage_is_unknown_and_a_no_stays_no(stages, wanted):
    told = pl.DataFrame({"told": [YES, UNKNOWN, NO, None]}, schema={"told": pl.Int8})
    said = pl.Series(stages or [None] * 4, dtype=pl.String)
    frame = nw.from_native(told.with_columns(stage=said))
    stage = None if stages is None else nw.col("stage")
    found = frame.select(one=_at_recruitment(nw.col("told"), stage)).to_native()
    assert found["one"].to_list() == wanted


def test_a_childs_work_under_menace_is_asked_of_no_adult_and_of_no_one_without_the_question():
    every = list(itertools.product([NO, UNKNOWN, YES], [None, NO, UNKNOWN, YES]))
    table = pl.DataFrame(every, schema={"adult": pl.Int8, "menace": pl.Int8}, orient="row")
    frame = nw.from_native(table.with_columns(none=pl.lit(NO, pl.Int8), whom=pl.lit(YES, pl.Int8)))
    rule = child_forced_labour_in_place(
        nw.col("adult"), nw.col("none"), nw.col("menace"), for_third_party=nw.col("whom")
    )
    wanted = [
        None if adult == YES or menace is None else min(menace, YES if adult == NO else UNKNOWN)
        for adult, menace in every
    ]
    assert frame.select(one=rule).to_native()["one"].to_list() == wanted


def test_who_is_adult_at_an_act_is_known_where_the_age_is():
    limits = load_definition("trafficking/palermo").limits
    frame = nw.from_native(pl.DataFrame({"age": [17, 18, None]}, {"age": pl.Int64}))
    found = frame.select(told=_adult_at_act(nw.col("age"), limits))
    assert found["told"].to_list() == [NO, YES, UNKNOWN]


@pytest.mark.parametrize("list_of", ["", "_2012"])
def test_one_half_of_a_list_alone_is_not_asked_of_forced_labour(list_of):
    """The other list says what there is: forced, not, unknown, and nothing where none was asked."""
    names = {"": ("involuntary_answer", "coercion_answer"),
             "_2012": ("involuntary_2012_answer", "penalty_2012_answer")}  # fmt: skip
    half, whole = names[list_of], names["_2012" if list_of == "" else ""]
    told_each = [YES, NO, UNKNOWN, None]
    frame = nw.from_native(
        pl.DataFrame(
            {"excluded": [NO] * 4, "one": told_each, "both": told_each, "alone": [YES] * 4},
            dict.fromkeys(("excluded", "one", "both", "alone"), pl.Int8),
        )
    )  # fmt: skip
    for lonely in half:
        given = {lonely: nw.col("alone"), whole[0]: nw.col("one"), whole[1]: nw.col("one")}
        told = forced_labour_in_place(nw.col("excluded"), **given, both_criteria=nw.col("both"))
        assert frame.select(told=told)["told"].to_list() == told_each
