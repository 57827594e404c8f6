"""Figures of few cases by two sets of weights, by hand: which give way, and what is said."""

from dataclasses import replace

import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.kept_releases import KeptReleases, WeighedOtherwise
from measure87.disseminate.gate.rules import CONFIDENTIAL
from measure87.disseminate.gate.survey.compared.other_weights import by_one_set, gives_way_anyway
from measure87.vocabulary.estimate import Result
from tests.disseminate.gate.audit.random_tables import figure

READINGS = {"x": "child_labour/sdg_8_7_1", "y": "child_labour/sdg_8_7_1:strict"}


def read(name, n, cases, **group):
    return replace(figure(name, n, cases, **group), definition=READINGS[name])


def beside(*before):
    kept = KeptReleases(weighed_beside={"y": WeighedOtherwise("second", before)})
    return DisclosureRules(kept=kept)


def earlier(*before):
    kept = KeptReleases(weighed_before={"y": WeighedOtherwise("input", before)})
    return DisclosureRules(kept=kept)


def hidden(found):
    return [(one.name, *one.group.values()) for one in found.estimates if one.suppressed]


@pytest.mark.parametrize(
    ("first", "second", "gives_way"),
    [
        ((30, 4), (30, 4), True),
        ((30, 10), (30, 3), True),  # the three may be among the ten
        ((30, 25), (30, 25), True),  # five who are none
        ((60, 11), (60, 11), False),
        ((60, 11), (60, 10), False),  # eleven name nobody
        ((60, 0), (60, 10), False),
    ],
)
def test_the_later_of_two_inputs_gives_way_where_few_are_cases_in_both(first, second, gives_way):
    figures = [read("x", *first), read("y", *second)]
    found = by_one_set(figures, figures, beside(figures[0]))
    assert hidden(found) == ([("y",)] if gives_way else [])
    codes = [(one.code, one.values) for one in found.notices]
    assert codes == ([("weights-of-inputs", {"measures": ["y"]})] if gives_way else [])


@pytest.mark.parametrize(
    ("first", "second", "anyway"),
    [
        ((30, 4), (30, 4), True),
        ((30, 4), (30, 3), False),  # where the four are kept back the three may be shown
        ((31, 4), (30, 4), False),
        ((60, 11), (60, 11), False),
    ],
)
@pytest.mark.parametrize("first_is_shown", [True, False])
def test_a_row_gives_way_anyway_where_the_earlier_input_counts_the_same(
    first, second, anyway, first_is_shown
):
    figures = [read("x", *first), read("y", *second)]
    rules = beside(figures[0])
    assert gives_way_anyway(figures[1:], rules) is anyway
    assert not gives_way_anyway(figures[:1], rules)
    assert not gives_way_anyway(figures[1:], replace(rules, minimum_cases=1))
    if anyway:
        judged = figures if first_is_shown else [figures[0].suppress(CONFIDENTIAL), figures[1]]
        assert ("y",) in hidden(by_one_set(judged, figures, rules))


def test_only_the_same_group_is_asked():
    figures = [read("x", 60, 4, sex="1"), read("y", 60, 4, sex="2"), read("y", 60, 4, sex="1")]
    found = by_one_set(figures, figures, beside(figures[0]))
    assert hidden(found) == [("y", "1")]


def test_what_rests_on_the_cases_goes_with_them():
    stock = replace(read("y", 60, 4), name="y_stock", statistic="mean", n_cases=None)
    figures = [read("x", 60, 4), read("y", 60, 4), replace(read("y", 60, 4), statistic="total")]
    figures.append(stock)
    found = by_one_set(figures, figures, beside(figures[0]))
    assert [one.suppressed for one in found.estimates] == [False, True, True, True]


def test_what_is_kept_back_for_another_reason_keeps_that_and_the_rest_goes_too():
    total = replace(read("y", 60, 4), statistic="total")
    figures = [read("x", 60, 4), read("y", 60, 4), total]
    judged = [*figures[:2], total.suppress("few-respondents")]
    found = by_one_set(judged, figures, beside(figures[0])).estimates
    assert [one.flags for one in found] == [
        (), ("suppressed", "confidential"), ("suppressed", "few-respondents"),
    ]  # fmt: skip


def test_a_measure_that_counts_cases_of_its_own_is_asked_by_itself():
    """Though its name continues that of another; and so is another reading of the same name."""
    harder = replace(read("y", 60, 20), name="y_harder")
    other = replace(read("y", 60, 20), definition=READINGS["x"])
    figures = [read("x", 60, 4), read("y", 60, 4), harder, other]
    found = by_one_set(figures, figures, beside(figures[0])).estimates
    assert [one.suppressed for one in found] == [False, True, False, False]


def test_what_the_earlier_input_keeps_back_the_later_does_not_show():
    """The same counts are the same cases to a reader; of other counts the later one stays."""
    figures = [read("x", 60, 20), read("y", 60, 20), read("x", 60, 4, sex="1")]
    figures.append(read("y", 60, 5, sex="1"))
    judged = [figures[0].suppress("confidential"), figures[1]]
    judged += [figures[2].suppress("confidential"), figures[3]]
    found = by_one_set(judged, figures, beside(figures[0], figures[2]))
    assert hidden(found) == [("x",), ("y",), ("x", "1")]


def test_what_gave_way_is_nothing_to_give_way_to():
    """Of three inputs the third has the weights of the first."""
    figures = [read("x", 60, 4), read("y", 60, 4), replace(read("y", 60, 4), name="z")]
    kept = KeptReleases(
        weighed_beside={
            "y": WeighedOtherwise("second", (figures[0],)),
            "z": WeighedOtherwise("third", (replace(figures[1], n_cases=5),)),
        }
    )
    found = by_one_set(figures, figures, DisclosureRules(kept=kept))
    assert hidden(found) == [("y",)]


def test_a_new_release_gives_way_to_another_reading_of_an_earlier_one():
    now = [read("y", 60, 4)]
    found = by_one_set(now, now, earlier(read("x", 60, 4)))
    assert hidden(found) == [("y",)]
    assert [one.code for one in found.notices] == ["weights-changed"]
    assert hidden(by_one_set(now, now, earlier(read("x", 60, 11)))) == []


def test_where_every_count_may_be_told_of_one_person_nothing_gives_way():
    figures = [read("x", 60, 4), read("y", 60, 4)]
    for minimum, gives_way in ((1, []), (2, [("y",)])):
        rules = replace(beside(figures[0]), minimum_cases=minimum)
        assert hidden(by_one_set(figures, figures, rules)) == gives_way


def test_a_release_says_that_its_later_input_gave_way():
    figures = (read("x", 60, 4), read("y", 60, 4))
    released = release(Result("run", figures), beside(figures[0]))
    assert [one.suppressed for one in released.estimates] == [False, True]
    assert {one.code for one in released.warnings} == {"weights-of-inputs"}
