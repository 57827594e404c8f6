"""Figures as numbers of who answered, who is a case, and who did not answer, by hand."""

from dataclasses import replace

import pytest

from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.compared.as_answered import (
    Answers,
    as_answered,
    as_counted,
    counts_few,
    may_be_one,
    treatments_of,
)
from tests.disseminate.gate.audit.random_tables import figure

LEFT_OUT = (("exclude",), ("exclude",))


def of_91(cases, counted, unknown=5, **more):
    """Of 91 the cases among those who answered, and those counted."""
    bounds = {"value_if_no": cases / 91, "value_if_yes": (cases + unknown) / 91}
    return replace(figure("x", 91, counted), n_unknown=unknown, **bounds, **more)


EXACT, STEPS, NO_CASE = of_91(15, 15), of_91(15, 15, digits=2), of_91(0, 0)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([EXACT], ("no",)),
        ([of_91(15, 20)], ("yes",)),
        ([figure("x", 86, 15, 5)], ("exclude",)),
        # In steps, and where there is no case, all that leaves none of them out looks alike.
        ([STEPS], ("exclude", "no")),
        ([of_91(15, 20, digits=2)], ("exclude", "yes")),
        ([NO_CASE], ("exclude", "no")),
        ([EXACT, STEPS, NO_CASE], ("no",)),
        ([figure("x", 91, 15)], ("exclude", "no")),
    ],
)
def test_how_a_measure_counts_unknown_answers_is_told_by_its_bounds(figures, expected):
    assert treatments_of(figures) == expected


def test_however_unknown_answers_are_counted_the_same_persons_answered():
    answers = [Answers(86, 15, 5)]
    assert as_answered(of_91(15, 20), ["yes"]) == answers
    assert as_answered(of_91(15, 15), ["no"]) == answers
    assert as_answered(figure("x", 86, 15, 5), ["exclude"]) == answers
    assert as_counted(of_91(15, 20)) == Answers(91, 20, 5)
    assert as_counted(replace(EXACT, n=0, n_cases=0, n_unknown=0, value=None)) == Answers(0, 0, 0)


@pytest.mark.parametrize(("unknown", "is_told"), [(1, True), (2, True), (3, False)])
@pytest.mark.parametrize("number", [9, 2])
def test_few_of_those_in_one_input_alone_who_gave_no_answer_are_told(unknown, number, is_told):
    if unknown > number:
        is_told = False
    more, less = (replace(figure("x", 91, 15), n_unknown=4 + n) for n in (unknown, 0))
    assert counts_few(less, more, (number, 0), LEFT_OUT, 3) is is_told
    assert counts_few(more, less, (0, number), LEFT_OUT, 3) is is_told


def test_a_figure_without_its_respondents_tells_nothing_of_those_who_left():
    then = figure("x", 91, 2)
    assert not counts_few(replace(then, n=None, n_cases=None), then, (300, 0), LEFT_OUT, 3)


def test_all_who_answered_are_cases_also_where_it_is_not_told_how_many_did():
    then, now = (figure("x", n, cases).with_flags(UNKNOWN_NOT_SHOWN) for n, cases in
                 ((91, 15), (85, 9)))  # fmt: skip
    assert counts_few(now, then, (12, 0), LEFT_OUT, 3)


def test_two_figures_may_be_of_one_measure_by_any_way_of_counting_unknown_answers():
    """Of eight who left six answered, all of them cases; the first counts the unknown as none."""
    now = figure("y", 80, 9)
    assert may_be_one(now, EXACT, (8, 0), (("no",), ("exclude",)))
    assert not may_be_one(now, EXACT, (8, 0), LEFT_OUT)
    assert not may_be_one(now, EXACT, (5, 0), (("no",), ("exclude",)))
    assert may_be_one(figure("y", 83, 15), EXACT, (8, 0), LEFT_OUT)  # none of them a case
