"""`brief.html`: a brief as one page that needs no other file, no script and no network."""

from measure87.disseminate.pages.brief.grammar import FRAME
from measure87.disseminate.pages.brief.model import Brief
from measure87.disseminate.pages.kit.environment import environment
from measure87.disseminate.pages.kit.print_marks import print_marks
from measure87.disseminate.pages.kit.wording import words_of_page


def brief_page(brief: Brief, version: str) -> str:
    """The page of a brief.

    Parameters
    ----------
    brief : its texts in its language
    version : of the program that wrote the release

    Raises
    ------
    StudyError
        If pages do not speak the language.
    """
    words = words_of_page(brief.language, FRAME)
    template = environment(FRAME).get_template("brief.html.j2")
    return str(
        template.render(
            page=brief,
            marks=print_marks(brief.title, words),
            words=words,
            t=words.text,
            version=version,
        )
    )
