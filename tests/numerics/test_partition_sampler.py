"""Partitions drawn from odds of pairs: every partition counted by hand, and what must never be."""

from itertools import combinations

import numpy as np
import pytest

from measure87.numerics.match_mixture import probability_of
from measure87.numerics.partition_sampler import PairedRecords, draw_partitions

OTHERWISE = -6.0


def partitions_of(items):
    """All partitions of a list, as lists of lists."""
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for size in range(len(rest) + 1):
        for others in combinations(rest, size):
            left = [item for item in rest if item not in others]
            for more in partitions_of(left):
                yield [[first, *others], *more]


def log_weight(cluster, odds):
    """Sum of mean links between the parts that are joined, the closest first."""
    parts = [[item] for item in cluster]
    total = 0.0
    while len(parts) > 1:
        links = {
            (a, b): np.mean([odds.get((min(i, j), max(i, j)), OTHERWISE)
                             for i in parts[a] for j in parts[b]])
            for a, b in combinations(range(len(parts)), 2)
        }  # fmt: skip
        (a, b), link = max(links.items(), key=lambda entry: entry[1])
        total += link
        parts[a] = parts[a] + parts.pop(b)
    return total


def drawn(odds, group, once, draws=4_000, seed=1):
    pairs = np.array(list(odds), dtype=np.int64).reshape(-1, 2)
    values = np.array(list(odds.values()), dtype=np.float64)
    records = PairedRecords(
        np.array(group, dtype=np.int64), np.array(once), pairs[:, 0], pairs[:, 1]
    )
    rng = np.random.default_rng(seed)
    return draw_partitions(
        records, lambda _: values, draws, rng, log_odds_otherwise=OTHERWISE, apart=3
    )


def as_sets(label):
    return frozenset(frozenset(np.flatnonzero(label == c).tolist()) for c in np.unique(label))


def test_a_pair_apart_from_all_others_is_joined_with_its_own_probability():
    labels = drawn({(0, 1): 0.7}, [0, 1, 1], [True, True])
    share = (labels[:, 0] == labels[:, 1]).mean()
    # Standard error of 4,000 nearly independent draws: 0.008.
    assert share == pytest.approx(probability_of(np.array([0.7]))[0], abs=0.04)
    assert (labels[:, 2] != labels[:, 0]).all()


def test_draws_have_the_frequencies_of_all_partitions_counted_by_hand():
    odds = {(0, 1): 1.5, (1, 2): 1.0, (0, 2): -0.5, (2, 3): 0.4, (1, 3): -1.0}
    group, once = [0, 1, 2, 0], [True, False, False]
    weights = {}
    for partition in partitions_of([0, 1, 2, 3]):
        if any(0 in cluster and 3 in cluster for cluster in partition):
            continue  # both on the list on which nobody stands twice
        key = frozenset(frozenset(cluster) for cluster in partition)
        weights[key] = np.exp(sum(log_weight(cluster, odds) for cluster in partition))
    total = sum(weights.values())
    labels = drawn(odds, group, once, draws=20_000)
    counts = {}
    for label in labels:
        key = as_sets(label)
        counts[key] = counts.get(key, 0) + 1
    assert set(counts) <= set(weights)
    for key, weight in weights.items():
        assert counts.get(key, 0) / len(labels) == pytest.approx(weight / total, abs=0.02)


def test_nobody_stands_twice_on_a_list_without_repeats():
    rng = np.random.default_rng(7)
    group = rng.integers(0, 3, 60)
    odds = {(i, j): 4.0 for i, j in combinations(range(60), 2) if rng.random() < 0.3}
    for label in drawn(odds, group, [True, True, True], draws=50):
        for cluster in np.unique(label):
            members = group[label == cluster]
            assert len(members) == len(set(members))


def test_sure_pairs_are_always_joined_and_hopeless_ones_never():
    labels = drawn({(0, 1): 30.0, (1, 2): 30.0, (0, 2): 30.0, (2, 3): -30.0}, [0, 1, 2, 1],
                   [False] * 3, draws=200)  # fmt: skip
    assert (labels[:, 0] == labels[:, 1]).all()
    assert (labels[:, 1] == labels[:, 2]).all()
    assert (labels[:, 3] != labels[:, 0]).all()


def test_labels_are_numbers_below_the_number_of_records_and_the_seed_decides():
    odds = {(i, i + 1): 0.2 for i in range(30)}
    first = drawn(odds, [0] * 31, [False], draws=20, seed=3)
    assert (first >= 0).all()
    assert (first < 31).all()
    assert (first == drawn(odds, [0] * 31, [False], draws=20, seed=3)).all()
    assert (first != drawn(odds, [0] * 31, [False], draws=20, seed=4)).any()


def test_without_pairs_everybody_is_alone():
    labels = drawn({}, [0, 0, 1], [False, False], draws=3)
    assert all(len(set(label)) == 3 for label in labels)
