"""The modes of a posterior of a size: where they lie, and how much lies around each.

The density is taken over the logarithm of the size, the scale on which sizes differ. A peak
counts as a mode where the density falls by a tenth of the peak before it rises to a higher one,
and where the valleys either side hold at least a twentieth of the posterior between them.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from measure87.numerics.arrays import FloatArray

_POINTS = 512
_DROP = 0.9
_LEAST_SHARE = 0.05


@dataclass(frozen=True)
class Mode:
    """One mode: its place in units of the size, and the share of the posterior around it."""

    size: float
    share: float


def modes_of_draws(draws: npt.ArrayLike, effective: float) -> tuple[Mode, ...]:
    """Modes of a sample of positive sizes, in order of size.

    Parameters
    ----------
    draws : array of positive numbers, at least two of them different, or a single mode results
    effective : float
        Number of independent draws these are worth; it sets how much is smoothed.

    Notes
    -----
    A normal kernel on the logarithms, by Silverman's rule: Silverman (1986), Density Estimation
    for Statistics and Data Analysis, p. 48 (unseen).
    """
    logs = np.log(np.asarray(draws, dtype=np.float64).ravel())
    spread = min(logs.std(), float(np.subtract(*np.quantile(logs, (0.75, 0.25)))) / 1.34)
    width = 0.9 * (spread or float(logs.std())) * max(effective, 2.0) ** -0.2
    if width == 0.0:
        return (Mode(float(np.exp(logs[0])), 1.0),)
    # Sizes are counted in ones: a kernel narrower than that would make each of them a mode.
    width = max(width, float(np.exp(-np.median(logs))))
    low, high = np.quantile(logs, (0.0005, 0.9995))
    edges = np.linspace(low - 4 * width, high + 4 * width, _POINTS + 1)
    heights = np.histogram(np.clip(logs, edges[0], edges[-1]), edges)[0].astype(np.float64)
    smooth = gaussian_filter1d(heights, width / (edges[1] - edges[0]), mode="constant")
    middles = (edges[1:] + edges[:-1]) / 2
    return _modes(np.exp(middles), smooth, smooth / smooth.sum())


def modes_of_masses(sizes: npt.ArrayLike, masses: npt.ArrayLike) -> tuple[Mode, ...]:
    """Modes of a posterior known at equally spaced, positive sizes, in order of size."""
    points = np.asarray(sizes, dtype=np.float64)
    share = np.asarray(masses, dtype=np.float64)
    share = share / share.sum()
    return _modes(points, share * points, share)


def _modes(sizes: FloatArray, density: FloatArray, share: FloatArray) -> tuple[Mode, ...]:
    """Peaks that stand out, with the share between the valleys beside them."""
    peaks, valleys = _peaks(density)
    while len(peaks) > 1:
        bounds = np.concatenate([[0], valleys, [len(density)]])
        held = np.array([share[a:b].sum() for a, b in pairwise(bounds)])
        depth = np.array(
            [
                density[v] / min(density[p], density[q])
                for v, p, q in zip(valleys, peaks, peaks[1:], strict=False)
            ]
        )
        weakest = int(depth.argmax())
        smallest = int(held.argmin())
        if depth[weakest] > _DROP:
            join = weakest
        elif held[smallest] < _LEAST_SHARE:
            beside = [v for v in (smallest - 1, smallest) if 0 <= v < len(valleys)]
            join = max(beside, key=lambda v: density[valleys[v]])
        else:
            break
        lower = join if density[peaks[join]] < density[peaks[join + 1]] else join + 1
        peaks.pop(lower)
        valleys.pop(join)
    bounds = np.concatenate([[0], valleys, [len(density)]]).astype(np.int64)
    return tuple(
        Mode(float(sizes[p]), float(share[a:b].sum()))
        for p, a, b in zip(peaks, bounds, bounds[1:], strict=False)
    )


def _peaks(density: FloatArray) -> tuple[list[int], list[int]]:
    """Places of all local maxima, and of the lowest point between neighbours."""
    changed = np.concatenate([[True], np.diff(density) != 0.0])
    places = np.flatnonzero(changed)
    level = np.concatenate([[-np.inf], density[places], [-np.inf]])
    top = (level[1:-1] > level[:-2]) & (level[1:-1] > level[2:])
    peaks = [int(place) for place in places[top]]
    valleys = [a + int(density[a : b + 1].argmin()) for a, b in pairwise(peaks)]
    return peaks, valleys
