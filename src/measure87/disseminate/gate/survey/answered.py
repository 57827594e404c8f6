"""Shares so coarse that they do not tell how many answered, where that is not shown.

Where unknown answers are left out, a share is cases by who answered. With the cases and those who
were asked it gives back how many did, if its step is less than what a person more or less would
move it by: 47 cases of 85 asked are 0.560 of 84 and 0.553 of 85. So where the number of unknown
answers is kept back, the figure goes to coarser steps until at least `ENOUGH` numbers fit its row,
or both that are kept back wherever they are: 1 and 2.

Everybody is taken to weigh alike, or as a reader who knows by what factor the cases weigh more
takes it: then whoever is not counted moves the share as if she had the mean weight.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.disseminate.gate.audit.seen import GroupKey, Measure, measures_of
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.digits import error_of
from measure87.disseminate.gate.survey.steps import RUNGS, Rung, stepped_errors
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.estimate import Estimate

ENOUGH = 3
"""Numbers of unknown answers that must fit a row."""
MOST_TRIED = 2000
"""Unknown answers that are tried at most."""


def with_rungs_for_answered(
    figures: Sequence[Estimate],
    shown: Sequence[Estimate],
    rungs: Mapping[int, int],
    excluding: Collection[str],
) -> dict[int, int]:
    """Positions of figures that are coarser than others, to their rung of `steps.RUNGS`.

    Parameters
    ----------
    figures
        As estimated: `n` are those who answered.
    shown
        The same, in the same order, without what may not be shown.
    rungs
        Those that are coarser for another reason.
    excluding
        Names of measures that are known to leave their unknowns out.
    """
    found = dict(rungs)
    hidden: dict[tuple[Measure, GroupKey], list[int]] = {}
    for k, measure in enumerate(measures_of(figures)):
        if UNKNOWN_NOT_SHOWN in shown[k].flags and not shown[k].suppressed:
            key = (measure, frozenset(figures[k].group.items()))
            hidden.setdefault(key, []).append(k)
    left_out: dict[str, bool] = {}
    for places in hidden.values():
        share = next((figures[k] for k in places if figures[k].statistic == "proportion"), None)
        if share is None:
            continue
        if share.name not in left_out:
            every = [one for one in figures if one.name == share.name]
            left_out[share.name] = leaves_unknown_out(every, excluding)
        if left_out[share.name]:
            rung = _rung_of(share, max(found.get(k, 0) for k in places))
            found.update(dict.fromkeys(places, rung) if rung else {})
    return found


def _rung_of(share: Estimate, start: int) -> int:
    """The first rung, from one on, at which enough numbers of unknown answers have the same row.

    Numbers that a finer rung settled are no longer counted at a coarser one: a reader sees that it
    did not do. So whichever of the numbers with one row is the true one, the same is released.
    """
    asked, cases = (share.n or 0) + (share.n_unknown or 0), share.n_cases or 0
    most = min(asked - max(cases, 1), MOST_TRIED)
    unknown = np.arange(1, max(most, share.n_unknown or 0) + 1)
    values, errors = _would_be(share, asked - unknown)
    left = np.ones(len(unknown), dtype=np.bool_)
    for k in range(start, len(RUNGS)):
        settled = _are_enough(unknown, _rows(values, errors, RUNGS[k]), left)
        if settled[(share.n_unknown or 1) - 1]:
            return k
        left &= ~settled
    return len(RUNGS) - 1


def _would_be(share: Estimate, answered: IntArray) -> tuple[FloatArray, FloatArray]:
    """Value and error if so many had answered: cases and design effect are what they are."""
    n, own = share.n or 0, share.value or 0.0
    values = np.minimum(own * n / answered, 1.0)
    variance, others = own * (1 - own) / max(n, 1), values * (1 - values) / answered
    error = error_of(share)
    if variance <= 0:
        return values, np.full(len(values), error)
    return values, error * np.sqrt(np.where(others > 0, others, variance) / variance)


def _rows(values: FloatArray, errors: FloatArray, rung: Rung) -> IntArray:
    """Of each what is released at a rung, as a number that is the same where that is."""
    released, steps = stepped_errors(errors, rung)
    shown = np.round(values / steps) * steps
    shown = np.where((values > 0) & (shown <= 0), steps, shown)
    shown = np.where((values < 1) & (shown >= 1), 1 - steps, shown)
    every = np.round(np.column_stack([shown, released, steps]), 12)
    _, found = np.unique(every, axis=0, return_inverse=True)
    return np.asarray(found).ravel()


def _are_enough(unknown: IntArray, rows: IntArray, left: BoolArray) -> BoolArray:
    """Which numbers of unknown answers have the row of enough others.

    One unknown person and two have one row, whoever else has it: where it is seen that they are
    few, a reader takes it to be one of the two, and the row says no more. A row with one of them
    alone does not do, however many others have it.
    """
    sizes = np.bincount(rows[left], minlength=int(rows.max()) + 1)
    enough: BoolArray = left & (sizes[rows] >= ENOUGH)
    if len(rows) > 1:
        enough[np.isin(rows, rows[:2])] = False
        if rows[0] == rows[1] and left[:2].all():
            enough |= left & (rows == rows[0])
    return enough
