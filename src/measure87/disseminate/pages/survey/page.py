"""The page of a survey."""

import re

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.pages.kit.environment import environment
from measure87.disseminate.pages.kit.print_marks import print_marks
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.content import page_of
from measure87.vocabulary.estimate import Result

_BREAKS = re.compile(r"\n(?=\n|</li>|</tr>)|(?<=<li>)\n|(?<=<tr>)\n|(?<=</td>)\n(?=<td)")
"""Breaks of lines inside rows and lists, of which a long report has thousands."""


def survey_page(result: Result, context: ReportContext, words: Words, version: str) -> str:
    """The page for a released result of a survey, whose texts are in the language.

    `version` is of the program that wrote the release.
    """
    template = environment("measure87.disseminate.pages.survey").get_template("page.html.j2")
    page = page_of(result, context, words)
    html = template.render(
        page=page,
        marks=print_marks(page.title, words),
        words=words,
        t=words.text,
        version=version,
        rules=page.rules,
    )
    return _BREAKS.sub("", str(html))
