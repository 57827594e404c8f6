"""How groups lie in groups: by arrays, and by asking every two of them."""

from itertools import product

import numpy as np
import pytest

from measure87.disseminate.gate.tables.geometry import geometry, nesting
from tests.disseminate.gate.audit.test_cells import random_boxes


def share_in_both(dims, one, other):
    """Of the whole, if all pieces were of equal size."""
    share = 1.0
    for name in one.sides.keys() | other.sides.keys():
        whole = dims.pieces[name]
        share *= len(one.sides.get(name, whole) & other.sides.get(name, whole)) / len(whole)
    return share


@pytest.mark.parametrize("seed", range(10))
def test_the_nesting_of_boxes_is_what_every_two_of_them_say(seed):
    dims, boxes = random_boxes(np.random.default_rng(seed))
    boxes = list({tuple(sorted(box.sides.items())): box for box in boxes}.values())
    found = nesting(dims, boxes)
    for i, one in enumerate(boxes):
        for j, other in enumerate(boxes):
            assert found.inside[i, j] == (i != j and one.contains(other))
            assert found.overlap[i, j] == pytest.approx(share_in_both(dims, one, other))


def distinct_boxes(seed):
    """Random groups, no two alike, and the rows (groups, smallest parts) of who is in each."""
    dims, boxes = random_boxes(np.random.default_rng(seed))
    boxes = list({tuple(sorted(box.sides.items())): box for box in boxes}.values())
    names = sorted({name for box in boxes for name in box.sides})
    smallest = list(product(*(sorted(dims.pieces[name]) for name in names)))
    inside = [
        [
            all(p in box.sides.get(n, {p}) for n, p in zip(names, one, strict=True))
            for one in smallest
        ]
        for box in boxes
    ]
    return dims, boxes, np.array(inside, dtype=float)


def in_span(rows, vector):
    shares = np.linalg.lstsq(rows.T, vector, rcond=None)[0]
    return bool(np.abs(rows.T @ shares - vector).max() < 1e-8)


@pytest.mark.parametrize("seed", range(40))
def test_what_can_be_had_with_remainders_of_nobody_is_what_least_squares_finds(seed):
    """Half of the smallest parts have nobody, so that some groups are all of another."""
    rng = np.random.default_rng(seed)
    dims, boxes, inside = distinct_boxes(seed)
    persons = rng.integers(1, 9, inside.shape[1]) * (rng.random(inside.shape[1]) < 0.5)
    n = inside @ persons
    nested = nesting(dims, boxes)
    nobody = [
        inside[line.parent] - inside[list(line.children)].sum(axis=0)
        for line in nested.lines
        if n[line.parent] == n[list(line.children)].sum()
    ]
    pairs = zip(*np.nonzero(nested.inside), strict=True)
    nobody += [inside[i] - inside[j] for i, j in pairs if n[i] == n[j]]
    span = geometry(nested, n).span
    for _ in range(4):
        shown = rng.random(len(boxes)) < 0.5
        rows = np.array([*inside[shown], *nobody, np.zeros(inside.shape[1])])
        assert span.derivable(shown).tolist() == [in_span(rows, one) for one in inside]


@pytest.mark.parametrize("seed", range(5))
def test_vectors_are_as_long_as_one_and_have_in_common_what_groups_have(seed):
    """The cosine of two groups is what they share, by the root of the product of their sizes."""
    dims, boxes, inside = distinct_boxes(seed)
    n = 1000.0 + 7.0 ** np.arange(len(boxes))
    vectors = geometry(nesting(dims, boxes), n).span.coordinates
    sizes = inside.sum(axis=1)
    assert vectors @ vectors.T == pytest.approx(
        inside @ inside.T / np.sqrt(np.outer(sizes, sizes)), abs=1e-9
    )
