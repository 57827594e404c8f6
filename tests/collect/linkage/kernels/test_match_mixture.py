"""The mixture of matching and other pairs: a plain second version, known truth, and its limits."""

import numpy as np
import pytest

from measure87.collect.linkage.kernels.match_chances import NOT_KNOWN, probability_of
from measure87.collect.linkage.kernels.match_mixture import fit_match_mixture

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


@pytest.mark.slow
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


def four_fields(seed):
    """Levels of the same pairs in twice the two fields, so that matches stand out."""
    rng = np.random.default_rng(seed)
    match = rng.random(20_000) < 0.02
    _, _, m, u = simulated(rng, pairs=1)
    levels = np.empty((len(match), 4), dtype=np.int64)
    for field in range(4):
        for kind, chances in ((True, m[field % 2]), (False, u[field % 2])):
            rows = match == kind
            levels[rows, field] = rng.choice(len(chances[:]), rows.sum(), p=chances)
    overall = [
        np.bincount(c, minlength=k) / len(c) for c, k in zip(levels.T, [3, 2] * 2, strict=True)
    ]
    return levels, overall


@pytest.mark.slow
def test_chances_drawn_anew_scatter_around_those_found_as_fits_to_other_pairs_do():
    levels, overall = four_fields(4)
    found = fit_match_mixture(levels, overall, PRIOR * 2, 20_000.0)
    rng = np.random.default_rng(5)
    drawn = [found.chances_anew(rng) for _ in range(80)]
    others = [
        fit_match_mixture(*four_fields(1_000 + seed), PRIOR * 2, 20_000.0) for seed in range(80)
    ]
    for of in (lambda chances: chances.share, lambda chances: chances.m[0][1]):
        values, other = (np.array([of(entry) for entry in found]) for found in (drawn, others))
        # Four standard errors of a mean of 80 values.
        assert abs(values.mean() - of(found)) < 4 * values.std() / np.sqrt(80) + 0.02 * of(found)
        # Two deviations of 80 values each: within a fifth of one another but for chance.
        assert 0.6 < values.std() / other.std() < 1.6


def test_what_is_known_of_some_pairs_is_learned_and_not_counted_twice():
    levels, match, _, _ = simulated(np.random.default_rng(6), share=0.05)
    nothing = np.zeros(levels.shape)
    found = fit_match_mixture(levels, overall_of(levels), PRIOR, 40_000.0)
    told = np.flatnonzero(match)[::2]
    taught = found.taught(levels[told], nothing[told], match[told])
    assert taught.data.alike.sum() == len(levels) - len(told)
    assert taught.data.all_pairs == 40_000.0 - len(told)
    # What is left of the matches among what is left of the pairs.
    left = (match.sum() - len(told)) / (40_000.0 - len(told))
    assert abs(taught.share - left) < 0.4 * left
    assert taught.chances.m[0] == pytest.approx(
        np.bincount(levels[match, 0][levels[match, 0] >= 0], minlength=3)
        / (levels[match, 0] >= 0).sum(),
        abs=0.06,
    )


def test_a_field_that_shows_mostly_in_matches_is_parted_from_chance():
    """Two fields of a million pairs; the second shows only where the first agrees."""
    rng = np.random.default_rng(8)
    matches, all_pairs = 400, 1_000_000
    m, u = (0.8, 0.95), (2e-4, 0.05)
    agree = np.concatenate([rng.random(matches) < m[0], rng.random(all_pairs - matches) < u[0]])
    second = np.concatenate([rng.random(matches) < m[1], rng.random(all_pairs - matches) < u[1]])
    match = np.arange(all_pairs) < matches
    seen = agree | match
    levels = np.column_stack([1 - agree, np.where(agree, 1 - second, NOT_KNOWN)])[seen]
    shown = np.bincount(1 - second[agree].astype(int), minlength=2) / agree.sum()
    found = fit_match_mixture(
        levels,
        [np.array([agree.mean(), 1 - agree.mean()]), shown],
        [np.array([0.9, 0.1]), np.array([0.9, 0.1])],
        all_pairs,
        known_share=[1.0, float(agree.mean())],
        by_chance=[None, np.array([0.1, 0.9])],
    )
    truly = match[agree].sum()
    got = probability_of(found.log_odds)[levels[:, 0] == 0].sum()
    assert got == pytest.approx(truly, rel=0.06)
    # Of some 500 pairs in which it shows 0.6 agree, 200 of them of two persons, of whom ten agree;
    # two fields without a third that always shows part them no better than this.
    assert shown[0] == pytest.approx(0.6, abs=0.05)
    assert found.u[1][0] == pytest.approx(u[1], abs=0.1)
    assert found.m[1][0] == pytest.approx(m[1], abs=0.05)
