"""Cluster samples drawn from a known truth, reduced to the sums that an estimate needs.

Nothing of `measure87` is used here: the truth and what is under test share no code.

How one sample comes about. A cluster has a probability of its own; over clusters its mean
is the true share and its variance `icc` times that of a single person, so that two persons
of a cluster correlate by `icc`. Three mechanisms give that same mean and variance with
different tails: `beta` (beta-binomial), `hot` (in a few clusters every person has the same
raised chance, elsewhere nobody) and `logit-normal`. A person's weight is lognormal, half of
its log variance common to her cluster. Where `weight_link` is not 0, her chance is
multiplied by a power of her weight, scaled so that the weighted population share (what the
estimate aims at) stays the true one. The domain is either a random part of the persons of
every cluster or a random part of the clusters; outside it the share may be another.
"""

import math
from dataclasses import dataclass

import numba
import numpy as np
from scipy import optimize, special

from measure87.numerics.arrays import FloatArray

WEIGHT_STEPS = 4096
MECHANISMS = {"beta": 0, "hot": 1, "logit-normal": 2}
DOMAINS = {"everybody": 0, "persons": 1, "clusters": 2}

# Columns of the sums of one sample. The last four are over pairs of neighbouring clusters:
# pairs with a person, and squares and product of the differences within a pair.
N, CASES, CLUSTERS, CASE_CLUSTERS, W, W2, WY, CLUSTER_W2, CLUSTER_WY2, CLUSTER_WWY = range(10)
PAIRS, PAIR_W2, PAIR_WY2, PAIR_WWY = range(10, 14)
COLUMNS = 14


@dataclass(frozen=True)
class Truth:
    """A population and a design to draw from it.

    p : true share in the domain; icc : correlation within clusters
    clusters, take : first-stage clusters in the sample; persons per cluster on average
    take_spread : persons per cluster vary evenly by this share up and down
    weight_cv : coefficient of variation of the weights; weight_link : see the module
    domain, domain_share : `everybody`, or a part of `persons` or of `clusters`
    rest_ratio : share outside the domain over that inside
    paired : whether each two clusters are a stratum (of no use to precision)
    """

    p: float
    icc: float
    clusters: int
    take: int = 20
    take_spread: float = 0.0
    weight_cv: float = 0.0
    weight_link: float = 0.0
    mechanism: str = "beta"
    domain: str = "everybody"
    domain_share: float = 1.0
    rest_ratio: float = 1.0
    paired: bool = False


def draw_sums(
    truth: Truth, replicates: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Sums over the domain and over everybody, one row a sample; columns as named above."""
    sigma = math.sqrt(math.log1p(truth.weight_cv**2))
    half = _lognormal_steps(sigma / math.sqrt(2.0))
    inside = _cluster_law(truth.mechanism, truth.p, truth.icc)
    outside = _cluster_law(truth.mechanism, truth.p * truth.rest_ratio, truth.icc)
    domain = np.zeros((replicates, COLUMNS))
    everybody = np.zeros((replicates, COLUMNS))
    _draw(
        domain,
        everybody,
        rng,
        MECHANISMS[truth.mechanism],
        np.array([inside, outside]),
        truth.clusters,
        np.array(_takes(truth)),
        half,
        half**truth.weight_link * math.sqrt(_link_scale(half, truth.weight_link)),
        DOMAINS[truth.domain],
        truth.domain_share,
    )
    return domain, everybody


def _takes(truth: Truth) -> list[int]:
    """Least and greatest number of persons in a cluster."""
    spread = round(truth.take * truth.take_spread)
    return [truth.take - spread, truth.take + spread]


def _lognormal_steps(sigma: float) -> FloatArray:
    """A lognormal of mean 1 as `WEIGHT_STEPS` equally likely values."""
    middles = (np.arange(WEIGHT_STEPS) + 0.5) / WEIGHT_STEPS
    values = np.exp(sigma * special.ndtri(middles))
    return values / values.mean()


def _link_scale(half: FloatArray, link: float) -> float:
    """Factor that keeps the weighted share where chances go with weight to the power `link`."""
    return float((half.mean() / (half ** (1.0 + link)).mean()) ** 2)


def _cluster_law(mechanism: str, p: float, icc: float) -> list[float]:
    """Two parameters of the law of a cluster's probability, of mean p, variance icc p(1-p)."""
    if mechanism == "beta":
        size = (1.0 - icc) / icc
        return [p * size, (1.0 - p) * size]
    if mechanism == "hot":
        return [p / (p + icc * (1.0 - p)), p + icc * (1.0 - p)]
    return _logit_normal(p, icc)


def _logit_normal(p: float, icc: float) -> list[float]:
    """Mean and standard deviation of a logit-normal with the mean and variance wanted."""
    nodes = np.linspace(-9.0, 9.0, 20_001)
    mass = np.exp(-0.5 * nodes**2)
    mass /= mass.sum()

    def centre(sigma: float) -> float:
        return optimize.brentq(
            lambda mu: float(mass @ special.expit(mu + sigma * nodes)) - p, -60.0, 10.0, xtol=1e-12
        )

    def excess(sigma: float) -> float:
        chance = special.expit(centre(sigma) + sigma * nodes)
        return float(mass @ chance**2) - p**2 - icc * p * (1.0 - p)

    sigma = optimize.brentq(excess, 1e-3, 8.0, xtol=1e-10)
    return [centre(sigma), sigma]


@numba.njit(cache=True)
def _chance(rng, mechanism, law):
    """The probability of one cluster."""
    if mechanism == 0:
        return rng.beta(law[0], law[1])
    if mechanism == 1:
        return law[1] if rng.random() < law[0] else 0.0
    return 1.0 / (1.0 + math.exp(-(law[0] + law[1] * rng.standard_normal())))


@numba.njit(cache=True)
def _draw(domain, everybody, rng, mechanism, laws, clusters, takes, half, link, kind, share):
    """Fill the sums of every sample, person by person.

    One uniform number serves a person twice: its first 12 binary digits choose her weight,
    the other 41 decide whether she is a case.
    """
    steps = half.shape[0]
    for sample in range(domain.shape[0]):
        # With a share of the clusters, their number is fixed, as in a stratified design.
        inside_clusters = clusters if kind != 2 else max(1, round(clusters * share))
        pair = np.zeros((2, 3))
        for cluster in range(clusters):
            cluster_inside = cluster < inside_clusters
            chance_in = _chance(rng, mechanism, laws[0]) if cluster_inside else 0.0
            chance_out = 0.0
            if kind == 1 and laws[0][0] == laws[1][0] and laws[0][1] == laws[1][1]:
                chance_out = chance_in
            elif kind == 1 or not cluster_inside:
                chance_out = _chance(rng, mechanism, laws[1])
            in_n = in_cases = in_w = in_w2 = in_wy = 0.0
            all_n = all_cases = all_w = all_w2 = all_wy = 0.0
            persons = takes[0]
            if takes[1] > takes[0]:
                persons = rng.integers(takes[0], takes[1] + 1)
            step = int(rng.random() * steps)
            cluster_weight, cluster_link = half[step], link[step]
            for _ in range(persons):
                draw = rng.random() * steps
                step = int(draw)
                weight = cluster_weight * half[step]
                inside = cluster_inside
                if kind == 1:
                    inside = rng.random() < share
                chance = chance_in if inside else chance_out
                case = 1.0 if draw - step < chance * cluster_link * link[step] else 0.0
                all_n += 1.0
                all_cases += case
                all_w += weight
                all_w2 += weight * weight
                all_wy += weight * case
                if inside:
                    in_n += 1.0
                    in_cases += case
                    in_w += weight
                    in_w2 += weight * weight
                    in_wy += weight * case
            _add(everybody[sample], all_n, all_cases, all_w, all_w2, all_wy)
            _add_to_pair(everybody[sample], pair[0], cluster, all_n, all_w, all_wy)
            _add(domain[sample], in_n, in_cases, in_w, in_w2, in_wy)
            _add_to_pair(domain[sample], pair[1], cluster, in_n, in_w, in_wy)


@numba.njit(cache=True)
def _add(sums, n, cases, w, w2, wy):
    """Add one cluster to the sums of one sample."""
    sums[0] += n
    sums[1] += cases
    sums[2] += 1.0 if n > 0.0 else 0.0
    sums[3] += 1.0 if cases > 0.0 else 0.0
    sums[4] += w
    sums[5] += w2
    sums[6] += wy
    sums[7] += w * w
    sums[8] += wy * wy
    sums[9] += w * wy


@numba.njit(cache=True)
def _add_to_pair(sums, first, cluster, n, w, wy):
    """Keep the first cluster of a pair; at the second add the pair to the sums."""
    if cluster % 2 == 0:
        first[0], first[1], first[2] = n, w, wy
        return
    sums[10] += 1.0 if first[0] + n > 0.0 else 0.0
    sums[11] += (w - first[1]) ** 2
    sums[12] += (wy - first[2]) ** 2
    sums[13] += (w - first[1]) * (wy - first[2])
