"""From what one round measured to what the others do, with the error of the passage.

A crosswalk is a figure of its own: a study in which both were asked of the same persons gives by
how much (a difference) or how many times (a ratio) one is above the other, and how sure that is.
Its error goes into every round that it carries over, and is the same error in all of these.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.numerics.proportion_intervals import student_quantile
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.trend import TrendRound

CrosswalkKind = Literal["ratio", "difference"]


@dataclass(frozen=True)
class Crosswalk:
    """How the figures of some rounds are carried over to the definition of the others.

    Parameters
    ----------
    rounds : tuple of str
        Names of the rounds that it carries over.
    kind : str
        `ratio`: their figures are multiplied by `value`; `difference`: it is added.
    value, se : float
        The passage and its standard error, in the figure's unit for a difference.
    source : str
        Where it was measured, for readers.
    measure : str or None
        The measure that it is of; None is every measure.
    """

    rounds: tuple[str, ...]
    kind: CrosswalkKind
    value: float
    se: float
    source: str
    measure: str | None = None

    def __post_init__(self) -> None:
        """Refuse a passage that is none."""
        if self.kind not in get_args(CrosswalkKind):
            raise _unclear(f"there is no crosswalk of kind {self.kind!r}")
        if not math.isfinite(self.value) or (self.kind == "ratio" and self.value <= 0.0):
            raise _unclear(f"the crosswalk's value is {self.value}")
        if not (math.isfinite(self.se) and self.se >= 0.0):
            raise _unclear(f"the crosswalk's standard error is {self.se}")
        if not self.source.strip():
            raise _unclear("the crosswalk does not say where it was measured")

    @property
    def words(self) -> str:
        """As a result names it."""
        rounds = ", ".join(self.rounds)
        return (
            f"{self.kind} {self.value:g} (standard error {self.se:g}) for {rounds}: {self.source}"
        )

    def carries(self, figure: Estimate, round_name: str) -> bool:
        """Whether it is of this figure and round."""
        return round_name in self.rounds and self.measure in (None, figure.name)

    def factor(self) -> float:
        """What the round's own error is multiplied by."""
        return self.value if self.kind == "ratio" else 1.0

    def reach(self, figure: Estimate) -> float:
        """By how much the carried figure moves when the passage moves by its standard error."""
        assert figure.value is not None  # noqa: S101  # figures of a chain have values
        return self.se * (figure.value if self.kind == "ratio" else 1.0)

    def carried(self, figure: Estimate) -> Estimate:
        """The figure as the other rounds have it; its limits have both errors, squared and added.

        The passage's own error is taken to be normal.
        """
        assert figure.value is not None  # noqa: S101
        factor, reach = self.factor(), self.reach(figure)
        value = figure.value * factor + (self.value if self.kind == "difference" else 0.0)
        lower = upper = None
        if figure.lower is not None and figure.upper is not None and figure.level is not None:
            more = float(student_quantile(np.inf, figure.level)) * reach
            lower = value - math.hypot(factor * (figure.value - figure.lower), more)
            upper = value + math.hypot(factor * (figure.upper - figure.value), more)
        se = None if figure.se is None else math.hypot(factor * figure.se, reach)
        digits = None if figure.digits is None else factor * figure.digits
        return replace(figure, value=value, se=se, lower=lower, upper=upper, digits=digits)


def carried_covariance(
    covariance: FloatArray, figures: list[Estimate], by: list[Crosswalk | None]
) -> FloatArray:
    """Covariance (R, R) of carried figures; rounds that one passage carries share its error."""
    factors = np.array([1.0 if one is None else one.factor() for one in by])
    found = covariance * np.outer(factors, factors)
    for passage in {id(one): one for one in by if one is not None}.values():
        reach = np.array(
            [
                passage.reach(figure) if own is passage else 0.0
                for figure, own in zip(figures, by, strict=True)
            ]
        )
        found = found + np.outer(reach, reach)
    return found


def check_crosswalks(crosswalks: Sequence[Crosswalk], rounds: Sequence[TrendRound]) -> None:
    """Refuse a crosswalk of a round that there is not."""
    known = [one.name for one in rounds]
    for name in (name for one in crosswalks for name in one.rounds):
        if name not in known:
            raise UsageError(
                f"a crosswalk is of the round {name}, which there is not",
                code="crosswalk",
                hint=f"rounds: {', '.join(known)}",
            )


def _unclear(text: str) -> UsageError:
    return UsageError(
        text,
        code="crosswalk",
        hint="name the kind (ratio or difference), its value, its standard error and its source",
    )
