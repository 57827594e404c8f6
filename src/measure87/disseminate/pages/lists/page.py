"""`report.html` of a list study: one page that needs no other file, no script and no network."""

from measure87.disseminate.pages.kit.environment import environment
from measure87.disseminate.pages.kit.print_marks import print_marks
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.content import list_page
from measure87.vocabulary.estimate import Result

_PACKAGE = "measure87.disseminate.pages.lists"


def lists_page(result: Result, words: Words, version: str) -> str:
    """The page for a released result of a list study.

    Parameters
    ----------
    result : with `ListsDiagnostics`; its texts in the language of the page
    words : Words
    version : of the program that wrote the release
    """
    template = environment(_PACKAGE).get_template("lists.html.j2")
    page = list_page(result, words)
    return str(
        template.render(
            page=page,
            marks=print_marks(page.title, words),
            words=words,
            t=words.text,
            version=version,
        )
    )
