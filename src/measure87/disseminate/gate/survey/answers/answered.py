"""Shares so coarse that they do not tell how many answered, where that is not shown.

Where unknown answers are left out, a share is cases by who answered. With the cases and those who
were asked it gives back how many did, if its step is less than what a person more or less would
move it by: 47 cases of 85 asked are 0.560 of 84 and 0.553 of 85. So where the number of unknown
answers is kept back, the figure goes to coarser steps until another number fits its row too; 1 and
2, which are kept back wherever they are, until both do.

Everybody is taken to weigh alike, or the reader to know by what factor the cases weigh more: then
whoever is not counted moves the share as if she had the mean weight. Where weights are so far apart
that the share says little of either it keeps its steps.

A measure and the parts of its cases (forced labour by means) are shares of the same persons, so the
number has to fit all of their rows in a group. There numbers go in blocks, 1 and 2, 3 and 4 and so
on, and each share to the finest steps in which the whole block of the true number has one row.

Several shares can tell together what none does alone, with sums of those who were asked and who
answered: so the auditor is asked again with what each says, see `protection`.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.disseminate.gate.audit.seen import GroupKey, Measure, measures_of
from measure87.disseminate.gate.kept_releases import without_who
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.precision.digits import error_of
from measure87.disseminate.gate.survey.precision.limits import (
    CAPPED,
    Pair,
    formula_of,
    limits_by_formula,
)
from measure87.disseminate.gate.survey.precision.steps import RUNGS, Rung, stepped_errors
from measure87.disseminate.gate.tables.declared_parts import Parts
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.weighed_persons import KnownPersons
from measure87.vocabulary.estimate import Estimate

ENOUGH = 2
"""Numbers of unknown answers that must fit a row."""
MOST_TRIED = 2000
"""Unknown answers that are tried at most."""
BY_WEIGHTS = 20
"""Answers more or less that move a share less than its cases' weights may."""


type _Whole = tuple[Hashable, ...]
"""Of whom shares are that rest on the same persons: measure, group, and how many answered."""


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
    parts
        Which measures are parts of the cases of another: who answered is the same of them.
    """

    def __init__(
        self,
        figures: Sequence[Estimate],
        rungs: Mapping[int, int],
        excluding: Collection[str],
        persons: KnownPersons | None,
        in_steps: Callable[[Measure, Estimate], bool] = lambda *_: False,
        parts: Parts | None = None,
    ) -> None:
        self._figures, self._rungs, self._persons = figures, dict(rungs), persons
        self._starts = dict(rungs)
        self._excluding, self._in_steps = excluding, in_steps
        self._parts = parts or {}
        self._measures = measures_of(figures)
        of_group: dict[tuple[Measure, GroupKey], list[int]] = {}
        for k, (measure, one) in enumerate(zip(self._measures, figures, strict=True)):
            of_group.setdefault((measure, frozenset(one.group.items())), []).append(k)
        self._beside = {
            share: places
            for places in of_group.values()
            for share in [k for k in places if figures[k].statistic == "proportion"][:1]
        }
        self._told: dict[tuple[Hashable, ...], list[_Told]] = {}
        self._blocks: dict[_Whole, int] = {}
        self._together: dict[int, _Whole] = {}
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
        found = self._told_of(shown)
        for share, told in found.items():
            self._rungs.update(dict.fromkeys(self._beside[share], told.rung))
        return {share: (told.least, told.most) for share, told in found.items()}

    def with_limits_of_all(self, shown: Sequence[Estimate]) -> list[Estimate]:
        """Figures whose limits are as far away as by any number of unknowns with the same row.

        Where their number is kept back; by its own limits each would tell it.
        """
        found = list(shown)
        for share, told in self._told_of(shown).items():
            times = _further(self._figures[share], (max(told.least, 1), told.most))
            if times is not None:
                for k in self._beside[share]:
                    found[k] = _moved_out(found[k], times)
        return found

    def coarser(self, shares: Collection[int]) -> list[int]:
        """Give shares, and what stands beside them, the next rung; which of them have none.

        Where a share stands beside others of the same persons, their blocks are twice as large.
        """
        last = []
        wider: dict[_Whole, list[int]] = {}
        for share in shares:
            rung = self._rungs.get(share, 0) + 1
            if share in self._together:
                wider.setdefault(self._together[share], []).append(share)
            elif rung < len(RUNGS):
                self._rungs.update(dict.fromkeys(self._beside[share], rung))
                self._starts.update(dict.fromkeys(self._beside[share], rung))
            else:
                last.append(share)
        for whole, some in wider.items():
            last += self._with_wider_blocks(whole, some)
        return last

    def _with_wider_blocks(self, whole: _Whole, shares: Sequence[int]) -> list[int]:
        """Twice as large ones; or, where they are all there are, or one tells alone, those."""
        together = [share for share, one in self._together.items() if one == whole]
        told = dict(zip(together, self._at(whole, together), strict=True))
        if alone := [share for share in shares if told[share].least == told[share].most]:
            return alone
        block = self._blocks.get(whole, ENOUGH)
        if block >= max(len(_numbers_of(self._figures[share])) for share in together):
            return list(shares)
        self._blocks[whole] = 2 * block
        return []

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

    def _told_of(self, shown: Sequence[Estimate]) -> dict[int, _Told]:
        """What each share says that could tell, by itself or beside others of the same persons."""
        could = [share for share in self._beside if self._could_tell(share, shown[share])]
        found: dict[int, _Told] = {}
        together: dict[_Whole, list[int]] = {}
        for share in could:
            together.setdefault(self._whole(share), []).append(share)
        self._together = {
            share: whole for whole, some in together.items() if len(some) > 1 for share in some
        }
        for whole, shares in together.items():
            found.update(zip(shares, self._at(whole, shares), strict=True))
        return found

    def _whole(self, at: int) -> _Whole:
        """The measure and group whose persons a share is of, and how many of them answered."""
        figure, (name, *which) = self._figures[at], self._measures[at]
        whole = self._parts[name].measure if name in self._parts else name
        group = frozenset(figure.group.items())
        return (whole, *which, group, figure.n, figure.n_unknown)

    def _at(self, whole: _Whole, shares: Sequence[int]) -> list[_Told]:
        starts = [max(self._starts.get(k, 0) for k in self._beside[share]) for share in shares]
        block = self._blocks.get(whole, ENOUGH)
        key = (block, *zip(shares, starts, strict=True))
        if key not in self._told:
            figures = [self._figures[share] for share in shares]
            self._told[key] = (
                [_told_by(figures[0], starts[0])]
                if len(shares) == 1
                else _told_together(figures, starts, block)
            )
        return self._told[key]


def _told_by(share: Estimate, start: int) -> _Told:
    """The first rung, from one on, at which enough numbers of unknown answers have the same row.

    Numbers that a finer rung settled are no longer counted at a coarser one: a reader sees that it
    did not do. So whichever of the numbers with one row is the true one, the same is released.
    """
    asked, true = (share.n or 0) + (share.n_unknown or 0), max(share.n_unknown or 0, 1)
    unknown = _numbers_of(share)
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


def _told_together(shares: Sequence[Estimate], starts: Sequence[int], block: int) -> list[_Told]:
    """Of shares of the same persons the first rungs at which each block has one row of each share.

    Whichever of the numbers of a block is the true one, the same is released. A share that has
    more than one row even at the last rung tells the number by itself, and may not be shown.
    """
    first = shares[0]
    asked, true = (first.n or 0) + (first.n_unknown or 0), max(first.n_unknown or 0, 1)
    unknown = min((_numbers_of(share) for share in shares), key=len)
    would = [_would_be(share, asked - unknown) for share in shares]
    found = [_rungs_of_blocks(*one, start, block) for one, start in zip(would, starts, strict=True)]
    safe = [k for k, one in enumerate(found) if one[true - 1] < len(RUNGS)]
    if not safe:
        return [_Told(len(RUNGS) - 1, true, true) for _ in found]
    rows = _rows_of_all([would[k] for k in safe], [found[k] for k in safe])
    same = unknown[rows == rows[true - 1]]
    of_all = same[0] == 1 and all(
        _is_row_of_all(
            shares[k], asked, RUNGS[found[k][true - 1]], (would[k][0][0], would[k][1][0])
        )
        for k in safe
    )
    least = 0 if of_all or not first.n_unknown else int(same[0])
    return [
        _Told(int(one[true - 1]), least, int(same[-1]))
        if one[true - 1] < len(RUNGS)
        else _Told(len(RUNGS) - 1, true, true)
        for one in found
    ]


def _rungs_of_blocks(values: FloatArray, errors: FloatArray, start: int, block: int) -> IntArray:
    """Of each number of unknown answers the first rung at which its block has one row.

    One more than the last where there is none. What is left over at the end is of the last block.
    """
    of = np.minimum(np.arange(len(values)) // block, max(len(values) // block, 1) - 1)
    first = np.searchsorted(of, of)
    found = np.full(len(values), len(RUNGS))
    for k in range(start, len(RUNGS)):
        rows = _rows(values, errors, RUNGS[k])
        differ = np.bincount(of, rows != rows[first]) > 0
        found[~differ[of] & (found == len(RUNGS))] = k
        if (found < len(RUNGS)).all():
            break
    return found


def _rows_of_all(
    would: Sequence[tuple[FloatArray, FloatArray]], rungs: Sequence[IntArray]
) -> IntArray:
    """Of each number what is released of all shares, as a number that is the same where that is."""
    found = np.zeros(len(rungs[0]), dtype=np.int64)
    for (values, errors), own in zip(would, rungs, strict=True):
        rows = np.zeros_like(found)
        for rung in np.unique(own):
            at, most = own == rung, len(RUNGS) + 1
            if rung == len(RUNGS):
                rows[at] = rung  # hidden
            else:
                rows[at] = _rows(values[at], errors[at], RUNGS[rung]) * most + rung
        both = np.unique(found * (int(rows.max()) + 1) + rows, return_inverse=True)
        found = np.asarray(both[1]).ravel()
    return found


def _numbers_of(share: Estimate) -> IntArray:
    """The numbers of unknown answers, above 0, that a share could leave out."""
    asked, cases = (share.n or 0) + (share.n_unknown or 0), share.n_cases or 0
    most = min(asked - max(cases, 1), MOST_TRIED)
    return np.arange(1, max(most, share.n_unknown or 0, 1) + 1)


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
