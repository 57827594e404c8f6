"""How charts look that Vega draws: axes, titles of blocks, lines to hold figures against."""

from collections.abc import Sequence

from measure87.disseminate.pages.kit.svg import GRID, INK, Chart


def axis_look(title: Sequence[str] | None, **more: Chart) -> dict[str, Chart]:
    """An axis without ticks or line of its own, over a light grid; `title` in lines."""
    return {
        "title": title,
        "titleColor": INK,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "labelFontSize": 12,
        "labelFlush": False,
        "ticks": False,
        "domain": False,
        "gridColor": GRID,
        **more,
    }


def block_look(title: Sequence[str], offset: int, **more: Chart) -> dict[str, Chart]:
    """The title of a block, in lines, so many pixels above it."""
    return {
        "text": title,
        "anchor": "start",
        "color": INK,
        "fontSize": 12,
        "offset": offset,
        **more,
    }


def rule_look(width: float, dashes: Sequence[float] | None = None) -> dict[str, Chart]:
    """A line to hold figures against."""
    dashed: dict[str, Chart] = {"strokeDash": dashes} if dashes else {}
    return {"type": "rule", "strokeWidth": width, "color": INK, **dashed}
