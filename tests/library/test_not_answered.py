"""Who has no answer and is in no figure, or counts as a no, is told of; figures stay the same."""

import duckdb
import pandas as pd
import polars as pl
import pytest

import measure87 as m
from measure87.files import UserMissing, write_dta, write_sav

EMPTY, AS_NO, AS_NUMBER = "empty-cells", "no-answer-as-no", "no-answer-as-number"
WORK = [None] * 4 + [0, 0, 0, 1] * 9
CODES = [1, 2, 2, 2] * 9 + [8, 8, 9, 9]


def told(found):
    return {notice.code: notice.values.get("persons") for notice in found.warnings}


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"work": WORK}),
        pl.DataFrame({"work": WORK}).lazy(),
        pd.DataFrame({"work": WORK}),
        pd.DataFrame({"work": pd.array(WORK, dtype="Int64")}),
        pd.DataFrame({"work": [None if x is None else bool(x) for x in WORK]}),
        pl.DataFrame({"work": WORK}).to_arrow(),
    ],
    ids=["polars", "lazy", "nan", "Int64", "objects", "arrow"],
)
def test_empty_cells_of_a_share_and_a_total_are_told(frame):
    survey = m.Survey(frame)
    assert survey.prevalence("work").only.value == 0.25
    assert told(survey.prevalence("work"))[EMPTY] == 4
    assert told(survey.total("work"))[EMPTY] == 4


def test_only_persons_of_the_condition_and_with_a_weight_are_told():
    frame = pl.DataFrame(
        {"work": WORK, "sex": [1, 1, 2, 2] * 10, "w": [0.0, *[1.0] * 39], "g": ["a", "b"] * 20}
    )
    survey = m.Survey(frame, weights="w")
    assert told(survey.prevalence("work"))[EMPTY] == 3
    assert told(survey.prevalence("work", by="g", where={"sex": 1}))[EMPTY] == 1
    assert EMPTY not in told(survey.prevalence("work", where={"sex": [3]}))


def test_statuses_say_by_themselves_who_is_outside():
    words = [None if x is None else ("no", "yes")[x] for x in WORK]
    frame = pl.DataFrame({"work": pl.Series(words, dtype=pl.Enum(["no", "unknown", "yes"]))})
    assert not {EMPTY, AS_NO} & {*told(m.Survey(frame).prevalence("work"))}
    coded = pl.DataFrame({"work": [None if x is None else 2 * x for x in WORK]})
    assert EMPTY not in told(m.Survey(coded, statuses="work").prevalence("work"))


def test_a_measure_of_yes_alone_is_told_once():
    found = m.Survey(pl.DataFrame({"work": [1, None] * 20})).prevalence("work")
    assert "yes-alone" in told(found)
    assert EMPTY not in told(found)


@pytest.mark.parametrize(
    ("codes", "measure", "persons"),
    [
        (CODES, "work=1", 4),
        ([float(code) for code in CODES], "work=1.0", 4),
        (["yes", "no"] * 10 + ["unknown", "don't know"], "work=yes", 2),
        (["yes", "no"] * 10 + ["Refused", "No response"], "work=yes", 2),
        (["oui", "non"] * 10 + ["ne sait pas"], "work=oui", 1),
        (CODES, "work=8", None),
        ([*range(1, 11)] * 4, "work=3", None),
        (["north", "south"] * 10, "work=north", None),
    ],
)
def test_codes_for_no_answer_that_count_as_a_no_are_told(codes, measure, persons):
    found = m.Survey(pl.DataFrame({"work": codes})).prevalence(measure)
    assert told(found).get(AS_NO) == persons


def test_labels_of_a_file_say_which_codes_are_for_no_answer(tmp_path):
    values = pl.DataFrame({"work": [1, 2, 3, 7] * 10})
    labels = {"work": {1: "Every day", 2: "Some days", 3: "Never", 7: "DK"}}
    write_dta(tmp_path / "children.dta", values, value_labels=labels)
    survey = m.Survey(m.read(tmp_path / "children.dta"))
    assert told(survey.prevalence("work=1"))[AS_NO] == 10
    assert AS_NO not in told(survey.prevalence("work=7"))


@pytest.fixture
def hours(tmp_path):
    """40 persons of 20 hours, three "DK" and two refused, one of no weight; one without days."""
    values = pl.DataFrame({
        "hours": [20] * 40 + [98, 98, 98, 99, 99],
        "days": [5] * 44 + [9],
        "sex": [1, 2] * 22 + [1],
        "wt": [1.0] * 44 + [0.0],
    })  # fmt: skip
    labels = {"hours": {98: "DK", 99: "refused"}, "days": {9: "Not stated"}}
    write_dta(tmp_path / "children.dta", values, value_labels=labels)
    return m.read(tmp_path / "children.dta")


def test_numbers_that_labels_say_to_be_no_answer_are_told(hours):
    survey = m.Survey(hours)
    for found in (survey.mean("hours"), survey.quantile("hours", 0.5), survey.total("hours")):
        assert told(found)[AS_NUMBER] == 5
    assert told(survey.mean("hours", where={"sex": 1}))[AS_NUMBER] == 3
    assert told(m.Survey(hours, weights="wt").mean("hours"))[AS_NUMBER] == 4
    assert AS_NUMBER not in told(survey.mean("sex"))
    assert survey.mean("hours").only.value == pytest.approx((40 * 20 + 3 * 98 + 2 * 99) / 45)


def test_both_parts_of_a_ratio_are_told(hours):
    found = m.Survey(hours).ratio("hours", denominator="days")
    told_of = {
        notice.values["measure"]: notice.values["persons"]
        for notice in found.warnings
        if notice.code == AS_NUMBER
    }
    assert told_of == {"hours": 5, "days": 1}
    (text,) = [one.text for one in found.warnings if one.values.get("measure") == "days"]
    assert text.startswith("days: 1 person counts with the number of a code")


def test_numbers_that_the_file_declares_missing_are_no_numbers(tmp_path):
    values = pl.DataFrame({"hours": [20] * 40 + [98] * 5})
    missing = {"hours": UserMissing(("98",))}
    labels = {"hours": {"98": "DK"}}
    write_sav(tmp_path / "c.sav", values, value_labels=labels, missing_codes=missing)
    found = m.Survey(m.read(tmp_path / "c.sav")).mean("hours")
    assert AS_NUMBER not in told(found)
    assert found.only.value == 20


def test_an_engine_tells_the_same():
    connection = duckdb.connect()
    connection.register(
        "children", pl.DataFrame({"work": [None, *CODES], "sex": [1, *[1, 2] * 20]})
    )
    found = m.Survey(connection.sql("select * from children")).prevalence(
        "work=1", where={"sex": 1}
    )
    assert told(found) == {"no-weight": None, "no-cluster": None, EMPTY: 1, AS_NO: 2}


def test_a_contrast_and_a_trend_tell_it_too():
    frame = pl.DataFrame({"work": WORK * 3, "year": [2015, 2020, 2025] * 40})
    survey = m.Survey(frame)
    assert told(survey.contrast("work", by="year"))[EMPTY] == 12
    found = told(survey.trend("work", over="year"))
    assert found == {"no-weight": None, "no-cluster": None, EMPTY: 12}


def test_codes_that_are_added_up_are_named_as_they_were_asked_for(tmp_path):
    (tmp_path / "children.csv").write_text("work\n" + "\n".join(map(str, CODES)) + "\n")
    (notice,) = [
        one
        for one in m.Survey(m.read(tmp_path / "children.csv")).mean("work").warnings
        if one.code == "codes-as-numbers"
    ]
    assert '"work=CODE"' in notice.text
