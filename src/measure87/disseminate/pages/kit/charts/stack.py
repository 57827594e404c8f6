"""Parts under each other on one axis from side to side, as most charts are built.

Rows with bars need no layout: every place follows from the number of rows and of lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.elements import EDGE, element, group, moved_down, text
from measure87.disseminate.pages.kit.charts.ruler import Ruler
from measure87.disseminate.pages.kit.row_labels import LINE, axis_title, block_title
from measure87.disseminate.pages.kit.svg import PlotTexts

BESIDE = 8
BASELINE = 4
"""Pixels from a label to the plot, and from the middle of a letter down to its line."""
_TITLE = 15
BOTTOM = 34
"""Pixels for the last line of a part's title, and for the numbers and the title of the axis."""


@dataclass(frozen=True)
class Part:
    """One part of a stack: its pixels, what is drawn over its grid, and its title if any."""

    height: int
    marks: str
    name: str = ""


@dataclass(frozen=True)
class Room:
    """Pixels for the labels before the axis, behind it, and between two parts."""

    labels: int
    behind: int = 0
    between: int = 4


def stacked(parts: Sequence[Part], ruler: Ruler, room: Room, texts: PlotTexts, anchor: str) -> str:
    """An SVG element of parts in their order; the numbers of the axis stand under the last."""
    drawn, top = [], 0
    for number, part in enumerate(parts):
        title = block_title(part.name, room.labels + ruler.width) if part.name else []
        top += room.between if number else 0
        top += _TITLE + LINE * (len(title) - 1) if title else 0
        drawn.append(
            moved_down(ruler.grid(part.height) + part.marks + _above(title, ruler, room), top)
        )
        top += part.height
    title = axis_title(texts.axis, ruler.width) or [""]
    drawn.append(moved_down("".join(ruler.under(title)), top))
    behind = ruler.over + room.behind
    before = max(room.labels, ruler.ahead)
    size = (
        before + ruler.width + behind + 2 * EDGE,
        top + BOTTOM + LINE * (len(title) - 1) + 2 * EDGE,
    )
    left = EDGE + (behind if ruler.mirrored else before)
    return element(drawn, texts, anchor, size=size, left=left)


def _above(title: Sequence[str], ruler: Ruler, room: Room) -> str:
    """The title of a part, where its labels begin."""
    if not title:
        return ""
    side, anchor = (-room.labels, "start")
    if ruler.mirrored:
        side, anchor = (ruler.width + room.labels, "end")
    return text(title, side, -5 - LINE * (len(title) - 1), anchor, bold=True)


def row_middles(rows: int, step: int) -> list[int]:
    """Pixels from the top of a part to the middle of each row, which is `step` pixels high."""
    return [step * number + step // 2 for number in range(rows)]


def row_texts(lines: Sequence[Sequence[str]], step: int, ruler: Ruler) -> str:
    """The labels of rows, in lines, before the axis; each in the middle of its row."""
    side, anchor = (-BESIDE, "end")
    if ruler.mirrored:
        side, anchor = (ruler.width + BESIDE, "start")
    middles = row_middles(len(lines), step)
    return group(
        [
            text(label, side, y + BASELINE - LINE // 2 * (len(label) - 1))
            for y, label in zip(middles, lines, strict=True)
        ],
        f'text-anchor="{anchor}"',
    )
