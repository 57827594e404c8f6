"""An axis as it is drawn from side to side: where its values lie, its grid, its numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from measure87.disseminate.pages.kit.charts.elements import DIGIT, text
from measure87.disseminate.pages.kit.svg import GRID

_NUMBERS, _UNDER_NUMBERS = 17, 32
"""Pixels from the plot down to the numbers of its axis, and to its title."""


@dataclass(frozen=True)
class Tick:
    """A value of an axis and how it is written beside it."""

    value: float
    written: str


@dataclass(frozen=True)
class Ruler:
    """An axis so many pixels wide.

    Attributes
    ----------
    width : int
        Pixels.
    share : callable
        How far along the axis a value lies, from 0 to 1.
    ticks : sequence of Tick
        Where lines of the grid stand, with their numbers.
    mirrored : bool
        Whether it runs from right to left.
    """

    width: int
    share: Callable[[float], float]
    ticks: Sequence[Tick]
    mirrored: bool

    def x(self, value: float) -> float:
        """Pixels from the left."""
        share = self.share(value)
        return self.width * (1.0 - share if self.mirrored else share)

    def grid(self, height: float) -> str:
        """An upright line at each tick."""
        lines = "".join(f"M{round(self.x(tick.value)) + 0.5},0v{height:g}" for tick in self.ticks)
        return f'<path d="{lines}" stroke="{GRID}"/>'

    def under(self, title: Sequence[str]) -> Iterator[str]:
        """The numbers of the axis, and its title in lines."""
        yield '<g text-anchor="middle">'
        for tick in self._readable():
            yield text([tick.written], round(self.x(tick.value), 2), _NUMBERS)
        yield text(title, self.width / 2, _UNDER_NUMBERS)
        yield "</g>"

    @property
    def over(self) -> int:
        """Pixels by which the last number may reach beyond the axis."""
        if not self.ticks:
            return 0
        last = self.ticks[-1]
        return max(0, ceil(_half(last) - self.width * (1.0 - self.share(last.value))))

    @property
    def ahead(self) -> int:
        """Pixels by which the first number may reach beyond the axis."""
        if not self.ticks:
            return 0
        first = self.ticks[0]
        return max(0, ceil(_half(first) - self.width * self.share(first.value)))

    def _readable(self) -> Iterator[Tick]:
        """Ticks whose numbers do not touch the one that stands before."""
        before = float("-inf")
        for tick in self.ticks:
            at = self.width * self.share(tick.value)
            if at - _half(tick) >= before:
                before = at + _half(tick)
                yield tick


def _half(tick: Tick) -> float:
    """Half of what a number is wide, pixels."""
    return DIGIT * len(tick.written) / 2
