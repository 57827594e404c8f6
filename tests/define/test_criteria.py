"""How much of a criterion a questionnaire asks: of four invented items, by hand."""

import pytest

from measure87.define.criteria import Criterion, read_criteria

MEANS = Criterion("means", "means of coercion", ("A1", "A2", "A3", "A9"), ("A9",))


@pytest.mark.parametrize(
    ("items", "asked", "not_asked", "named"),
    [
        (set(), (), ("A1", "A2", "A3", "A9"), 0),
        ({"A2", "B1"}, ("A2",), ("A1", "A3", "A9"), 1),
        ({"A9"}, ("A9",), ("A1", "A2", "A3"), 0),
        ({"A9", "A3", "A1"}, ("A1", "A3", "A9"), ("A2",), 2),
        ({"A1", "A2", "A3", "A9"}, ("A1", "A2", "A3", "A9"), (), 3),
    ],
)
def test_items_were_asked_or_not_and_one_that_says_other_names_nothing(
    items, asked, not_asked, named
):
    found = MEANS.asked(frozenset(items))
    assert (found.criterion, found.title) == ("means", "means of coercion")
    assert (found.asked, found.not_asked, found.named) == (asked, not_asked, named)


def test_questions_with_a_title_are_criteria_and_others_are_not():
    questions = {
        "hazards": {"one_of": ["heights", "heavy_loads"]},
        "means": {"criterion": "means of coercion", "one_of": ["A1", "A9"], "open": ["A9"]},
        "held": {"criterion": "ways to be held", "one_of": ["B1"], "rule": "held_answer"},
    }
    assert read_criteria(questions) == (
        Criterion("means", "means of coercion", ("A1", "A9"), ("A9",)),
        Criterion("held", "ways to be held", ("B1",), (), "held_answer"),
    )
