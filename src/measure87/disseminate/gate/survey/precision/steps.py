"""Steps of released numbers: 1, 2 or 5 times a power of ten, after the error of a figure.

A value to more digits than its error bears is of no use to who reads it, and to who knows the
weights it is one more equation: of 40 persons it can name the three that are cases. A fixed
number of decimals does not help, as it is too coarse for a rare event and too fine for a common
one. See docs/decisions/0042-digits-follow-the-error.md.
"""

from dataclasses import dataclass
from math import ceil, floor, log10

import numba
import numpy as np

from measure87.numerics.arrays import FloatArray

_EXACT = 1e-9
"""Share of a number by which the machine's rounding may move it."""


@dataclass(frozen=True)
class Rung:
    """How coarse the numbers of a figure are: the most that their steps are of its error.

    Attributes
    ----------
    value, error
        Share of the released error, above 0.
    """

    value: float
    error: float


LADDER = (Rung(0.1, 0.25), Rung(0.2, 0.5), Rung(0.5, 0.5))
"""From the steps of every figure to those of one that would name somebody otherwise. The error
has coarser steps than the value, since it is the better equation: it tells clusters too."""
RUNGS = (*LADDER, Rung(1.0, 0.5), Rung(2.0, 0.5), Rung(5.0, 0.5), Rung(1.0, 1.0), Rung(5.0, 2.0))
"""With those that a share needs which must not tell how many answered: see `answered`."""
FINEST = LADDER[0]
_DECIMAL = np.array([float(f"{one}e{power}") for power in range(-300, 300) for one in (1, 2, 5)])


def step_of(error: float, share: float = FINEST.value) -> float:
    """The greatest of 1, 2, 5, 10, 20 and so on (and 0.5, 0.2, ...) within a share of an error.

    Parameters
    ----------
    error
        Above 0, in the unit of the figure.
    share
        The most that a step is of it; a step is over two fifths of that.

    >>> step_of(0.031), step_of(19.0), step_of(20.0), step_of(0.031, 0.2)
    (0.002, 1.0, 2.0, 0.005)
    """
    most = error * share * (1 + _EXACT)
    power = floor(log10(most))
    steps = (float(f"{one}e{at}") for at in (power, power + 1) for one in (1, 2, 5))
    return max(step for step in steps if step <= most)


def decimals_of(step: float) -> int:
    """How many decimals a multiple of a step has.

    >>> decimals_of(0.002), decimals_of(0.5), decimals_of(200.0)
    (3, 1, 0)
    """
    return max(0, -floor(log10(step) + _EXACT))


def to_step(number: float, step: float) -> float:
    """The nearest multiple of a step, as it is written.

    >>> to_step(0.07499, 0.002), to_step(123456.0, 500.0)
    (0.074, 123500.0)
    """
    return round(round(number / step) * step, decimals_of(step))


def up_to_step(number: float, step: float) -> float:
    """The least multiple of a step that is not less than a number.

    >>> up_to_step(0.0741, 0.002), up_to_step(0.3, 0.1), up_to_step(-0.0741, 0.002)
    (0.076, 0.3, -0.074)
    """
    return round(ceil(number / step - _EXACT) * step, decimals_of(step))


def down_to_step(number: float, step: float) -> float:
    """The greatest multiple of a step that is not more than a number."""
    return -up_to_step(-number, step) + 0.0


def stepped_error(error: float, rung: Rung = FINEST) -> tuple[float, float]:
    """An error as it is released, and the step of its value, which follows from it.

    The step is that of the *released* error. Else step and error together would tell more than
    the error alone. An error is never released as none: half a step is a whole one.

    >>> stepped_error(0.0314), stepped_error(1.98), stepped_error(4.4, LADDER[2])
    ((0.03, 0.002), (2.0, 0.2), (4.0, 2.0))
    >>> stepped_error(0.05, RUNGS[-1])
    (0.1, 0.5)
    """
    step = step_of(error, rung.error)
    released = max(to_step(error, step), step)
    return released, step_of(released, rung.value)


def stepped_errors(errors: FloatArray, rung: Rung) -> tuple[FloatArray, FloatArray]:
    """The same as `stepped_error`, of many above 0: errors and steps of values, (m,) each."""
    # Steps are looked up as they are written, so that halves between them are the same.
    return _stepped(errors, rung.error, rung.value, _DECIMAL)


@numba.njit(cache=True)
def _stepped(
    errors: FloatArray, of_error: float, of_value: float, steps: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Errors in steps of a share of them, and the steps of values by a share of what comes out.

    `steps`, (s,), are those there are, ascending. Errors of one group are near each other, and so
    are their steps: each is looked for from that of the one before.
    """
    released, of_values = np.empty(len(errors)), np.empty(len(errors))
    at_error = at_value = len(steps) // 2
    for k in range(len(errors)):
        at_error = _greatest_within(errors[k] * of_error * (1 + _EXACT), steps, at_error)
        step = steps[at_error]
        released[k] = max(np.rint(errors[k] / step), 1.0) * step
        at_value = _greatest_within(released[k] * of_value * (1 + _EXACT), steps, at_value)
        of_values[k] = steps[at_value]
    return released, of_values


@numba.njit(cache=True)
def _greatest_within(most: float, steps: FloatArray, near: int) -> int:
    """Place of the greatest of ascending steps within a number, from a place that may be near."""
    at = near
    while at + 1 < len(steps) and steps[at + 1] <= most:
        at += 1
    while at > 0 and steps[at] > most:
        at -= 1
    return at
