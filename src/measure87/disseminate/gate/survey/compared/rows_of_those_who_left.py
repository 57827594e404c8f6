"""What the rows of two releases tell of each of those who left between them, and of who came.

A reader knows who is in either release, and with which weight. Of a group the weighted number of
cases now, less that of then, is that of the cases who came less that of those who left; the
counts say how many more the ones are than the others; and errors, where persons were drawn one by
one, say the same of squares of weights. So she goes through the sets of them that fit.

As of any row, at least `ENOUGH` sets have to fit, and nobody be a case in all of them. Who the
cases are of those who left no ledger knows. So it is asked of what the two releases say, and of
sets that are drawn at random: whether a row is shown hangs on their number, on weights and steps,
and hardly on who they were. Where weights of those who stayed were made anew, or
are few, see `rows_by_two_weights`.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.disseminate.gate.kept_releases import WHO, Group, Turnover, Weighed, group_of
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.compared.rows_by_two_weights import (
    ShownParts,
    by_measure,
    name_somebody_by_two_weights,
    part_names_somebody,
)
from measure87.disseminate.gate.survey.precision.steps import (
    FINEST,
    step_of,
    stepped_error,
    to_step,
)
from measure87.disseminate.gate.survey.rows.possible_sets import (
    DRAWN,
    MOST_PERSONS,
    is_all,
    sets_of,
)
from measure87.disseminate.gate.survey.rows.row_audit import ENOUGH
from measure87.disseminate.gate.tables.tables import cases_of
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.estimate import Estimate

_TRIES = 20
"""Sets drawn at random that could be the cases of those who left or came."""
_MOST_NAMED = 2
"""Of them that may have a row which names somebody, where that of the two releases does not."""
_SEED = 87
_NEAR_HALF = 0.05
"""A share so near a half has an error that says nothing of who the cases are."""
_MACHINE = 1e-9


def named_by_rows(
    figures: Sequence[Estimate],
    before: Iterable[Estimate],
    rules: DisclosureRules,
    hidden: Collection[int] = (),
) -> set[int]:
    """Positions of shares that would name somebody who left or came, beside earlier ones.

    Parameters
    ----------
    figures
        Of this release, to all digits, with `WHO` where persons differ.
    before
        Of the ledger's releases, as they were released.
    hidden
        Positions of figures that are hidden in any case, and follow from no others.
    """
    if not rules.digits or rules.minimum_cases <= 1:
        return set()
    known = by_measure(one for one in before if WHO in one.group)
    new = by_measure(figures)
    gone: dict[Hashable, set[Group]] = {}
    for k in hidden:
        gone.setdefault(_measure(figures[k]), set()).add(group_of(figures[k]))
    found = set()
    for k, figure in enumerate(figures):
        if figure.statistic != "proportion" or figure.n_cases is None or WHO not in figure.group:
            continue
        measure, turnovers = _measure(figure), rules.kept.turnover.get(figure.name, {})
        now = new[figure.group[WHO], *measure]
        for whole, every in turnovers.items():
            for moved in every if whole <= group_of(figure) else ():
                then = known.get((moved.before, *measure), {})
                shown = ShownParts(then, now, gone.get(measure, ()))
                is_part = whole != group_of(figure)
                tried = _is_told_by_a_whole if is_part else _name_somebody
                if not (is_part and k in hidden) and any(
                    tried(figure, one, moved, shown) for one in then.get(whole, ())
                ):
                    found.add(k)
    return found


def _is_told_by_a_whole(part: Estimate, then: Estimate, moved: Turnover, shown: ShownParts) -> bool:
    """Whether a new share names somebody beside an earlier one of a group that it is a part of."""
    if group_of(part) in shown.then:
        return False  # What is shown of the part twice is judged by its counts and its rows.
    whole = group_of(then)
    now = () if whole in shown.hidden else shown.now.get(whole, ())
    more = (cases_of(now[0]) or 0) - (cases_of(then) or 0) if now else None
    if more == 0 and not moved.came.size:
        return False  # None of those who left is a case, and that is no secret.
    return part_names_somebody(part, then, moved, more)


def _measure(figure: Estimate) -> tuple[str, str | None]:
    return figure.name, figure.definition


@dataclass(frozen=True)
class Told:
    """What a released row says of the cases' sum of weights, and of the sum of squares.

    weight, squares : the middle of what is possible
    off, squares_off : by how much the truth may differ from it
    """

    weight: float
    off: float
    squares: float
    squares_off: float


def told_by(figure: Estimate, everybody: Weighed, digits: float) -> Told:
    """Of a row in steps of `digits`, of persons drawn one by one.

    With n persons, W the sum of their weights and Q that of squares, p the share and A the sum of
    squares of the cases, the square of the error is n / (n - 1) (A (1 - 2 p) + p^2 Q) / W^2.
    """
    p, n, error = figure.value or 0.0, everybody.number, figure.se or 0.0
    weight, off = p * everybody.weight, digits / 2 * everybody.weight
    if not cases_of(figure):
        return Told(0.0, 0.0, 0.0, 0.0)
    slope = 1 - 2 * p
    if not error or n < 2 or abs(slope) < _NEAR_HALF:
        return Told(weight, off, 0.0, np.inf)
    factor = (n - 1) / n * everybody.weight**2
    squares = (factor * error**2 - p**2 * everybody.squares) / slope
    return Told(weight, off, squares, factor * error * step_of(error, FINEST.error) / abs(slope))


def _name_somebody(now: Estimate, then: Estimate, moved: Turnover, shown: ShownParts) -> bool:
    left, came = _respondents(now, then, moved)
    more = (cases_of(now) or 0) - (cases_of(then) or 0)
    chosen = left + more
    if not 0 <= chosen <= left + came:
        return False
    if (not came and chosen == left) or (not left and not chosen):
        return False  # None of them is a case, and that is no secret.
    now = in_finest_steps(now)
    if name_somebody_by_two_weights(now, then, moved, (left, came), shown):
        return True
    if moved.stayed is not None and moved.stayed.weigh_anew:
        return False  # One row less the other is no row of those who left or came.
    if min(chosen, left + came - chosen) > MOST_PERSONS:
        return False
    new = told_by(now, _of_respondents(moved.now, now), now.digits or 0.0)
    old = told_by(then, _of_respondents(moved.then, then), then.digits or 0.0)
    is_everybody = (left, came) == (len(moved.left), len(moved.came))
    rng = np.random.default_rng([_SEED, left, came, chosen])
    return any(
        _Sets(
            rng.permutation(moved.left)[:left], rng.permutation(moved.came)[:came], chosen
        ).name_somebody(_between(new, old), rng, as_told=is_everybody)
        for _ in range(1 if is_everybody else _TRIES)
    )


def _between(now: Told, then: Told) -> Told:
    return Told(
        now.weight - then.weight,
        now.off + then.off,
        now.squares - then.squares,
        now.squares_off + then.squares_off,
    )


@dataclass(frozen=True)
class _Sets:
    """Sets of those who came and are cases, with those who left and are none.

    left, came : weights of persons
    size : persons of each set, which the counts of the two releases say
    """

    left: FloatArray
    came: FloatArray
    size: int

    def name_somebody(self, between: Told, rng: np.random.Generator, *, as_told: bool) -> bool:
        """Whether too few sets fit the rows, or somebody is a case by all of them.

        `as_told` asks it of what the rows say; of sets at random it is asked in any case.
        """
        found = True
        for drawn in DRAWN:
            found = self._name_somebody(between, rng, drawn, as_told=as_told)
            if not found or is_all(self._persons, self._fewer):
                break
        return found

    @property
    def _persons(self) -> int:
        return len(self.left) + len(self.came)

    @property
    def _fewer(self) -> int:
        """Persons of a set, or of all others if these are fewer: of those sets are made."""
        return min(self.size, self._persons - self.size)

    def _name_somebody(
        self, between: Told, rng: np.random.Generator, drawn: int, *, as_told: bool
    ) -> bool:
        sets = sets_of(self._persons, self._fewer, drawn)
        weight, squares = self._sums(sets, 1), self._sums(sets, 2)
        lots = rng.integers(0, len(sets), _TRIES)
        square_off = between.squares_off if np.isfinite(between.squares_off) else 0.0
        slack = _MACHINE * abs(weight).max(initial=0.0), _MACHINE * squares.max(initial=0.0)

        def are_few(middle: float, of_squares: float) -> bool:
            fit = abs(weight - middle) <= between.off + slack[0]
            fit &= abs(squares - of_squares) <= between.squares_off + slack[1]
            return bool(fit.any()) and self._are_few(sets[fit])

        own = float(self.left.sum()), float((self.left**2).sum())
        if as_told and are_few(between.weight + own[0], between.squares + own[1]):
            return True
        # Errors are not those of persons drawn one by one where weights meet a population table.
        by_values = abs(weight - between.weight - own[0]) <= between.off + slack[0]
        if as_told and by_values.any() and self._are_few(sets[by_values]):
            return True
        number = 0
        for one in lots:
            off, of_squares = between.off * rng.uniform(-1, 1), square_off * rng.uniform(-1, 1)
            number += are_few(weight[one] + off, squares[one] + of_squares)
        return number > _MOST_NAMED

    def _sums(self, sets: IntArray, power: int) -> FloatArray:
        """(m,) of weights of each set, or of squares."""
        every = np.concatenate([self.left, self.came]) ** power
        found: FloatArray = every[sets].sum(axis=1)
        return found if self._fewer == self.size else every.sum() - found

    def _are_few(self, sets: IntArray) -> bool:
        """Whether these are too few, or leave nothing open of somebody."""
        if len(sets) < ENOUGH:
            return True
        times = np.bincount(sets.ravel(), minlength=self._persons)
        in_all, in_none = times == len(sets), times == 0
        if not is_all(self._persons, self._fewer):
            in_none[:] = False  # Of sets drawn at random many are in none.
        cases = (in_none, in_all) if self._fewer == self.size else (in_all, in_none)
        number = len(self.left)
        return bool(cases[0][:number].any() or cases[1][number:].any())


def _respondents(now: Estimate, then: Estimate, moved: Turnover) -> tuple[int, int]:
    """How many who left, and who came, are respondents of a figure.

    Of a measure that some of a group alone are asked about the ledger does not know who they are:
    as many as the numbers of respondents say, or where both happened, a share of those who left.
    """
    every = left, came = len(moved.left), len(moved.came)
    if now.n is None or then.n is None:
        return every
    if (then.n, now.n) == (moved.then.number, moved.now.number):
        return every
    more = now.n - then.n
    if not came:
        found = -more, 0
    elif not left:
        found = 0, more
    else:
        some = round(left * then.n / moved.then.number)
        found = some, some + more
    is_possible = 0 <= found[0] <= left and 0 <= found[1] <= came
    return found if is_possible else every


def _of_respondents(everybody: Weighed, figure: Estimate) -> Weighed:
    """The respondents of a figure, who weigh as all of its group do on average."""
    if figure.n is None or not everybody.number:
        return everybody
    share = figure.n / everybody.number
    return Weighed(figure.n, everybody.weight * share, everybody.squares * share)


def in_finest_steps(share: Estimate) -> Estimate:
    """A share as it would be released where nothing else makes it coarser."""
    if share.value is None or not share.se:
        return share
    error, step = stepped_error(share.se)
    return replace(share, value=to_step(share.value, step), se=error, digits=step)
