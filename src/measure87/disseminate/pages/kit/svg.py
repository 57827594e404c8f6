"""What all plots share: colours, and an SVG that describes itself and needs nothing else.

A plot is described from left to right. In a language that runs from right to left it is drawn
mirrored: the axis begins on the right, and labels stand on the right of what they name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from measure87.disseminate.locale.written_numbers import Numbers, SignsOfPlots, by_its_letters

INK = "#1b2a38"
DOT = "#0b4f7d"
BAR = "#7a97ad"
GRID = "#dde3e8"
LOUD = "#c2570c"
FONT = (
    "Helvetica Neue, Helvetica, Arial, Liberation Sans, Noto Sans Arabic, DejaVu Sans, sans-serif"
)
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_OPPOSITE = {"start": "end", "end": "start", "left": "right", "right": "left"}


type Chart = bool | int | float | str | Sequence[Chart] | Mapping[str, Chart] | None
"""A part of a chart as Vega-Lite reads it: JSON that may be put together out of narrower parts."""


@dataclass(frozen=True)
class PlotTexts:
    """What a plot says about itself; title and description are for screen readers."""

    title: str
    about: str
    axis: str
    signs: SignsOfPlots = field(default_factory=SignsOfPlots)
    """The language's signs for numbers, as d3 has them; those of English if empty."""
    mirrored: bool = False
    """Whether the plot runs from right to left."""


def plot_texts(title: str, about: str, axis: str, numbers: Numbers) -> PlotTexts:
    """What a plot says, as a language writes."""
    return PlotTexts(title, about, axis, numbers.signs_of_plots(), numbers.is_mirrored)


def drawn(spec: Mapping[str, Chart], texts: PlotTexts, anchor: str) -> str:
    """The SVG element of a plot, from its specification in Vega-Lite."""
    import vl_convert

    whole: dict[str, Chart] = {
        "$schema": _SCHEMA,
        "background": None,
        "config": {"aria": False, "view": {"stroke": None}, "font": FONT},
        **spec,
    }
    if texts.mirrored:
        whole = mirrored(whole)
    signs = dict(texts.signs) or None
    svg = str(vl_convert.vegalite_to_svg(whole, format_locale=signs))
    return finished(svg, texts, anchor)


def finished(svg: str, texts: PlotTexts, anchor: str) -> str:
    """An SVG that describes itself; its texts set apart where they stand among mirrored ones."""
    return described_svg(_any_direction(svg) if texts.mirrored else svg, anchor, texts)


def signed(value: float, decimals: int, texts: PlotTexts) -> str:
    """A number on an axis in the signs of the plot's language, as d3 writes it.

    >>> signed(-1234.5, 1, PlotTexts("", "", "", {"decimal": ",", "thousands": "."}))
    '−1.234,5'
    """
    signs = {",": texts.signs.get("thousands", ","), ".": texts.signs.get("decimal", ".")}
    digits = texts.signs.get("numerals", ())
    signs |= {str(number): digit for number, digit in enumerate(digits)}
    written = "".join(signs.get(sign, sign) for sign in f"{abs(value):,.{decimals}f}")
    return f"−{written}" if value < 0 else written


def mirrored(spec: Mapping[str, Chart]) -> dict[str, Chart]:
    """The same plot from right to left: its x axes reversed, what is on the left on the right."""
    found = {key: _mirrored_part(key, value) for key, value in spec.items()}
    if spec.get("shape") == "triangle-right":
        found["shape"] = "triangle-left"
    return found


def _mirrored_part(key: str, value: Chart) -> Chart:
    """One part of a specification: a channel, a title, or what holds others."""
    if key in ("data", "transform"):
        return value
    if isinstance(value, list):
        return [_mirrored_part("", part) for part in value]
    if not isinstance(value, Mapping):
        return value
    if key == "encoding":
        return {name: _channel(name, channel) for name, channel in value.items()}
    anchor = value.get("anchor")
    if key == "title" and isinstance(anchor, str):
        return {**value, "anchor": _OPPOSITE.get(anchor, anchor)}
    return mirrored(value)


def _channel(name: str, channel: Chart) -> Chart:
    """An x axis runs the other way, a y axis stands on the other side."""
    if not isinstance(channel, Mapping) or "field" not in channel:
        return channel
    if name == "x":
        return {**channel, "scale": {**_part(channel, "scale"), "reverse": True}}
    if name == "y" and channel.get("axis", {}) is not None:
        return {**channel, "axis": {**_part(channel, "axis"), "orient": "right"}}
    return channel


def _part(channel: Mapping[str, Chart], key: str) -> Mapping[str, Chart]:
    """What a channel says of its scale or its axis; nothing where it says nothing."""
    part = channel.get(key)
    return part if isinstance(part, Mapping) else {}


def _any_direction(svg: str) -> str:
    """Each text set apart, so that its own letters decide its direction and nothing else does."""
    return re.sub(
        r"(<(?:text|tspan)[^>]*>)([^<]+)(?=<)",
        lambda found: found[1] + by_its_letters(found[2]),
        svg,
    )


def described_svg(svg: str, anchor: str, texts: PlotTexts) -> str:
    """The element with ids of its own, a width that yields, a title and a description."""
    svg = re.sub(r'(id="|url\(#)(clip\d+|gradient_\d+)', rf"\1{anchor}-\2", svg)
    svg = _lean(svg)
    size = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ', svg)
    width = size.group(1) if size else "100"
    opening = (
        f'<svg role="img" aria-labelledby="{anchor}-title {anchor}-about" '
        f'style="max-width:{float(width):.0f}px;direction:ltr" width="100%" font-family="{FONT}"'
    )
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", svg, count=1)
    svg = svg.replace("<svg", opening, 1)
    head, body = svg.split(">", maxsplit=1)
    return (
        f'{head}><title id="{anchor}-title">{escape(texts.title)}</title>'
        f'<desc id="{anchor}-about">{escape(texts.about)}</desc>{body}'
    )


def on_page(svg: str, shares: str = "") -> str:
    """The element as a page holds it: in the page's own letters, without what a file needs.

    `shares` is the anchor of another drawing of the same plot, whose title and description serve
    both; the page shows one of them at a time.
    """
    head, body = svg.split(">", maxsplit=1)
    head = re.sub(r' (?:xmlns|font-family|width)="[^"]*"', "", head)
    head = head.replace(";direction:ltr", "")
    if shares:
        named = f'aria-labelledby="{shares}-title {shares}-about"'
        head = re.sub(r'aria-labelledby="[^"]*"', named, head)
        body = re.sub(r"^<title.*?</title><desc.*?</desc>", "", body, flags=re.DOTALL)
    return f"{head}>{body}"


def anchor_of(svg: str) -> str:
    """The anchor that the ids of an element begin with."""
    found = re.search(r'aria-labelledby="(\S+)-title ', svg)
    return found[1] if found else ""


def _lean(svg: str) -> str:
    """The same picture without roles of its parts, empty shapes and needless digits.

    One picture has one description, so its parts need none.
    """
    svg = re.sub(r' (?:role|aria-\w+|class|pointer-events|font-family|opacity)="[^"]*"', "", svg)
    svg = re.sub(
        r'<path(?: d="(?:M[-\d.,]+h[-\d.]+v[-\d.]+h[-\d.]+Z)?"| display="none")*/>', "", svg
    )
    svg = re.sub(
        r' (?:d|transform|[xy]2)="[^"]*"',
        lambda found: re.sub(r"-?\d+\.\d{3,}", lambda x: f"{float(x[0]):.2f}", found[0]),
        svg,
    )
    svg = svg.replace(' transform="translate(0,0)"', "").replace(
        ' xmlns:xlink="http://www.w3.org/1999/xlink"', ""
    )
    empty = re.compile(r"<g(?: transform=\"[^\"]*\")?(?:/>|></g>)")
    while empty.search(svg):
        svg = empty.sub("", svg)
    return svg
