"""Groups in which all cases of one measure are cases of a narrower one, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.subtraction.coinciding import hide_coinciding
from measure87.disseminate.gate.tables.boxes import AGE, Box
from measure87.disseminate.gate.tables.measure_sums import MeasureSum
from measure87.disseminate.gate.tables.tables import Cell, Table

GROUPS = {
    "all": {},
    "girls": {"sex": frozenset("f")},
    "young": {AGE: frozenset("5")},
    "young girls": {AGE: frozenset("5"), "sex": frozenset("f")},
}


def table(cases, n=200):
    """A measure with so many cases in the groups that are named."""
    boxes = {name: Box(GROUPS[name]) for name in cases}
    cells = [Cell(boxes[name], n=n, cases=cases[name]) for name in cases]
    return Table(["x"], "child_labour", {cell.key: cell for cell in cells})


def hidden(narrow, *others, sums=(), **rules):
    """Groups whose narrow figure is hidden, the first of some tables in the second."""
    tables = [narrow, *others]
    layers = [
        SimpleNamespace(
            shown=np.ones(len(one.cells), dtype=bool), protected=np.zeros(len(one.cells), bool)
        )
        for one in tables
    ]
    hide_coinciding(tables, layers, [(0, 1)], sums, DisclosureRules(**rules))
    assert all(layer.shown.all() and not layer.protected.any() for layer in layers[1:])
    assert np.array_equal(layers[0].protected, ~layers[0].shown)
    names = {Cell(Box(sides)).key: name for name, sides in GROUPS.items()}
    return {
        names[key] for key, shown in zip(narrow.cells, layers[0].shown, strict=True) if not shown
    }


WIDE = {"all": 90, "girls": 40, "young": 30, "young girls": 12}


@pytest.mark.parametrize(
    ("narrow", "found"),
    [
        ({"all": 80, "girls": 40, "young": 20, "young girls": 8}, {"girls"}),
        ({"all": 80, "girls": 39, "young": 20, "young girls": 12}, {"young girls"}),
        ({"all": 90, "girls": 39, "young": 20, "young girls": 8}, set()),
        # Of an age with 25 respondents' worth of cases it is the definitions that are the same.
        ({"all": 80, "girls": 30, "young": 30, "young girls": 12}, set()),
        ({"all": 80, "girls": 40, "young": 30, "young girls": 12}, {"girls"}),
        # In every group they are the same measure.
        (WIDE, set()),
        ({"all": 80, "girls": 0, "young": 20, "young girls": 8}, set()),
    ],
)
def test_a_group_in_which_both_count_the_same_is_hidden_unless_all_of_its_age_does(narrow, found):
    assert hidden(table(narrow), table(WIDE)) == found


@pytest.mark.parametrize(("cases", "found"), [(24, {"young", "young girls"}), (25, set())])
def test_ages_are_of_one_definition_from_as_many_cases_as_a_figure_has_respondents(cases, found):
    wide = {"all": 90, "young": cases, "young girls": 12}
    narrow = {"all": 80, "young": cases, "young girls": 12}
    assert hidden(table(narrow), table(wide)) == found
    assert hidden(table(narrow), table(wide), minimum_respondents=24) == set()


def test_groups_of_which_one_has_no_case_or_no_figure_do_not_coincide():
    narrow = {"all": 0, "girls": 0, "young": 5}
    assert hidden(table(narrow), table({"all": 9, "girls": 0})) == set()
    assert hidden(table({"girls": 5, "young": 5}), table({"girls": 5, "all": 9})) == set()
    assert hidden(table({"girls": 5, "young": 5}), table({"girls": 5, "young": 9})) == {"girls"}


def test_where_one_case_may_be_shown_nothing_is_hidden():
    narrow = {"all": 80, "girls": 40, "young": 20, "young girls": 8}
    assert hidden(table(narrow), table(WIDE), minimum_cases=1) == set()
    assert hidden(table(narrow), table(WIDE), minimum_cases=2) == {"girls"}


@pytest.mark.parametrize(
    ("other", "n", "whole", "found"),
    [
        # The other part is of nobody there, asked or not given of that age.
        ({"all": 10, "young girls": 0}, 0, 1, set()),
        ({"all": 10, "young": 0}, 200, 1, set()),
        # It is of somebody there; or given by no age; or of another whole.
        ({"all": 10, "young girls": 0}, 5, 1, {"young girls"}),
        ({"all": 10, "girls": 4}, 200, 1, {"young girls"}),
        ({"all": 10, "young girls": 0}, 0, 2, {"young girls"}),
    ],
)
def test_the_only_part_that_a_group_can_hold_may_be_all_of_it(other, n, whole, found):
    narrow = {"all": 80, "girls": 30, "young": 20, "young girls": 12}
    sums = [MeasureSum(whole, (0, 2) if whole == 1 else (0, 1), ())]
    assert hidden(table(narrow), table(WIDE), table(other, n), sums=sums) == found


@pytest.mark.parametrize(
    ("cases", "found"), [((0, 0), set()), ((0, 5), {"young girls"}), ((5, 0), {"young girls"})]
)
def test_a_part_is_not_all_of_a_sum_while_somebody_can_be_of_another_part(cases, found):
    narrow = {"all": 80, "girls": 30, "young": 20, "young girls": 12}
    others = [table({"all": 10, "young girls": n}, n) for n in cases]
    sums = [MeasureSum(1, (0, 2, 3), ())]
    assert hidden(table(narrow), table(WIDE), *others, sums=sums) == found
