"""Non-response by a propensity: the chance of answering, from a logistic regression.

The regression of answering (1 or 0) on the columns that are named is weighted by the weights before
the step. Without `groups` those who answered get the factor 1 / p, p the chance that it gives
persons like her. With `groups` persons are put in classes of about equal weight by p, and each
class gets the inverse of its weighted response rate: it asks less of the regression and makes no
weight huge. Both suppose that answering depends on nothing but the columns.

Categories enter as one column for each code but the first; a missing code is a code. Numbers are
measured from their mean in units of their standard deviation, which moves no propensity. A
column that repeats others is left out.

Sources: Haziza & Beaumont (2017), Construction of weights in surveys: a review, Stat. Sci. 32,
206-226 (abstract seen); Little (1986), Survey nonresponse adjustments for estimates of means,
Int. Stat. Rev. 54, 139-157 (classes of propensity; unseen).
"""

from dataclasses import dataclass

import numpy as np

from measure87.estimate.row_groups import rows_by_codes
from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.fault import RecipeFault
from measure87.estimate.weighting.recipe import Propensity
from measure87.estimate.weighting.steps.classes import first_rows
from measure87.estimate.weighting.steps.kinds import CellStep, Persons
from measure87.estimate.weighting.steps.response import (
    ANSWERED,
    inverse_rates,
    statuses_of_response,
)
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array, IntArray
from measure87.numerics.generalised_linear import fit_logistic
from measure87.vocabulary.errors import DataError

_REPEATS = 1e-9


@dataclass(frozen=True)
class _FittedChance:
    """Cells are patterns of the columns by whether she answered.

    x : (P, k) columns of each pattern, the first is 1
    groups : classes of propensity; None: none
    first_row : (P,) for messages
    """

    where: str
    x: FloatArray
    groups: int | None
    first_row: IntArray

    def factors(self, total: FloatArray, squares: FloatArray) -> FloatArray:
        by_pattern = total.reshape(-1, 2)
        chance = self._chances(by_pattern)
        if self.groups is None:
            factor = 1.0 / chance
        else:
            own = by_pattern.sum(axis=1)
            group = groups_of_equal_weight(chance, own, self.groups)
            by_group = np.stack(
                [np.bincount(group, by_pattern[:, j], self.groups) for j in (0, ANSWERED)], axis=1
            )
            first = first_rows(group, self.groups)
            factor = inverse_rates(by_group, self.first_row[first], self.where)[group]
        return np.stack([np.zeros_like(factor), factor], axis=1).ravel()

    def _chances(self, by_pattern: FloatArray) -> FloatArray:
        """The chance of answering of each pattern, (P,)."""
        if not by_pattern[:, 0].any():
            return np.ones(len(by_pattern))
        answer = np.tile([0.0, 1.0], len(by_pattern))
        weight = by_pattern.ravel()
        x = np.repeat(self.x, 2, axis=0)
        used = weight > 0.0
        kept = independent_columns(x[used])
        try:
            b = fit_logistic(np.ascontiguousarray(x[used][:, kept]), answer[used], weight[used])
        except DataError as error:
            raise RecipeFault(
                f"the chance of answering cannot be found: {error.text}",
                code=error.code,
                where=self.where,
                hint="leave a column out, or merge its codes",
            ) from error
        with np.errstate(over="ignore"):
            return np.asarray(1.0 / (1.0 + np.exp(-self.x[:, kept] @ b)))


def groups_of_equal_weight(chance: FloatArray, weight: FloatArray, n: int) -> Int32Array:
    """The class of each pattern, 0 to n - 1, by its chance; equal chances are never parted.

    >>> groups_of_equal_weight(np.array([0.2, 0.9, 0.5, 0.2]), np.ones(4), 2).tolist()
    [0, 1, 1, 0]
    """
    _, place = np.unique(chance.round(12), return_inverse=True)
    own = np.bincount(place, weight)
    before = np.cumsum(own) - own
    group = np.floor(n * (before + own / 2.0) / own.sum()).astype(np.int32)
    return np.minimum(group, n - 1)[place]


def independent_columns(x: FloatArray) -> BoolArray:
    """Which columns repeat none of those before them, (k,) bool."""
    kept = np.zeros(x.shape[1], dtype=bool)
    basis = np.empty((x.shape[0], 0))
    for j, column in enumerate(x.T):
        left = column - basis @ (basis.T @ column)
        left -= basis @ (basis.T @ left)
        size = float(np.linalg.norm(left))
        if size > _REPEATS * float(np.linalg.norm(column)):
            kept[j] = True
            basis = np.column_stack([basis, left / size])
    return kept


def prepare_propensity(
    step: Propensity, columns: Columns, persons: Persons, where: str
) -> CellStep:
    """Read the columns of the step."""
    status = statuses_of_response(step, columns, persons)
    if persons.drawn.any() and not (status == ANSWERED).any():
        raise RecipeFault(
            "nobody answered", code="nobody-answered", where=where, hint="look at `answered`"
        )
    for name in step.numbers:
        columns.numbers(name, persons.drawn)
    place, pattern = columns.crossing([*step.categories, *step.numbers])
    x = [np.ones(pattern.height)]
    used = np.bincount(place[persons.drawn], minlength=pattern.height) > 0
    for name in step.categories:
        codes, _ = rows_by_codes(pattern, [columns.spelt(name)])
        x += [(codes == code).astype(float) for code in np.unique(codes[used])[1:]]
    for name in step.numbers:
        number = pattern[columns.spelt(name)].cast(float).fill_null(0.0).to_numpy()
        spread = float(number[used].std()) or 1.0
        x.append((number - number[used].mean()) / spread)
    cell = np.where(status >= 0, place * 2 + status, -1).astype(np.int32)
    rule = _FittedChance(
        where, np.column_stack(x), step.groups, first_rows(place.astype(np.int32), pattern.height)
    )
    return CellStep(cell, 2 * pattern.height, rule, persons.only(status == ANSWERED))
