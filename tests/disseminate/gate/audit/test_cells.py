"""The equations of margins that agree: fewer of them, saying the same."""

from itertools import combinations, product

import numpy as np
import pytest

from measure87.disseminate.gate.audit.cells import Cells, _coarser, _is_new
from measure87.disseminate.gate.audit.nested_chains import widest, without_shortcuts
from measure87.disseminate.gate.tables.boxes import Box, dimensions

CODES = {"age": ("5-17", "5-11", "12-17", "12-14"), "sex": "12", "area": "12", "school": "12"}


def random_boxes(rng):
    groups = [{}]
    for _ in range(int(rng.integers(3, 9))):
        names = rng.choice(list(CODES), int(rng.integers(1, 4)), replace=False)
        groups.append({str(name): str(rng.choice(list(CODES[name]))) for name in names})
    dims = dimensions(groups, [{}] * len(groups), {})
    return dims, [dims.box(group) for group in groups]


def rows(pairs, size):
    matrix = np.zeros((len(pairs), size))
    for row, (one, other) in zip(matrix, pairs, strict=True):
        np.add.at(row, one, 1.0)
        np.add.at(row, other, -1.0)
    return matrix


def every_agreement(cells):
    """Naive second implementation: of every two margins."""
    for one, other in combinations(cells.margins, 2):
        shared = [name for name in one if name in other]
        sides = [_coarser(cells._pieces[one, name], cells._pieces[other, name]) for name in shared]
        for chosen in product(*sides):
            box = Box(dict(zip(shared, chosen, strict=True)))
            yield cells._in(one, box), cells._in(other, box)


@pytest.mark.parametrize("seed", range(20))
def test_no_agreement_is_lost_by_leaving_out_those_that_follow(seed):
    dims, boxes = random_boxes(np.random.default_rng(seed))
    cells = Cells(dims, boxes)
    few = rows(cells.agreements(), len(cells))
    every = rows(list(every_agreement(cells)), len(cells))
    rank = np.linalg.matrix_rank(every) if len(every) else 0
    assert (np.linalg.matrix_rank(few) if len(few) else 0) == rank
    assert (np.linalg.matrix_rank(np.vstack([few, every])) if len(every) else 0) == rank


def test_a_margin_within_another_has_no_cells_of_its_own():
    """Two ages by two sexes, and two areas: those of one age alone are sums of the first."""
    groups = [{}, {"age": "5-11"}, {"sex": "1"}, {"age": "5-11", "sex": "1"}, {"area": "1"}]
    dims = dimensions(groups, [{}] * len(groups), {})
    cells = Cells(dims, [dims.box(group) for group in groups])
    assert sorted(cells.margins) == [("age", "sex"), ("area",)]
    assert len(cells) == 2 * 2 + 2


def test_margins_of_age_and_one_more_agree_in_a_chain():
    groups = [{"age": a, x: "1"} for a in ("5-11", "12-17") for x in ("sex", "area", "school")]
    dims = dimensions(groups, [{}] * len(groups), {})
    cells = Cells(dims, [dims.box(group) for group in groups])
    assert len(cells.margins) == 3
    assert len(cells.agreements()) == 2 * 3  # two of the three pairs; two ages and the unlisted


def reached(pairs, start):
    found, left = set(), [start]
    while left:
        new = {b for a, b in pairs if a == left[-1]} - found
        left.pop()
        found |= new
        left += new
    return found


def test_chains_of_nested_measures_reach_as_far_without_shortcuts():
    rng = np.random.default_rng(4)
    for _ in range(50):
        names = [(letter, "", 0) for letter in "abcdef"]
        pairs = {(a, b) for a in names for b in names if a != b and rng.random() < 0.3}
        kept = without_shortcuts(pairs)
        assert all(reached(kept, a) == reached(pairs, a) for a in names)
        assert not any(b in reached(set(kept) - {(a, b)}, a) for a, b in kept)


def test_from_every_measure_a_chain_leads_to_one_of_the_widest():
    rng = np.random.default_rng(6)
    for _ in range(50):
        names = [(letter, "", 0) for letter in "abcdef"]
        pairs = {(a, b) for a in names for b in names if a != b and rng.random() < 0.2}
        found = set(widest(names, pairs))
        assert all(found & (reached(pairs, a) | {a}) for a in names)
        acyclic = {(a, b) for a, b in pairs if a < b}
        assert widest(names, acyclic) == [a for a in names if not reached(acyclic, a)]


@pytest.mark.parametrize("seed", range(5))
def test_two_margins_agree_anew_where_no_chain_of_others_leads_from_one_to_the_other(seed):
    rng = np.random.default_rng(seed)
    margins, pairs, agreed = [(letter,) for letter in "abcdefgh"], set(), []
    for _ in range(30):
        one, other = (margins[k] for k in rng.permutation(8)[:2])
        assert _is_new(agreed, one, other) == (other not in reached(pairs, one))
        pairs |= {(one, other), (other, one)}
    joined = {tuple(sorted(reached(pairs, one))) for one in margins if reached(pairs, one)}
    assert {tuple(sorted(group)) for group in agreed} == joined
