"""Contrasts by name: which figures are set against which, with what weights."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, get_args

from measure87.estimate.survey.differences import Side
from measure87.vocabulary.errors import UsageError

ContrastSet = Literal["baseline", "pairs", "mean", "trend"]
"""Each group less one of them; each less each before it; each less the plain mean of all; the slope
of a straight line through the groups by their codes, which are numbers."""


@dataclass(frozen=True)
class LinearContrast:
    """A weighted sum of figures, by its name.

    weights : each figure with its weight; weights of a comparison add up to 0
    """

    name: str
    weights: tuple[tuple[Side, float], ...]

    def __post_init__(self) -> None:
        """Refuse a contrast of nothing."""
        if not all(math.isfinite(weight) for _, weight in self.weights):
            raise UsageError(
                f"contrast {self.name} has a weight that is no number",
                code="contrast",
                hint="give a number for every figure",
            )
        if not any(weight for _, weight in self.weights):
            raise UsageError(
                f"contrast {self.name} has no figure with a weight other than 0",
                code="contrast",
                hint="name at least one figure and its weight",
            )


def contrast_set(
    kind: ContrastSet,
    outcome: str,
    by: str,
    codes: Sequence[str],
    *,
    baseline: str | None = None,
    within: Mapping[str, str] | None = None,
) -> tuple[LinearContrast, ...]:
    """A set of contrasts of one figure between groups.

    Parameters
    ----------
    kind : str
        See `ContrastSet`.
    outcome, by, codes
        The figure, the variable of the groups, and the groups in their order.
    baseline : str, optional
        Code that others are compared with; the first without it.
    within : mapping, optional
        A group in which all of it is.

    >>> [one.name for one in contrast_set("pairs", "work", "area", ["1", "2", "3"])]
    ['work: area 2 - area 1', 'work: area 3 - area 1', 'work: area 3 - area 2']
    """
    if kind not in get_args(ContrastSet):
        raise UsageError(
            f"there is no set of contrasts {kind!r}",
            code="contrast",
            hint=f"sets: {', '.join(get_args(ContrastSet))}",
        )
    if len(codes) < 2:
        raise UsageError(
            f"{by} has fewer than two groups to compare",
            code="one-group",
            hint="name a column with two groups or more",
        )
    if baseline is not None and (kind != "baseline" or baseline not in codes):
        raise UsageError(
            f"{by} has no group {baseline} to compare others with"
            if kind == "baseline"
            else f"a set of {kind} contrasts has no baseline",
            code="contrast",
            hint="name a code as the column has it, and only for the set baseline",
        )
    side = {code: Side(outcome, {**(within or {}), by: code}) for code in codes}
    if kind == "trend":
        return (_trend(outcome, by, codes, side),)
    if kind == "mean":
        k = len(codes)
        return tuple(
            LinearContrast(
                f"{outcome}: {by} {one} - mean",
                tuple((side[other], float(other == one) - 1.0 / k) for other in codes),
            )
            for one in codes
        )
    first = baseline or codes[0]
    pairs = (
        [(b, a) for a, b in combinations(codes, 2)]
        if kind == "pairs"
        else [(code, first) for code in codes if code != first]
    )
    return tuple(
        LinearContrast(f"{outcome}: {by} {b} - {by} {a}", ((side[b], 1.0), (side[a], -1.0)))
        for b, a in sorted(pairs, key=lambda pair: codes.index(pair[1]))
    )


def _trend(outcome: str, by: str, codes: Sequence[str], side: Mapping[str, Side]) -> LinearContrast:
    """The least-squares slope through the groups, each of weight 1."""
    try:
        score = [float(code) for code in codes]
    except ValueError as error:
        raise UsageError(
            f"the groups of {by} are no numbers, so that there is no trend over them",
            code="contrast",
            hint="give weights yourself, or code the groups by numbers",
        ) from error
    centre = sum(score) / len(score)
    size = sum((one - centre) ** 2 for one in score)
    weights = [(one - centre) / size for one in score]
    return LinearContrast(
        f"{outcome}: trend over {by}",
        tuple((side[code], weight) for code, weight in zip(codes, weights, strict=True)),
    )
