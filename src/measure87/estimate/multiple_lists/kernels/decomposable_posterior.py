"""Posterior of the number of unseen persons, averaged over decomposable graphs.

Each graph is a model of who is on which list; under a hyper-Dirichlet prior its probability of
the table has a closed form, a product of ratios of gamma functions over cliques and separators.
Only the cell of nobody's list is unknown, so everything is a function of one number, the unseen.

Sources: Madigan & York (1997), Bayesian methods for estimation of the size of a closed
population, Biometrika 84(1), 19-31; Dawid & Lauritzen (1993), Hyper Markov laws in the
statistical analysis of decomposable graphical models, Annals of Statistics 21(3), 1272-1317.
Known here through R dga 2.0.2 (Johndrow, Lum & Ball), not read in print.
"""

import math
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline

from measure87.estimate.multiple_lists.kernels.decomposable_graphs import DecomposableGraphs
from measure87.estimate.multiple_lists.kernels.dirichlet_margins import log_margins, log_rising
from measure87.numerics.arrays import BoolArray, FloatArray

# Every whole number up to here is a node. Beyond, nodes lie in panels of the square root: the
# unseen vary by at least their square root, so that 8 nodes in a panel of 2 miss no peak.
_DENSE = 100
_NODES_PER_PANEL = 8
_PANEL = 2.0
# Tail beyond the bound, in logarithms of the unseen: to half a billion times the bound.
_TAIL_PANEL, _TAIL_LENGTH = 2.0, 20.0
# Persons at a time when the posterior is tabulated.
_MOST_POINTS = 4_000_000
_NEGLIGIBLE = 1e-40


@dataclass(frozen=True)
class UnseenPosterior:
    """Posterior of the unseen under one prior.

    Attributes
    ----------
    unseen : (p,) float64, persons
        Points up to the bound, increasing.
    mass : (p,) float64
        Their posterior, unnormalised.
    tail_unseen, tail_mass : (t,) float64
        Points beyond the bound, and their posterior on the same scale were there no bound.
    graph_probability : (g,) float64
        Of each graph, for unseen between the fewest and the bound.
    """

    unseen: FloatArray
    mass: FloatArray
    tail_unseen: FloatArray
    tail_mass: FloatArray
    graph_probability: FloatArray

    def quantiles(
        self, probabilities: npt.ArrayLike, *, fewest: int, bounded: bool = True
    ) -> FloatArray:
        """Smallest number of unseen, not below `fewest`, with this share at or below it.

        Without the bound, the last point of the tail stands for all beyond it.
        """
        kept = self.unseen >= fewest
        points, mass = self.unseen[kept], self.mass[kept]
        if not bounded:
            points = np.concatenate([points, self.tail_unseen])
            mass = np.concatenate([mass, self.tail_mass])
        share = np.cumsum(mass)
        places = np.searchsorted(share, np.asarray(probabilities) * share[-1])
        return np.asarray(points[np.minimum(places, len(points) - 1)])

    def share_beyond(self, fewest: int) -> float:
        """Share of the posterior above the bound, were there none."""
        beyond = float(self.tail_mass.sum())
        return beyond / (beyond + float(self.mass[self.unseen >= fewest].sum()))


def unseen_posterior(
    counts: npt.ArrayLike,
    possible: BoolArray,
    graphs: DecomposableGraphs,
    *,
    delta: float,
    fewest: int,
    most: int,
) -> UnseenPosterior:
    """Posterior of the unseen with prior 1/N, all graphs equally likely.

    Parameters
    ----------
    counts : (2**k,) persons
        By history; the entry of nobody's list is ignored.
    possible : (2**k,) bool
        Cells that can hold a person; pairs that cannot meet must be joined in every graph.
    graphs : DecomposableGraphs
    delta : float, persons
        Prior weight of each possible cell.
    fewest, most : int, persons
        Range of the unseen over which graphs are weighed; `most` is the bound.

    Returns
    -------
    UnseenPosterior
        At every whole number from 0 to the bound (in equal steps if the bound is above 4
        million), read from four nodes for each unit of the square root.
    """
    nodes, weights, n_tail = _nodes(most)
    inside = weights.copy()
    inside[(nodes < fewest) | (np.arange(len(nodes)) >= len(nodes) - n_tail)] = 0.0
    density, chance = _averaged(counts, possible, graphs, delta, nodes, inside)
    within = len(nodes) - n_tail
    points = np.arange(0.0, most + 1.0, max(1, math.ceil(most / _MOST_POINTS)))
    mass = np.exp(_interpolated(nodes[:within], density[:within], points))
    tail = np.exp(density[within:]) * weights[within:] / (points[1] - points[0])
    return UnseenPosterior(points, mass, nodes[within:], tail, chance)


def unseen_posterior_at(
    counts: npt.ArrayLike,
    possible: BoolArray,
    graphs: DecomposableGraphs,
    *,
    delta: float,
    unseen: npt.ArrayLike,
) -> UnseenPosterior:
    """The same at given numbers of unseen only, each counted once and no other possible."""
    points = np.asarray(unseen, dtype=np.float64)
    density, chance = _averaged(counts, possible, graphs, delta, points, np.ones(len(points)))
    nothing = np.empty(0)
    return UnseenPosterior(points, np.exp(density), nothing, nothing, chance)


def _averaged(
    counts: npt.ArrayLike,
    possible: BoolArray,
    graphs: DecomposableGraphs,
    delta: float,
    unseen: FloatArray,
    inside: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Log density of the unseen, largest 0, and probability of each graph."""
    observed = np.array(counts, dtype=np.float64)
    observed[0] = 0.0
    n = observed.sum()
    margins = log_margins(observed, possible, graphs.vertices, delta, unseen)
    base = log_rising(n + 1.0, unseen) - np.log(n + unseen)
    mixture = np.zeros(len(unseen))
    masses = np.full(len(graphs.codes), -np.inf)
    factors = (graphs.cliques, graphs.separators, graphs.terms)
    _average(*factors, margins, base, inside, mixture, masses)
    density = np.log(np.maximum(mixture / mixture.max(), _NEGLIGIBLE))
    chance = np.exp(masses - masses.max())
    return density, chance / chance.sum()


def _nodes(most: int) -> tuple[FloatArray, FloatArray, int]:
    """Points, weights that turn densities into sums over whole numbers, points in the tail."""
    dense = np.arange(min(_DENSE, most) + 1.0)
    points, weights = [dense], [np.ones(len(dense))]
    if most > _DENSE:
        # Euler and Maclaurin: a sum is the integral and a 24th of the slope where it begins.
        weights[0][-2:] += (-1 / 24, 1 / 24)
        roots, widths = _gauss(math.sqrt(_DENSE + 0.5), math.sqrt(most + 0.5), _PANEL)
        points.append(roots**2)
        weights.append(2.0 * roots * widths)
    logs, widths = _gauss(0.0, _TAIL_LENGTH, _TAIL_PANEL)
    tail = (most + 0.5) * np.exp(logs)
    points.append(tail)
    weights.append(tail * widths)
    return np.concatenate(points), np.concatenate(weights), len(logs)


def _gauss(low: float, high: float, panel: float) -> tuple[FloatArray, FloatArray]:
    """Gauss-Legendre nodes and weights on panels of about this width."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES_PER_PANEL)
    edges = np.linspace(low, high, math.ceil((high - low) / panel) + 1)
    half = (edges[1] - edges[0]) / 2.0
    places = edges[:-1, None] + half * (1.0 + nodes)
    return places.ravel(), np.tile(weights * half, len(edges) - 1)


@numba.njit(cache=True, fastmath=True)
def _average(cliques, separators, terms, margins, base, inside, mixture, masses):  # type: ignore[no-untyped-def]
    """Add every graph's density to `mixture`, up to one factor.

    `masses` takes the log of each graph's mass under the weights `inside`. Graphs that are
    everywhere below exp(-45) of the largest density so far are left out.
    """
    p = len(base)
    density = np.empty(p)
    scale = -1e300
    for g in range(len(terms)):
        density[:] = base
        for t in range(terms[g]):
            plus, minus = margins[cliques[g, t]], margins[separators[g, t]]
            for i in range(p):
                density[i] += plus[i] - minus[i]
        largest = density[0]
        for i in range(1, p):
            largest = max(largest, density[i])
        if largest < scale - 45.0:
            continue
        if largest > scale:
            mixture *= math.exp(max(scale - largest, -700.0))
            scale = largest
        mass = 0.0
        for i in range(p):
            if density[i] > scale - 60.0:
                value = math.exp(density[i] - scale)
                mixture[i] += value
                mass += value * inside[i]
        if mass > 0.0:
            masses[g] = math.log(mass) + scale


def _interpolated(nodes: FloatArray, density: FloatArray, points: FloatArray) -> FloatArray:
    """Log density at whole numbers, by cubic splines over the square root."""
    found = np.asarray(CubicSpline(np.sqrt(nodes), density)(np.sqrt(points)))
    exact = points <= min(_DENSE, nodes[-1])
    found[exact] = density[points[exact].astype(np.int64)]
    return found
