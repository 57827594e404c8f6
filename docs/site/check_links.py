"""Are all links of the built site whole, and does it load nothing from elsewhere?

    python docs/site/check_links.py build/docs/html

Every `href` and `src` that is no full address must lead to a file of the site, and with `#` to an
anchor in it. Nothing that a page loads by itself (scripts, styles, fonts, pictures) may have a full
address, for the site must open from a file. Faults go to standard error; the exit status says
whether there are any.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
"""Elements that a browser loads without being asked, and where their address stands."""
NOT_LOADED = {"index", "search", "next", "prev", "author", "copyright", "canonical", "alternate"}
"""Kinds of `link` that a browser only knows of."""
OF_A_STYLE = re.compile(r"url\(\s*['\"]?([^'\")\s]+)")


@dataclass
class Page(HTMLParser):
    """What a page links, what it loads, and the anchors that it has."""

    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin with nothing read."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses and the anchor of an element."""
        has = {name: value or "" for name, value in attrs}
        self.anchors |= {has[name] for name in ("id", "name") if name in has}
        self.links += [has[name] for name in ("href", "src") if has.get(name)]
        address = has.get(LOADS.get(tag, ""))
        if address and not NOT_LOADED & set(has.get("rel", "").split()):
            self.loaded.append(address)


def read_page(path: Path) -> Page:
    """The links, loads and anchors of a page."""
    page = Page()
    page.feed(path.read_text("utf-8"))
    return page


def pages_of(site: Path) -> list[Path]:
    """The pages; what the theme keeps as parts of pages is none."""
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


def faults_of(site: Path) -> Iterator[str]:
    """Every broken link and every load from elsewhere, with its page."""
    pages = {path: read_page(path) for path in pages_of(site)}
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        for link in page.links:
            fault = _fault(path, link, pages)
            if fault:
                yield f"{name}: {link}: {fault}"
        yield from (f"{name}: loads {one}" for one in page.loaded if urlsplit(one).netloc)
    for path in sorted(site.rglob("*.css")):
        for one in OF_A_STYLE.findall(path.read_text("utf-8")):
            if urlsplit(one).netloc:
                yield f"{path.relative_to(site).as_posix()}: loads {one}"


def _fault(path: Path, link: str, pages: dict[Path, Page]) -> str | None:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return "there is no such file"
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].anchors:
        return "there is no such heading"
    return None


def main(site: Path) -> int:
    """Print the faults; 1 if there are any."""
    faults = list(faults_of(site.resolve()))
    for one in faults:
        print(one, file=sys.stderr)
    print(f"{len(pages_of(site))} pages, {len(faults)} faults in their links")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
