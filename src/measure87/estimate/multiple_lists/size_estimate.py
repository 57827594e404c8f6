"""What each list method gives: a population size, its interval, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import Measure87Error
from measure87.vocabulary.estimate import Notice


class NotEstimableError(Measure87Error):
    """A method has no answer that can be defended for this table.

    The text says why in words a reader understands; the method is reported as refused and the
    others go on.
    """


@dataclass(frozen=True)
class MonteCarloError:
    """How far a figure made with random numbers would move with another seed.

    Standard errors over seeds, persons; `replicates` counts bootstrap samples or draws that
    were used (effective draws for a Markov chain).
    """

    value: float
    lower: float
    upper: float
    replicates: int


@dataclass(frozen=True)
class SizeEstimate:
    """The size of a population, known and unknown, by one method.

    Attributes
    ----------
    method : str
        Name of the method as in options (`stepwise`).
    value : float, persons
        Observed plus estimated unobserved.
    lower, upper : float, persons, or None
        Interval; `upper` is None where the method gives a lower bound only.
    level : float
        0 to 1.
    interval : str
        `bca`, `percentile`, `posterior`, `profile`, `log-normal`, ...
    se : float, persons, or None
    observed : int
        Persons on at least one list.
    terms : tuple of str
        Interactions in the chosen model (`A:B`), if one model was chosen.
    lower_bound_only : bool
        Whether `value` estimates a lower bound of the size.
    monte_carlo : MonteCarloError or None
    draws : (m,) float, persons, or None
        Bootstrap values or posterior draws, for plots and pooling.
    notices : tuple of Notice
        What to beware of; shown beside the figure.
    diagnostics : mapping
        The method's own numbers (plain values that can go to JSON).
    """

    method: str
    value: float
    lower: float | None
    upper: float | None
    level: float
    interval: str
    observed: int
    se: float | None = None
    terms: tuple[str, ...] = ()
    lower_bound_only: bool = False
    monte_carlo: MonteCarloError | None = None
    draws: FloatArray | None = field(default=None, repr=False, compare=False)
    notices: tuple[Notice, ...] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=dict)


def three_digits(size: float) -> str:
    """A size to three digits: more would be told of one run's chance alone.

    >>> three_digits(53_914.2)
    '53,900'
    """
    return f"{float(f'{size:.3g}'):,.0f}"
