"""The study of briefs in the small, and what its committed table says."""

import csv

import pytest

from tests.recovery.briefs import SCENARIOS, TABLE, run, truth_of

MOST_FALSE = 0.05


def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_of_all_briefs_one_in_twenty_at_most_holds_a_false_claim_and_none_a_wrong_sign():
    found = rows()
    assert [one["scenario"] for one in found] == list(SCENARIOS)
    surveys = sum(int(one["surveys"]) for one in found)
    assert surveys >= 200
    assert sum(int(one["false_briefs"]) for one in found) / surveys <= MOST_FALSE
    assert all(int(one["false_briefs"]) <= MOST_FALSE * int(one["surveys"]) for one in found)
    assert all(int(one["contradicted"]) == int(one["wrong_signs"]) == 0 for one in found)


def test_differences_that_are_there_are_told_and_each_alone_would_be_false_more_often():
    by_name = {one["scenario"]: one for one in rows()}
    assert int(by_name["some differ"]["told"]) > int(by_name["some differ"]["surveys"])
    assert all(int(one["naive_false"]) > int(one["false_briefs"]) for one in by_name.values())


def test_the_truth_of_groups_that_are_equal_is_equal():
    assert truth_of("some differ", "area", "1") == truth_of("some differ", "area", "2")
    assert truth_of("some differ", "sex", "1") > truth_of("some differ", "sex", "2")


@pytest.mark.slow
def test_a_few_surveys_drawn_anew_hold_no_wrong_sign():
    found = run("some differ", 12, seed=5987)
    assert found.told > 0
    assert found.wrong_signs == found.contradicted == 0
    assert found.false_briefs <= 2
