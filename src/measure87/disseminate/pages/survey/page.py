"""The page of a survey."""

from collections.abc import Mapping
from typing import Any

from measure87.disseminate.pages.kit.context import ReportContext
from measure87.disseminate.pages.kit.environment import environment
from measure87.disseminate.pages.kit.print_marks import print_marks
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.content import page_of


def survey_page(content: Mapping[str, Any], context: ReportContext, spoken: Words) -> str:
    """The page for what a survey's `estimates.json` holds, whose texts are in the language."""
    template = environment("measure87.disseminate.pages.survey").get_template("page.html.j2")
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
