"""Replicate factors: by what is the weight of each sampled unit multiplied in each replicate?

A *replicate* is the sample with other weights, drawn so that the spread of a figure between
replicates is its sampling variance:

    V = scale * sum_r rscales_r (figure_r - centre)^2.

U units by R replicates; units are those of the first stage, but in Preston's bootstrap, where
they are those of the last. Randomness comes in by `rng`.

Sources: Wolter (2007), Introduction to Variance Estimation, ch. 3-5; Rao & Wu (1988), J. Am.
Stat. Assoc. 83, 231-241; Rao, Wu & Yue (1992), Survey Methodology 18, 209-217; Preston (2009),
Survey Methodology 35, 227-234 (all unseen in print). Agrees with `as.svrepdesign` of R survey 4.4.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from measure87.numerics.arrays import FloatArray
from measure87.numerics.hadamard import hadamard_matrix

Places = npt.NDArray[np.integer]

WHOLE = 1e-7
"""Share of its units that may be missing, by rounding, where a stratum is there as a whole."""


@dataclass(frozen=True)
class Factors:
    """The factors of a sample.

    factor : (U, R) float
    scale : of the sum over replicates
    rscales : (R,) of each replicate
    """

    factor: FloatArray
    scale: float
    rscales: FloatArray

    @property
    def n(self) -> int:
        """Replicates, R."""
        return len(self.rscales)


def jackknife_one(n_units: int, fraction: float = 0.0) -> Factors:
    """JK1, of one stratum: each replicate leaves one unit out.

    >>> jackknife_one(3).factor[0]
    array([0. , 1.5, 1.5])
    """
    factor = np.full((n_units, n_units), n_units / (n_units - 1.0))
    np.fill_diagonal(factor, 0.0)
    return Factors(factor, (1.0 - fraction) * (n_units - 1) / n_units, np.ones(n_units))


def jackknife_n(stratum: Places, fraction: FloatArray, *, lone: str = "remove") -> Factors:
    """JKn: each replicate leaves one unit of one stratum out.

    Parameters
    ----------
    stratum : (U,) int, from 0
    fraction : (H,) float
        Share of each stratum's units that is in the sample; one that is there as a whole has no
        replicates.
    lone : str
        Of a stratum with one unit. `remove`, `certainty`: no replicate. `adjust`: a replicate
        without the stratum. `average`: the scale makes up for it, as R has it.
    """
    sizes = np.bincount(stratum, minlength=len(fraction))
    drawn = fraction < 1.0 - WHOLE
    sole = (sizes == 1) & drawn
    left_out = np.flatnonzero((drawn & (sizes > 1))[stratum])
    n_adjusted = int(sole.sum()) if lone == "adjust" else 0
    n_strata = int((sizes > 0).sum())
    factor = np.ones((len(stratum), len(left_out) + n_adjusted))
    rscales = np.empty(factor.shape[1])
    for r, unit in enumerate(left_out):
        h = stratum[unit]
        factor[stratum == h, r] = sizes[h] / (sizes[h] - 1.0)
        factor[unit, r] = 0.0
        rscales[r] = (1.0 - fraction[h]) * (sizes[h] - 1.0) / sizes[h]
    if n_adjusted and n_strata > 1:
        for r, h in enumerate(np.flatnonzero(sole), start=len(left_out)):
            factor[:, r] = np.where(stratum == h, 0.0, n_strata / (n_strata - 1.0))
            rscales[r] = (n_strata - 1.0) / n_strata
    scale = 1.0
    if lone == "average" and sole.any() and len(left_out):
        scale = len(stratum) / len(left_out)
    return Factors(factor, scale, rscales)


def balanced_halves(stratum: Places, rho: float = 0.0) -> Factors:
    """Balanced repeated replication, Fay's with `rho` above 0: two units in each stratum.

    One of each pair has the factor 2 - rho, the other rho, as a column of a Hadamard matrix
    says; the matrix has a column more than there are pairs, so that they are in full balance.

    >>> balanced_halves(np.array([0, 0])).factor
    array([[2., 0.],
           [0., 2.]])
    """
    n_strata = int(stratum.max()) + 1
    signs = hadamard_matrix(n_strata + 1)[:, 1 : n_strata + 1]
    order = np.argsort(stratum, kind="stable")
    side = np.empty(len(stratum), dtype=np.int64)
    side[order] = np.tile([1, -1], len(stratum) // 2)
    factor = 1.0 + (1.0 - rho) * (signs[:, stratum] * side).T.astype(np.float64)
    n = len(signs)
    return Factors(factor, 1.0 / (n * (1.0 - rho) ** 2), np.ones(n))


def rescaled_bootstrap(
    stratum: Places, fraction: FloatArray, n: int, rng: np.random.Generator
) -> Factors:
    """Rao & Wu's bootstrap: n_h - 1 of the n_h units of each stratum, drawn with replacement.

    The factor of a unit that was drawn t times is 1 - c + c t n_h/(n_h - 1), where c is the
    square root of the share of the stratum's units that is not in the sample (1 without a
    correction). A stratum with one unit keeps it as it is.
    """
    factor = np.ones((len(stratum), n))
    for h in range(len(fraction)):
        units = np.flatnonzero(stratum == h)
        size = len(units)
        if size < 2:
            continue
        times = rng.multinomial(size - 1, np.full(size, 1.0 / size), size=n)
        c = np.sqrt(max(0.0, 1.0 - fraction[h]))
        factor[units] = 1.0 - c + c * times.T * (size / (size - 1.0))
    return Factors(factor, 1.0 / (n - 1.0), np.ones(n))


def multistage_bootstrap(
    parents: tuple[Places, ...],
    fractions: tuple[FloatArray, ...],
    n: int,
    rng: np.random.Generator,
) -> Factors:
    """Preston's bootstrap: half of the units of each parent, drawn without replacement.

    At each stage m = floor(k/2) of the k units of a parent are drawn, among the units drawn at
    the stage before; corrections of all stages count. With f the shares sampled at the stages,
    d whether a unit was drawn, and c = sqrt(m f_1 ... f_(s-1) (1 - f_s)/(k - m)), stage s adds

        c (k/m d - 1) * product over the stages before of sqrt(k/m) d.

    Parameters
    ----------
    parents : of each stage (units of it,) int
        The parent of each unit: the stratum at the first stage, the unit of the stage before at
        the others; units are numbered from 0 in the order of the sample.
    fractions : of each stage (parents,) float
        Share of each parent's units that is in the sample, 0 without a correction.
    n : int
        Replicates.

    Returns
    -------
    Factors
        Of the units of the last stage.

    Notes
    -----
    A parent with one unit adds nothing from there downwards, as in R.
    """
    above = np.zeros((len(fractions[0]), n))
    reach = np.ones((len(fractions[0]), n))
    share = np.ones(len(fractions[0]))
    for parent, fraction in zip(parents, fractions, strict=True):
        size = np.bincount(parent, minlength=len(fraction))
        half = size // 2
        with np.errstate(divide="ignore", invalid="ignore"):
            c = np.sqrt(share * half * (1.0 - fraction) / (size - half))
            grown = np.where(half > 0, size / half, 0.0)
        c = np.nan_to_num(c)
        drawn = _halves(parent, half, n, rng)
        own = c[parent][:, None] * (grown[parent][:, None] * drawn - 1.0)
        above = above[parent] + reach[parent] * own
        reach = reach[parent] * np.sqrt(grown)[parent][:, None] * drawn
        share = (share * fraction)[parent]
    return Factors(1.0 + above, 1.0 / (n - 1.0), np.ones(n))


def _halves(parent: Places, half: Places, n: int, rng: np.random.Generator) -> FloatArray:
    """Which units are drawn in each replicate, (units, R): so many of each parent at random."""
    drawn = np.zeros((len(parent), n))
    order = np.argsort(parent, kind="stable")
    bounds = np.searchsorted(parent[order], np.arange(len(half) + 1))
    for h, (a, b) in enumerate(pairwise(bounds)):
        if half[h]:
            rank = rng.random((b - a, n)).argsort(axis=0).argsort(axis=0)
            drawn[order[a:b]] = rank < half[h]
    return drawn


def replicate_variance(
    figures: FloatArray,
    value: FloatArray,
    scale: float,
    rscales: FloatArray,
    *,
    mse: bool = False,
) -> FloatArray:
    """Variance of figures from their replicates; exactly 0 where it is rounding.

    Parameters
    ----------
    figures : (R, ...) float
        The figures in each replicate, NaN where there is none: then there is no variance.
    value : (...) float
        The figures of the whole sample.
    scale, rscales : float, (R,) float
    mse : bool
        Whether squares are around the value; otherwise around the mean of the replicates that
        count (R's default).

    >>> replicate_variance(np.array([1.0, 3.0]), np.array(2.5), 0.5, np.ones(2))
    array(1.)
    """
    counts = rscales > 0.0
    centre = value if mse else figures[counts].mean(axis=0)
    apart = figures - centre
    found = scale * np.tensordot(rscales, apart * apart, axes=1)
    size = scale * rscales.sum() * np.maximum(np.abs(value), np.abs(centre)) ** 2
    return np.asarray(np.where(found <= _ROUNDING * size, 0.0, found))


def replicate_covariance(
    figures: FloatArray,
    value: FloatArray,
    scale: float,
    rscales: FloatArray,
    *,
    mse: bool = False,
) -> FloatArray:
    """Covariance (k, k) of k figures, (R, k) in the replicates; as `replicate_variance` otherwise.

    >>> figures = np.array([[1.0, 0.0], [3.0, 1.0]])
    >>> replicate_covariance(figures, np.array([2.5, 0.5]), 0.5, np.ones(2))
    array([[1.  , 0.5 ],
           [0.5 , 0.25]])
    """
    centre = value if mse else figures[rscales > 0.0].mean(axis=0)
    apart = figures - centre
    found = scale * (apart * rscales[:, None]).T @ apart
    nothing = replicate_variance(figures, value, scale, rscales, mse=mse) == 0.0
    found[nothing], found[:, nothing] = 0.0, 0.0
    return np.asarray(found)


_ROUNDING = 1e-26


def rank_of(rows: FloatArray) -> int:
    """Rank of factors, of which degrees of freedom are one less; singular values count from
    1e-5 of the largest on, as R's tolerance has it."""
    if not rows.size:
        return 0
    smaller = rows if rows.shape[0] <= rows.shape[1] else rows.T
    gram = smaller @ smaller.T
    values = np.linalg.eigvalsh(gram)
    return int((values > 1e-10 * values[-1]).sum()) if values[-1] > 0.0 else 0
