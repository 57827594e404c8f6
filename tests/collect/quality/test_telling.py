"""No page of an evening tells what was said to a sensitive question by who was asked the next.

The reader has the form, which everybody who was interviewed has seen, and `field/evening/`. She
reads in the form which question is asked because of which answer, takes how many were asked it, and
one evening from the next; and reads in the list of calls whose number is far from others'.
"""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import msgspec
import openpyxl
import polars as pl
import pytest

from measure87.collect.form.model import Form, Question, Section
from measure87.collect.quality.field_data import FieldData
from measure87.collect.quality.telling import telling_questions
from measure87.study.evening import check_evening
from tests.collect.quality import planted
from tests.collect.quality.field_study import clean_study

DAY = date(2027, 3, 20)
YES, NO = "1", "2"


def with_sensitive_debt(form):
    """The form whose question of debts is sensitive, as it is in the bank."""

    def changed(one):
        if isinstance(one, Section):
            return msgspec.structs.replace(one, children=tuple(map(changed, one.children)))
        return msgspec.structs.replace(one, sensitive=one.sensitive or one.name == "debt")

    return msgspec.structs.replace(form, children=tuple(map(changed, form.children)))


@cache
def drawn(seed, interviews=100):
    study = clean_study(seed, interviews=interviews)
    return replace(study, form=with_sensitive_debt(study.form))


def last_to_owe(study):
    return int((study.main["debt"] == YES).arg_true()[-1])


def until(study, interviews):
    """The study on the evening on which it has so many interviews."""
    main = study.main.head(interviews)
    return replace(study, main=main, person=study.person.join(main, on="_id", how="semi"))


def evening_files(study, folder):
    files = check_evening(study.write(folder), DAY)
    return [(files.folder / name).read_bytes() for name in ("evening.json", "evening.xlsx")]


def asked(form, evening):
    """The attack: how many were asked what follows on a yes to the question of debts."""
    told = {one["item"]: one.get("asked", one["answered"]) for one in evening["items"]}
    follow = follow_ups(form.children, "${debt} = '1'") & {*told}
    return told[follow.pop()] if follow else None


def follow_ups(children, relevance):
    inside = [follow_ups(one.children, relevance) for one in children if isinstance(one, Section)]
    here = {one.name for one in children if one.relevant == relevance}
    return here.union(*inside)


def visited(evening):
    return {one["unit"]: one["visited"] for one in evening["progress"] if one.get("unit")}


def told_by_two(form, before, after):
    """Of two evenings the areas that were visited, and how many there said yes."""
    more = asked(form, after), asked(form, before)
    units = {unit for unit, n in visited(after).items() if n > visited(before).get(unit, 0)}
    return (units, more[0] - more[1]) if None not in more else None


def called_on(workbook, words):
    """Cases in the list of calls whose reason names a question."""
    sheet = openpyxl.load_workbook(BytesIO(workbook))["Calls"]
    return {row[0] for row in sheet.iter_rows(values_only=True) if words in str(row[2])}


def found(seed, folder):
    """Whether it is told how many said yes, and by two evenings where the last of them was met."""
    study = drawn(seed)
    last = last_to_owe(study)
    evenings = [
        json.loads(evening_files(until(study, n), folder / str(n))[0]) for n in (last, last + 1)
    ]
    owing = int((study.main["debt"] == YES).sum())
    case = "/".join(str(study.main[name][last]) for name in ("cluster", "household"))
    unit = next(one["unit"] for one in study.sample if one["case"] == case)
    told = told_by_two(study.form, *evenings)
    return asked(study.form, evenings[1]) == owing, told == ({unit}, 1)


def is_called_on(seed, folder):
    """Whether the list of calls names who owes far more than others."""
    study = drawn(seed, 500)
    last = last_to_owe(study)
    far = pl.when(pl.int_range(pl.len()) == last).then(9e5).otherwise("debt_amount")
    study = replace(study, main=study.main.with_columns(debt_amount=far))
    case = "/".join(str(study.main[name][last]) for name in ("cluster", "household"))
    return case in called_on(evening_files(study, folder)[1], "How much")


SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 7))]


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_learns_who_said_yes_by_who_was_asked_the_next_question(seed, tmp_path, monkeypatch):
    assert found(seed, tmp_path / "kept") == (False, False)
    monkeypatch.setattr(FieldData, "telling", frozenset())
    assert found(seed, tmp_path / "told") == (True, True)


FAR = [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4, 6))]
"""In the study of seed 5 the number is not far enough from the others for a call."""


@pytest.mark.parametrize("seed", FAR)
def test_nobody_is_called_on_for_what_follows_on_a_sensitive_answer(seed, tmp_path, monkeypatch):
    assert not is_called_on(seed, tmp_path / "kept")
    monkeypatch.setattr(FieldData, "telling", frozenset())
    monkeypatch.setattr("measure87.collect.quality.checks.outliers._is_touchy", lambda *_: False)
    assert is_called_on(seed, tmp_path / "told")


def test_what_tells_is_found_through_sections_computations_and_other_questions():
    form = Form("f", "1", {}, ("en",), (), (
        Question("age", "integer"),
        Question("held", "select_one", sensitive=True, relevant="${age} >= 15"),
        Question("was_held", "calculate", calculation="if(${held} = '1', 1, 0)"),
        Question("place", "text", relevant="${was_held} = 1"),
        Section("after", (Question("why", "text"),), relevant="${place} != ''"),
        Question("work", "text", relevant="${age} >= 15"),
    ))  # fmt: skip
    assert telling_questions(form) == {"place", "why"}


def test_a_question_that_tells_is_not_listed_and_the_sensitive_one_is(tmp_path):
    study = drawn(1)
    files = check_evening(study.write(tmp_path), DAY)
    items = {one.item for one in files.run.evening.items}
    assert telling_questions(study.form) == {"debt_amount"}
    assert "debt" in items
    assert "debt_amount" not in items


def owing_less(study, persons=3):
    """The study in which some who were met by the first interviewer owe nothing."""
    main = study.main.with_row_index("_place")
    hers = main.filter(pl.col("_submitter") == main["_submitter"][0], pl.col("debt") == YES)
    some = pl.col("_place").is_in(hers["_place"].head(persons).implode())
    main = main.with_columns(
        debt=pl.when(some).then(pl.lit(NO)).otherwise("debt"),
        debt_amount=pl.when(some).then(None).otherwise("debt_amount"),
    )
    return replace(study, main=main.drop("_place"))


def page_of(study, folder):
    """What an evening says of interviewers and questions; labels are drawn in each folder."""
    evening = json.loads(evening_files(study, folder)[0])
    named = ("label", "interviewer")
    return {
        part: sorted(
            json.dumps({name: value for name, value in one.items() if name not in named})
            for one in evening[part]
        )
        for part in ("interviewers", "variance", "findings", "items")
    }


def test_an_interviewers_shares_do_not_say_how_many_of_hers_said_yes(tmp_path, monkeypatch):
    study = drawn(1, 500)
    two = study, owing_less(study)
    page = page_of(two[0], tmp_path / "before")
    assert page["variance"]
    assert page == page_of(two[1], tmp_path / "after")
    monkeypatch.setattr(FieldData, "telling", frozenset())
    shares = [page_of(one, tmp_path / str(n))["interviewers"] for n, one in enumerate(two)]
    assert shares[0] != shares[1]


def test_no_share_of_variance_or_reliability_is_given_of_a_sensitive_question(tmp_path):
    open_study = clean_study(1)
    planted.back_checks(open_study, bad=None)
    sensitive = replace(open_study, form=with_sensitive_debt(open_study.form))
    evenings = [
        check_evening(one.write(tmp_path / str(n)), DAY).run.evening
        for n, one in enumerate((open_study, sensitive))
    ]
    variance = [{one.item for one in evening.variance} for evening in evenings]
    assert variance[0] - variance[1] == {"debt"}
    told = [
        {one.item for one in evening.back_checks if one.reliability is not None}
        for evening in evenings
    ]
    assert told[0] - told[1] == {"debt"}
    assert {one.item for one in evenings[1].back_checks} >= {"debt"}


def test_a_sensitive_question_that_depends_on_who_asks_is_named_without_its_share(tmp_path):
    study = clean_study(1)
    planted.interviewer_variance(study)
    files = check_evening(replace(study, form=with_sensitive_debt(study.form)).write(tmp_path), DAY)
    found = [one for one in files.run.evening.findings if one.check == "interviewer_variance"]
    assert [(one.says, one.item, one.numbers) for one in found] == [
        ("high_sensitive", "debt", None)
    ]
    page = (files.folder / "evening.html").read_text()
    assert "more of the variance lies between interviewers than chance would have" in page
