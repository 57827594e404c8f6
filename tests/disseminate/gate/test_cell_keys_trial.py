"""The noise of the trial of cell keys is what it says: the same for the same persons, of mean 0."""

import numpy as np
import pytest

from tests.disseminate.gate.cell_keys_trial import MOST, Figure, _change, keyed, noise_of

SECRET = b"of a test"


@pytest.mark.parametrize("variance", [2.0, 3.0])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 10])
def test_noise_has_mean_0_and_its_variance_and_leaves_no_count_below_0(count, variance):
    values, chances = noise_of(count, variance)
    assert chances @ values == pytest.approx(0, abs=1e-9)
    assert chances @ values**2 == pytest.approx(variance, abs=1e-9)
    assert values.min() == -min(count, MOST)
    assert values.max() == MOST


def test_0_stays_0():
    assert keyed(SECRET, frozenset(), 0, 2.0) == 0


def test_the_same_persons_have_the_same_noise_and_others_another():
    sets = [frozenset(range(start, start + 20)) for start in range(200)]
    counts = [keyed(SECRET, members, 20, 2.0) for members in sets]
    assert counts == [keyed(SECRET, frozenset(sorted(one)[::-1]), 20, 2.0) for one in sets]
    assert np.var(counts) == pytest.approx(2.0, abs=0.7)


def test_who_is_no_case_changes_no_count_of_cases_and_a_case_changes_most():
    """Why cell keys tell who left: a count that is of the same cases has the same noise."""
    one = Figure("m", "g", frozenset(range(100)), frozenset(range(10)))
    assert {_change(one, who, "cases", SECRET, 2.0) for who in range(10, 100)} == {0}
    assert any(_change(one, who, "cases", SECRET, 2.0) for who in range(10))
