import numpy as np
import pytest

from measure87.estimate.multiple_lists.kernels.history_sums import (
    close_supersets,
    sum_subsets,
    sum_supersets,
)


@pytest.mark.parametrize("n_lists", [1, 2, 3, 5])
def test_sums_over_supersets_and_subsets_are_those_of_loops(n_lists):
    values = np.random.default_rng(n_lists).normal(size=1 << n_lists)
    above, below = values.copy(), values.copy()
    sum_supersets(above, n_lists)
    sum_subsets(below, n_lists)
    others = range(1 << n_lists)
    for h in others:
        assert above[h] == pytest.approx(sum(values[g] for g in others if g & h == h))
        assert below[h] == pytest.approx(sum(values[g] for g in others if g & h == g))


def test_closing_takes_every_cell_with_all_lists_of_the_term():
    cells = np.ones(8, dtype=bool)
    close_supersets(cells, 5)
    assert np.flatnonzero(~cells).tolist() == [5, 7]
