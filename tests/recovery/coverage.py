"""How often the intervals of a share hold the true one: one row per population and design.

The samples come from `cluster_samples`, which knows nothing of `measure87`; here their sums
go through the program's own functions, as those of a real sample do.
"""

import zlib
from dataclasses import asdict, dataclass

import numpy as np
from scipy import stats

from measure87.estimate.survey.borrowing import CellSums, default_interval
from measure87.numerics.arrays import FloatArray
from measure87.numerics.proportion_intervals import logit, wald
from tests.recovery import cluster_samples as drawn
from tests.recovery.cluster_samples import Truth, draw_sums

FLOOR = 0.93
TEST_SIZE = 0.01
LEVEL = 0.95
FLAG_SAMPLES = 2_000
"""Of how many samples the share flagged is reported; it needs no more."""


@dataclass(frozen=True)
class Coverage:
    """What many samples of one truth showed; shares of samples unless said otherwise.

    samples : number of samples with at least one person in the domain
    seed : of numpy's default generator
    covered, truth_above, truth_below : default interval: held the truth, lay wholly below
        it (the truth is above), lay wholly above it
    own_* : the same for Korn-Graubard with the cell's own design effect, never below 1
    wald_covered, logit_covered : the two usual intervals
    without_case : samples without a case in the domain
    doubtful : samples whose default interval is flagged as possibly covering too seldom,
        of the first `FLAG_SAMPLES`
    width, width_ratio : mean width; over the mean width of own Korn-Graubard
    """

    samples: int
    seed: int
    covered: float
    truth_above: float
    truth_below: float
    own_covered: float
    own_above: float
    own_below: float
    wald_covered: float
    logit_covered: float
    without_case: float
    doubtful: float
    width: float
    width_ratio: float

    @property
    def falls_short(self) -> bool:
        """Whether a coverage of `FLOOR` is rejected by a one-sided test of `TEST_SIZE`."""
        hits = round(self.covered * self.samples)
        return bool(stats.binom.cdf(hits, self.samples, FLOOR) < TEST_SIZE)


def coverage(truth: Truth, replicates: int) -> Coverage:
    """Draw the samples of one truth and see what each interval does."""
    seed = seed_of(truth)
    domain, everybody = draw_sums(truth, replicates, np.random.default_rng(seed))
    present = domain[:, drawn.N] > 0
    cells = cell_sums(domain[present], truth)
    pooled = cell_sums(everybody[present], truth)
    found = default_interval(cells, pooled, level=LEVEL)
    covered, above, below = _misses(found.lower, found.upper, truth.p)
    own_covered, own_above, own_below = _misses(found.own.lower, found.own.upper, truth.p)
    usual = {
        name: method(cells.p, cells.variance, cells.df, n_effective=cells.n, level=LEVEL)
        for name, method in (("wald", wald), ("logit", logit))
    }
    width = float(np.mean(found.upper - found.lower))
    return Coverage(
        samples=int(present.sum()),
        seed=seed,
        covered=covered,
        truth_above=above,
        truth_below=below,
        own_covered=own_covered,
        own_above=own_above,
        own_below=own_below,
        wald_covered=_misses(usual["wald"].lower, usual["wald"].upper, truth.p)[0],
        logit_covered=_misses(usual["logit"].lower, usual["logit"].upper, truth.p)[0],
        without_case=float(np.mean(cells.n_cases == 0)),
        doubtful=float(np.mean(found.coverage_doubtful[: present[:FLAG_SAMPLES].sum()])),
        width=width,
        width_ratio=width / float(np.mean(found.own.upper - found.own.lower)),
    )


def seed_of(truth: Truth) -> int:
    """A seed that depends on the truth alone, whatever else is run beside it."""
    return zlib.crc32(repr(sorted(asdict(truth).items())).encode())


def cell_sums(sums: FloatArray, truth: Truth) -> CellSums:
    """The sums that the estimate needs; variance by linearisation, clusters with replacement.

    Clusters without a person of the domain count as clusters, as in any domain estimate;
    degrees of freedom are the clusters less the strata that have a person in the domain.
    """
    w = sums[:, drawn.W]
    inside = (sums[:, drawn.CASES] > 0) & (sums[:, drawn.CASES] < sums[:, drawn.N])
    p = np.where(sums[:, drawn.CASES] == sums[:, drawn.N], 1.0, sums[:, drawn.WY] / w)
    if truth.paired:
        square = _residuals(sums, p, drawn.PAIR_W2, drawn.PAIR_WY2, drawn.PAIR_WWY)
        strata = sums[:, drawn.PAIRS]
    else:
        scale = truth.clusters / (truth.clusters - 1.0)
        square = scale * _residuals(sums, p, drawn.CLUSTER_W2, drawn.CLUSTER_WY2, drawn.CLUSTER_WWY)
        strata = np.ones(len(sums))
    return CellSums(
        p=p,
        variance=np.where(inside, np.maximum(square, 0.0) / w**2, 0.0),
        n=sums[:, drawn.N],
        n_cases=sums[:, drawn.CASES],
        n_clusters_with_cases=sums[:, drawn.CASE_CLUSTERS],
        sum_w=w,
        sum_w2=sums[:, drawn.W2],
        sum_cluster_w2=sums[:, drawn.CLUSTER_W2],
        df=sums[:, drawn.CLUSTERS] - strata,
    )


def _residuals(sums: FloatArray, p: FloatArray, w2: int, wy2: int, wwy: int) -> FloatArray:
    """Sum of squares of (wy - p w), multiplied out."""
    return sums[:, wy2] - 2.0 * p * sums[:, wwy] + p**2 * sums[:, w2]


def _misses(lower: FloatArray, upper: FloatArray, p: float) -> tuple[float, float, float]:
    """Shares of intervals that hold p, that lie below it, and that lie above it."""
    above, below = upper < p, lower > p
    return float(np.mean(~(above | below))), float(np.mean(above)), float(np.mean(below))
