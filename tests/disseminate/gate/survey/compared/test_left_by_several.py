"""What three inputs or more count of those whom they leave, by hand: 240 children, 40 cases.

Of forty late interviews and forty by proxies some are of both kinds; the last input is of those of
neither. All, less those in time, less those in person, plus the last, is of both kinds.
"""

from dataclasses import replace

import pytest

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.kept_releases import Beside, KeptReleases, LeftBySeveral, Way
from measure87.disseminate.gate.survey.compared.inputs_that_share import told_by_inputs
from measure87.disseminate.gate.survey.compared.left_by_several import counts_told
from tests.disseminate.gate.audit.random_tables import figure

EVERYBODY = frozenset()


def told(last, way, *before, minimum=3):
    """Whether the last input gives way beside others, by persons, cases, and unknown answers."""
    figures = [figure(f"m{k}", *counts) for k, counts in enumerate((last, *before))]
    treated = {(one.name, one.definition): ("exclude",) for one in figures}
    return counts_told(figures, way, [treated] * len(figures), minimum)


@pytest.mark.parametrize(
    ("both", "cases", "is_told"),
    [
        (12, 12, True),
        (12, 11, True),
        (12, 10, True),  # two are none
        (12, 9, False),
        (12, 3, False),
        (12, 2, True),
        (11, 1, True),
        (12, 0, False),  # no case is no person
        (30, 30, True),
        (30, 15, False),
        (30, 31, False),  # no readings of one measure
    ],
)
def test_of_both_kinds_few_cases_few_others_and_cases_alone_are_told(both, cases, is_told):
    late, by_proxy = (40, 10), (40, 9)
    everybody = (240, 40)
    in_time, in_person = ([240 - n, 40 - c] for n, c in (late, by_proxy))
    last = (240 - 80 + both, 40 - 19 + cases)
    assert told(last, Way((-1, -1, 1), 0, both), in_time, in_person, everybody) is is_told


def test_those_who_are_taken_away_are_counted_as_well():
    """Two inputs of one half each, and everybody: 12 are in neither half."""
    halves = (114, 20)
    assert told(halves, Way((1, -1), -12, 0), halves, (240, 52))
    assert not told(halves, Way((1, -1), -12, 0), halves, (240, 46))


def test_where_some_are_added_and_some_taken_away_only_the_ends_tell():
    """Twelve cases of twelve less none of fifteen; one less, of either, may be any of them."""
    way = Way((1, -1), -15, 12)
    for cases, is_told in (
        (12, True),
        (10, True),
        (9, False),
        (1, False),
        (-12, False),
        (-13, True),
    ):
        assert told((100, 30), way, (100, 30), (203, 60 - cases)) is is_told


def test_one_or_two_of_them_who_gave_no_answer_are_told():
    way = Way((-1, 1), 0, 14)
    assert told((100, 30, 2), way, (150, 40, 4), (62, 15, 4)), "two of fourteen"
    assert not told((100, 30, 2), way, (150, 40, 4), (61, 15, 5)), "three of fourteen"


def test_measures_that_nobody_is_left_of_are_not_held_against_each_other():
    assert not told((100, 30), Way((-1, 1), 0, 20), (150, 40), (70, 9))


@pytest.mark.parametrize(("cases", "hidden"), [(12, {0}), (6, set())])
def test_the_figure_of_the_last_input_gives_way(cases, hidden):
    last = figure("last", 172, 21 + cases)
    before = [[figure("all", 240, 40)], [figure("time", 200, 30)], [figure("person", 200, 31)]]
    several = LeftBySeveral(before, {EVERYBODY: [Way((1, -1, -1), 0, 12)]})
    beside = Beside("last", (), (), {}, {}, several=(several,))
    rules = replace(DisclosureRules(), kept=KeptReleases(beside={"last": (beside,)}))
    assert told_by_inputs([last], rules).counted == hidden
    assert told_by_inputs([replace(last, group={"sex": "1"})], rules).counted == set()
    # With so few alone in an input its counts give way in any case, and nothing more is said.
    given_way = replace(
        rules, kept=KeptReleases(beside={"last": (replace(beside, of_few=(EVERYBODY,)),)})
    )
    found = told_by_inputs([last], given_way)
    assert (found.of_few, found.counted) == ({0}, set())
    of_few = replace(several, figures=[[figure("all", 24, 20)], *before[1:]])
    beside = replace(beside, several=(of_few,))
    rules = replace(rules, kept=KeptReleases(beside={"last": (beside,)}))
    assert told_by_inputs([last], rules).counted == set()


@pytest.mark.parametrize(("least", "hidden"), [(200, {0}), (201, set())])
def test_earlier_figures_count_that_may_be_shown_and_say_their_cases(least, hidden):
    last = figure("last", 172, 33)
    before = [[figure("all", 240, 40)], [figure("time", 200, 30)], [figure("person", 200, 31)]]
    hours = [replace(some[0], statistic="mean", n_cases=None) for some in before]
    figures = [[one, *some] for one, some in zip(hours, before, strict=True)]
    several = LeftBySeveral(figures, {EVERYBODY: [Way((1, -1, -1), 0, 12)]})
    beside = Beside("last", (), (), {}, {}, several=(several,))
    rules = DisclosureRules(minimum_respondents=least, brackets_below=least)
    rules = replace(rules, kept=KeptReleases(beside={"last": (beside,)}))
    of_hours = replace(last, statistic="mean", n_cases=None)
    assert told_by_inputs([last, of_hours], rules).counted == hidden
