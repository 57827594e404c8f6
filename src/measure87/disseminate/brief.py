"""`brief.html`: two printed pages of plain sentences, of what `estimates.json` holds alone."""

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.html import read_content
from measure87.disseminate.pages.brief.page import brief_page
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.lists.brief.content import lists_brief
from measure87.disseminate.pages.survey.brief.content import survey_brief
from measure87.disseminate.pages.survey.in_language import result_in_language
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.lists import ListsDiagnostics
from measure87.vocabulary.releases.survey import SurveyDiagnostics

BRIEF = "brief.html"


def brief_of_content(content: dict[str, Json], context: ReportContext) -> str | None:
    """The brief for what a released `estimates.json` holds; None of a kind that has none.

    Raises
    ------
    StudyError
        If pages do not speak the language, or the file is not as a release has it.
    """
    result, version = read_content(content)
    if isinstance(result.diagnostics, ListsDiagnostics):
        spoken = result_in_language(result, context, words(context.language))
        return brief_page(lists_brief(spoken, context.language), version)
    if not isinstance(result.diagnostics, SurveyDiagnostics):
        return None
    return brief_page(survey_brief(result, context), version)
