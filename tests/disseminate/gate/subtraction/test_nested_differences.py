"""Groups less groups inside them, against every difference worked out one by one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.disseminate.gate.subtraction.differences import Differences
from measure87.disseminate.gate.subtraction.layers import is_few
from measure87.disseminate.gate.tables.geometry import Nesting
from measure87.disseminate.gate.tables.spans import Line

LINES = (Line(0, (1, 2, 3)), Line(1, (4, 5)), Line(0, (6,)))
INSIDE = [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (1, 4), (1, 5)]
GROUPS = 7
WHOLE = [float(number) for number in range(9)]
persons = st.sampled_from([*WHOLE, math.nan])
others = st.sampled_from([*WHOLE, math.inf])
known_mostly = st.sampled_from([True, True, False])


def _nesting():
    inside = np.zeros((GROUPS, GROUPS), dtype=bool)
    for pair in INSIDE:
        inside[pair] = True
    return Nesting(inside, LINES, np.zeros((GROUPS, GROUPS)))


def _too_few(count, other):
    """One or two persons, or all, or all but one or two; nobody is not few; NaN counts nobody."""
    if math.isnan(count):
        return other in (1, 2)
    return count in (1, 2) or (count > 0 and other in (0, 1, 2))


def _left(whole, parts):
    if math.isinf(whole) or any(math.isinf(part) for part in parts):
        return math.inf
    return whole - sum(parts)


@pytest.mark.parametrize("other", [0.0, 1.0, 2.0, 3.0, math.inf])
@pytest.mark.parametrize("count", [0.0, 1.0, 2.0, 3.0, math.nan])
def test_one_or_two_persons_and_all_but_one_or_two_are_few(count, other):
    assert is_few(np.array([count]), np.array([other]), 3).tolist() == [_too_few(count, other)]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(persons, min_size=GROUPS, max_size=GROUPS),
    st.lists(others, min_size=GROUPS, max_size=GROUPS),
    st.lists(known_mostly, min_size=GROUPS, max_size=GROUPS),
)
def test_the_known_groups_tell_what_each_less_those_inside_it_leaves(counts, rest, known):
    found = Differences(_nesting(), np.array(counts), np.array(rest), 3)
    sets = [[whole, part] for whole, part in INSIDE if known[whole] and known[part]]
    for line in LINES:
        parts = [k for k in line.children if known[k]]
        if known[line.parent] and len(parts) > 1:
            sets.append([line.parent, *parts])
    expected = [
        [whole, *parts]
        for whole, *parts in sets
        if _too_few(
            counts[whole] - sum(counts[k] for k in parts),
            _left(rest[whole], [rest[k] for k in parts]),
        )
    ]
    assert sorted(found.known(np.array(known))) == sorted(expected)
    assert found.few.tolist() == [_too_few(*pair) for pair in zip(counts, rest, strict=True)]
