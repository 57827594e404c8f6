"""The parts that charts are put together of: texts, discs, and the element around them."""

from collections.abc import Sequence
from html import escape

from measure87.disseminate.pages.kit.row_labels import LINE
from measure87.disseminate.pages.kit.svg import INK, PlotTexts, finished

EDGE = 5
"""Pixels around a chart."""
DIGIT = 7
"""Pixels of a digit, about."""


def text(lines: Sequence[str], x: float, y: float, anchor: str = "", *, bold: bool = False) -> str:
    """A text of one line or several; without an anchor it has that of its group."""
    weight = ' font-weight="bold"' if bold else ""
    held = f' text-anchor="{anchor}"' if anchor else ""
    written = escape(lines[0], quote=False)
    if len(lines) > 1:
        written = f"<tspan>{written}</tspan>" + "".join(
            f'<tspan x="{x:g}" dy="{LINE}">{escape(line, quote=False)}</tspan>'
            for line in lines[1:]
        )
    return f'<text x="{x:g}" y="{y:g}"{held}{weight}>{written}</text>'


def turned(lines: Sequence[str], x: float, y: float, degrees: int) -> str:
    """A text centred on a place and turned about it; its first line stands there."""
    about = f'<g text-anchor="middle" transform="translate({x:g},{y:g})rotate({degrees})">'
    return f"{about}{text(lines, 0, 0)}</g>"


def disc(x: float, y: float, radius: float) -> str:
    """A full circle in the colours of its group."""
    return f'<circle cx="{x:.2f}" cy="{y:g}" r="{radius}"/>'


def level(start: float, end: float, y: float) -> str:
    """A line from side to side in the look of its group."""
    return f'<line x1="{start:.2f}" x2="{end:.2f}" y1="{y:g}" y2="{y:g}"/>'


def upright(x: float, bottom: float, width: float, dashes: str = "") -> str:
    """A line of ink from the top down to `bottom`, to hold figures against."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x:.2f}" x2="{x:.2f}" y2="{bottom:g}" stroke="{INK}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def group(inside: Sequence[str], attributes: str) -> str:
    """Parts with what they have in common; nothing where there is no part."""
    return f"<g {attributes}>{''.join(inside)}</g>" if inside else ""


def moved_down(part: str, top: float) -> str:
    """A part so many pixels further down."""
    return f'<g transform="translate(0,{top:g})">{part}</g>' if top else part


def element(
    parts: Sequence[str],
    texts: PlotTexts,
    anchor: str,
    *,
    size: tuple[int, int],
    left: int,
    top: int = EDGE,
) -> str:
    """The SVG element of a chart, with a title and a description for screen readers.

    Parameters
    ----------
    parts
        What is drawn.
    texts, anchor
        What it says of itself, and what its ids begin with.
    size
        Width and height, pixels.
    left, top
        Where the parts count from, pixels.
    """
    width, height = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><g transform="translate({left},{top})" font-size="12px" '
        f'fill="{INK}">'
        f"{''.join(parts)}</g></svg>"
    )
    return finished(svg, texts, anchor)
