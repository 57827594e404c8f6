"""The evening page: one offline file for the supervisors, which names no case."""

from measure87.disseminate.pages.evening.content import LEAST, content_of
from measure87.disseminate.pages.kit.environment import environment
from measure87.disseminate.pages.kit.print_marks import print_marks
from measure87.disseminate.pages.kit.wording import words_of_page
from measure87.vocabulary.releases.evening import Evening

PACKAGE = "measure87.disseminate.pages.evening"


def evening_page(evening: Evening, language: str = "en") -> str:
    """The page of an evening.

    Raises
    ------
    StudyError
        If pages do not speak the language.
    """
    words = words_of_page(language, PACKAGE)
    day = words.day(evening.evening)
    title = words.text("evening.title", form=words.apart(evening.form), day=day)
    template = environment(PACKAGE).get_template("evening.html.j2")
    return str(
        template.render(
            page=content_of(evening, words),
            day=day,
            least=LEAST,
            title=str.__str__(title),
            words=words,
            t=words.text,
            marks=print_marks(title, words),
            version=evening.measure87,
        )
    )
