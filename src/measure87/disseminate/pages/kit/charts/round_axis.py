"""An axis with round ends and round numbers on it, by the rule of d3."""

from dataclasses import dataclass
from math import ceil, floor, log10, sqrt

from measure87.disseminate.pages.kit.charts.ruler import Ruler, Tick
from measure87.disseminate.pages.kit.svg import PlotTexts, signed

_FINE = 10
"""Steps between the ends, about, to whose multiples the ends are rounded."""
_TICKS = 5
"""Numbers on the axis, about."""


@dataclass(frozen=True)
class RoundAxis:
    """From `start` to `end`, with numbers at `ticks`, written with so many `decimals`."""

    start: float
    end: float
    ticks: tuple[float, ...]
    decimals: int

    def share(self, value: float) -> float:
        """How far along the axis a value lies, from 0 to 1."""
        return (value - self.start) / (self.end - self.start)

    def ruler(self, width: int, texts: PlotTexts) -> Ruler:
        """The axis so many pixels wide, with numbers as the language of its plot writes them."""
        ticks = [Tick(tick, signed(tick, self.decimals, texts)) for tick in self.ticks]
        return Ruler(width, self.share, ticks, texts.mirrored)


def round_axis(start: float, end: float) -> RoundAxis:
    """The shortest axis with round ends that holds `start` and the greater `end`.

    Notes
    -----
    Steps are 1, 2 or 5 times a power of ten: the one nearest to a tenth of the axis for its ends,
    to a fifth for its numbers.
    Source: d3-scale 4 `linear.nice` and d3-array 3 `tickIncrement`.

    >>> round_axis(0.0, 27.8)
    RoundAxis(start=0.0, end=28.0, ticks=(0.0, 5.0, 10.0, 15.0, 20.0, 25.0), decimals=0)
    """
    before = None
    while (step := _step(start, end, _FINE)) != before:
        start, end, before = step.times(step.below(start)), step.times(step.above(end)), step
    step = _step(start, end, _TICKS)
    ticks = tuple(step.times(k) for k in step.between(start, end))
    return RoundAxis(start, end, ticks, max(0, -step.power))


@dataclass(frozen=True)
class _Step:
    """`factor` times ten to a `power`; as in d3, parts of 1 are had by division."""

    factor: int
    power: int

    def times(self, count: int) -> float:
        return count / self._in_one if self.power < 0 else count * self._size

    def below(self, value: float) -> int:
        """The multiple at or below a value."""
        return floor(self._steps_to(value))

    def above(self, value: float) -> int:
        """The multiple at or above a value."""
        return ceil(self._steps_to(value))

    def between(self, start: float, end: float) -> range:
        """The multiples from `start` to `end`, these among them."""
        first, last = (floor(self._steps_to(value) + 0.5) for value in (start, end))
        first += self.times(first) < start
        last -= self.times(last) > end
        return range(first, last + 1)

    def _steps_to(self, value: float) -> float:
        return value * self._in_one if self.power < 0 else value / self._size

    @property
    def _size(self) -> float:
        return self.factor * 10.0**self.power

    @property
    def _in_one(self) -> float:
        return 10.0**-self.power / self.factor


def _step(start: float, end: float, count: int) -> _Step:
    """The round step of which about `count` lie between two values."""
    rough = (end - start) / count
    power = floor(log10(rough))
    over = rough / 10.0**power
    factor = next((f for f, least in ((10, 50), (5, 10), (2, 2)) if over >= sqrt(least)), 1)
    return _Step(1, power + 1) if factor == 10 else _Step(factor, power)
