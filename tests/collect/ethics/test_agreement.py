"""Who did not agree is in no table; only a respondent refuses; nobody is a no for it."""

import itertools

import polars as pl
import pytest

from measure87.collect.ethics.agreement import agreed, decided
from measure87.collect.ethics.safeguards import outcomes, overheard
from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section
from measure87.vocabulary.errors import DataError
from tests.collect.ethics.made_study import FORM, YES_NO, asked, tables


def rows(frame):
    return sorted(frame.select("_id", "_row").iter_rows())


def test_tables_hold_who_agreed_and_the_rest_is_counted_as_not_responding():
    found = agreed(FORM, tables())
    assert found.tables["main"]["_id"].to_list() == ["uuid:a", "uuid:b"]
    kept = [("uuid:a", 1), ("uuid:a", 2), ("uuid:a", 3), ("uuid:b", 2)]
    assert rows(found.tables["roster"]) == kept
    assert rows(found.tables["jobs"]) == [("uuid:a", 1), ("uuid:a", 2), ("uuid:b", 2)]
    main, roster, jobs = (found.responses[one] for one in ("main", "roster", "jobs"))
    assert (main.agreed, main.refused) == (2, 1)
    assert (roster.agreed, roster.refused, roster.above) == (3, 1, 1)
    assert (roster.under_household, roster.not_asked) == (1, 0)  # a child of 3 is not asked
    assert roster.non_response == 2
    assert (jobs.agreed, jobs.above) == (3, 1)


def naive(person, assent, guardian, waiver):
    """The rules a second time, in the order in which a lawyer would ask."""
    if person == "no" or assent == "no" or guardian == "no":
        return "no"
    if (person, assent, guardian, waiver) == (None,) * 4:
        return "not-asked"
    child_said_yes = assent == "yes" and (guardian == "yes" or waiver == "yes")
    only_others_were_asked = assent is None and person == "yes"
    doubt = person == "unknown" or assent == "unknown"
    return "yes" if (child_said_yes or only_others_were_asked) and not doubt else "unknown"


def test_all_answers_together_are_decided_as_by_a_second_reading():
    values = (None, "yes", "no", "unknown")
    cases = list(itertools.product(values, repeat=4))
    assert [decided(*one) for one in cases] == [naive(*one) for one in cases]
    assert sum(decided(*one) == "yes" for one in cases) == 24


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
    assert found.responses["main"].unknown == 1
    assert found.tables["main"].is_empty()


def roster_form(*questions, household):
    roster = Section("roster", questions, repeats=True)
    top = (FORM.children[0],) if household else ()
    return Form("f", "1", {}, ("en",), FORM.lists, (*top, roster))


@pytest.mark.parametrize(
    ("relevant", "household", "kept"),
    [("", True, 0), ("", False, 0), ("${age} >= 5", True, 1), ("${age} >= 5", False, 0)],
)
def test_a_blank_is_no_agreement_but_where_she_is_not_asked_and_the_household_is(
    relevant, household, kept
):
    form = roster_form(asked("consent", "person", relevant=relevant), household=household)
    tables = {
        "main": pl.DataFrame({"_id": ["a"], "household_agrees": ["1"]}),
        "roster": pl.DataFrame({"_id": ["a"], "_row": [1], "consent": [None]},
                               schema_overrides={"consent": pl.String}),
    }  # fmt: skip
    assert len(agreed(form, tables).tables["roster"]) == kept


def test_a_waiver_is_told_by_its_ground():
    """The codes of a list of grounds say neither yes nor no; each is a waiver."""
    choices = (Choice("suspected"), Choice("no guardian"), Choice("9", says="refused"))
    grounds = ChoiceList("grounds", choices)
    waiver = Question("waiver", "select_one", choices="grounds", consent="waiver", relevant="x")
    form = Form("f", "1", {}, ("en",), (YES_NO, grounds), (asked("assent", "assent"), waiver))
    frame = pl.DataFrame({"_id": list("abc"), "assent": ["1"] * 3,
                          "waiver": ["suspected", "9", None]})  # fmt: skip
    assert agreed(form, {"main": frame}).tables["main"]["_id"].to_list() == ["a"]


def test_a_child_whom_nobody_asked_alone_stands_under_her_household():
    """The guardian agreed, but others listened, so that she was never asked."""
    assert decided("yes", None, "yes", None) == "yes"
    assert decided(None, None, "yes", None) == "unknown"


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


def test_numbered_stops_are_told_by_what_the_form_says_of_them():
    stop = ChoiceList("stop", (*(Choice(str(k)) for k in range(1, 5)), Choice("5", says="refused")))
    form = Form("f", "1", {}, ("en",), (stop,), (Question("s", "select_one", choices="stop"),))
    frame = pl.DataFrame({"_id": list("abcd"), "s": ["1", "4", "5", None]})
    assert [out for _, out in outcomes(form, {"main": frame}).iter_rows()] == [
        "complete", "incomplete", "refused", "complete"]  # fmt: skip


def test_sensitive_answers_that_others_heard_are_counted():
    assert overheard(FORM, tables()) == 1
    quiet = tables()
    quiet["roster"] = quiet["roster"].with_columns(alone=pl.lit("1"))
    assert overheard(FORM, quiet) == 0


def asked_after_agreement():
    """A household in which a child's own part is asked only after guardian and assent."""
    own = (
        Question("name", "text", identifier=True),
        Question("worked", "select_one", choices="yes_no"),
        asked("guardian", "guardian", relevant="${worked} != ''"),
        asked("waiver", "waiver", relevant="${guardian} = '8'"),
        asked("assent", "assent", relevant="${guardian} = '1' or ${waiver} = '1'"),
        Question("open", "calculate", calculation="if(${assent} = '1', 1, 0)", bind_type="int"),
        Section("own", (Question("hit", "select_one", choices="yes_no"),), relevant="${open} = 1"),
        Section("trips", (Question("where", "text"),), repeats=True, relevant="${open} = 1"),
        Section("jobs", (Question("hours", "integer"), Question("forced", "select_one",
                relevant="${open} = 1", choices="yes_no")), repeats=True),
    )  # fmt: skip
    people = Section("people", own, repeats=True, relevant="${house} = '1'")
    return Form("f", "1", {}, ("en",), (YES_NO,), (asked("house", "person"), people))


def test_a_no_takes_out_what_is_asked_only_after_a_yes_and_leaves_what_was_told_before():
    people = pl.DataFrame(
        {
            "_id": ["a"] * 5,
            "_row": [1, 2, 3, 4, 5],
            "worked": ["1", "1", "2", "1", "1"],
            "guardian": ["1", "2", "8", "8", "1"],
            "waiver": [None, None, "1", None, None],
            "assent": ["1", "1", "1", None, "2"],
            "hit": ["2", "1", "1", "1", "1"],
        }
    )
    below = {"_id": ["a"] * 5, "_row": [1, 2, 3, 4, 5], "_parent_row": [1, 2, 3, 4, 5]}
    found = agreed(
        asked_after_agreement(),
        {
            "main": pl.DataFrame({"_id": ["a", "b"], "house": ["1", "2"]}),
            "people": people,
            "trips": pl.DataFrame({**below, "where": list("vwxyz")}),
            "jobs": pl.DataFrame({**below, "hours": [5] * 5, "forced": ["1"] * 5}),
        },
    )
    assert found.tables["main"]["_id"].to_list() == ["a"]
    told = found.tables["people"]
    assert told["worked"].to_list() == ["1", "1", "2", "1", "1"]
    assert told["hit"].to_list() == ["2", None, "1", None, None]
    assert found.tables["trips"]["_parent_row"].to_list() == [1, 3]
    assert found.tables["jobs"]["hours"].to_list() == [5] * 5
    assert found.tables["jobs"]["forced"].to_list() == ["1", None, "1", None, None]
    counted = found.responses["people"]
    assert (counted.agreed, counted.refused, counted.unknown) == (2, 2, 1)
    (void,) = found.void["people"]
    assert void.rows == {("a", 2), ("a", 4), ("a", 5)}


def test_a_no_to_the_private_part_leaves_the_jobs_that_another_yes_is_about():
    """As in the standard form: jobs after one agreement, what was done to her after two."""
    own = (
        asked("work_agreed", "person"),
        asked("private_agreed", "person", relevant="${work_agreed} = '1'"),
        Section("jobs", (Question("hours", "integer"), Question("forced", "select_one",
                relevant="${private_agreed} = '1'", choices="yes_no")), repeats=True,
                relevant="${work_agreed} = '1'"),
    )  # fmt: skip
    people = Section("people", own, repeats=True, relevant="${house} = '1'")
    form = Form("f", "1", {}, ("en",), (YES_NO,), (asked("house", "person"), people))
    rows_of_all = {"_id": ["a"] * 3, "_row": [1, 2, 3]}
    found = agreed(
        form,
        {
            "main": pl.DataFrame({"_id": ["a"], "house": ["1"]}),
            "people": pl.DataFrame(
                {**rows_of_all, "work_agreed": ["1", "1", "2"], "private_agreed": ["1", "2", "1"]}
            ),
            "jobs": pl.DataFrame(
                {**rows_of_all, "_parent_row": [1, 2, 3], "hours": [5, 6, 7], "forced": ["1"] * 3}
            ),
        },
    )
    assert found.tables["people"]["_row"].to_list() == [1, 2, 3]
    assert found.tables["jobs"]["hours"].to_list() == [5, 6]
    assert found.tables["jobs"]["forced"].to_list() == ["1", None]
