"""Measures of different ages in a wider one, and which of them say what others say already."""

from itertools import combinations
from types import SimpleNamespace

import pytest

from measure87.disseminate.gate.tables.disjoint_measures import (
    disjoint_in,
    disjoint_tables,
    without_those_that_follow,
)


def test_up_to_five_measures_are_taken_from_one_together():
    """Of six that are all apart: every two, three, four and five of them."""
    bands = "abcdef"
    found = disjoint_in([(one, "all") for one in bands], lambda *_: True)
    expected = [some for number in (2, 3, 4, 5) for some in combinations(bands, number)]
    assert sorted(parts for _, parts in found) == sorted(expected)
    assert {whole for whole, _ in found} == {"all"}


def test_tables_that_count_one_measure_under_two_names_are_apart_by_either():
    tables = [SimpleNamespace(names=[*names]) for names in (("all",), ("adults", "x"), ("few",))]
    known = SimpleNamespace(are_apart=lambda *pair: {*pair} == {"adults", "few"})
    assert disjoint_tables(tables, [(1, 0), (2, 0)], known) == [(0, (1, 2))]


LIE_IN = [
    ("girls", "children"),
    ("boys", "children"),
    ("girls", "all"),
    ("boys", "all"),
    ("children", "all"),
    ("women", "adults"),
    ("women", "all"),
    ("adults", "all"),
]


@pytest.mark.parametrize(
    ("rests", "follow"),
    [
        # Adults and children are no more than all, and so are adults and girls.
        ([("all", "adults", "children"), ("all", "adults", "girls")], [1]),
        # Either of the parts may be a narrower one, or both.
        ([("all", "women", "girls"), ("all", "adults", "children")], [0]),
        # Girls and boys are no more than children, who are no more than all.
        ([("all", "girls", "boys"), ("children", "girls", "boys")], [0]),
        # That they are no more than all tells less of children.
        ([("children", "girls", "boys"), ("all", "adults", "children")], []),
        # Each says what the other does not: a part of either lies in none of the other's.
        ([("all", "adults", "girls"), ("all", "women", "children")], []),
        ([("all", "adults", "girls"), ("all", "adults", "boys")], []),
        ([("all", "adults", "girls"), ("children", "girls", "boys")], []),
        # One of two whose parts each lie in the other's is enough.
        ([("all", "adults", "children"), ("all", "adults", "minors")], [0]),
    ],
)
def test_what_follows_from_another_is_left_out(rests, follow):
    same = [("children", "minors"), ("minors", "children"), ("minors", "all")]
    given = [(whole, parts) for whole, *parts in rests]
    given = [(whole, tuple(parts)) for whole, parts in given]
    left = [one for k, one in enumerate(given) if k not in follow]
    assert without_those_that_follow(given, [*LIE_IN, *same]) == left
