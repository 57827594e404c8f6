"""Does an interviewer differ from the others by more than chance and area would have it?

Two tests have to agree. One counts events as if every answer were drawn alone (hypergeometric);
it is exact for rare events and knows nothing of respondents or areas that are alike. The other
compares means, within areas where interviewers share them, and takes its error from what varies
between the areas of one interviewer (between her interviews where no areas are known); it is shrunk
where all interviewers vary among themselves (Spiegelhalter 2005, Statistics in Medicine 24,
1185-1202, unseen). The greater p counts. Where areas and interviewers cannot be told apart, she
must also stand out among the interviewers' own spread.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from measure87.collect.quality.areas import Meeting, meeting
from measure87.collect.quality.checking import LEAST_INTERVIEWS, Look
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.numerics.multiplicity import adjusted

_LEAST_GROUPS = 3
_LEAST_FOR_SPREAD = 6
_MAD = 1.4826


@dataclass(frozen=True)
class Comparison:
    """One interviewer beside all others.

    Attributes
    ----------
    who : place of the interviewer
    own, others : mean, or events per chance
    interviews : hers
    p : chance of such a difference, or a greater one, in the direction that was asked for
    """

    who: int
    own: float
    others: float
    interviews: int
    p: float


def compared(
    look: Look, events: FloatArray, chances: FloatArray | None = None, side: str = "high"
) -> list[Comparison]:
    """Every interviewer with enough interviews beside all others.

    Parameters
    ----------
    events : (interviews,) float
        Events in each interview, or a number; NaN where there is none.
    chances : (interviews,) float, or None
        Of how many the events are; a number is compared by its mean if None.
    side : `high`, `low` or `both`
        What counts as a difference.
    """
    who = look.data.who
    trials = np.ones(events.shape) if chances is None else chances
    used = (who >= 0) & np.isfinite(events) & (trials > 0)
    k = len(look.labels)
    interviews = np.bincount(who[used], minlength=k)
    enough = np.flatnonzero(interviews >= LEAST_INTERVIEWS)
    if np.count_nonzero(interviews) < _LEAST_GROUPS or enough.size == 0:
        return []
    units = None if look.data.units is None else look.data.units[used]
    how = meeting(who[used], units)
    cells = _cells(who[used], units, how)
    sums = _Sums.of(who[used], cells, events[used], trials[used], k)
    compared_sums = sums
    if how == "shared" and units is not None:
        level = _within_areas(events[used], trials[used], units)
        compared_sums = _Sums.of(who[used], cells, level, trials[used], k)
    z, df = compared_sums.z(enough)
    z = z / _spread(z)
    p = _p_of_t(z, df, side)
    if chances is not None:
        p = np.maximum(p, sums.exact(enough, side))
    own, others = sums.means(enough)
    if how == "unknown":
        p = np.maximum(p, _among_interviewers(own, sums.trials[enough], chances is not None, side))
    return [
        Comparison(int(i), float(a), float(b), int(interviews[i]), float(q))
        for i, a, b, q in zip(enough, own, others, p, strict=True)
    ]


def beyond_chance(found: list[Comparison], alpha: float) -> list[Comparison]:
    """Those that stand when all are told together (Holm)."""
    if not found:
        return []
    raised = adjusted([one.p for one in found])
    return [one for one, p in zip(found, raised, strict=True) if p <= alpha]


def _cells(who: IntArray, units: IntArray | None, how: Meeting) -> IntArray:
    """What varies independently within an interviewer: her areas, or else her interviews."""
    if units is None or how == "unknown":
        return np.arange(who.size, dtype=np.int64)
    _, cell = np.unique(np.stack([who, units]), axis=1, return_inverse=True)
    return cell.astype(np.int64)


def _within_areas(events: FloatArray, trials: FloatArray, units: IntArray) -> FloatArray:
    """Events less those that the area would have, her own interviews among them.

    So an interviewer who has much of an area is taken to be nearer to others than she is.
    """
    area = np.unique(units, return_inverse=True)[1]
    rate = np.bincount(area, weights=events) / np.bincount(area, weights=trials)
    return np.asarray(events - trials * rate[area])


@dataclass(frozen=True)
class _Sums:
    """Events, chances and squares by interviewer; the squares of cell means about hers."""

    events: FloatArray
    trials: FloatArray
    squares: FloatArray
    cells: FloatArray

    @staticmethod
    def of(
        who: IntArray, cell: IntArray, events: FloatArray, trials: FloatArray, k: int
    ) -> "_Sums":
        cells = int(cell.max()) + 1
        owner = np.zeros(cells, np.int64)
        owner[cell] = who
        e, t = (np.bincount(cell, weights=one, minlength=cells) for one in (events, trials))
        of_who = [np.bincount(owner, weights=one, minlength=k) for one in (e, t)]
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = of_who[0] / of_who[1]
        squares = np.bincount(owner, weights=t * (e / t - mean[owner]) ** 2, minlength=k)
        return _Sums(of_who[0], of_who[1], squares, np.bincount(owner, minlength=k).astype(float))

    def means(self, enough: IntArray) -> tuple[FloatArray, FloatArray]:
        own = self.events[enough] / self.trials[enough]
        rest = self.trials.sum() - self.trials[enough]
        return own, (self.events.sum() - self.events[enough]) / rest

    def z(self, enough: IntArray) -> tuple[FloatArray, FloatArray]:
        """Differences over the errors that the others' variation gives, with degrees of freedom."""
        own, others = self.means(enough)
        present = np.count_nonzero(self.cells) - 1
        df = np.maximum(self.cells.sum() - self.cells[enough] - present, 1.0)
        variance = (self.squares.sum() - self.squares[enough]) / df
        rest = self.trials.sum() - self.trials[enough]
        error = np.sqrt(variance * (1.0 / self.trials[enough] + 1.0 / rest))
        with np.errstate(invalid="ignore", divide="ignore"):
            z = np.where(error > 0, (own - others) / error, np.sign(own - others) * np.inf)
        return np.nan_to_num(z, nan=0.0, posinf=np.inf, neginf=-np.inf), df

    def exact(self, enough: IntArray, side: str) -> FloatArray:
        """P-values of her events among all, had each answer its event by chance alone."""
        total, good = round(self.trials.sum()), round(self.events.sum())
        drawn, own = self.trials[enough].round(), self.events[enough].round()
        high = stats.hypergeom.sf(own - 1, total, good, drawn)
        low = stats.hypergeom.cdf(own, total, good, drawn)
        both = np.minimum(1.0, 2.0 * np.minimum(high, low))
        return np.asarray({"high": high, "low": low, "both": both}[side])


def _among_interviewers(own: FloatArray, trials: FloatArray, rates: bool, side: str) -> FloatArray:
    """P-values of each interviewer among the others' own spread, areas and persons in one.

    Externally studentised residuals; shares on the angular scale, on which their spread hardly
    depends on their size, and never less spread than drawing answers alone has.
    """
    k = own.size
    if k < _LEAST_GROUPS:
        return np.ones(k)
    x = np.arcsin(np.sqrt(np.clip(own, 0.0, 1.0))) if rates else own
    mean = (x.sum() - x) / (k - 1)
    variance = ((x**2).sum() - x**2 - (k - 1) * mean**2) / (k - 2)
    least = float((0.25 / trials).mean()) if rates else 0.0
    error = np.sqrt(np.maximum(variance, max(least, 1e-18)) * (1.0 + 1.0 / (k - 1)))
    return _p_of_t((x - mean) / error, np.full(k, k - 2.0), side)


def _spread(z: FloatArray) -> float:
    """How much more interviewers vary among themselves than their errors would have them."""
    finite = z[np.isfinite(z)]
    if finite.size < _LEAST_FOR_SPREAD:
        return 1.0
    return max(1.0, _MAD * float(np.median(np.abs(finite - np.median(finite)))))


def _p_of_t(z: FloatArray, df: FloatArray, side: str) -> FloatArray:
    signed = {"high": -z, "low": z, "both": -np.abs(z)}[side]
    p = np.asarray(special.stdtr(df, np.clip(signed, -1e6, 1e6)))
    return 2.0 * p if side == "both" else p
