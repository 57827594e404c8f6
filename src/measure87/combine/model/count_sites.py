"""Counts as normal figures: the normal likelihood that does to a country what its few cases do.

Counts of few cases would keep everything from being integrated out. Each count's binomial
likelihood is replaced by a normal one on the log-odds (a "site") chosen by expectation
propagation: with the site in place of the count, the figure's log-odds have the mean and the
variance that they have with the count itself, all other figures as they are. Scales and shared
effects are drawn with the sites; what a country's own figures say of it is then drawn with the
counts themselves (`paths`).

Unlike a standard error from the count alone this has no difficulty with no case at all: the site
says "not high", and how much of that depends on what else is expected of the country.

The sites are found at scales of typical size. What is left of the approximation was compared with
sampling every part of the model: see the methods page.

Source: Minka (2001), Expectation propagation for approximate Bayesian inference; in the parallel
form of Rasmussen & Williams (2006), Gaussian Processes for Machine Learning, section 3.6 (neither
read in print).
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.errors import RefusedError

TOLERANCE = 1e-6
MOST_ROUNDS = 200
DAMPING = 0.7
# A site never says less than this: the precision of a standard error of 100 on the log-odds.
LEAST_PRECISION = 1e-4
_NODES = np.linspace(-10.0, 10.0, 241)


@dataclass(frozen=True)
class Counts:
    """Cases among effective persons, of log-odds `offset` + `slope` times those of the model.

    Attributes
    ----------
    cases, effective_n, offset, slope : (counts,)
    """

    cases: FloatArray
    effective_n: FloatArray
    offset: FloatArray
    slope: FloatArray

    def log_likelihood(self, logit: FloatArray) -> FloatArray:
        """(..., counts) binomial, without what does not depend on the log-odds."""
        published = self.offset + self.slope * logit
        log_likelihood = self.cases * published - self.effective_n * np.logaddexp(0.0, published)
        return np.asarray(log_likelihood, dtype=np.float64)

    def score_and_information(self, logit: FloatArray) -> tuple[FloatArray, FloatArray]:
        """First derivative of the log likelihood, and minus the second."""
        share = special.expit(self.offset + self.slope * logit)
        score = self.slope * (self.cases - self.effective_n * share)
        return score, self.slope**2 * self.effective_n * share * (1.0 - share)


@dataclass(frozen=True)
class Sites:
    """Normal figures in the place of counts, (counts,) each: log-odds and error variance."""

    logit: FloatArray
    variance: FloatArray


def count_sites(
    counts: Counts,
    counted: BoolArray,
    logit: FloatArray,
    variance: FloatArray,
    mean: FloatArray,
    prior: FloatArray,
) -> Sites:
    """Find the sites.

    Parameters
    ----------
    counted : (n,) bool
        Which figures are the counts, in their order.
    logit, variance : (n,)
        Of all figures; those of counts are not looked at.
    mean : (n,), prior : (n, n)
        Of the log-odds of all figures before any of them is seen, without sampling errors.

    Raises
    ------
    RefusedError
        `counts-not-settled`: the sites do not settle.
    """
    start, before = _given_measured(counted, logit, variance, mean, prior)
    precision = np.full(len(start), LEAST_PRECISION)
    pull = precision * start
    for _ in range(MOST_ROUNDS):
        middle, spread = _posterior(start, before, precision, pull)
        without = 1.0 / spread - precision
        centre = (middle / spread - pull) / without
        tilted_mean, tilted_variance = _tilted(counts, centre, 1.0 / without)
        wanted = np.maximum(1.0 / tilted_variance - without, LEAST_PRECISION)
        wanted_pull = tilted_mean * (without + wanted) - centre * without
        change = float(np.abs((tilted_mean - middle) / np.sqrt(spread)).max())
        if change < TOLERANCE:
            return Sites(pull / precision, 1.0 / precision)
        precision = precision + DAMPING * (wanted - precision)
        pull = pull + DAMPING * (wanted_pull - pull)
    raise RefusedError(
        f"the counts cannot be made normal: after {MOST_ROUNDS} rounds one still moves by "
        f"{change:.2g} of its standard deviation",
        code="counts-not-settled",
        hint="look for counts that contradict other figures of their country",
    )


def _given_measured(
    counted: BoolArray, logit: FloatArray, variance: FloatArray, mean: FloatArray, prior: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Mean and covariance of the counts' log-odds given the measured figures."""
    known = ~counted
    here = prior[np.ix_(counted, counted)]
    if not known.any():
        return mean[counted], here
    across = prior[np.ix_(counted, known)]
    told = prior[np.ix_(known, known)] + np.diag(variance[known])
    weight = np.linalg.solve(told, across.T).T
    return mean[counted] + weight @ (logit - mean)[known], here - weight @ across.T


def _posterior(
    start: FloatArray, before: FloatArray, precision: FloatArray, pull: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Mean and variance of each log-odds given all sites."""
    root = np.sqrt(precision)
    inner = np.eye(len(root)) + root[:, None] * before * root
    half = np.linalg.solve(np.linalg.cholesky(inner), root[:, None] * before)
    covariance = before - half.T @ half
    return start + covariance @ (pull - precision * start), np.diag(covariance).copy()


def _tilted(
    counts: Counts, centre: FloatArray, variance: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Mean and variance of normal densities times the counts' likelihoods, by sums over nodes."""
    at = centre.copy()
    for _ in range(100):
        score, information = counts.score_and_information(at)
        step = (score - (at - centre) / variance) / (information + 1.0 / variance)
        at = at + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    _, information = counts.score_and_information(at)
    width = 1.0 / np.sqrt(information + 1.0 / variance)
    nodes = at + width * _NODES[:, None]
    log_density = counts.log_likelihood(nodes) - 0.5 * (nodes - centre) ** 2 / variance
    weight = special.softmax(log_density, axis=0)
    mean = (weight * nodes).sum(axis=0)
    return mean, (weight * (nodes - mean) ** 2).sum(axis=0)
