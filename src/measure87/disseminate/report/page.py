"""`report.html`: the report as one page that needs no other file, no script and no network."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from measure87.disseminate.report.content import page_of
from measure87.disseminate.report.context import ReportContext
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
    template = _environment().get_template("page.html.j2")
    return str(
        template.render(
            page=page_of(content, context, spoken),
            words=spoken,
            t=spoken.text,
            version=content["measure87"],
            rules=content["diagnostics"].get("disclosure", {}).get("rules", {}),
        )
    )


@cache
def _environment():  # type: ignore[no-untyped-def]
    """Templates of this package: everything escaped, and nothing undefined let through."""
    import jinja2

    folder = files("measure87.disseminate.report").joinpath("templates")
    loader = jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8"))
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["ticks"] = _ticks
    return environment


def _ticks(text: str) -> str:
    """Text with what stands between backticks set apart: words as a quotation, names as code."""
    from markupsafe import Markup, escape

    quotation, code = Markup("<q>{}</q>"), Markup("<code>{}</code>")
    parts = str(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        (quotation if " " in part else code).format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )
