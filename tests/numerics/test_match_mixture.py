"""The mixture of matching and other pairs: a plain second version, known truth, and its limits."""

import numpy as np
import pytest

from measure87.numerics.match_mixture import NOT_KNOWN, fit_match_mixture, probability_of

PRIOR = [np.array([0.8, 0.1, 0.1]), np.array([0.9, 0.1])]


def simulated(rng, pairs=40_000, share=0.01):
    """Levels of pairs, and which match."""
    m = [np.array([0.85, 0.1, 0.05]), np.array([0.93, 0.07])]
    u = [np.array([0.01, 0.04, 0.95]), np.array([0.2, 0.8])]
    match = rng.random(pairs) < share
    levels = np.empty((pairs, 2), dtype=np.int64)
    for field in range(2):
        for kind, chances in ((True, m[field]), (False, u[field])):
            rows = match == kind
            levels[rows, field] = rng.choice(len(chances), rows.sum(), p=chances)
    levels[rng.random((pairs, 2)) < 0.05] = NOT_KNOWN
    return levels, match, m, u


def overall_of(levels):
    return [
        np.bincount(column[column >= 0], minlength=len(prior)) / (column >= 0).sum()
        for column, prior in zip(levels.T, PRIOR, strict=True)
    ]


def slowly(levels, overall, known, all_pairs, steps):
    """The same expectation-maximisation, written out pair by pair."""
    m = [list(p / p.sum()) for p in PRIOR]
    u = [[(o * all_pairs * s + 1.0) for o in part] for part, s in zip(overall, known, strict=True)]
    u = [[v / sum(row) for v in row] for row in u]
    share = min(0.5, max(1.0, len(levels) / 10.0) / all_pairs)
    for _ in range(steps):
        chances = []
        for row in levels:
            odds = share / (1.0 - share)
            for field, level in enumerate(row):
                if level >= 0:
                    odds *= m[field][level] / u[field][level]
            chances.append(odds / (1.0 + odds))
        for field, prior in enumerate(PRIOR):
            seen = [0.0] * len(prior)
            for row, chance in zip(levels, chances, strict=True):
                if row[field] >= 0:
                    seen[row[field]] += chance
            drawn = [s + 10.0 * p for s, p in zip(seen, prior / prior.sum(), strict=True)]
            m[field] = [d / sum(drawn) for d in drawn]
            totals = [o * all_pairs * known[field] for o in overall[field]]
            left = [max(t - s, 0.02 * t) + 1.0 for t, s in zip(totals, seen, strict=True)]
            u[field] = [v / sum(left) for v in left]
        share = (sum(chances) + 0.5) / (all_pairs + 1.0)
    return share, m, u


def test_it_agrees_with_the_same_written_out_pair_by_pair():
    levels, _, _, _ = simulated(np.random.default_rng(1), pairs=3_000, share=0.05)
    known = (levels >= 0).mean(axis=0)
    found = fit_match_mixture(levels, overall_of(levels), PRIOR, 3_000.0, known_share=known)
    share, m, u = slowly(levels, overall_of(levels), known, 3_000.0, found.steps)
    assert found.converged
    assert found.share == pytest.approx(share, rel=1e-9)
    for field in range(2):
        assert found.m[field] == pytest.approx(m[field], rel=1e-9)
        assert found.u[field] == pytest.approx(u[field], rel=1e-9)


def test_it_finds_the_chances_that_the_pairs_were_made_with():
    levels, match, m, u = simulated(np.random.default_rng(2))
    known = (levels >= 0).mean(axis=0)
    found = fit_match_mixture(levels, overall_of(levels), PRIOR, 40_000.0, known_share=known)
    # Of 400 matches two weak fields tell some apart only; 0.1 of the share is four deviations.
    assert found.share == pytest.approx(match.mean(), rel=0.4)
    assert found.m[0] == pytest.approx(m[0], abs=0.12)
    assert found.u[0] == pytest.approx(u[0], abs=0.01)


def test_probabilities_are_as_often_right_as_they_say():
    rng = np.random.default_rng(3)
    levels, match, _, _ = simulated(rng, share=0.05)
    known = (levels >= 0).mean(axis=0)
    found = fit_match_mixture(levels, overall_of(levels), PRIOR, 40_000.0, known_share=known)
    p = probability_of(found.log_odds)
    for low, high in ((0.0, 0.2), (0.2, 0.6), (0.6, 1.0)):
        inside = (p >= low) & (p < high)
        if inside.sum() > 300:
            assert match[inside].mean() == pytest.approx(p[inside].mean(), abs=0.06)


def test_a_level_that_no_match_shows_keeps_some_chance():
    levels = np.array([[0, 0]] * 30 + [[2, 1]] * 970)
    found = fit_match_mixture(levels, overall_of(levels), PRIOR, 1_000.0)
    assert all((part > 0).all() for part in (*found.m, *found.u))
    assert np.isfinite(found.log_odds).all()


def test_pairs_that_were_not_looked_at_count_as_none():
    levels = np.array([[0, 0]] * 30 + [[2, 1]] * 70)
    overall = [np.array([0.003, 0.0, 0.997]), np.array([0.003, 0.997])]
    found = fit_match_mixture(levels, overall, PRIOR, 10_000.0)
    assert found.share == pytest.approx(30.0 / 10_000.0, rel=0.1)


def test_chances_drawn_anew_scatter_around_those_found():
    levels, _, _, _ = simulated(np.random.default_rng(4), pairs=5_000)
    found = fit_match_mixture(levels, overall_of(levels), PRIOR, 5_000.0)
    rng = np.random.default_rng(5)
    extra = np.zeros(len(levels))
    draws = np.array([found.score_anew(levels[:50], extra[:50], rng) for _ in range(400)])
    now = found.score(levels[:50], extra[:50])
    assert np.isfinite(draws).all()
    assert (draws.std(axis=0) > 0).all()
    assert np.abs(draws.mean(axis=0) - now).max() < draws.std(axis=0).max()
