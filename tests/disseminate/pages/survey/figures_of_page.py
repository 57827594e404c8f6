"""All figures of a page as a reader has them: every number of its text, pictures left out.

    python -m tests.disseminate.pages.survey.figures_of_page BEFORE.html AFTER.html

says which figures of one page another does not have, and which it has more.
"""

import re
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

_SILENT = {"style", "script", "svg", "title"}
_NUMBER = re.compile(r"(?<![\w.,])[−-]?\d+(?:[.,\u00a0\u202f\u2009]\d+)*(?!\w)")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.silent = 0
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def text_of_page(html: str) -> str:
    """The text of a page, elements parted by spaces; folded parts are in it, pictures are not."""
    reader = _Text()
    reader.feed(html)
    return " ".join(" ".join(reader.parts).split())


def figures_of_page(html: str) -> set[str]:
    """Every number of a page, as it is written."""
    return set(_NUMBER.findall(text_of_page(html)))


def cells_of_page(html: str) -> set[str]:
    """Every number and interval that stands in a cell of a table by itself, or with `asked`."""
    found = re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)
    texts = (unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split())) for cell in found)
    return {
        text
        for text in texts
        if re.search(r"\d", text) and not re.search(r"[a-z]{3}", text.removesuffix(" asked"))
    }


if __name__ == "__main__":
    before, after = (figures_of_page(Path(name).read_text("utf-8")) for name in sys.argv[1:3])
    print(f"before {len(before)}, after {len(after)}")
    print("lost:", sorted(before - after))
    print("more:", sorted(after - before))
