"""The design effect of a figure whose whole is hidden, by hand."""

import numpy as np
import pytest

from measure87.numerics.weighed_persons import WeighedPersons
from measure87.study.survey.assumed_correlation import assumed_precision


@pytest.mark.parametrize("every", [90, 13])
def test_the_assumed_design_effect_is_that_of_weights_clusters_and_the_prior(every):
    rng = np.random.default_rng(3)
    weight, cluster = rng.uniform(1, 3, 90), np.repeat(np.arange(18), 5)
    status = np.where(np.arange(1, 91) % every == 0, 2, 0)
    behind = WeighedPersons(weight, cluster, cluster // 9, np.array([9.0, 9.0]), status)
    found = assumed_precision(behind, 0.0, (16.0, 40.0), 0.95)
    # By hand: Kish's loss, and 0.05 for each further person of a cluster.
    of_clusters = np.bincount(cluster, weight)
    kish = 90 * (weight**2).sum() / weight.sum() ** 2
    take = (of_clusters**2).sum() / (weight**2).sum()
    assert found.deff_used == pytest.approx(kish * (1 + 0.05 * (take - 1)))
    assert found.source == "icc"
