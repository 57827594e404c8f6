"""Cube samples: fixed size, balance, everybody's chance, and speed in steps."""

from pathlib import Path

import numpy as np
import pytest

from measure87.design.selection.chances import chances
from measure87.design.selection.cube import draw_cube

N, SIZE = 40, 10
REFERENCE = Path(__file__).parents[2] / "reference" / "r_sampling"


def frame(seed=2, units=N, size=SIZE):
    rng = np.random.default_rng(seed)
    found = chances(rng.gamma(3, 1, units), size)
    pi = found.pi[~found.certain]
    x = np.column_stack([rng.normal(5, 1, pi.size), rng.gamma(2, 1, pi.size)])
    return pi, x


def far(pi, x, drawn):
    """How far weighted totals are from those of the frame, as a share."""
    return (x[drawn] / pi[drawn, None]).sum(axis=0) / x.sum(axis=0) - 1


def test_every_unit_has_its_chance_and_the_size_is_fixed():
    pi, x = frame()
    rng = np.random.default_rng(3)
    draws, counts = 700, np.zeros(pi.size)
    for _ in range(draws):
        drawn = draw_cube(pi, x, rng)
        assert drawn.sum() == round(pi.sum())
        counts += drawn
    z = (counts - draws * pi) / np.sqrt(draws * pi * (1 - pi))
    assert np.abs(z).max() < 4.5  # of 40 comparisons one is farther off once in 3,000 runs


def test_weighted_totals_are_nearer_to_the_frames_than_without_balance():
    pi, x = frame(units=400, size=80)
    rng = np.random.default_rng(4)
    balanced = np.array([far(pi, x, draw_cube(pi, x, rng)) for _ in range(100)])
    alone = np.array([far(pi, x, draw_cube(pi, x[:, :0], rng)) for _ in range(100)])
    assert np.all(balanced.std(axis=0) < 0.5 * alone.std(axis=0))


def test_it_is_as_near_as_that_of_r_sampling():
    held = np.loadtxt(REFERENCE / "cube.csv", delimiter=",", skiprows=1)
    pi, x = held[:, 0], np.ascontiguousarray(held[:, 1:])
    rng = np.random.default_rng(12)
    off = np.array([far(pi, x, draw_cube(pi, x, rng)) for _ in range(400)])
    theirs = np.loadtxt(REFERENCE / "cube.txt")
    assert np.all(np.sqrt((off**2).mean(axis=0)) < 1.15 * theirs)


def test_balance_is_exact_where_it_can_be():
    """Two groups of whole expected numbers: as in a stratified sample, each has exactly its own."""
    pi, group = np.full(30, 0.2), np.repeat([0.0, 1.0], 15)
    rng = np.random.default_rng(5)
    for _ in range(50):
        drawn = draw_cube(pi, group[:, None], rng)
        assert drawn[group == 1].sum() == 3
        assert drawn.sum() == 6


@pytest.mark.slow
def test_strata_keep_their_numbers_and_all_together_are_balanced():
    rng = np.random.default_rng(13)
    stratum = np.repeat(np.arange(30), 20)
    pi = np.full(600, 0.1)  # two of each stratum
    x = np.column_stack([rng.gamma(2, 1, 600) + stratum / 5, rng.normal(5, 1, 600)])
    together, alone, counts = [], [], np.zeros(600)
    for _ in range(60):
        drawn = draw_cube(pi, x, rng, stratum)
        assert np.bincount(stratum[drawn], minlength=30).tolist() == [2] * 30
        together.append(far(pi, x, drawn))
        counts += drawn
        parts = [draw_cube(pi[:20], x[stratum == h], rng) for h in range(30)]
        alone.append(far(pi, x, np.concatenate(parts)))
    assert np.all(np.std(together, axis=0) < 0.6 * np.std(alone, axis=0))
    assert np.abs(counts - 6).max() < 4.9 * np.sqrt(60 * 0.1 * 0.9)


def test_the_larger_the_sample_the_more_balance_gains():
    rng = np.random.default_rng(6)
    x = np.column_stack([rng.gamma(2, 1, 6_000), rng.normal(3, 1, 6_000), rng.random(6_000)])
    found = chances(rng.gamma(3, 1, 6_000), 600)
    pi, x = found.pi[~found.certain], x[~found.certain]
    balanced = np.array([far(pi, x, draw_cube(pi, x, rng)) for _ in range(25)])
    alone = np.array([far(pi, x, draw_cube(pi, x[:, :0], rng)) for _ in range(25)])
    assert np.all(np.sqrt((balanced**2).mean(axis=0)) < 0.3 * alone.std(axis=0))
    assert np.abs(balanced).max() < 0.04


def test_variables_that_repeat_each_other_or_are_0_do_no_harm():
    pi, x = frame()
    doubled = np.column_stack([x, x[:, 0] + x[:, 1], np.zeros(pi.size), 7 * pi])
    drawn = draw_cube(pi, doubled, np.random.default_rng(7))
    assert drawn.sum() == round(pi.sum())


def test_many_variables_are_given_up_in_turn_and_the_size_never():
    pi, _ = frame()
    x = np.random.default_rng(8).normal(1, 1, (pi.size, 25))
    for seed in range(10):
        assert draw_cube(pi, x, np.random.default_rng(seed)).sum() == round(pi.sum())


def test_the_same_generator_gives_the_same_sample():
    pi, x = frame()
    first, second = (draw_cube(pi, x, np.random.default_rng(9)) for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, draw_cube(pi, x, np.random.default_rng(10)))


@pytest.mark.slow
def test_pairs_of_equal_chances_without_variables_are_all_alike():
    """Simple random sampling is the cube without variables and with equal chances."""
    pi, rng = np.full(8, 3 / 8), np.random.default_rng(11)
    together, draws = np.zeros((8, 8)), 8_000
    for _ in range(draws):
        drawn = draw_cube(pi, np.zeros((8, 0)), rng).astype(float)
        together += np.outer(drawn, drawn)
    expected = draws * (3 / 8) * (2 / 7)
    z = (together[np.triu_indices(8, 1)] - expected) / np.sqrt(expected)
    assert np.abs(z).max() < 4.5
