"""The study of recipes in replicates, in small: 200 samples, and what the population is."""

import numpy as np
import pytest
from scipy.stats import binom

from tests.recovery.replicated_recipes import (
    LEVEL,
    WAYS,
    population,
    recipe,
    sample,
    study,
    table,
)


def test_who_answers_hangs_on_what_is_measured():
    """Those who work answer less, within classes alike: classes are needed, and are enough."""
    people = population()
    assert 0.10 < people.working.mean() < 0.20
    working, others = people.answering[people.working], people.answering[~people.working]
    assert working.mean() < others.mean() - 0.05
    for region in (1, 3):
        for old in (0, 1):
            inside = (people.region == region) & (people.old == old)
            assert np.unique(people.answering[inside].round(12)).size == 1


def test_a_sample_has_its_clusters_and_forgets_who_did_not_answer():
    frame = sample(population(), np.random.default_rng(1))
    assert frame.height == 900
    assert frame["cluster"].n_unique() == 60
    assert frame["working"].null_count() == (frame["answered"] == 0).sum() > 100
    assert recipe(population()).steps[0].classes == ("region", "old")


def test_two_samples_and_their_table():
    found = study(2)
    assert [(one.way, one.figure) for one in found] == [
        (way, figure) for way in WAYS for figure in ("share", "persons")
    ]
    assert table(found, 2).count("\n") == 9
    assert all(one.failed == 0 for one in found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("samples", "ratio"), [(60, 1.3), pytest.param(200, 1.2, marks=pytest.mark.proof)]
)
def test_intervals_of_a_recipe_in_replicates_cover(samples, ratio):
    """Binomial bound: so few of them would miss less often than once in a thousand such tests."""
    least = binom.ppf(0.001, samples, LEVEL) / samples
    by_way = {(one.way, one.figure): one for one in study(samples, first=10_000)}
    for figure in ("share", "persons"):
        ours, naive = by_way[WAYS[2], figure], by_way[WAYS[0], figure]
        assert ours.coverage >= least
        assert abs(ours.bias) < 0.02
        assert naive.bias < -0.1
        assert 1.02 / ratio < ours.ratio < ratio
    assert by_way[WAYS[0], "persons"].coverage < 0.1
