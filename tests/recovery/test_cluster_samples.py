"""The truth that the recovery tests draw from is the truth that they say."""

from dataclasses import replace

import numpy as np
import pytest

from tests.recovery import cluster_samples as drawn
from tests.recovery.cluster_samples import MECHANISMS, Truth, draw_sums


def draw(truth, replicates=3000):
    return draw_sums(truth, replicates, np.random.default_rng(20_871))


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize(("p", "icc"), [(0.002, 0.05), (0.03, 0.01)])
def test_clusters_have_the_mean_and_the_correlation_asked_for(mechanism, p, icc):
    # The number of cases of one cluster of 20 has variance 20 p q (1 + 19 icc).
    sums, _ = draw(Truth(p, icc, 1, mechanism=mechanism), 400_000)
    cases = sums[:, drawn.CASES]
    error = cases.std() / np.sqrt(len(cases))
    assert cases.mean() == pytest.approx(20 * p, abs=4 * error)
    wanted = 20 * p * (1 - p) * (1 + 19 * icc)
    spread = (cases - 20 * p) ** 2
    assert spread.mean() == pytest.approx(wanted, abs=4 * spread.std() / np.sqrt(len(cases)))


@pytest.mark.parametrize("cv", [0.5, 1.0])
def test_weights_vary_as_asked_and_half_within_clusters(cv):
    sums, _ = draw(Truth(0.01, 0.05, 400, weight_cv=cv))
    n, w, w2 = (sums[:, column].sum() for column in (drawn.N, drawn.W, drawn.W2))
    assert n * w2 / w**2 - 1 == pytest.approx(cv**2, rel=0.03)
    # Two persons of a cluster share half of the log variance: E(w w') = sqrt(1 + cv^2).
    pairs = (sums[:, drawn.CLUSTER_W2].sum() - w2) / (n * 19)
    assert pairs == pytest.approx(np.sqrt(1 + cv**2), rel=0.03)


def test_linked_weights_leave_the_weighted_share_and_raise_it_among_the_heavy():
    truth = Truth(0.03, 0.01, 400, weight_cv=1.0, weight_link=0.3)
    sums, _ = draw(truth)
    weighted = sums[:, drawn.WY].sum() / sums[:, drawn.W].sum()
    unweighted = sums[:, drawn.CASES].sum() / sums[:, drawn.N].sum()
    assert weighted == pytest.approx(truth.p, rel=0.01)
    assert unweighted < 0.9 * truth.p


@pytest.mark.parametrize("domain", ["persons", "clusters"])
def test_a_domain_has_its_part_of_the_sample_and_its_own_share(domain):
    truth = Truth(
        0.01, 0.05, 100, domain=domain, domain_share=0.2, rest_ratio=3.0, take=10, take_spread=0.5
    )
    inside, everybody = draw(truth)
    n, cases = inside[:, drawn.N].sum(), inside[:, drawn.CASES].sum()
    assert n / everybody[:, drawn.N].sum() == pytest.approx(0.2, rel=0.02)
    assert cases / n == pytest.approx(0.01, rel=0.05)
    rest = (everybody[:, drawn.CASES].sum() - cases) / (everybody[:, drawn.N].sum() - n)
    assert rest == pytest.approx(0.03, rel=0.05)
    assert inside[:, drawn.CLUSTERS].max() <= (100 if domain == "persons" else 20)


def test_a_domain_of_everybody_is_everybody():
    inside, everybody = draw(Truth(0.01, 0.05, 60, weight_cv=1.0, mechanism="hot"), 50)
    assert np.array_equal(inside, everybody)


def test_the_same_seed_draws_the_same_samples():
    truth = Truth(0.01, 0.05, 60, weight_cv=0.5)
    assert np.array_equal(draw(truth, 20)[0], draw(truth, 20)[0])
    assert not np.array_equal(draw(truth, 20)[0], draw(replace(truth, icc=0.01), 20)[0])
