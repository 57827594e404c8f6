"""Shares so coarse that they do not tell how many answered, where that is not shown.

Where unknown answers are left out, a share is cases by who answered. With the cases and those who
were asked it gives back how many did, if its step is less than what a person more or less would
move it by: 47 cases of 85 asked are 0.560 of 84 and 0.553 of 85. So where the number of unknown
answers is kept back, the figure goes to coarser steps until another number fits its row too; 1 and
2, which are kept back wherever they are, until both do.

Everybody is taken to weigh alike, or the reader to know by what factor the cases weigh more: then
whoever is not counted moves the share as if she had the mean weight. Where weights are so far apart
that the share says little of either it keeps its steps.

Several shares can tell together what none does alone, with sums of those who were asked and who
answered: so the auditor is asked again with what each says, see `protection`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.disseminate.gate.audit.seen import GroupKey, Measure, measures_of
from measure87.disseminate.gate.kept_releases import without_who
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.digits import error_of
from measure87.disseminate.gate.survey.limits import (
    CAPPED,
    Pair,
    formula_of,
    limits_by_formula,
)
from measure87.disseminate.gate.survey.steps import RUNGS, Rung, stepped_errors
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.weighed_persons import KnownPersons
from measure87.vocabulary.estimate import Estimate

ENOUGH = 2
"""Numbers of unknown answers that must fit a row."""
MOST_TRIED = 2000
"""Unknown answers that are tried at most."""
BY_WEIGHTS = 20
"""Answers more or less that move a share less than its cases' weights may."""


@dataclass(frozen=True)
class _Told:
    """What a share says of how many gave no answer: its rung, and the least and most who fit."""

    rung: int
    least: int
    most: int


class Answered:
    """Which rungs figures have, so that shares do not tell how many answered.

    Parameters
    ----------
    figures
        As estimated: `n` are those who answered.
    rungs
        Position of a figure to the rung of `steps.RUNGS` that it has for another reason.
    excluding
        Names of measures that are known to leave their unknowns out.
    persons
        Who is behind the figures, where that is known: a share of persons whose weights are far
        apart tells nothing.
    in_steps
        Whether a figure of a measure is a share of numbers that are in steps themselves.
    """

    def __init__(
        self,
        figures: Sequence[Estimate],
        rungs: Mapping[int, int],
        excluding: Collection[str],
        persons: KnownPersons | None,
        in_steps: Callable[[Measure, Estimate], bool] = lambda *_: False,
    ) -> None:
        self._figures, self._rungs, self._persons = figures, dict(rungs), persons
        self._excluding, self._in_steps = excluding, in_steps
        self._measures = measures_of(figures)
        of_group: dict[tuple[Measure, GroupKey], list[int]] = {}
        for k, (measure, one) in enumerate(zip(self._measures, figures, strict=True)):
            of_group.setdefault((measure, frozenset(one.group.items())), []).append(k)
        self._beside = {
            share: places
            for places in of_group.values()
            for share in [k for k in places if figures[k].statistic == "proportion"][:1]
        }
        self._told: dict[tuple[int, int], _Told] = {}
        self._left_out: dict[str, bool] = {}

    @property
    def rungs(self) -> dict[int, int]:
        """Positions of figures that are coarser than others, to their rung of `steps.RUNGS`."""
        return {k: rung for k, rung in self._rungs.items() if rung}

    def within(self, shown: Sequence[Estimate]) -> dict[int, tuple[int, int]]:
        """Position of a share to the least and most unknowns that it leaves possible.

        `shown` are the figures without what may not be shown. Those whose number of unknowns is
        not take coarser rungs where theirs would tell it.
        """
        found = {}
        for share, places in self._beside.items():
            if self._could_tell(share, shown[share]):
                told = self._at(share, max(self._rungs.get(k, 0) for k in places))
                self._rungs.update(dict.fromkeys(places, told.rung))
                found[share] = (told.least, told.most)
        return found

    def with_limits_of_all(self, shown: Sequence[Estimate]) -> list[Estimate]:
        """Figures whose limits are as far away as by any number of unknowns with the same row.

        Where their number is kept back; by its own limits each would tell it.
        """
        found = list(shown)
        for share, places in self._beside.items():
            if not self._could_tell(share, shown[share]):
                continue
            told = self._at(share, max(self._rungs.get(k, 0) for k in places))
            times = _further(self._figures[share], (max(told.least, 1), told.most))
            if times is not None:
                for k in places:
                    found[k] = _moved_out(found[k], times)
        return found

    def coarser(self, shares: Collection[int]) -> list[int]:
        """Give shares, and what stands beside them, the next rung; which of them have none."""
        last = []
        for share in shares:
            rung = self._rungs.get(share, 0) + 1
            if rung < len(RUNGS):
                self._rungs.update(dict.fromkeys(self._beside[share], rung))
            else:
                last.append(share)
        return last

    def _could_tell(self, at: int, shown: Estimate) -> bool:
        """Whether a share is shown, and its number of unknowns, which it leaves out, is not."""
        if shown.suppressed or UNKNOWN_NOT_SHOWN not in shown.flags:
            return False
        if not self._leaves_out(at) or self._in_steps(self._measures[at], self._figures[at]):
            return False
        return not self._weights_differ(at)

    def _leaves_out(self, at: int) -> bool:
        name = self._figures[at].name
        if name not in self._left_out:
            every = [one for one in self._figures if one.name == name]
            self._left_out[name] = leaves_unknown_out(every, self._excluding)
        return self._left_out[name]

    def _weights_differ(self, at: int) -> bool:
        """Whether which persons are the cases moves the share more than `BY_WEIGHTS` answers do."""
        figure = self._figures[at]
        if self._persons is None:
            return False
        group = without_who(figure.group)
        persons = self._persons.of(self._measures[at], "proportion", group)
        cases = figure.n_cases or 0
        if persons is None or not 0 < cases < len(persons.weight):
            return False
        ordered = np.sort(persons.weight)
        spread = ordered[-cases:].mean() / ordered[:cases].mean()
        return bool(spread >= 1 + BY_WEIGHTS / max(figure.n or 0, 1))

    def _at(self, at: int, start: int) -> _Told:
        if (at, start) not in self._told:
            self._told[at, start] = _told_by(self._figures[at], start)
        return self._told[at, start]


def _told_by(share: Estimate, start: int) -> _Told:
    """The first rung, from one on, at which enough numbers of unknown answers have the same row.

    Numbers that a finer rung settled are no longer counted at a coarser one: a reader sees that it
    did not do. So whichever of the numbers with one row is the true one, the same is released.
    """
    asked, cases = (share.n or 0) + (share.n_unknown or 0), share.n_cases or 0
    most, true = min(asked - max(cases, 1), MOST_TRIED), max(share.n_unknown or 0, 1)
    unknown = np.arange(1, max(most, true) + 1)
    values, errors = _would_be(share, asked - unknown)
    left = np.ones(len(unknown), dtype=np.bool_)
    for k in range(start, len(RUNGS)):
        rows = _rows(values, errors, RUNGS[k])
        settled = _are_enough(rows, left)
        if settled[true - 1] or k == len(RUNGS) - 1:
            break
        left &= ~settled
    same = unknown[left & (rows == rows[true - 1])]
    if true <= ENOUGH and _tell_one_from_two(rows):
        same = unknown[true - 1 : true]
    of_all = same[0] == 1 and _is_row_of_all(share, asked, RUNGS[k], (values[0], errors[0]))
    least = 0 if of_all or not share.n_unknown else int(same[0])
    return _Told(k, least, int(same[-1]))


def _tell_one_from_two(rows: IntArray) -> bool:
    """Whether even the coarsest rows do, so that neither may be shown."""
    return len(rows) > 1 and bool(rows[0] != rows[1])


def _is_row_of_all(share: Estimate, asked: int, rung: Rung, other: tuple[float, float]) -> bool:
    """Whether value and error have the row that there would be if everybody had answered."""
    values, errors = _would_be(share, np.array([asked]))
    both = np.append(values, other[0]), np.append(errors, other[1])
    return len(set(_rows(*both, rung).tolist())) == 1


def _would_be(share: Estimate, answered: IntArray) -> tuple[FloatArray, FloatArray]:
    """Value and error if so many had answered: cases and design effect are what they are."""
    n, own = share.n or 0, share.value or 0.0
    values = np.minimum(own * n / answered, 1.0)
    variance, others = own * (1 - own) / max(n, 1), values * (1 - values) / answered
    error = error_of(share)
    if variance <= 0:
        return values, np.full(len(values), error)
    return values, error * np.sqrt(np.where(others > 0, others, variance) / variance)


def _further(share: Estimate, unknown: tuple[int, int]) -> Pair | None:
    """By how much limits of a share are further away, at most, by other numbers of unknowns.

    Cases and design effect are what they are. None where its limits are not by its effective size.
    """
    own, size = share.value or 0.0, share.n_effective
    if share.interval != CAPPED or size is None or not share.n or not 0 < own < 1:
        return None
    limits = limits_by_formula(share, size)
    if limits is None or share.lower is None or share.upper is None:
        return None
    asked = share.n + (share.n_unknown or 0)
    away = []
    for number in unknown:
        value = min(own * share.n / (asked - number), 1.0)
        formula = formula_of(share, size * (asked - number) / share.n)
        pair = None if formula is None else formula(value, share.se or 0.0)
        away += [] if pair is None else [(value - pair[0], pair[1] - value)]
    below, above = own - share.lower, share.upper - own
    if len(away) < len(unknown) or below <= 0 or above <= 0:
        return None
    return max(one[0] for one in away) / below, max(one[1] for one in away) / above


def _moved_out(figure: Estimate, times: Pair) -> Estimate:
    """A figure with limits so many times as far from its value."""
    if figure.value is None or figure.lower is None or figure.upper is None:
        return figure
    lower = figure.value - times[0] * (figure.value - figure.lower)
    upper = figure.value + times[1] * (figure.upper - figure.value)
    return replace(
        figure,
        lower=max(lower, 0.0),
        upper=min(upper, 1.0) if figure.statistic == "proportion" else upper,
    )


def _rows(values: FloatArray, errors: FloatArray, rung: Rung) -> IntArray:
    """Of each what is released at a rung, as a number that is the same where that is."""
    released, steps = stepped_errors(errors, rung)
    shown = np.round(values / steps) * steps
    shown = np.where((values > 0) & (shown <= 0), steps, shown)
    shown = np.where((values < 1) & (shown >= 1), 1 - steps, shown)
    every = np.round(np.column_stack([shown, released, steps]), 12)
    _, found = np.unique(every, axis=0, return_inverse=True)
    return np.asarray(found).ravel()


def _are_enough(rows: IntArray, left: BoolArray) -> BoolArray:
    """Which numbers of unknown answers have the row of enough others.

    One unknown person and two have one row, whoever else has it: where it is seen that they are
    few, a reader takes it to be one of the two, and the row says no more. A row with one of them
    alone does not do, however many others have it.
    """
    sizes = np.bincount(rows[left], minlength=int(rows.max()) + 1)
    enough: BoolArray = left & (sizes[rows] >= ENOUGH)
    if left[:2].all() and len(rows) > 1:
        with_either = left & np.isin(rows, rows[:2])
        enough[with_either] = bool(rows[0] == rows[1])
    _keep_company(rows, left, enough)
    return enough


def _keep_company(rows: IntArray, left: BoolArray, enough: BoolArray) -> None:
    """Leave no number alone between two that are settled, in `enough`, in place.

    At every coarser rung it would be the only one that is left, and so be known. The row after it
    waits for the next rung too, or the one before it where there is none.
    """
    settled = np.concatenate([[True], enough | ~left, [True]])
    for alone in np.flatnonzero(~settled[1:-1] & settled[:-2] & settled[2:]).tolist():
        beside = [k for k in (alone + 1, alone - 1) if 0 <= k < len(rows) and left[k]]
        if beside:
            enough[left & (rows == rows[beside[0]])] = False
