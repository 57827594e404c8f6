"""Lists as circles and their overlaps as lines, as inline SVG.

Thickness and dashes carry what colour would: thick, more shared than chance would give; dashed,
less; dotted, nobody.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.elements import EDGE, disc, element, group, text
from measure87.disseminate.pages.kit.charts.stack import BASELINE
from measure87.disseminate.pages.kit.svg import DOT, INK, PAPER, PlotTexts

_WIDTHS = {False: 460, True: 270}
_ROOM = 0.3
"""Around the circle of radius 1, for names."""
_KINDS = {
    "attract": f'stroke="{DOT}" stroke-width="4.5"',
    "near": f'stroke="{INK}" stroke-width="1.5"',
    "avoid": f'stroke="{INK}" stroke-width="2" stroke-dasharray="9,4"',
    "empty": f'stroke="{INK}" stroke-width="1.5" stroke-dasharray="1.5,5"',
}
_RADIUS = 8.06
_ASIDE = 20
"""Pixels from the middle of a circle to the middle of its name."""
_NUMBER_AT = 0.25
"""How far along a line its number stands: where no two lines of a circle cross."""
_BOLD_LETTER = 8.5
"""Pixels of a letter of a name."""
_MOST_NUMBERS = 15
"""Overlaps up to which their numbers stand at the lines."""


@dataclass(frozen=True)
class Edge:
    """An overlap: places of its two lists, its number as a text, and how it is drawn."""

    first: int
    second: int
    text: str
    kind: str
    """`attract`, `near`, `avoid` or `empty`."""


def circles_plot(
    lists: Sequence[str], edges: Sequence[Edge], texts: PlotTexts, anchor: str, *, narrow: bool
) -> str:
    """An SVG element; lists stand in a circle in their order."""
    angles = [2 * math.pi * n / len(lists) for n in range(len(lists))]
    bottom = min(map(math.cos, angles)) - _ROOM
    width = _WIDTHS[narrow]
    height = round(width * (1 + _ROOM - bottom) / (2 + 2 * _ROOM))
    aside = -1 if texts.mirrored else 1
    places = [
        (
            width * (0.5 + aside * math.sin(angle) / (2 + 2 * _ROOM)),
            height * (1 + _ROOM - math.cos(angle)) / (1 + _ROOM - bottom),
        )
        for angle in angles
    ]
    names = [_shortened(name, longest=12 if narrow else 24) for name in lists]
    before, behind = _beyond(names, places, width)
    numbers = len(edges) <= (_MOST_NUMBERS if not narrow else _MOST_NUMBERS * 2 // 3)
    parts = [
        *(_lines(kind, edges, places) for kind in _KINDS),
        *(_numbers(edges, places) if numbers else ()),
        *_nodes(names, angles, places),
    ]
    size = (before + width + behind + 2 * EDGE, height + 2 * EDGE)
    return element(parts, texts, anchor, size=size, left=EDGE + before)


def _shortened(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def _beyond(
    names: Sequence[str], places: Sequence[tuple[float, float]], width: int
) -> tuple[int, int]:
    """Pixels by which names may reach beyond the picture, on the left and on the right."""
    halves = [_BOLD_LETTER * len(name) / 2 for name in names]
    reach = [(half - x, x + half - width) for half, (x, _) in zip(halves, places, strict=True)]
    before, behind = (max(0, math.ceil(max(side))) for side in zip(*reach, strict=True))
    return before, behind


def _lines(kind: str, edges: Sequence[Edge], places: Sequence[tuple[float, float]]) -> str:
    """Lines of one kind."""
    found = []
    for edge in edges:
        if edge.kind == kind:
            (x1, y1), (x2, y2) = places[edge.first], places[edge.second]
            found.append(f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}"/>')
    return group(found, f'{_KINDS[kind]} stroke-linecap="round"')


def _numbers(edges: Sequence[Edge], places: Sequence[tuple[float, float]]) -> list[str]:
    """Persons on both, on paper, a quarter of the way along each line."""
    found = []
    for edge in edges:
        (x1, y1), (x2, y2) = places[edge.first], places[edge.second]
        x, y = x1 + (x2 - x1) * _NUMBER_AT, y1 + (y2 - y1) * _NUMBER_AT + BASELINE
        found.append(text([edge.text], round(x, 2), round(y, 2)))
    paper = f'style="stroke:{PAPER}" stroke-width="5" stroke-linejoin="round"'
    return [group(found, f'text-anchor="middle"{look}') for look in (f" {paper}", "")]


def _nodes(
    names: Sequence[str], angles: Sequence[float], places: Sequence[tuple[float, float]]
) -> list[str]:
    """Circles, and the lists' names outside of them: above in the upper half, beneath else."""
    discs = [disc(x, round(y, 2), _RADIUS) for x, y in places]
    written = []
    for name, angle, (x, y) in zip(names, angles, places, strict=True):
        away = -_ASIDE if math.cos(angle) >= -1e-9 else _ASIDE
        written.append(text([name], round(x, 2), round(y + away + BASELINE, 2)))
    return [
        group(discs, f'fill="#ffffff" stroke="{DOT}" stroke-width="3"'),
        group(written, 'text-anchor="middle" font-size="13px" font-weight="bold"'),
    ]
