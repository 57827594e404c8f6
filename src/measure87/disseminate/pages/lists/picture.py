"""A plot in both of its sizes."""

from collections.abc import Callable
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import SizeAxis
from measure87.disseminate.pages.kit.wording import Words


@dataclass(frozen=True)
class Picture:
    """Two SVG elements, one for wide and one for narrow screens, and the words beneath."""

    wide: str
    narrow: str
    caption: str


def picture(draw: Callable[[str, bool], str], anchor: str, caption: str) -> Picture:
    """A picture; `draw` takes the start of its ids and whether it is narrow."""
    wide, narrow = draw(f"{anchor}-w", False), draw(f"{anchor}-n", True)
    return Picture(wide, narrow, caption)


def about_axis(axis: SizeAxis, words: Words) -> str:
    """How the axis runs, in words."""
    return words.text("lists.about_log" if axis.log else "lists.about_zero")
