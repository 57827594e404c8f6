"""What stands at the foot of each printed page: the report's title, and the page's number."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from measure87.disseminate.pages.kit.wording import Words

if TYPE_CHECKING:
    from markupsafe import Markup

_COUNTERS = {"{page}": "counter(page{style})", "{pages}": "counter(pages{style})"}
_STYLES = {"latn": "", "arab": ", arabic-indic"}


@dataclass(frozen=True)
class PrintMarks:
    """Contents of margin boxes in CSS, and the sides of the page on which they stand."""

    title: "Markup"
    number: "Markup"
    start: str
    """`left`, or `right` where the language runs from right to left."""
    end: str


def print_marks(title: str, words: Words) -> PrintMarks:
    """The marks of a report; page numbers in the words and digits of its language."""
    from markupsafe import Markup

    style = _STYLES.get(words.numbering, "")
    parts = re.split(r"(\{pages?\})", words.of_code("figures", "page"))
    number = " ".join(
        _COUNTERS[part].replace("{style}", style) if part in _COUNTERS else _quoted(part)
        for part in parts
        if part
    )
    start, end = ("right", "left") if words.is_mirrored else ("left", "right")
    return PrintMarks(Markup(_quoted(words.apart(title))), Markup(number), start, end)  # noqa: S704


def _quoted(text: str) -> str:
    """A string of CSS, inside a page's own style: nothing in it ends the string or the style."""
    return '"' + re.sub(r'[\\"<>&\n\r]', lambda sign: f"\\{ord(sign[0]):x} ", text) + '"'
