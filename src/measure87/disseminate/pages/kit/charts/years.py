"""Small plots over years as lean SVG: bands, lines, points with limits, in any number on a page.

Styles stand once in the page's style sheet (classes), coordinates are whole or have one digit.
In a language that runs from right to left the years do too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from measure87.disseminate.locale.written_numbers import by_its_letters
from measure87.disseminate.pages.kit.charts.axes import ShareAxis

SHAPES = ("circle", "square", "triangle", "diamond", "down", "cross")
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 17.0, 9.0, 18.0


@dataclass
class YearPlot:
    """A plot being drawn; `years` are first and last, `axis` runs from 0."""

    width: int
    height: int
    years: tuple[float, float]
    axis: ShareAxis
    mirrored: bool = False
    parts: list[str] = field(default_factory=list)

    def x(self, year: float) -> float:
        """Where a year is."""
        first, last = self.years
        share = (year - first) / (last - first) if last > first else 0.5
        at = _LEFT + share * (self.width - _LEFT - _RIGHT)
        return round(self.width - at if self.mirrored else at, 1)

    def y(self, value: float) -> float:
        """Where a value is."""
        inner = self.height - _TOP - _BOTTOM
        return round(self.height - _BOTTOM - min(value / self.axis.end, 1.04) * inner, 1)

    def frame(self, year_labels: Iterable[tuple[float, str]], numbers: Sequence[str]) -> None:
        """Lines of the axis with their numbers, and some years underneath."""
        ends = self.x(self.years[0]), self.x(self.years[1])
        start, end = min(ends) - 3, max(ends) + 3
        side = self.width - _LEFT + 7 if self.mirrored else _LEFT - 7
        anchor = "start" if self.mirrored else "end"
        for mark, number in zip(self.axis.marks, numbers, strict=True):
            y = self.y(mark)
            self.parts.append(f'<path class="grid" d="M{start:g} {y:g}H{end:g}"/>')
            self._text(side, y + 4, number, anchor)
        for year, label in year_labels:
            self._text(self.x(year), self.height - 4, label, "middle")

    def _text(self, x: float, y: float, text: str, anchor: str) -> None:
        shown = by_its_letters(text) if self.mirrored else text
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(shown)}</text>'
        )

    def band(self, years: Sequence[float], lower: Sequence[float], upper: Sequence[float],
             style: str) -> None:  # fmt: skip
        """The area between two limits."""
        there = [f"{self.x(year):g} {self.y(v):g}" for year, v in zip(years, upper, strict=True)]
        back = [f"{self.x(year):g} {self.y(v):g}" for year, v in zip(years, lower, strict=True)]
        self.parts.append(f'<path class="{style}" d="M{"L".join([*there, *back[::-1]])}z"/>')

    def bar(self, year: float, lower: float, upper: float, half: float, style: str) -> None:
        """A bar from limit to limit, so many pixels to both sides of a year."""
        x, wide = self.x(year) - half, 2 * half
        ends = f"{self.y(upper):g}h{wide:g}V{self.y(lower):g}"
        self.parts.append(f'<path class="{style}" d="M{x:g} {ends}h{-wide:g}z"/>')

    def line(self, years: Sequence[float], values: Sequence[float], style: str) -> None:
        """A line through values."""
        points = [f"{self.x(year):g} {self.y(v):g}" for year, v in zip(years, values, strict=True)]
        self.parts.append(f'<path class="{style}" d="M{"L".join(points)}"/>')

    def limits(self, year: float, lower: float, upper: float, style: str) -> None:
        """An upright line from limit to limit."""
        self.parts.append(
            f'<path class="{style}" d="M{self.x(year):g} {self.y(lower):g}V{self.y(upper):g}"/>'
        )

    def dash(self, year: float, value: float, style: str, half: float = 5) -> None:
        """A short level line at a value."""
        x = self.x(year)
        self.parts.append(
            f'<path class="{style}" d="M{x - half:g} {self.y(value):g}h{2 * half:g}"/>'
        )

    def point(self, year: float, value: float, shape: str, style: str) -> None:
        """A point in one of the shapes."""
        self.parts.append(mark(self.x(year), self.y(value), shape, style))

    def ring(self, year: float, value: float, style: str) -> None:
        """A ring about a point."""
        self.parts.append(
            f'<circle class="{style}" cx="{self.x(year):g}" cy="{self.y(value):g}" r="7"/>'
        )

    def svg(self, label: str) -> str:
        """The element, with a text for those who do not see it."""
        return (
            f'<svg class="years" viewBox="0 0 {self.width} {self.height}" role="img" '
            f'aria-label="{escape(str.__str__(label))}">{"".join(self.parts)}</svg>'
        )


def mark(x: float, y: float, shape: str, style: str) -> str:
    """One sign of a plot or of its legend, about 8 pixels wide."""
    at = f"M{x:g} {y:g}"
    drawn = {
        "square": f"{at}m-3.3-3.3h6.6v6.6h-6.6z",
        "triangle": f"{at}m0-4.4l4.2 7.4h-8.4z",
        "diamond": f"{at}m0-4.8l4.8 4.8-4.8 4.8-4.8-4.8z",
        "down": f"{at}m0 4.4l4.2-7.4h-8.4z",
        "cross": f"{at}m-4-1.3h2.7v-2.7h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7z",
    }
    if shape in drawn:
        return f'<path class="{style}" d="{drawn[shape]}"/>'
    return f'<circle class="{style}" cx="{x:g}" cy="{y:g}" r="3.7"/>'


def round_years(first: int, last: int, most: int = 4) -> list[int]:
    """Years to be named under an axis: the ends, and round ones well between."""
    span = last - first
    if span == 0:
        return [first]
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if span / s <= most)
    away = max(step * 0.6, span * 0.2)
    between = range(first - first % step + step, last, step)
    return [first, *(y for y in between if y - first >= away and last - y >= away), last]
