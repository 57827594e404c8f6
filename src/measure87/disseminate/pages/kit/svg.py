"""What all plots share: colours, and an SVG that describes itself and needs nothing else.

In a language that runs from right to left a plot is mirrored: the axis begins on the right, and
labels stand on the right of what they name.
"""

import re
from dataclasses import dataclass, field
from html import escape

from measure87.disseminate.locale.written_numbers import Numbers, SignsOfPlots, by_its_letters

INK = "#1b2a38"
DOT = "#0b4f7d"
BAR = "#7a97ad"
GRID = "#dde3e8"
LOUD = "#c2570c"
ON_LIGHT = "#15202b"
"""Ink on areas that stay light on dark paper."""
PAPER = "var(--paper,#ffffff)"
"""The colour of the page; white in a file of its own."""
FONT = (
    "Helvetica Neue, Helvetica, Arial, Liberation Sans, Noto Sans Arabic, DejaVu Sans, sans-serif"
)


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


def finished(svg: str, texts: PlotTexts, anchor: str) -> str:
    """An SVG that describes itself; its texts set apart where they stand among mirrored ones."""
    return described_svg(_any_direction(svg) if texts.mirrored else svg, anchor, texts)


def signed(value: float, decimals: int, texts: PlotTexts) -> str:
    """A number on an axis in the signs of the plot's language.

    >>> signed(-1234.5, 1, PlotTexts("", "", "", {"decimal": ",", "thousands": "."}))
    '−1.234,5'
    """
    written = in_signs(f"{abs(value):,.{decimals}f}", texts)
    return f"−{written}" if value < 0 else written


def in_signs(written: str, texts: PlotTexts) -> str:
    """A number that is written in English, in the signs of the plot's language."""
    signs = {",": texts.signs.get("thousands", ","), ".": texts.signs.get("decimal", ".")}
    digits = texts.signs.get("numerals", ())
    signs |= {str(number): digit for number, digit in enumerate(digits)}
    return "".join(signs.get(sign, sign) for sign in written)


def _any_direction(svg: str) -> str:
    """Each text set apart, so that its own letters decide its direction and nothing else does."""
    return re.sub(
        r"(<(?:text|tspan)[^>]*>)([^<]+)(?=<)",
        lambda found: found[1] + by_its_letters(found[2]),
        svg,
    )


def described_svg(svg: str, anchor: str, texts: PlotTexts) -> str:
    """The element with a width that yields, a title and a description."""
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
