"""Counts that somebody else has published, in the words of the figures of this release."""

from dataclasses import replace

import pytest

from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.compared.published_elsewhere import as_figures, not_used
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.published_count import PublishedCount

WORK = Estimate("work", "proportion", "taylor", definition="d", value=0.3, n=400, n_cases=120)
COUNT = PublishedCount("work", {"sex": "1"}, 210, 61, 9)


@pytest.mark.parametrize(
    ("unknown", "excluding", "n", "flags"),
    [
        (9, (), 210, ()),
        (9, ("work",), 201, ()),
        (0, ("work",), 210, ()),
        (9, ("other",), 210, ()),
        (None, (), 210, (UNKNOWN_NOT_SHOWN,)),
        (None, ("work",), 210, (UNKNOWN_NOT_SHOWN,)),
    ],
)
def test_respondents_are_those_asked_without_the_unknown_that_a_measure_leaves_out(
    unknown, excluding, n, flags
):
    (found,) = as_figures([replace(COUNT, unknown=unknown)], [WORK], excluding)
    assert (found.n, found.n_cases, found.n_unknown, found.flags) == (n, 61, unknown, flags)
    assert (found.name, found.statistic, found.definition) == ("work", "proportion", "d")
    assert (found.group, found.value, found.se) == ({"sex": "1"}, None, None)


def test_a_count_is_a_figure_of_each_definition_of_its_measure_and_of_no_other_figure():
    others = [
        replace(WORK, definition="e"),
        replace(WORK, group={"sex": "2"}),
        replace(WORK, statistic="total"),
        replace(WORK, name="school"),
    ]
    found = as_figures([COUNT], [WORK, *others])
    assert [(one.name, one.definition) for one in found] == [("work", "d"), ("work", "e")]


def test_counts_of_measures_that_are_no_proportion_of_everybody_here_are_named():
    lacking = [COUNT, replace(COUNT, measure="play"), replace(COUNT, measure="chores")]
    (notice,) = not_used(lacking, [WORK, replace(WORK, name="play", group={"sex": "1"})])
    assert notice.code == "published-not-used"
    assert notice.text.endswith("has not: chores, play")
    assert not_used([COUNT], [WORK]) == []
    (notice,) = not_used([COUNT], [replace(WORK, statistic="total")])
    assert notice.text.endswith("has not: work")
