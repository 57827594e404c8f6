"""One difference as a reader sees it: both sides, the points between them, and 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import (
    Figure,
    FigureText,
    Scale,
    care_of,
    figure_text,
    reason_of,
    scale_of,
)
from measure87.vocabulary.estimate import SUPPRESSED

_MOST_DECIMALS = 3
_PERCENT = 100


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


def difference_scale(figures: Sequence[Figure], per: int | None, words: Words) -> Scale:
    """The scale of differences, with digits enough for the smallest of them and its interval."""
    about = {} if per is None else {"per": per}
    sides = [{**figure, "statistic": figure["minus"]["statistic"]} for figure in figures]
    own = scale_of(sides, about, words)
    ends = [abs(f[key]) * own.factor for f in figures for key in _NUMBERS if f.get(key)]
    decimals = own.decimals
    if own.per is not None and ends:
        decimals = max(1, min(_MOST_DECIMALS, -floor(log10(min(ends)))))
    if own.per is None:
        return Scale(None, own.factor, decimals, own.unit)
    key = "units.points" if own.per == _PERCENT else "units.points_per"
    return Scale(own.per, own.factor, decimals, words.text(key, per=words.number(own.per)))


_NUMBERS = ("value", "lower", "upper")


def difference_text(
    figure: Figure, sides: tuple[Figure | None, Figure | None], scale: Scale, words: Words
) -> DifferenceText:
    """The cells of one difference; `sides` are the two figures where the result has them."""
    first, second = (_side(side, scale, words) for side in sides)
    if SUPPRESSED in figure.get("flags", []):
        return DifferenceText(first, second, "", None, None, "", reason_of(figure, words))
    return DifferenceText(
        first=first,
        second=second,
        value=_written(figure["value"], scale, words),
        interval=_interval(figure, scale, words),
        reading=reading_of(figure, words, "differences"),
        care=care_of(figure, words),
        hidden=None,
    )


def reading_of(figure: Figure, words: Words, section: str) -> str | None:
    """What the interval says of 0, in the words of a section; None without an interval."""
    if "lower" not in figure or "upper" not in figure:
        return None
    if figure["lower"] > 0:
        return words.text(f"{section}.above")
    return words.text(f"{section}.below" if figure["upper"] < 0 else f"{section}.holds_zero")


def _side(side: Figure | None, scale: Scale, words: Words) -> str | None:
    """One of both figures, on the scale of the difference."""
    if side is None:
        return None
    text: FigureText = figure_text(side, scale, words)
    return None if text.hidden else text.value


def _interval(figure: Figure, scale: Scale, words: Words) -> str | None:
    if "lower" not in figure or "upper" not in figure:
        return None
    lower, upper = (_written(figure[key], scale, words) for key in ("lower", "upper"))
    return words.text("differences.between", lower=lower, upper=upper)


def _written(value: float, scale: Scale, words: Words) -> str:
    """A difference in points; one that is nearly 0 is written as 0, for it has a sign."""
    return words.number(round(value * scale.factor, scale.decimals) + 0.0, scale.decimals)
