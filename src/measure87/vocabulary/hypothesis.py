"""A test of a hypothesis, and what it found."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

TestKind = Literal["independence", "means", "ranks", "contrast"]
"""What is tested: no association of two columns, equal means, equal distributions, a contrast
that is 0."""

StatisticName = Literal["F", "chi-squared", "t", "sum of chi-squares"]


@dataclass(frozen=True)
class HypothesisTest:
    """One test: of what, how, and how likely such a statistic is if the hypothesis holds.

    name : measure or contrast
    by : columns whose groups are compared; of independence the second column
    method : as the command names it (`rao-scott`, `wald`, `wilcoxon`, ...)
    group : the part of the sample it is of; empty is everybody
    statistic, statistic_name : what was computed; a t has the sign of the estimate
    df, df_denominator : degrees of freedom; of an F both, and they may be no whole numbers
    p_value : of both sides, 0 to 1
    p_adjusted, adjustment : among several tests, and how (`holm`)
    estimate, se : of a contrast, or of a difference of two groups
    n, n_clusters : persons and first-stage clusters with all answers
    n_unknown : persons of that part that the test leaves out, for one of its answers is unknown
    """

    name: str
    test: TestKind
    method: str
    statistic: float
    statistic_name: StatisticName
    p_value: float
    by: tuple[str, ...] = ()
    group: Mapping[str, str] = field(default_factory=dict)
    df: float | None = None
    df_denominator: float | None = None
    p_adjusted: float | None = None
    adjustment: str | None = None
    estimate: float | None = None
    se: float | None = None
    n: int | None = None
    n_unknown: int | None = None
    n_clusters: int | None = None

    def __post_init__(self) -> None:
        """A number that is not finite is our own bug."""
        for name in ("statistic", "p_value", "df", "df_denominator", "p_adjusted", "estimate"):
            value = getattr(self, name)
            if value is not None and not math.isfinite(value):
                raise AssertionError(f"{name} is {value}: a test is of numbers or refused")

    def to_json(self) -> dict[str, Any]:
        """Plain object of the contract; what does not apply is left out."""
        plain = {**vars(self), "by": list(self.by), "group": dict(self.group)}
        return {name: value for name, value in plain.items() if value not in (None, [])}
