"""What can be had from shown figures: against a slow reading, and set by set."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.disseminate.gate.tables.spans import Line, Span, joined


def in_span(rows, vector):
    """Slow reading: whether least squares leaves nothing over."""
    if not len(rows):
        return not vector.any()
    shares = np.linalg.lstsq(rows.T, vector, rcond=None)[0]
    return bool(np.abs(rows.T @ shares - vector).max() < 1e-8)


boxes = st.lists(
    st.lists(st.booleans(), min_size=5, max_size=5).filter(any), min_size=2, max_size=7
).map(lambda rows: np.array(rows, dtype=float) / np.sqrt(5))


@settings(max_examples=100, deadline=None)
@given(boxes, st.integers(0, 2**7 - 1))
def test_what_can_be_had_is_what_least_squares_finds(coordinates, bits):
    shown = np.array([bool(bits >> k & 1) for k in range(len(coordinates))])
    got = Span(coordinates, ()).derivable(shown)
    assert got.tolist() == [
        bool(shown[k]) or in_span(coordinates[shown], row) for k, row in enumerate(coordinates)
    ]


@settings(max_examples=100, deadline=None)
@given(boxes, st.randoms(use_true_random=False))
def test_the_figures_needed_suffice_each_is_needed_and_none_is_dearer_than_must_be(
    coordinates, chance
):
    size = len(coordinates)
    dearest = list(range(size))
    chance.shuffle(dearest)
    rank = {k: place for place, k in enumerate(reversed(dearest))}
    target, shown = 0, np.array([False] + [True] * (size - 1))
    got = Span(coordinates, ()).support(target, shown, dearest)
    others = range(1, size)
    enough = [
        chosen
        for count in range(1, size)
        for chosen in combinations(others, count)
        if in_span(coordinates[list(chosen)], coordinates[target])
    ]
    if not enough:
        assert got == []
        return
    assert in_span(coordinates[got], coordinates[target])
    for k in got:
        assert not in_span(coordinates[[j for j in got if j != k]], coordinates[target])
    least = min(max(rank[k] for k in chosen) for chosen in enough)
    assert max(rank[k] for k in got) == least


@settings(max_examples=60, deadline=None)
@given(boxes, st.integers(0, 2**7 - 1), st.randoms(use_true_random=False))
def test_a_short_way_of_which_all_others_are_shown_is_taken_before_a_cheaper_one(
    coordinates, bits, chance
):
    """Two lines of three figures; where of neither all others are shown, any figure may serve."""
    size = len(coordinates)
    dearest = list(range(size))
    chance.shuffle(dearest)
    drawn = [chance.sample(dearest, min(3, size)) for _ in range(2)]
    lines = [Line(whole, tuple(parts)) for whole, *parts in drawn]
    shown = np.array([bool(bits >> k & 1) for k in range(size)])
    for target in range(size):
        got = Span(coordinates, lines).support(target, shown, dearest)
        wanted = None
        for line in lines if not shown[target] else ():
            members = {line.parent, *line.children}
            others = np.isin(np.arange(size), list(members - {target}))
            if target in members and shown[others].all() and wanted is None:
                wanted = Span(coordinates, ()).support(target, shown & others, dearest) or None
        assert got == (wanted or Span(coordinates, ()).support(target, shown, dearest))


def test_a_shown_figure_is_had_from_itself():
    span = Span(np.eye(2), ())
    assert span.support(1, np.array([False, True]), [0, 1]) == [1]
    three = Span(np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]), [Line(0, (1, 2))])
    assert three.support(0, np.ones(3, dtype=bool), [0, 1, 2]) == [0]


def test_parts_that_leave_somebody_are_no_way_to_the_whole():
    """Of 1 and 2 together a third part is left; two others make up the whole."""
    coordinates = np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]]) / np.sqrt(3)
    span = Span(coordinates, [Line(0, (1, 2))])
    assert sorted(span.support(0, np.arange(5) > 0, [0, 1, 2, 3, 4])) == [3, 4]


def test_a_way_with_a_hidden_figure_on_it_is_not_taken_though_she_is_nobody():
    """Of whole and part alike the second part is nobody, and hidden; figure 3 is cheaper."""
    coordinates = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    span = Span(coordinates, [Line(0, (1, 2))])
    shown = np.array([True, False, False, True])
    assert span.support(1, shown, [0, 1, 2, 3]) == [3]
    assert span.support(1, shown | (np.arange(4) == 2), [0, 1, 2, 3]) == [0]


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        ((0, 2), [0, 2, 4]),
        ((2, 4), [0, 2, 4]),
        ((0, 3), [0, 3]),
        ((0, 1, 2, 5), [0, 1, 2, 3, 4, 5]),
    ],
)
def test_a_sum_of_measures_gives_a_part_back(shown, known):
    """Three measures of two groups; the first is the sum of the other two in each group."""
    one = Span(np.eye(2), ())
    both = joined([one, one, one], [Line(0, (2, 4)), Line(1, (3, 5))])
    assert np.flatnonzero(both.derivable(np.isin(np.arange(6), shown))).tolist() == known


def test_what_can_be_had_of_many_figures_is_what_least_squares_finds():
    """Two crossed tables with margins, 63 figures of whom any number is hidden."""
    rng = np.random.default_rng(5)
    row, column = np.vstack([np.ones(8), np.eye(8)]), np.vstack([np.ones(6), np.eye(6)])
    coordinates = np.kron(row, column) / np.sqrt(48)
    ways = set()
    for share in np.linspace(0.05, 0.95, 30):
        shown = rng.random(len(coordinates)) < share
        ways.add(Span(coordinates, ())._is_quicker(shown))
        wanted = [
            bool(shown[k]) or in_span(coordinates[shown], one) for k, one in enumerate(coordinates)
        ]
        assert Span(coordinates, ()).derivable(shown).tolist() == wanted
    assert ways == {True, False}  # by those shown, and by relations of those hidden


def test_a_figure_whose_vector_is_no_number_counts_as_had():
    coordinates = np.array([[1.0, 0.0], [np.nan, 0.0]])
    assert Span(coordinates, ()).derivable(np.array([True, False])).all()
