"""Measures that only earlier releases have, by hand."""

from dataclasses import replace

import pytest

from measure87.disseminate.gate.kept_releases import WHO
from measure87.disseminate.gate.rules import CONFIDENTIAL
from measure87.disseminate.gate.survey.rows.measures_before import (
    MeasuresBefore,
    measures_before,
    notices_of,
)
from measure87.disseminate.gate.tables.tables import Table
from measure87.vocabulary.estimate import Estimate

HAZARDS = Estimate(
    "hazards", "proportion", "taylor", definition="child_labour/a", value=0.1, n=50, n_cases=5,
    group={"sex": "1"},
)  # fmt: skip
MEN = frozenset({("sex", "1")})
OF_HAZARDS = ("hazards", "child_labour/a", 0)


@pytest.mark.parametrize(
    ("changes", "few"),
    [
        ({"n_cases": 3}, True),
        ({"n_cases": 10}, True),
        ({"n_cases": 2}, False),
        ({"n_cases": 11}, False),
        ({"statistic": "mean", "n_cases": None}, False),
        ({"group": {"sex": "1", WHO: "w"}}, True),
    ],
)
def test_of_few_are_figures_of_three_to_ten_cases(changes, few):
    found = measures_before([replace(HAZARDS, **changes)], [], 3, ())
    assert found.of == ({MEN: {OF_HAZARDS}} if few else {})
    assert found.measures == ({OF_HAZARDS} if few else set())


def test_what_was_not_shown_and_what_this_release_has_is_left_aside():
    before = [HAZARDS.suppress(CONFIDENTIAL), HAZARDS]
    assert measures_before(before[:1], [], 3, ()).of == {}
    assert measures_before(before, [("hazards", "child_labour/a", 4)], 3, ()).of == {}
    others = [("hazards", "child_labour/b", 0), ("work", "child_labour/a", 0)]
    assert measures_before(before, others, 3, ()).of == {MEN: {OF_HAZARDS}}
    bare = measures_before([replace(HAZARDS, definition=None)], others, 3, ())
    assert bare.of == {MEN: {("hazards", "", 0)}}


@pytest.mark.parametrize(
    ("family", "names", "declared", "nests"),
    [
        ("child_labour", ["work"], (), True),
        ("forced_labour", ["work"], (), False),
        ("forced_labour", ["other", "work"], (("hazards", "work"),), True),
        ("forced_labour", ["work"], (("work", "hazards"),), True),
        ("forced_labour", ["work"], (("work", "other"), ("other", "hazards")), False),
    ],
)
def test_measures_may_nest_that_are_of_one_family_or_declared_to(family, names, declared, nests):
    found = MeasuresBefore({MEN: {OF_HAZARDS, ("night", "child_labour/a", 0)}}, declared)
    table = Table(names, family)
    assert found.may_nest(table, OF_HAZARDS) is nests
    of_both = {"hazards", "night"} if family == "child_labour" else {"hazards"}
    assert found.beside(table, MEN) == (of_both if nests else set())
    assert found.beside(table, frozenset()) == set()


def test_a_measure_that_is_tried_is_left_out_of_its_groups_alone():
    night = ("night", "child_labour/a", 0)
    found = MeasuresBefore({MEN: {OF_HAZARDS, night}, frozenset(): {OF_HAZARDS}}, ())
    left = found.without(OF_HAZARDS, [MEN])
    assert left.of == {MEN: {night}, frozenset(): {OF_HAZARDS}}


def test_a_notice_names_the_measures_in_their_order():
    assert notices_of({}) == []
    (notice,) = notices_of({"work": ["night", "hazards"], "school": ["night"]})
    assert notice.values == {"measures": ["school", "work"], "named": ["hazards", "night"]}
    assert "few cases of school, work are not shown" in notice.text
    assert "shows few of hazards, night, which" in notice.text
