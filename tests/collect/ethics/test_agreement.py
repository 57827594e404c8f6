"""Who did not agree is in no table; only a respondent refuses; nobody is a no for it."""

import itertools

import polars as pl
import pytest

from measure87.collect.ethics.agreement import agreed, decided
from measure87.collect.ethics.safeguards import outcomes, overheard
from measure87.collect.form.model import Choice, ChoiceList, Form, Question
from measure87.vocabulary.errors import DataError
from tests.collect.ethics.made_study import FORM, tables


def rows(frame):
    return sorted(frame.select("_id", "_row").iter_rows())


def test_tables_hold_who_agreed_and_the_rest_is_counted_as_not_responding():
    found = agreed(FORM, tables())
    assert found.tables["main"]["_id"].to_list() == ["uuid:a", "uuid:b"]
    assert rows(found.tables["roster"]) == [("uuid:a", 1), ("uuid:a", 2), ("uuid:b", 2)]
    assert rows(found.tables["jobs"]) == [("uuid:a", 1), ("uuid:a", 2), ("uuid:b", 2)]
    main, roster, jobs = (found.responses[one] for one in ("main", "roster", "jobs"))
    assert (main.agreed, main.refused) == (2, 1)
    assert (roster.agreed, roster.refused, roster.not_asked, roster.above) == (3, 1, 1, 1)
    assert roster.non_response == 3
    assert (jobs.agreed, jobs.above) == (3, 1)


def naive(person, assent, guardian, waiver):
    """The rules a second time, in the order in which a lawyer would ask."""
    if person == "no" or assent == "no" or guardian == "no":
        return "no"
    child = [one for one in (assent, guardian, waiver) if one is not None]
    if not child:
        return {None: "not-asked", "yes": "yes"}.get(person, "unknown")
    somebody_for_her = guardian == "yes" or waiver == "yes"
    return "yes" if assent == "yes" and somebody_for_her and person != "unknown" else "unknown"


def test_all_answers_together_are_decided_as_by_a_second_reading():
    values = (None, "yes", "no", "unknown")
    cases = list(itertools.product(values, repeat=4))
    assert [decided(*one) for one in cases] == [naive(*one) for one in cases]
    assert sum(decided(*one) == "yes" for one in cases) == 13


@pytest.mark.parametrize("answers", list(itertools.product((None, "yes", "unknown"), repeat=3)))
def test_a_guardian_who_said_no_is_never_overruled(answers):
    person, assent, waiver = answers
    assert decided(person, assent, "no", waiver) == "no"


def test_a_waiver_alone_is_no_agreement_of_the_child():
    assert decided(None, None, None, "yes") == "unknown"
    assert decided(None, "yes", None, "no") == "unknown"


@pytest.mark.parametrize("code", ["8", "9", "2", "7", " ", None])
def test_only_yes_is_yes(code):
    form = Form("f", "1", {}, ("en",), FORM.lists, (FORM.children[0],))
    frame = pl.DataFrame({"_id": ["a", "b"], "household_agrees": ["1", code]})
    found = agreed(form, {"main": frame})
    assert found.tables["main"]["_id"].to_list() == ["a"]
    assert found.responses["main"].non_response == 1


def test_a_form_without_agreement_leaves_nothing_out():
    form = Form("f", "1", {}, ("en",), (), (Question("age", "integer"),))
    frame = pl.DataFrame({"_id": ["a"], "age": [1]})
    assert agreed(form, {"main": frame}).tables["main"].equals(frame)


def test_a_question_of_agreement_that_never_came_is_no_agreement():
    form = Form("f", "1", {}, ("en",), FORM.lists, (FORM.children[0],))
    found = agreed(form, {"main": pl.DataFrame({"_id": ["a"]})})
    assert found.responses["main"].not_asked == 1
    assert found.tables["main"].is_empty()


def test_codes_without_meaning_are_refused_and_not_guessed():
    mute = ChoiceList("yes_no", (Choice("1"), Choice("2")))
    form = Form("f", "1", {}, ("en",), (mute,), (FORM.children[0],))
    frame = pl.DataFrame({"_id": ["a"], "household_agrees": ["1"]})
    with pytest.raises(DataError, match="does not say which answer to 'household_agrees' is yes"):
        agreed(form, {"main": frame})


def test_an_interviewer_who_is_threatened_leaves_an_incomplete_interview():
    found = dict(outcomes(FORM, tables()).iter_rows())
    assert found == {"uuid:a": "incomplete", "uuid:b": "refused", "uuid:c": "complete"}
    odd = tables()
    odd["roster"] = odd["roster"].with_columns(why_stopped=pl.lit("no such code"))
    assert set(dict(outcomes(FORM, odd).iter_rows()).values()) == {"incomplete"}


def test_sensitive_answers_that_others_heard_are_counted():
    assert overheard(FORM, tables()) == 1
    quiet = tables()
    quiet["roster"] = quiet["roster"].with_columns(alone=pl.lit("1"))
    assert overheard(FORM, quiet) == 0
