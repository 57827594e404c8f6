"""The page on records of inspectors, of what `estimates.json` holds."""

from collections.abc import Mapping

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.pages.kit.environment import environment
from measure87.disseminate.pages.kit.wording import words_of_page
from measure87.disseminate.released_result import result_from_json
from measure87.vocabulary.releases.common import Json

_PACKAGE = "measure87.disseminate.pages.inspections"


def inspections_page(content: Mapping[str, Json], context: ReportContext) -> str:
    """The page in the language of the context."""
    words = words_of_page(context.language, _PACKAGE)
    result = result_from_json(dict(content))
    rows = [
        (
            one.group.get("area", words.text("inspections.all")),
            words.text("inspections.hidden")
            if one.value is None
            else words.text("inspections.share", share=words.number(100 * one.value, 1), n=one.n),
        )
        for one in result.estimates
    ]
    template = environment(_PACKAGE).get_template("inspections.html.j2")
    title = result.diagnostics["inspections"]["title"]
    return str(template.render(title=title, rows=rows, words=words, t=words.text))
