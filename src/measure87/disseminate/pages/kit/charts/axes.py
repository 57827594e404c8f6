"""Axes that begin at 0, and logarithmic ones, with round numbers on them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.ruler import Ruler, Tick
from measure87.disseminate.pages.kit.svg import PlotTexts, in_signs

_LOG_FROM = 8.0
"""Largest over smallest number from which an axis is logarithmic."""
_STEPS = 5
_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_ROUND_ENDS = (1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class SizeAxis:
    """An axis of sizes: from 0, or logarithmic where they differ by a large factor.

    Attributes
    ----------
    low, high : float
        Its ends; `low` is 0 unless it is logarithmic.
    log : bool
    """

    low: float
    high: float
    log: bool

    @classmethod
    def over(cls, low: float, high: float, *, log: bool | None = None) -> "SizeAxis":
        """An axis that holds two numbers; logarithmic where they lie far apart, unless told."""
        logarithmic = low > 0 and high / low > _LOG_FROM if log is None else log
        if not logarithmic:
            step = _rounded_up(high * 1.02 / _STEPS, _ROUND_STEPS)
            return cls(0.0, step * math.ceil(high * 1.02 / step), False)
        return cls(low / 1.15, high * 1.15, True)

    def ticks(self, *, few: bool = False) -> list[float]:
        """Numbers beside the axis: round ones, three to six of them."""
        if not self.log:
            step = _rounded_up(self.high / (2 if few else _STEPS) * (1 - 1e-9), _ROUND_STEPS)
            return [step * k for k in range(int(self.high / step + 1e-9) + 1)]
        tens = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        for steps in ((1.0, 1.5, 2.0, 3.0, 5.0, 7.0), (1.0, 2.0, 5.0), (1.0, 3.0), (1.0,), (3.0,)):
            found = [s * 10.0**t for t in tens for s in steps]
            inside = [x for x in found if self.low <= x <= self.high]
            if len(inside) <= (3 if few else 7):
                break
        return inside

    def share(self, value: float) -> float:
        """How far along the axis a value lies, from 0 to 1; one beyond its ends lies at the end."""
        inside = min(max(value, self.low), self.high)
        if self.log:
            return math.log(inside / self.low) / math.log(self.high / self.low)
        return (inside - self.low) / (self.high - self.low)

    def ruler(self, width: int, texts: PlotTexts, *, few: bool = False) -> Ruler:
        """The axis so many pixels wide, with numbers as the language of its plot writes them."""
        ticks = [Tick(tick, written(tick, texts)) for tick in self.ticks(few=few)]
        return Ruler(width, self.share, ticks, texts.mirrored)


@dataclass(frozen=True)
class ShareAxis:
    """From 0 to `end`, a share, with a line at each quarter."""

    end: float

    @classmethod
    def over(cls, values: Iterable[float | None]) -> "ShareAxis":
        """The shortest axis with a round end that holds all values."""
        largest = max((v for v in values if v is not None), default=0.0)
        return cls(_rounded_up(largest, _ROUND_ENDS)) if largest > 0 else cls(0.01)

    @property
    def marks(self) -> Sequence[float]:
        """Where numbers stand: at the start, in the middle, at the end."""
        return 0.0, self.end / 2, self.end

    def at(self, value: float) -> float:
        """A value's place, per cent of the width."""
        return round(min(max(value / self.end, 0.0), 1.0) * 100, 1)


def written(value: float, texts: PlotTexts) -> str:
    """A number beside an axis, without needless zeros; those under 1 with their decimals.

    >>> [written(x, PlotTexts("", "", "")) for x in (0.0, 0.025, 1.5, 20000.0)]
    ['0', '0.025', '1.5', '20,000']
    """
    fixed = f"{value:,.6f}" if value >= 1 or value == 0 else f"{value:.{_decimals(value)}f}"
    return in_signs(fixed.rstrip("0").rstrip("."), texts)


def _decimals(value: float) -> int:
    """Decimals of a number under 1 for six digits that count."""
    return 5 - math.floor(math.log10(value))


def _rounded_up(value: float, steps: Sequence[float]) -> float:
    """The next of some steps times a power of ten.

    >>> _rounded_up(0.21, (1.0, 2.5, 10.0))
    0.25
    """
    power = 10.0 ** math.floor(math.log10(value))
    return next(s * power for s in steps if s * power >= value * (1 - 1e-9))
