"""What all plots share: colours, and an SVG that describes itself and needs nothing else."""

import re
from dataclasses import dataclass
from html import escape

INK = "#1b2a38"
DOT = "#0b4f7d"
BAR = "#7a97ad"
GRID = "#dde3e8"
LOUD = "#c2570c"
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"


@dataclass(frozen=True)
class PlotTexts:
    """What a plot says about itself; title and description are for screen readers."""

    title: str
    about: str
    axis: str


def described_svg(svg: str, anchor: str, texts: PlotTexts) -> str:
    """The element with ids of its own, a width that yields, a title and a description."""
    svg = re.sub(r'(id="|url\(#)(clip\d+|gradient_\d+)', rf"\1{anchor}-\2", svg)
    svg = _lean(svg)
    size = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ', svg)
    width = size.group(1) if size else "100"
    opening = (
        f'<svg role="img" aria-labelledby="{anchor}-title {anchor}-about" '
        f'style="max-width:{float(width):.0f}px" width="100%" font-family="{FONT}"'
    )
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", svg, count=1)
    svg = svg.replace("<svg", opening, 1)
    head, body = svg.split(">", maxsplit=1)
    return (
        f'{head}><title id="{anchor}-title">{escape(texts.title)}</title>'
        f'<desc id="{anchor}-about">{escape(texts.about)}</desc>{body}'
    )


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
