"""`report.html`: the report as one page that needs no other file, no script and no network."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from measure87.disseminate.lists_report import lists_page
from measure87.disseminate.report.content import page_of
from measure87.disseminate.report.context import ReportContext
from measure87.disseminate.report.environment import environment
from measure87.disseminate.report.in_language import in_language
from measure87.disseminate.report.print_marks import print_marks
from measure87.disseminate.report.wording import words

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
        If the report does not speak the language.
    """
    return page_of_content(json.loads(estimates.read_text("utf-8")), context)


def page_of_content(content: Mapping[str, Any], context: ReportContext) -> str:
    """The page for what a released `estimates.json` holds."""
    spoken = words(context.language)
    content = in_language(content, context, spoken)
    if "lists" in content["diagnostics"]:
        return lists_page(content, spoken)
    template = environment().get_template("page.html.j2")
    page = page_of(content, context, spoken)
    return str(
        template.render(
            page=page,
            marks=print_marks(page.title, spoken),
            words=spoken,
            t=spoken.text,
            version=content["measure87"],
            rules=content["diagnostics"].get("disclosure", {}).get("rules", {}),
        )
    )
