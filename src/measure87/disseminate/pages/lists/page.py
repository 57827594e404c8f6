"""`report.html` of a list study: one page that needs no other file, no script and no network."""

from collections.abc import Mapping
from typing import Any

from measure87.disseminate.pages.kit.environment import environment
from measure87.disseminate.pages.kit.print_marks import print_marks
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.content import list_page

_PACKAGE = "measure87.disseminate.pages.lists"


def lists_page(content: Mapping[str, Any], words: Words) -> str:
    """The page for what a released `estimates.json` of a list study holds."""
    template = environment(_PACKAGE).get_template("lists.html.j2")
    page = list_page(content, words)
    return str(
        template.render(
            page=page,
            marks=print_marks(page.title, words),
            words=words,
            t=words.text,
            version=content["measure87"],
        )
    )
