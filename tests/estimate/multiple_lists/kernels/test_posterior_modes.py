import numpy as np
import pytest
from scipy import stats

from measure87.estimate.multiple_lists.kernels.posterior_modes import (
    modes_of_draws,
    modes_of_masses,
)


def two_clouds(rng, n=20_000):
    """Invented: a third around 50,000 and the rest around 160,000, on the log scale."""
    first = rng.normal(np.log(50_000), 0.15, n // 3)
    second = rng.normal(np.log(160_000), 0.2, n - n // 3)
    return np.exp(np.concatenate([first, second]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_modes_are_found_where_they_are(seed):
    modes = modes_of_draws(two_clouds(np.random.default_rng(seed)), 2000)
    assert [mode.size for mode in modes] == pytest.approx([50_000, 160_000], rel=0.05)
    assert [mode.share for mode in modes] == pytest.approx([1 / 3, 2 / 3], abs=0.02)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("effective", [50, 500, 5000])
def test_a_single_cloud_has_one_mode(seed, effective):
    draws = np.exp(np.random.default_rng(seed).normal(7, 0.3, effective))
    assert len(modes_of_draws(draws, effective)) == 1


@pytest.mark.parametrize("seed", range(3))
def test_whole_numbers_close_to_one_another_are_no_modes_of_their_own(seed):
    draws = 133 + np.random.default_rng(seed).geometric(0.26, 100_000)
    assert len(modes_of_draws(draws, 100_000)) == 1


def test_a_long_tail_is_no_mode():
    draws = 100 + np.random.default_rng(1).pareto(1.2, 5000) * 50
    assert len(modes_of_draws(draws, 5000)) == 1


def test_masses_of_two_bells_give_their_places_and_shares():
    sizes = np.arange(1.0, 4001.0)
    masses = 0.3 * stats.norm.pdf(sizes, 1000, 60) + 0.7 * stats.norm.pdf(sizes, 2500, 200)
    modes = modes_of_masses(sizes, masses)
    assert [mode.size for mode in modes] == pytest.approx([1000, 2500], rel=0.02)
    assert [mode.share for mode in modes] == pytest.approx([0.3, 0.7], abs=0.001)


def test_a_peak_at_the_edge_is_a_mode():
    sizes = np.arange(50.0, 500.0)
    masses = np.where(sizes == 50, 0.2, 0.0) + 0.8 * stats.norm.pdf(sizes, 300, 20)
    assert [mode.size for mode in modes_of_masses(sizes, masses)] == pytest.approx([50, 300], abs=3)


def test_equal_draws_have_one_mode():
    (mode,) = modes_of_draws(np.full(100, 7.0), 100)
    assert mode.size == pytest.approx(7.0)
    assert mode.share == 1.0
