"""Complementary suppression on the smallest tables that need it. Worked by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.judging import (
    _of_few_respondents,
    case_layer,
    pair,
    sum_of_measures,
)
from measure87.disseminate.gate.subtraction.layers import Sum
from measure87.disseminate.gate.subtraction.reader import Reader, dearest_first, linked
from measure87.disseminate.gate.subtraction.search import (
    _is_safe,
    findings,
    hide_until_safe,
    pair_findings,
)
from measure87.disseminate.gate.tables.boxes import Box, dimensions
from measure87.disseminate.gate.tables.disjoint_measures import disjoint_tables
from measure87.disseminate.gate.tables.geometry import geometry
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.disseminate.gate.tables.measure_sums import measure_sums
from measure87.disseminate.gate.tables.nested_measures import nested_pairs
from measure87.disseminate.gate.tables.tables import Cell, Nestings, Table, tables_of
from tests.disseminate.gate.audit.random_tables import figure

REGIONS = ({}, {"region": "a"}, {"region": "b"}, {"region": "c"})
RULES = DisclosureRules()


class Judged:
    """Measures of some groups, judged by themselves and not yet against each other."""

    def __init__(self, *figures, main=()):
        dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
        self.tables = tables_of(figures, dims)
        self.nestings = Nestings(dims)
        self.layers = [
            case_layer(
                table,
                geometry(self.nestings.of(table.cells), table.numbers("n")),
                RULES,
                bool({*main} & {*table.names}),
            )
            for table in self.tables
        ]
        nested = nested_pairs(self.tables, ())
        self.pairs = [pair(self.tables, self.nestings, *one) for one in nested]
        self.sums = [sum_of_measures(self.tables, one) for one in measure_sums(self.tables, nested)]

    def shown(self):
        return [np.flatnonzero(layer.shown).tolist() for layer in self.layers]

    def hidden_until_safe(self):
        hide_until_safe(self.layers, self.pairs, self.sums, 3)
        return self.shown()


def regions(*cases, n=(1000, 300, 300, 400)):
    return [figure("x", a, b, **group) for a, b, group in zip(n, cases, REGIONS, strict=True)]


def test_of_one_small_region_a_second_goes_the_smaller():
    """42 less 20 less 20 are the 2 of b: of a and c the one with fewer respondents goes."""
    judged = Judged(*regions(42, 20, 2, 20))
    assert judged.shown() == [[0, 1, 3]]
    assert judged.hidden_until_safe() == [[0, 3]]


def test_a_region_without_a_case_hides_nobody_so_another_goes():
    """22 less 0 less 2: whoever hides only the nobody of a still tells the 2."""
    assert Judged(*regions(22, 0, 2, 20)).hidden_until_safe() == [[0, 1]]


def test_the_whole_goes_where_nothing_else_is_shown():
    """Of two groups one is 2 and the other all the rest: it would do to hide that."""
    two = [figure("x", 1000, 22), figure("x", 300, 2, sex="1"), figure("x", 700, 20, sex="2")]
    assert Judged(*two).hidden_until_safe() == [[0]]


def test_a_whole_that_equals_its_only_visible_part_hides_nobody():
    """20 of 20 are in a: b has 0, so nothing is told of anybody."""
    two = [figure("x", 1000, 20), figure("x", 700, 20, sex="1"), figure("x", 300, 0, sex="2")]
    assert Judged(*two).hidden_until_safe() == [[0, 1, 2]]
    # Where b is not listed the same holds.
    assert Judged(*two[:2]).hidden_until_safe() == [[0, 1]]


@pytest.mark.parametrize(("left", "shown"), [(1, [[0]]), (2, [[0]]), (3, [[0, 1]])])
def test_a_rest_that_is_not_listed_is_protected_too(left, shown):
    part = [figure("x", 1000, 20 + left), figure("x", 700, 20, sex="1")]
    assert Judged(*part).hidden_until_safe() == shown


def crossed(cells, n=100):
    """A table of two by two with its margins."""
    (a, b), (c, d) = cells
    return [
        figure("x", 4 * n, a + b + c + d),
        figure("x", 2 * n, a + b, r="1"),
        figure("x", 2 * n, c + d, r="2"),
        figure("x", 2 * n, a + c, s="1"),
        figure("x", 2 * n, b + d, s="2"),
        figure("x", n, a, r="1", s="1"),
        figure("x", n, b, r="1", s="2"),
        figure("x", n, c, r="2", s="1"),
        figure("x", n, d, r="2", s="2"),
    ]


def test_one_small_cell_of_a_crossed_table_takes_the_other_three_with_it():
    """The smallest table: with any two of its cells and the margins the 2 would follow."""
    judged = Judged(*crossed([(2, 20), (20, 20)]))
    assert judged.hidden_until_safe() == [[0, 1, 2, 3, 4]]


def test_a_crossed_table_without_a_small_cell_is_shown_whole():
    assert Judged(*crossed([(9, 20), (20, 20)])).hidden_until_safe() == [list(range(9))]


def test_figures_that_turn_out_to_be_hidden_needlessly_are_shown_again():
    """Two small groups protect each other, though the first alone would take a third along.

    1 and 2 cases in a and b, 20 in c: both are hidden for themselves, together they are 3.
    """
    assert Judged(*regions(23, 1, 2, 20)).hidden_until_safe() == [[0, 3]]


def test_small_groups_that_are_two_persons_together_take_a_third_along():
    assert Judged(*regions(22, 1, 1, 20)).hidden_until_safe() == [[0]]


# Two measures.

SEXES = ({}, {"sex": "1"}, {"sex": "2"})


def measures(n=(1000, 400, 600), **cases):
    return [
        figure(name, a, b, **group)
        for name, counts in cases.items()
        for a, b, group in zip(n, counts, SEXES, strict=False)
    ]


@pytest.mark.parametrize(("more", "shown"), [(0, 2), (1, 1), (2, 1), (3, 2)])
def test_what_one_measure_has_more_than_another_is_protected(more, shown):
    both = measures(narrow=(20, 9, 11), wide=(20 + more, 9, 11 + more))
    judged = Judged(*both)
    if not more:  # they count the same and are one
        assert len(judged.layers) == 1
        return
    found = judged.hidden_until_safe()
    assert sum(0 in layer for layer in found) == shown
    assert sum(2 in layer for layer in found) == shown
    # Of equals the later measure goes.
    assert 0 in found[0]


def test_the_main_measure_of_two_stays():
    both = measures(narrow=(20, 9, 11), wide=(21, 9, 12))
    found = Judged(*both, main=["wide"]).hidden_until_safe()
    assert 0 in found[1]
    assert 0 not in found[0]


def test_suppression_follows_a_nested_group():
    """Wide less narrow is 5 of everybody and 4 of men, so 1 among women, whom no table lists."""
    both = measures(narrow=(20, 9), wide=(25, 13))
    judged = Judged(*both)
    assert judged.shown() == [[0, 1], [0, 1]]
    found = next(pair_findings(Reader(judged.layers, []), judged.pairs[0], 3))
    assert sorted(found) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    # The men of wide are the cheapest of the four: no total, and of the later measure.
    assert judged.hidden_until_safe() == [[0, 1], [0]]


def test_of_measures_that_add_up_none_gives_another_back():
    """20 are 12 and 8; of the men 3 are 1 and 2."""
    three = measures(whole=(20, 6, 14), one=(12, 4, 8), two=(8, 2, 6))
    judged = Judged(*three)
    assert [(one.whole, one.parts, one.at) for one in judged.sums] == [
        (0, (1, 2), ((0, 0, 0), (1, 1, 1), (2, 2, 2)))
    ]
    assert judged.shown() == [[0, 1, 2], [0, 1, 2], [0, 2]]
    hidden = judged.hidden_until_safe()
    # The 2 men of `two` are the whole's 6 less 4, and 8 less 6 women.
    assert 1 not in hidden[2]
    assert 2 not in hidden[2] or 0 not in hidden[2]
    assert not (1 in hidden[0] and 1 in hidden[1])
    reader = Reader(judged.layers, judged.sums)
    assert all(not list(findings(reader, k, 3)) for k in range(3))


def test_a_reader_takes_what_parts_are_shown_from_the_whole():
    """20 are 12 and 8, and 40 are 24 and 16: the second parts are not shown."""
    once, again = ((20, 6, 14), (12, 4, 8), (8, 2, 6)), ((40, 13, 27), (24, 9, 15), (16, 4, 12))
    names = zip(("w", "a", "b", "x", "y", "z"), (*once, *again), strict=True)
    judged = Judged(*measures(**dict(names)))
    sums = [Sum(0, (1, 2), ((0, 0, 0), (1, 1, 1))), Sum(3, (4, 5), ((0, 0, 0), (2, 2, 2)))]
    for k, layer in enumerate(judged.layers):
        layer.shown[:] = k not in (2, 5)
    reader = Reader(judged.layers, sums)
    # Of the third group of the first the other two tell that it adds up as well.
    assert [reader.known(k).tolist() for k in (2, 5)] == [[True] * 3] * 2
    assert sorted(reader.needed([(2, 1)])) == [(0, 1), (1, 1)]
    assert sorted(reader.needed([(5, 2)])) == [(3, 2), (4, 2)]
    judged.layers[1].shown[1] = judged.layers[1].shown[0] = False
    assert Reader(judged.layers, sums).known(2).tolist() == [False, False, True]
    assert Reader(judged.layers, []).known(5).tolist() == [False] * 3


@pytest.mark.parametrize(("rest", "hidden"), [(0, 0), (1, 1), (2, 1), (3, 0)])
def test_what_measures_of_other_ages_leave_of_a_wider_one_is_protected(rest, hidden):
    """30 less 20 adults less 10, 9, 8, 7 children."""
    three = [figure("all", 500, 30), figure("adults", 300, 20), figure("few", 200, 10 - rest)]
    judged = Judged(*three)
    judged.pairs = [pair(judged.tables, judged.nestings, (1, 2), 0)]
    shown = judged.hidden_until_safe()
    assert [len(one) for one in shown] == [1, 1, 1 - hidden]


def test_measures_are_taken_together_from_a_wider_one_where_no_two_share_an_age():
    judged = Judged(
        figure("all", 500, 30),
        figure("adults", 300, 20),
        figure("few", 200, 9),
        figure("x", 500, 8),
    )
    known = KnownMeasures({"adults": (18, None), "few": (5, 17), "all": (5, None), "x": (5, None)})
    nested = [(1, 0), (2, 0), (3, 0)]
    assert disjoint_tables(judged.tables, nested, known) == [(0, (1, 2))]


def drawn(seed):
    """A crossed table of three measures, two of which are among the cases of the third."""
    rng = np.random.default_rng(seed)
    n, wide = rng.integers(60, 300, (2, 2)), rng.integers(0, 9, (2, 2))
    counts = {"narrow": rng.binomial(wide, 0.6), "wide": wide, "other": rng.binomial(wide, 0.8)}
    if seed % 2:
        counts["other"] = wide - counts["narrow"]  # so that the two add up to it
    codes = (slice(None), 0, 1)
    return [
        figure(
            name, int(n[r, s].sum()), int(cases[r, s].sum()),
            **{v: str(c) for v, c in (("r", r), ("s", s)) if c in (0, 1)},
        )
        for name, cases in counts.items()
        for r in codes
        for s in codes
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_in_the_end_nothing_is_told_and_no_figure_is_hidden_needlessly(seed):
    judged = Judged(*drawn(seed))

    def tells():
        reader = Reader(judged.layers, judged.sums)
        alone = (findings(reader, k, 3) for k in range(len(judged.layers)))
        pairs = (pair_findings(reader, one, 3) for one in judged.pairs)
        return any(list(one) for one in (*alone, *pairs))

    at_first = [layer.shown.copy() for layer in judged.layers]
    judged.hidden_until_safe()
    assert not tells()
    for layer, shown in zip(judged.layers, at_first, strict=True):
        assert not (layer.shown & ~shown).any()
        for k in np.flatnonzero(shown & ~layer.shown):
            layer.shown[k] = True
            assert tells()
            layer.shown[k] = False


def test_layers_are_linked_by_the_sums_that_they_are_in():
    sums = [Sum(0, (2, 3), ()), Sum(4, (3,), ())]
    assert linked(6, sums) == [[0, 2, 3, 4], [1], [5]]
    assert linked(2, []) == [[0], [1]]


def test_of_equally_dear_figures_the_earlier_measure_is_kept():
    judged = Judged(*measures(a=(20, 9), b=(30, 9)))
    same = [replace(layer, costs=[(0, 0, 0, 0)] * 2) for layer in judged.layers]
    assert dearest_first(same, [(1, 0), (0, 0)]) == [(0, 0), (1, 0)]


def test_a_reader_knows_what_is_shown_and_what_follows():
    judged = Judged(*regions(42, 20, 2, 20))
    reader = Reader(judged.layers, [])
    assert reader.known(0).tolist() == [True] * 4
    assert sorted(reader.needed([(0, 2)])) == [(0, 0), (0, 1), (0, 3)]
    assert next(sorted(one) for one in findings(reader, 0, 3)) == [(0, 0), (0, 1), (0, 3)]
    judged.layers[0].shown[0] = False
    assert reader.known(0).tolist() == [False, True, False, True]
    assert list(findings(reader, 0, 3)) == []


@pytest.mark.parametrize(
    ("members", "pairs", "safe"),
    [
        ((1, 2), ("c", "d"), True),
        ((0, 2), ("c", "d"), False),
        ((1, 0), ("c", "d"), False),
        ((1, 2), ("a", "d"), False),
        ((1, 2), ("c", "a"), False),
        ((), (), True),
    ],
)
def test_what_is_shown_again_is_safe_if_none_of_its_measures_and_pairs_tells(members, pairs, safe):
    """Too much is told of the first layer, and of the first pair."""
    asked = SimpleNamespace(tells=lambda index: index == 0, pair_tells=lambda one: one == "a")
    assert _is_safe(asked, members, pairs) is safe


@pytest.mark.parametrize(
    ("sensitive", "shown"),
    [((), [True] * 3), ((1,), [True, False, True]), ((2,), [True, False, True]),
     ((1, 2), [True, False, True]), ((3,), [True] * 3)],
)  # fmt: skip
def test_a_group_is_held_to_the_limits_of_sensitive_figures_if_one_of_its_figures_is(
    sensitive, shown
):
    """The first group of two has 8 cases, the second 12; ten are needed of what can harm."""
    cells = [Cell(Box({}), [0], 900, 20), Cell(Box({"s": frozenset("1")}), [1, 2], 400, 8),
             Cell(Box({"s": frozenset("2")}), [3], 500, 12)]  # fmt: skip
    table = Table(["x"], "child_labour", {cell.key: cell for cell in cells})
    rules = DisclosureRules(sensitive_minimum_cases=10, sensitive_minimum_respondents=50)
    layer = case_layer(table, None, rules, main=True, sensitive=sensitive)
    assert layer.shown.tolist() == shown
    assert layer.protected.tolist() == [not one for one in shown]


@pytest.mark.parametrize(("minimum", "few"), [(3, [True, False, False]), (1, [False] * 3)])
def test_respondents_are_few_below_their_limit_where_a_case_may_not_be_told(minimum, few):
    rules = DisclosureRules(minimum_cases=minimum)
    assert _of_few_respondents(np.array([24.0, 25.0, 26.0]), rules).tolist() == few
