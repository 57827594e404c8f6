"""`report.html` of a list study: one page that needs no other file, no script and no network."""

from collections.abc import Mapping
from typing import Any

from measure87.disseminate.lists_report.content import list_page
from measure87.disseminate.report.environment import environment
from measure87.disseminate.report.print_marks import print_marks
from measure87.disseminate.report.wording import Words

_PACKAGE = "measure87.disseminate.lists_report"


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
