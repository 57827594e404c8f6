"""Partitions drawn from odds of pairs: every partition counted by hand, and what must never be."""

from itertools import combinations

import numpy as np
import pytest

from measure87.collect.linkage.kernels.match_chances import probability_of
from measure87.collect.linkage.kernels.partition_sampler import (
    Evidence,
    PairedRecords,
    draw_partitions,
)

ODDS = -2.0
OTHERWISE = (-3.0, -2.0)


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


def trees_of(nodes):
    """All trees on some nodes, as sets of edges: those sets that join everything."""
    edges = list(combinations(sorted(nodes), 2))
    for chosen in combinations(edges, len(nodes) - 1):
        reached = {min(nodes)}
        for _ in nodes:
            reached |= {end for edge in chosen if reached & set(edge) for end in edge}
        if reached == set(nodes):
            yield chosen


def log_weight(cluster, ratios):
    """Odds of each joining, and for each field the mean over trees, tree by tree."""
    total = (len(cluster) - 1) * ODDS
    for field in range(len(OTHERWISE)):
        link = {}
        for pair in combinations(sorted(cluster), 2):
            value = ratios[pair][field] if pair in ratios else OTHERWISE[field]
            if value is not None:
                link[pair] = value
        inside = {i for pair in link for i in pair}
        if len(inside) > 1:
            products = [np.exp(sum(link.get(e, 0.0) for e in tree)) for tree in trees_of(inside)]
            assert len(products) == len(inside) ** (len(inside) - 2)  # Cayley's formula
            total += np.log(np.mean(products))
    return total


def drawn(ratios, group, once, draws=4_000, seed=1):
    """Draws from ratios of pairs: a tuple for each pair, None where a field is not known."""
    pairs = np.array(list(ratios), dtype=np.int64).reshape(-1, 2)
    known = np.array([[v is not None for v in row] for row in ratios.values()], dtype=bool)
    values = np.array([[v or 0.0 for v in row] for row in ratios.values()], dtype=np.float64)
    shape = (len(pairs), len(OTHERWISE))
    records = PairedRecords(
        np.array(group, dtype=np.int64),
        np.array(once),
        pairs[:, 0],
        pairs[:, 1],
        known.reshape(shape),
    )
    evidence = Evidence(values.reshape(shape), ODDS, np.array(OTHERWISE))
    return draw_partitions(records, lambda _: evidence, draws, np.random.default_rng(seed), apart=3)


def alone(log_odds):
    """A pair whose log odds are these, all from one field."""
    return (log_odds - ODDS, None)


def as_sets(label):
    return frozenset(frozenset(np.flatnonzero(label == c).tolist()) for c in np.unique(label))


def test_a_pair_apart_from_all_others_is_joined_with_its_own_probability():
    labels = drawn({(0, 1): alone(0.7)}, [0, 1, 1], [True, True])
    share = (labels[:, 0] == labels[:, 1]).mean()
    # Standard error of 4,000 nearly independent draws: 0.008.
    assert share == pytest.approx(probability_of(np.array([0.7]))[0], abs=0.04)
    assert (labels[:, 2] != labels[:, 0]).all()


def test_draws_have_the_frequencies_of_all_partitions_counted_by_hand():
    odds = {
        (0, 1): (4.0, -0.5), (1, 2): (None, 3.0), (0, 2): (-1.0, 2.5), (2, 3): (2.4, None),
        (1, 3): (-1.0, 1.0),
    }  # fmt: skip
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
    odds = {(i, j): alone(4.0) for i, j in combinations(range(60), 2) if rng.random() < 0.3}
    for label in drawn(odds, group, [True, True, True], draws=50):
        for cluster in np.unique(label):
            members = group[label == cluster]
            assert len(members) == len(set(members))


def test_sure_pairs_are_always_joined_and_hopeless_ones_never():
    sure = dict.fromkeys([(0, 1), (1, 2), (0, 2)], alone(30.0))
    labels = drawn(sure | {(2, 3): alone(-30.0)}, [0, 1, 2, 1], [False] * 3, draws=200)
    assert (labels[:, 0] == labels[:, 1]).all()
    assert (labels[:, 1] == labels[:, 2]).all()
    assert (labels[:, 3] != labels[:, 0]).all()


def test_labels_are_numbers_below_the_number_of_records_and_the_seed_decides():
    odds = {(i, i + 1): alone(0.2) for i in range(30)}
    first = drawn(odds, [0] * 31, [False], draws=20, seed=3)
    assert (first >= 0).all()
    assert (first < 31).all()
    assert (first == drawn(odds, [0] * 31, [False], draws=20, seed=3)).all()
    assert (first != drawn(odds, [0] * 31, [False], draws=20, seed=4)).any()


def test_without_pairs_everybody_is_alone():
    labels = drawn({}, [0, 0, 1], [False, False], draws=3)
    assert all(len(set(label)) == 3 for label in labels)


def test_what_two_others_do_not_know_says_nothing_of_them():
    """b has the name of a and the date of c, which know nothing of one another: all are joined."""
    ratios = {(0, 1): (12.0, None), (1, 2): (None, 12.0), (0, 2): (None, None)}
    labels = drawn(ratios, [0, 1, 2], [True, True, True], draws=500)
    assert (labels[:, 0] == labels[:, 2]).mean() > 0.95


def test_records_that_are_never_of_one_person_are_never_joined_by_way_of_a_third():
    ratios = {(0, 1): alone(20.0), (1, 2): alone(20.0), (0, 2): (-np.inf, None)}
    labels = drawn(ratios, [0, 1, 2], [False] * 3, draws=300)
    assert (labels[:, 0] != labels[:, 2]).all()
    # Either of them goes with the one between, about as often.
    assert (
        0.0 < (labels[:, 0] == labels[:, 1]).mean() < 1.0
        or ((labels[:, 0] == labels[:, 1]) | (labels[:, 1] == labels[:, 2])).all()
    )
