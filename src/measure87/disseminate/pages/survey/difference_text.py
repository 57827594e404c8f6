"""One difference as a reader sees it: both sides, the points between them, and 0."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor, log10

from measure87.disseminate.gate.survey.precision.steps import decimals_of
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import (
    Scale,
    care_of,
    figure_text,
    reason_of,
    scale_of,
)
from measure87.vocabulary.estimate import Estimate

PERCENT = 100
"""Differences of shares per 100 are percentage points."""
_MOST_DECIMALS = 3


@dataclass(frozen=True)
class DifferenceText:
    """The cells of one difference; None where it does not apply."""

    first: str | None
    second: str | None
    value: str
    interval: str | None
    reading: str | None
    """What the interval says of 0."""
    care: str
    hidden: str | None
    """Why it is not shown, or None."""


def difference_scale(figures: Sequence[Estimate], per: int | None, words: Words) -> Scale:
    """The scale of differences, with digits enough for the finest step.

    Where they have no steps: for the smallest of them and its interval.
    """
    sides = [replace(f, statistic=f.minus.statistic) for f in figures if f.minus is not None]
    own = scale_of(sides, per, words)
    if own.per is None:
        return own
    ends = [abs(end) * own.factor for f in figures for end in (f.value, f.lower, f.upper) if end]
    steps = [f.digits for f in figures if f.digits and f.value is not None]
    decimals = own.decimals
    if steps:
        decimals = max(decimals_of(step * own.factor) for step in steps)
    elif ends:
        decimals = max(1, min(_MOST_DECIMALS, -floor(log10(min(ends)))))
    key = "units.points" if own.per == PERCENT else "units.points_per"
    return Scale(own.per, own.factor, decimals, words.text(key, per=words.number(own.per)))


def difference_text(
    figure: Estimate, sides: tuple[Estimate | None, Estimate | None], scale: Scale, words: Words
) -> DifferenceText:
    """The cells of one difference; `sides` are the two figures where the result has them."""
    first, second = (_side(side, scale, words) for side in sides)
    if figure.suppressed or figure.value is None:
        return DifferenceText(first, second, "", None, None, "", reason_of(figure, words))
    return DifferenceText(
        first=first,
        second=second,
        value=_written(figure.value, scale.of(figure), words),
        interval=_interval(figure, scale.of(figure), words),
        reading=reading_of(figure, words, "differences"),
        care=care_of(figure, words),
        hidden=None,
    )


def reading_of(figure: Estimate, words: Words, section: str) -> str | None:
    """What the interval says of 0, in the words of a section; None without an interval."""
    if figure.lower is None or figure.upper is None:
        return None
    if figure.lower > 0:
        return words.text(f"{section}.above")
    return words.text(f"{section}.below" if figure.upper < 0 else f"{section}.holds_zero")


def _side(side: Estimate | None, scale: Scale, words: Words) -> str | None:
    """One of both figures, on the scale of the difference."""
    if side is None:
        return None
    text = figure_text(side, scale, words)
    return None if text.hidden else text.value


def _interval(figure: Estimate, scale: Scale, words: Words) -> str | None:
    if figure.lower is None or figure.upper is None:
        return None
    lower, upper = (_written(end, scale, words) for end in (figure.lower, figure.upper))
    return words.text("differences.between", lower=lower, upper=upper)


def _written(value: float, scale: Scale, words: Words) -> str:
    """A difference in points; one that is nearly 0 is written as 0, for it has a sign."""
    return words.number(round(value * scale.factor, scale.decimals) + 0.0, scale.decimals)
