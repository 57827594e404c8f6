"""How many sets of persons fit a released row, for a reader who knows everybody's weight.

    python -m tests.disseminate.gate.digits_trial

Groups of few cases are drawn; the reader knows the weight and cluster of everybody in the group and
how many are cases, and sees value, error and both limits by one of some rules. She goes through
the sets of so many persons (all of them up to `MOST`, beyond that as many drawn at random) and
keeps those that would have been released alike. Whoever is in each of them is named.
The arithmetic is written here anew, but for the rule that is on trial.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from scipy.stats import t

from measure87.disseminate.gate.survey.precision.steps import LADDER, Rung, stepped_error

MOST = 20_000
"""Sets that are tried for one group."""
ENOUGH = 20
"""Sets that must fit for a group to be safe."""
CLUSTERS = 6
SIZES = ((3, 30), (3, 40), (4, 40), (3, 200), (10, 40))
"""Cases and persons."""
Row = np.ndarray
"""A released row, or one for each set of persons: value, error, lower and upper limit."""


@dataclass(frozen=True)
class Group:
    """What the reader knows: the weight and cluster of everybody."""

    weight: np.ndarray
    cluster: np.ndarray

    def rows(self, sets: np.ndarray) -> Row:
        """Value, error and limits (logit, t) if these were the cases: one row for each set."""
        weight, everybody = self.weight, self.weight.sum()
        value = weight[sets].sum(axis=1) / everybody
        totals = np.zeros((len(sets), CLUSTERS))
        for c in range(CLUSTERS):
            totals[:, c] = np.where(self.cluster[sets] == c, weight[sets], 0.0).sum(axis=1)
        totals -= value[:, None] * np.bincount(self.cluster, weight, CLUSTERS)
        spread = ((totals - totals.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
        error = np.sqrt(CLUSTERS / (CLUSTERS - 1) * spread) / everybody
        half = t.ppf(0.975, CLUSTERS - 1) * error / (value * (1 - value))
        odds = np.log(value / (1 - value))
        lower, upper = (1 / (1 + np.exp(-(odds + sign * half))) for sign in (-1, 1))
        return np.column_stack([value, error, lower, upper])


def drawn(rng: np.random.Generator, persons: int) -> Group:
    """A group with weights that differ from person to person."""
    weight = 100 * np.exp(0.4 * rng.standard_normal(persons))
    return Group(weight, rng.integers(0, CLUSTERS, persons))


def all_digits(row: Row, rows: Row) -> np.ndarray:
    """Which rows agree to all digits, but for the machine's rounding."""
    return np.isclose(rows, row, rtol=1e-11, atol=0).all(axis=1)


def fixed(row: Row, rows: Row) -> np.ndarray:
    """Value and limits to 0.01 points, the error to three significant digits."""
    unit = 10.0 ** (np.floor(np.log10(row[1])) - 2)
    units = np.array([1e-4, unit, 1e-4, 1e-4])
    return np.asarray((np.round(rows / units) == np.round(row / units)).all(axis=1))


def distances(share: float) -> Callable[[Row, Row], np.ndarray]:
    """Steps of a share of the error for all columns, limits at distances that are rounded up."""

    def fits(row: Row, rows: Row) -> np.ndarray:
        released, step = stepped_error(float(row[1]), Rung(share, share))
        return np.asarray(
            (np.round(rows[:, 1] / step) == round(released / step))
            & (_in_steps(rows, step) == _in_steps(row[None], step)).all(axis=1)
        )

    return fits


def _in_steps(rows: Row, step: float) -> np.ndarray:
    """Value and both distances in whole steps, the distances rounded up."""
    away = np.column_stack([rows[:, 0] - rows[:, 2], rows[:, 3] - rows[:, 0]])
    return np.column_stack([np.round(rows[:, 0] / step), np.ceil(away / step - 1e-9)])


def on_rung(rung: Rung) -> Callable[[Row, Row], np.ndarray]:
    """The rule of the gate: value and error in steps, limits from these two."""

    def fits(row: Row, rows: Row) -> np.ndarray:
        released = [stepped_error(float(error), rung) for error in (row[1], *rows[:, 1])]
        errors, steps = (np.array(column) for column in zip(*released, strict=True))
        values = np.round(np.append(row[0], rows[:, 0]) / steps)
        same = np.isclose(errors, errors[0], rtol=1e-9, atol=0) & (values == values[0])
        return np.asarray(same[1:] & np.isclose(steps[1:], steps[0], rtol=1e-9, atol=0))

    return fits


RULES = {
    "all digits": all_digits,
    "fixed decimals": fixed,
    "distances, a tenth": distances(0.1),
    **{f"steps of {rung.value:g} and {rung.error:g}": on_rung(rung) for rung in LADDER},
}


@dataclass(frozen=True)
class Found:
    """What the reader finds of one group: how many sets fit, and how many persons they name."""

    sets: float
    named: int


def attack(
    rng: np.random.Generator, cases: int, persons: int, most: int = MOST
) -> dict[str, Found]:
    """One group, by each rule."""
    group = drawn(rng, persons)
    truth = rng.choice(persons, cases, replace=False)
    every = comb(persons, cases)
    sets = _sets(rng, cases, persons, most)
    row, rows = group.rows(truth[None])[0], group.rows(sets)
    found = {}
    for name, rule in RULES.items():
        fitting = np.vstack([sets[rule(row, rows)], truth])
        times = np.bincount(fitting.ravel(), minlength=persons)
        scale = 1.0 if every <= most else every / most
        number = max((len(fitting) - 1) * scale, 1.0)
        found[name] = Found(number, int((times == len(fitting)).sum()))
    return found


def _sets(rng: np.random.Generator, cases: int, persons: int, most: int) -> np.ndarray:
    if comb(persons, cases) <= most:
        return np.array(list(combinations(range(persons), cases)))
    return np.argsort(rng.random((most, persons)), axis=1)[:, :cases]


def table(groups: int) -> Iterator[str]:
    """Lines of what is found."""
    for cases, persons in SIZES:
        rng = np.random.default_rng(87 + cases + persons)
        every = [attack(rng, cases, persons) for _ in range(groups)]
        for rule in RULES:
            sets = np.array([one[rule].sets for one in every])
            named = sum(one[rule].named > 0 for one in every)
            few = int((sets < ENOUGH).sum())
            yield (
                f"{cases:3} of {persons:3}  {rule:22} names in {named:3} of {groups}, under "
                f"{ENOUGH} sets in {few:3}, sets: least {sets.min():9.0f} median "
                f"{np.median(sets):11.0f}"
            )


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else 100):
        print(line)
