"""The canonical order of lists: the same table whatever the order given, by rules told by hand."""

from itertools import combinations, permutations

import numpy as np
import pytest

from measure87.estimate.multiple_lists.capture import canonical_order as module
from measure87.estimate.multiple_lists.capture.canonical_order import canonical_order


def histories_of(n_lists):
    return range(1, 1 << n_lists)


def history_of(lists):
    return sum(1 << j for j in lists)


def lists_of(history):
    return [j for j in range(history.bit_length()) if history >> j & 1]


def counts_of(n_lists, given):
    """(2^k - 1,) from {lists: persons}; nobody elsewhere."""
    counts = np.zeros((1 << n_lists) - 1, dtype=np.int64)
    for lists, persons in given.items():
        counts[history_of(lists) - 1] = persons
    return counts


def moved(counts, apart, suppressed, n_lists, order):
    """The same table with list order[i] in place i, written with sets of lists."""
    place = {old: new for new, old in enumerate(order)}

    def there(history):
        return history_of(place[j] for j in lists_of(history))

    table = np.zeros_like(counts)
    for history in histories_of(n_lists):
        table[there(history) - 1] = counts[history - 1]
    pairs = sorted(tuple(sorted((place[i], place[j]))) for i, j in apart)
    return table.tolist(), pairs, sorted((there(h), b) for h, b in suppressed.items())


def in_canonical_order(counts, n_lists, apart=(), suppressed=None):
    suppressed = suppressed or {}
    order = canonical_order(counts, n_lists, apart, suppressed)
    assert sorted(order) == list(range(n_lists))
    return moved(counts, apart, suppressed, n_lists, order)


def relabelled(counts, apart, suppressed, n_lists, order):
    table, pairs, hidden = moved(counts, apart, suppressed, n_lists, order)
    return np.array(table), pairs, dict(hidden)


def cycle(n_lists, order=None):
    """One person on each list and the next, in a ring; `order` names the lists."""
    names = order or range(n_lists)
    return counts_of(n_lists, {(names[j], names[j - 1]): 1 for j in range(n_lists)})


def path(n_lists, names):
    return counts_of(n_lists, {(names[j], names[j + 1]): 1 for j in range(n_lists - 1)})


@pytest.mark.parametrize("n_lists", [2, 3, 4, 5])
def test_tables_with_many_ties_come_out_alike_whatever_the_order_given(n_lists):
    rng = np.random.default_rng(n_lists)
    for _ in range(40):
        counts = rng.integers(0, 2, (1 << n_lists) - 1) * rng.integers(0, 2)
        pairs = [pair for pair in combinations(range(n_lists), 2) if rng.random() < 0.4]
        some = [h for h in histories_of(n_lists) if rng.random() < 0.15]
        hidden = {h: [(1, 4), (1, 2)][rng.integers(0, 2)] for h in some}
        want = in_canonical_order(counts, n_lists, pairs, hidden)
        order = rng.permutation(n_lists).tolist()
        other = relabelled(counts, pairs, hidden, n_lists, order)
        assert in_canonical_order(other[0], n_lists, other[1], other[2]) == want


@pytest.mark.parametrize(
    ("pairs", "others"),
    [
        ([(0, 1), (2, 3)], [(0, 2), (1, 3)]),
        ([(0, 1), (2, 3)], [(0, 3), (1, 2)]),
        ([(0, 1), (1, 2), (2, 3), (0, 3)], [(0, 2), (1, 2), (1, 3), (0, 3)]),
        ([(0, 1), (1, 2), (2, 3), (0, 3)], [(0, 1), (1, 3), (2, 3), (0, 2)]),
    ],
)
def test_lists_that_counts_do_not_tell_apart_are_told_apart_by_pairs_and_by_what_is_hidden(
    pairs, others
):
    none = np.zeros(15, dtype=np.int64)
    assert in_canonical_order(none, 4, pairs) == in_canonical_order(none, 4, others)
    one, other = ({history_of(pair): (1, 4) for pair in some} for some in (pairs, others))
    assert in_canonical_order(none, 4, (), one) == in_canonical_order(none, 4, (), other)


@pytest.mark.parametrize(
    ("given", "apart", "suppressed", "order"),
    [
        # Fewer persons first.
        ({(0,): 3, (1,): 1, (2,): 2}, (), {}, (1, 2, 0)),
        # As many on each of 0 and 1, of whom fewer on list 1 alone; list 2 has fewest.
        ({(0,): 6, (1,): 5, (1, 2): 1}, (), {}, (2, 1, 0)),
        # 10 each; 5 on one list alone before 6, whatever follows.
        ({(0,): 6, (0, 2): 4, (1,): 5, (1, 2): 5, (2,): 40}, (), {}, (1, 0, 2)),
        # As many alone and in all; fewer on two lists before more on two.
        ({(0,): 5, (1,): 5, (0, 2): 2, (1, 2): 1, (1, 2, 3): 1, (0, 3): 0, (2,): 40, (3,): 30},
         (), {}, (1, 0, 3, 2)),
        # Kept apart from fewer lists first, then what is hidden of fewer histories.
        ({}, [(0, 1)], {}, (2, 0, 1)),
        ({}, (), {1: (1, 4)}, (1, 2, 0)),
        ({}, (), {2: (1, 4)}, (0, 2, 1)),
        # Hidden counts of less width first, then those of shorter histories.
        ({}, (), {1: (1, 4), 2: (1, 2)}, (2, 1, 0)),
        # Two on each list: fewer of them on that list alone first.
        ({(0, 1): 1, (0,): 1, (1,): 1, (2,): 2}, (), {}, (0, 1, 2)),
    ],
)  # fmt: skip
def test_the_order_is_that_of_the_rules(given, apart, suppressed, order):
    n_lists = 4 if any(3 in lists for lists in given) else 3
    assert canonical_order(counts_of(n_lists, given), n_lists, apart, suppressed) == order


def test_where_nothing_tells_lists_apart_the_smallest_table_comes_out():
    for names in permutations(range(4)):
        counts = cycle(4, names)
        tables = [moved(counts, (), {}, 4, order) for order in permutations(range(4))]
        assert in_canonical_order(counts, 4) == min(tables)


def test_of_lists_by_the_thousand_orders_all_are_tried_and_no_more():
    """7 lists in a ring have 5,040 orders, which are tried; 8 stay as they were given."""
    names = [0, 4, 2, 6, 1, 5, 3]
    assert in_canonical_order(cycle(7), 7) == in_canonical_order(cycle(7, names), 7)
    names = [0, 5, 2, 7, 4, 1, 6, 3]
    assert canonical_order(cycle(8, names), 8) == tuple(range(8))


def test_lists_are_told_apart_by_those_that_they_share_persons_with(monkeypatch):
    """In a row of ten only both ends are alike, and both next to them: 32 orders, not 80,640."""
    monkeypatch.setattr(module, "_MOST_ORDERS", 32)
    names = [3, 1, 4, 0, 5, 9, 2, 6, 8, 7]
    straight, turned = path(10, range(10)), path(10, names)
    assert in_canonical_order(turned, 10) == in_canonical_order(straight, 10)
