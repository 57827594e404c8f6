from itertools import combinations

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.loglinear.existence import Existence, all_pairs, existence
from measure87.estimate.multiple_lists.loglinear.model import fit_model
from tests.estimate.multiple_lists.loglinear_tables import (
    NAMES,
    expected,
    pair,
    published,
    sparse_table,
)


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_those_of_sparsemse(name):
    table, codes = published(name), expected()[name]["checkident"]
    assert existence(table, ()) == codes["main_effects"]
    assert existence(table, all_pairs(table)) == codes["all_two_list"]
    for pair_name, code in codes["single_pair"].items():
        assert existence(table, [pair(table, pair_name)]) == code, pair_name


def test_the_manuals_three_examples_have_their_three_answers():
    # SparseMSE, help page of `checkident`, with Artificial_3.
    table = published("Artificial_3")
    ab, ac, bc = all_pairs(table)
    assert existence(table, (ab, ac, bc)) is Existence.NOT_IDENTIFIABLE
    assert existence(table, (ab,)) is Existence.DOES_NOT_EXIST
    assert existence(table, (ac, bc)) is Existence.EXISTS


def test_both_can_fail_at_once():
    # Three lists, of which two share nobody and one is inside another.
    table = CaptureTable.from_histories("ABC", [(0, 1, 0), (1, 0, 1), (0, 0, 1)], [5, 4, 6])
    assert existence(table, all_pairs(table)) is Existence.NEITHER


@pytest.mark.parametrize("seed", range(25))
def test_a_fit_succeeds_exactly_where_the_linear_program_says_so(seed):
    """The fit's own proof against the program, on models drawn at random in sparse tables."""
    rng = np.random.default_rng(seed)
    table = sparse_table(rng, int(rng.integers(3, 6)))
    pairs = all_pairs(table)
    for _ in range(8):
        model = [term for term in pairs if rng.random() < 0.5]
        triples = [
            a | b | c
            for a, b, c in combinations((1 << j for j in range(table.n_lists)), 3)
            if {a | b, a | c, b | c} <= set(model) and rng.random() < 0.3
        ]
        found = existence(table, (*model, *triples))
        if found is Existence.EXISTS:
            assert fit_model(table, (*model, *triples)).size > table.observed
        else:
            with pytest.raises(NotEstimableError) as refusal:
                fit_model(table, (*model, *triples))
            expected_code = {2: "not-identifiable"}.get(int(found), "no-estimate")
            assert refusal.value.code == expected_code


def test_only_which_cells_are_empty_matters():
    table = published("Western")
    many = table.with_counts(np.where(table.counts > 0, 1000 * table.counts + 7, 0))
    for model in combinations(all_pairs(table), 4):
        assert existence(table, model) is existence(many, model)


def test_impossible_cells_are_no_cells():
    # Without the declaration list C shares nobody with A by chance; with it, by rule.
    rows, counts = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (0, 1, 1)], [9, 8, 7, 3, 2]
    table = CaptureTable.from_histories("ABC", rows, counts, apart=[("A", "C")])
    assert all_pairs(table) == (3, 6)
    assert existence(table, ()) is Existence.EXISTS
    # Five cells cannot carry six parameters.
    assert existence(table, (3, 6)) is Existence.NOT_IDENTIFIABLE
