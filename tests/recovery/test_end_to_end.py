"""What the coverage runs compute from sums is what the program computes from persons."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.borrowing import default_interval
from tests.recovery import cluster_samples as drawn
from tests.recovery.cluster_samples import COLUMNS, Truth
from tests.recovery.coverage import LEVEL, cell_sums


def persons(seed, clusters=40, p=0.02):
    """An invented sample as a table of persons, in pairs of clusters."""
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), rng.integers(5, 25, clusters))
    chance = rng.beta(p * 19, (1 - p) * 19, clusters)[cluster]
    return pl.DataFrame(
        {
            "cluster": cluster,
            "stratum": cluster // 2,
            "weight": rng.lognormal(0.0, 0.8, cluster.size),
            "answer": np.where(rng.random(cluster.size) < chance, 2, 0).astype(np.int8),
            "group": np.where(rng.random(cluster.size) < 0.3, "a", "b"),
        }
    )


def sums_of(table):
    """The columns of `cluster_samples`, counted slowly, cluster by cluster."""
    sums = np.zeros(COLUMNS)
    first = np.zeros(3)
    for number in range(40):
        part = table.filter(pl.col("cluster") == number)
        w = part["weight"].to_numpy()
        y = (part["answer"].to_numpy() == 2).astype(float)
        total, cases = w.sum(), (w * y).sum()
        sums[: drawn.CLUSTER_W2] += [
            len(w), y.sum(), len(w) > 0, y.sum() > 0, total, (w**2).sum(), cases,
        ]  # fmt: skip
        sums[drawn.CLUSTER_W2 : drawn.PAIRS] += [total**2, cases**2, total * cases]
        if number % 2 == 0:
            first[:] = len(w), total, cases
            continue
        sums[drawn.PAIRS :] += [
            first[0] + len(w) > 0,
            (total - first[1]) ** 2,
            (cases - first[2]) ** 2,
            (total - first[1]) * (cases - first[2]),
        ]
    return sums[None, :]


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_interval_of_the_sums_is_the_interval_of_the_program(seed, paired):
    table = persons(seed)
    design = SurveyDesign(
        weight="weight", strata="stratum" if paired else None, clusters=("cluster",)
    )
    found = estimate_survey(
        table, [Outcome("rare", "answer", coding="status")], design,
        [DomainTable(), DomainTable(("group",))], level=LEVEL,
    )  # fmt: skip
    truth = Truth(0.02, 0.05, 40, paired=paired)
    pooled = cell_sums(sums_of(table), truth)
    assert len(found.estimates) == 3
    for estimate in found.estimates:
        code = estimate.group.get("group")
        part = table if code is None else table.filter(pl.col("group") == code)
        wanted = default_interval(cell_sums(sums_of(part), truth), pooled, level=LEVEL)
        assert estimate.lower == pytest.approx(wanted.lower[0], rel=1e-9, abs=1e-15)
        assert estimate.upper == pytest.approx(wanted.upper[0], rel=1e-9)
        assert estimate.n_effective == pytest.approx(wanted.n_effective[0], rel=1e-9)
        assert estimate.deff_source == wanted.source[0]
