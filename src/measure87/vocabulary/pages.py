"""The pages of documentation that travel with the program.

Texts of the program name a page by its place in the checkout, `docs/how-to/servers.md`. A reader
may have no checkout and no network, so the pages lie in the installed package, and `measure87 docs
how-to/servers` shows one. This is the one place that knows where they are and how a reader gets to
them.
"""

import re
from importlib.resources import files
from pathlib import Path

from measure87.vocabulary.errors import UsageError

SHELVES = ("tutorials", "how-to", "explanation", "methods", "definitions", "reference", "decisions")
"""Folders with pages; single pages, as the glossary, lie beside them."""
LIST = "index"
"""The list of a shelf, which is of the site and is no page to read."""
READ_WITH = "measure87 docs {page}"
"""The command that shows a page."""
_NAMED = re.compile(r"\bdocs/([\w./-]+?)\.md\b")


def _folder() -> Path:
    """The pages in the installed package; in a checkout, those of the checkout."""
    installed = Path(str(files("measure87") / "pages"))
    return installed if installed.is_dir() else Path(__file__).parents[3] / "docs"


def page_names() -> tuple[str, ...]:
    """Every page, as `how-to/servers`: single pages first, then the shelves in order."""
    folder = _folder()
    paths = [path for shelf in ("", *SHELVES) for path in sorted((folder / shelf).glob("*.md"))]
    names = [path.relative_to(folder).with_suffix("").as_posix() for path in paths]
    return tuple(name for name in names if name.rpartition("/")[2] != LIST)


def page_text(name: str) -> str:
    """The Markdown of a page.

    Parameters
    ----------
    name : str
        As `page_names` has it, or as a message names it: `docs/how-to/servers.md`.

    Raises
    ------
    UsageError
        If there is no such page; the hint has those whose names are most like it.
    """
    asked = name.removeprefix("docs/").removesuffix(".md")
    names = page_names()
    if asked not in names:
        from difflib import get_close_matches

        near = get_close_matches(asked, names, n=3, cutoff=0.4)
        hint = f"{READ_WITH.format(page='').strip()} lists all pages"
        raise UsageError(
            f"there is no page {name!r}",
            code="unknown-page",
            hint=f"perhaps {' or '.join(near)}; {hint}" if near else hint,
        )
    return (_folder() / f"{asked}.md").read_text("utf-8")


def pages_named_in(text: str) -> tuple[str, ...]:
    """The pages that a text names, each once, as `page_names` has them."""
    return tuple(dict.fromkeys(_NAMED.findall(text)))
