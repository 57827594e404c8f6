"""How far the gate goes is what its page of methods says: each number stands in a sentence."""

from pathlib import Path

import pytest

from measure87.disseminate.gate import rounds
from measure87.disseminate.gate.audit import cells, linear, nearby, solver
from measure87.disseminate.gate.survey.answers import answered
from measure87.disseminate.gate.survey.precision import steps
from measure87.disseminate.gate.survey.rows import (
    outweighing,
    possible_sets,
    row_audit,
    rows_together,
)

DOCS = Path(__file__).parents[3] / "docs"
PAGE = " ".join((DOCS / "methods" / "disclosure.md").read_text("utf-8").split())
SHARES = {0.1: "a tenth", 0.2: "a fifth", 0.25: "a quarter", 0.5: "a half"}
TIMES = {1.0: "once", 2.0: "twice", 5.0: "five times"}
WORDS = {1: "one", 2: "two", 3: "three", 4: "four"}


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("Where 3 (`minimum_cases`) to {} persons are cases", [possible_sets.MOST_PERSONS]),
        ("(all if they are at most {:,}, else", [possible_sets.MOST]),
        ("else {:,} and then {:,} drawn at random", possible_sets.DRAWN),
        ("At least {} must be left with nobody in all of them", [row_audit.ENOUGH]),
        ("the others could be at most {:,} sets", [possible_sets.MOST_OF_OTHERS]),
        ("there are more than {:,} such sets up to {:,} are drawn",
         [possible_sets.MOST, rows_together.DRAWN[-1]]),
        ("That search ends after {:,} nodes", [solver.MOST_NODES]),
        ("within {} nodes", [solver.FEW_NODES]),
        ("where that makes at most {} cells", [cells._MOST_CELLS]),
    ],
)  # fmt: skip
def test_a_number_is_the_one_of_its_sentence(sentence, numbers):
    assert sentence.format(*numbers) in PAGE


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("share a sum of at most {} terms with one of them", nearby._SHORT),
        ("one of the {} heaviest persons weighs more", outweighing._HEAVIEST),
        ("After {} finding something is hidden", rounds._AT_A_TIME),
    ],
)
def test_a_small_number_is_the_word_of_its_sentence(sentence, number):
    assert sentence.format(WORDS[number]) in PAGE


def test_what_outweighs_others_is_told_in_words():
    assert "by one and three quarters of what so many random persons vary by" in PAGE
    assert outweighing._OUTWEIGHS == 1.75
    assert "than so many others would by twice that" in PAGE
    assert outweighing._UNLIKELY == 2.0


def test_three_cases_among_111_and_four_among_35_are_few_beside_one_of_them():
    assert "as of three cases among up to 111 persons or four among 35" in PAGE
    few = possible_sets.has_few_beside_herself
    assert [few(111, 3), few(112, 3), few(35, 4), few(36, 4)] == [True, False, True, False]


def test_steps_are_the_shares_of_an_error_that_the_page_says():
    first, second, third = steps.LADDER
    assert f"the greatest that is at most {SHARES[first.error]} of it" in PAGE
    assert f"such a step of at most {SHARES[first.value]} of the *released* error" in PAGE
    told = "row takes steps of {} (error: {}), then of {}, and is not shown"
    assert told.format(SHARES[second.value], SHARES[second.error], SHARES[third.value]) in PAGE
    assert third.error == second.error


def test_a_share_that_tells_how_many_answered_goes_three_steps_further():
    first, second, third = steps.RUNGS[3:6]
    told = "(the three above, then steps of {}, {} and {} the error)"
    assert told.format(*(TIMES[one.value] for one in (first, second, third))) in PAGE
    assert {one.error for one in (first, second, third)} == {steps.LADDER[-1].error}


def test_weights_of_cases_count_where_they_move_a_share_more_than_twenty_answers_do():
    assert "would move the share by more than twenty answers do" in PAGE
    assert answered.BY_WEIGHTS == 20


def test_a_programme_of_ten_thousand_factors_is_reduced_each_time():
    page = (DOCS / "decisions" / "0081-a-solver-that-is-kept.md").read_text("utf-8")
    assert f"no presolve below {linear._LARGE:,} factors" in page
