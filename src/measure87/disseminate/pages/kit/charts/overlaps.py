"""Two definitions over the same persons, as bars laid over each other; as inline SVG.

The bar of each definition is as long as what it counts. Where the bars lie above each other,
between two lines, the same persons are counted under both. What sticks out, darker, is counted
under one definition alone; thin bars beneath say by which rule. Position and shade carry the
meaning together, so that the plot reads the same in grey and for every kind of colour sight.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.elements import group, text, upright
from measure87.disseminate.pages.kit.charts.intervals import NARROW, WIDE
from measure87.disseminate.pages.kit.charts.round_axis import round_axis
from measure87.disseminate.pages.kit.charts.ruler import Ruler
from measure87.disseminate.pages.kit.charts.stack import (
    BASELINE,
    Part,
    Room,
    row_middles,
    row_texts,
    stacked,
)
from measure87.disseminate.pages.kit.row_labels import row_height, wrapped
from measure87.disseminate.pages.kit.svg import DOT, ON_LIGHT, PAPER, PlotTexts, signed

_THICK, _THIN = 20, 8
_ROOM_WIDE, _ROOM_NARROW = 0.07, 0.2
"""Share of the axis that a part needs for its number to stand in it."""
_FAR = 0.9
"""Share of the axis beyond which a number stands before its bar."""
_AFTER = 6
"""Pixels from a thin bar to its number."""
_SHARED = "#c3d3df"


@dataclass(frozen=True)
class Overlap:
    """What two definitions count, on the scale of the axis.

    `rules_first` and `rules_second` tell, for those of one alone, by which rule: the rule in
    words and how many.
    """

    first: str
    second: str
    both: float
    first_only: float
    second_only: float
    rules_first: Sequence[tuple[str, float]] = ()
    rules_second: Sequence[tuple[str, float]] = ()
    decimals: int = 1


@dataclass(frozen=True)
class _Bar:
    """One row: its label and parts as (from, to, whether both count them)."""

    label: str
    parts: Sequence[tuple[float, float, bool]]
    thin: bool = False


def overlap_plot(overlap: Overlap, texts: PlotTexts, anchor: str, *, narrow: bool = False) -> str:
    """An SVG element with a title and a description for screen readers.

    Parameters
    ----------
    overlap : what is drawn
    anchor : makes the ids of the element unlike those of the page's other plots
    narrow : for screens of 320 pixels, without the rules
    """
    left, right = overlap.first_only, overlap.first_only + overlap.both
    end = right + overlap.second_only
    first = _Bar(overlap.first, ((0.0, left, False), (left, right, True)))
    second = _Bar(overlap.second, ((left, right, True), (right, end, False)))
    blocks = [[first], [second]]
    if not narrow:
        blocks = [[first], _by_rule(overlap.rules_first, 0.0), [second],
                  _by_rule(overlap.rules_second, right)]  # fmt: skip
    blocks = [block for block in blocks if block]
    labels, width = NARROW if narrow else WIDE
    sheet = _Sheet(
        round_axis(0.0, end or 1.0).ruler(width, texts),
        labels,
        room=(_ROOM_NARROW if narrow else _ROOM_WIDE) * (end or 1.0),
        far=_FAR * (end or 1.0),
        lines=(left, right),
        decimals=overlap.decimals,
        texts=texts,
    )
    parts = [sheet.part(block) for block in blocks]
    return stacked(parts, sheet.ruler, Room(labels, between=0), texts, anchor)


def _by_rule(rules: Sequence[tuple[str, float]], start: float) -> list[_Bar]:
    """Thin bars, each beginning where the one before it ends."""
    bars = []
    for label, size in rules:
        bars.append(_Bar(label, ((start, start + size, False),), thin=True))
        start += size
    return bars


@dataclass(frozen=True)
class _Sheet:
    """What all parts of one plot share.

    `room` is what a part must count for its number to stand in it, `far` where numbers stand
    before their bars, `lines` the two between which both definitions count.
    """

    ruler: Ruler
    labels: int
    room: float
    far: float
    lines: tuple[float, float]
    decimals: int
    texts: PlotTexts

    def part(self, bars: Sequence[_Bar]) -> Part:
        """Bars of one kind under each other, and the lines between which both count."""
        lines = wrapped([bar.label for bar in bars], self.labels)
        step = max(row_height(lines), _THICK + 8)
        bottom = step * len(lines)
        rows = list(zip(row_middles(len(lines), step), bars, strict=True))
        drawn = (
            row_texts(lines, step, self.ruler),
            *(self._box(y, bar.thin, part) for y, bar in rows for part in _counted(bar)),
            *(upright(self.ruler.x(line), bottom, 1, "3,3") for line in self.lines),
            *(self._numbers_after(rows) if bars[0].thin else self._numbers_in(rows)),
        )
        return Part(bottom, "".join(drawn))

    def _box(self, y: int, thin: bool, part: tuple[float, float, bool]) -> str:
        """One part of a bar."""
        start, end = sorted(map(self.ruler.x, part[:2]))
        height, wide = _THIN if thin else _THICK, end - start
        shade = _SHARED if part[2] else DOT
        box = f"M{start:.2f},{y - height // 2}h{wide:.2f}v{height}h{-wide:.2f}Z"
        return f'<path d="{box}" fill="{shade}"/>'

    def _numbers_in(self, rows: Sequence[tuple[int, _Bar]]) -> Iterator[str]:
        """The size of each part in it, where there is room."""
        for both, ink in ((False, f'style="fill:{PAPER}"'), (True, f'fill="{ON_LIGHT}"')):
            found = [
                self._number(end - start, self.ruler.x((start + end) / 2.0), y)
                for y, bar in rows
                for start, end, shared in _counted(bar)
                if shared is both and end - start >= self.room
            ]
            yield group(found, f'text-anchor="middle" font-weight="bold" {ink}')

    def _numbers_after(self, rows: Sequence[tuple[int, _Bar]]) -> Iterator[str]:
        """The size of each part beside it: after it, or before it where the axis ends."""
        aside = -_AFTER if self.ruler.mirrored else _AFTER
        for before in (False, True):
            found = [
                self._number(
                    end - start,
                    self.ruler.x(start) - aside if before else self.ruler.x(end) + aside,
                    y,
                )
                for y, bar in rows
                for start, end, _ in _counted(bar)
                if (end > self.far) is before
            ]
            yield group(
                found, f'text-anchor="{"end" if before != self.ruler.mirrored else "start"}"'
            )

    def _number(self, size: float, x: float, y: int) -> str:
        return text([signed(size, self.decimals, self.texts)], round(x, 2), y + BASELINE)


def _counted(bar: _Bar) -> Iterator[tuple[float, float, bool]]:
    """The parts of a bar that count anybody."""
    return (part for part in bar.parts if part[1] > part[0])
