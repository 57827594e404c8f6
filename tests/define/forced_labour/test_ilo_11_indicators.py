"""The screening profile: which table a survey needs, and what is refused. Data are invented."""

import random

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.columns import INDICATORS
from measure87.vocabulary.errors import DataError

PROFILE = load_definition("forced_labour/ilo_11_indicators")
ITEMS = {
    "ilo_indicator_1_abuse_of_vulnerability": ["CO6"],
    "ilo_indicator_2_deception": ["IN2"],
    "ilo_indicator_3_restriction_of_movement": ["CO2"],
    "ilo_indicator_4_isolation": [],
    "ilo_indicator_5_physical_sexual_violence": ["CO1"],
    "ilo_indicator_6_intimidation_threats": ["CO1"],
    "ilo_indicator_7_retention_of_documents": ["CO5"],
    "ilo_indicator_8_withholding_of_wages": ["CO4"],
    "ilo_indicator_9_debt_bondage": ["CO3"],
    "ilo_indicator_10_abusive_conditions": ["IN4", "IN6"],
    "ilo_indicator_11_excessive_overtime": ["IN3"],
}
MODES = {"ilo_indicator_5_physical_sexual_violence": "subjected"}
MODES |= {"ilo_indicator_6_intimidation_threats": "threatened"}
NAMES = list(ITEMS)
ALL_ITEMS = [item for items in ITEMS.values() for item in items] + ["IN5"]


def found(tables: Tables, *names: str) -> dict:
    frame = classify(tables, [(PROFILE, list(names))], reasons=False).collect("pyarrow")
    return {row.pop("person_id"): row for row in frame.to_native().to_pylist()}


def test_it_is_no_prevalence_and_has_the_eleven_in_order():
    assert PROFILE.not_prevalence
    assert [name for name in PROFILE.measures if name.startswith("ilo_indicator_")] == NAMES
    for name, column in zip(NAMES, INDICATORS, strict=True):
        assert set(INDICATORS) & set(PROFILE.measures[name].optional) == {column}


def test_persons_without_ages_and_without_jobs_can_be_profiled():
    persons = pl.DataFrame({"person_id": [1, 2, 3, 4], INDICATORS[1]: [2, 1, 0, None]})
    got = found(Tables(persons), NAMES[1], "ilo_indicators_any")
    assert [got[i][NAMES[1]] for i in (1, 2, 3, 4)] == [2, 1, 0, 1]
    assert got[1]["ilo_indicators_any"] == 2


def test_a_survey_that_asks_only_about_jobs_can_be_profiled():
    persons = pl.DataFrame({"person_id": [1, 2, 3, 4]})
    jobs = pl.DataFrame({"person_id": [1, 2, 3], "job_id": [0] * 3, "in_reference_period": [2] * 3})
    circumstances = pl.DataFrame(
        {
            "person_id": [1, 2, 3],
            "job_id": [0] * 3,
            "question": ["q"] * 3,
            "item": ITEMS[NAMES[1]] * 3,
            "mode": pl.Series([None] * 3, dtype=pl.String),
            "answer": [2, 1, 0],
        }
    )
    got = found(Tables(persons, jobs, circumstances), NAMES[1], "ilo_indicators_any")
    # A person without a job is in none that shows it.
    assert [got[i][NAMES[1]] for i in (1, 2, 3, 4)] == [2, 1, 0, 0]
    # Of the third one's job the items of other indicators were not told.
    assert [got[i]["ilo_indicators_any"] for i in (1, 2, 3, 4)] == [2, 1, 1, 0]


@pytest.mark.parametrize("name", NAMES)
def test_an_indicator_that_nobody_asked_for_is_refused_not_set_to_no(name):
    other = INDICATORS[(NAMES.index(name) + 1) % 11]
    persons = pl.DataFrame({"person_id": [1], other: [2]})
    with pytest.raises(DataError, match=INDICATORS[NAMES.index(name)]):
        found(Tables(persons), name)


def test_a_measure_says_of_which_columns_it_needs_one():
    assert PROFILE.measures[NAMES[3]].one_of == (("indicator_isolation",),)
    (group,) = PROFILE.measures[NAMES[1]].one_of
    assert {"indicator_deception", "item", "answer"} <= set(group)
    assert PROFILE.measures[NAMES[1]].required == ()


def naive(direct, jobs, name):
    """One indicator of one person by plain loops; jobs are (in period, rows)."""
    said, is_open = [], False
    for in_period, rows in jobs:
        told = [_row(row, name) for row in rows if row["item"] in ITEMS[name]]
        told = [answer for answer in told if answer is not None]
        said.append(min(in_period, max(told, default=1)))
        is_open = is_open or (bool(told) and said[-1] == 1)
    items = max(said, default=0) if ITEMS[name] else None
    if items == 2:
        return 2
    if direct is not None:
        return 1 if direct == 0 and is_open else direct
    return 1 if items is None else items


def _row(row, name):
    wanted = MODES.get(name)
    if wanted is None or row["mode"] == wanted:
        return row["answer"]
    if row["mode"] is None:
        return min(row["answer"], 1)
    return None


def test_the_profile_agrees_with_a_naive_reading_of_hundreds():
    choose = random.Random(11).choice
    persons, jobs, circumstances, expected = [], [], [], {}
    for number in range(600):
        direct = {column: choose((None, 0, 1, 2)) for column in INDICATORS}
        persons.append({"person_id": number, **direct})
        own = []
        for job in range(choose((0, 1, 2))):
            rows = [
                {
                    "item": choose(ALL_ITEMS),
                    "mode": choose((None, "subjected", "threatened", "witnessed")),
                    "answer": choose((0, 1, 2)),
                }
                for _ in range(choose((0, 2, 6)))
            ]
            own.append((choose((0, 1, 2, 2)), rows))
            jobs.append({"person_id": number, "job_id": job, "in_reference_period": own[-1][0]})
            key = {"person_id": number, "job_id": job}
            circumstances += [{**key, "question": str(i), **row} for i, row in enumerate(rows)]
        eleven = [naive(direct[c], own, n) for c, n in zip(INDICATORS, NAMES, strict=True)]
        expected[number] = dict(zip(NAMES, eleven, strict=True)) | {
            "ilo_indicators_any": max(eleven),
            "ilo_indicators_any_strong": max(eleven[4:7]),
        }
    frames = (pl.DataFrame(t, infer_schema_length=None) for t in (persons, jobs, circumstances))
    assert found(Tables(*frames), *PROFILE.measures) == expected
