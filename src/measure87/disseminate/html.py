"""`report.html`: the report as one page that needs no other file, no script and no network."""

import json
from pathlib import Path

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.lists import lists_page
from measure87.disseminate.pages.survey.in_language import result_in_language
from measure87.disseminate.pages.survey.page import survey_page
from measure87.disseminate.released_result import result_from_json
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import is_of_lists
from measure87.vocabulary.releases.common import Json

REPORT = "report.html"


def report_page(estimates: Path, context: ReportContext) -> str:
    """The page for a released `estimates.json`, and nothing but what that file holds.

    Parameters
    ----------
    estimates
        The written file.
    context
        The definitions' own texts, and the language.

    Raises
    ------
    StudyError
        If the report does not speak the language, or the file is not as a release has it.
    """
    return page_of_content(json.loads(estimates.read_text("utf-8")), context)


def page_of_content(content: dict[str, Json], context: ReportContext) -> str:
    """The page for what a released `estimates.json` holds."""
    page = context.page or (lists_report if is_of_lists(content["diagnostics"]) else survey_report)
    return page(content, context)


def survey_report(content: dict[str, Json], context: ReportContext) -> str:
    """The page of a survey."""
    spoken = words(context.language)
    result, version = read_content(content)
    return survey_page(result_in_language(result, context, spoken), context, spoken, version)


def lists_report(content: dict[str, Json], context: ReportContext) -> str:
    """The page of a study of lists."""
    spoken = words(context.language)
    result, version = read_content(content)
    return lists_page(result_in_language(result, context, spoken), spoken, version)


def read_content(content: dict[str, Json]) -> tuple[Result, str]:
    """The result of a released file, and the version of the program that released it."""
    result = result_from_json(content)
    return result, str(content.get("measure87", result.provenance.version))
