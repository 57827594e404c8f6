"""`report.html` of a world estimate: one page that needs no other file, no script, no network."""

import re
from pathlib import Path

from measure87.disseminate.pages.brief.page import brief_page
from measure87.disseminate.pages.kit.environment import environment
from measure87.disseminate.pages.kit.print_marks import print_marks
from measure87.disseminate.pages.world.brief.content import world_brief
from measure87.disseminate.pages.world.content import world_page_of
from measure87.disseminate.pages.world.world_content import WorldContent, read_world
from measure87.disseminate.pages.world.world_words import world_words
from measure87.files import write_whole

REPORT, BRIEF = "report.html", "brief.html"
_PACKAGE = "measure87.disseminate.pages.world"
_BETWEEN_CELLS = re.compile(r"\n(?=</?(?:tr|td|th|thead|tbody)\b)")
"""Ends of lines that say nothing: thousands of rows have three each."""


def write_report(folder: Path) -> Path:
    """Write the report on the files of a folder into it, whole or not at all.

    Reads `about.json`, `gather.json` and the CSV tables, and nothing else.

    Parameters
    ----------
    folder
        Where `write_world` wrote; the language is the one that `about.json` names.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    StudyError
        If there is no such language.
    """
    path = folder / REPORT
    write_whole(path, report_text(read_world(folder)))
    return path


def write_brief(folder: Path) -> Path:
    """Write the brief on the files of a folder into it; reads and raises as `write_report`."""
    path = folder / BRIEF
    content = read_world(folder)
    write_whole(path, brief_page(world_brief(content), content.about.version))
    return path


def report_text(content: WorldContent) -> str:
    """The page on what a folder holds."""
    words = world_words(content.about.report_language)
    page = world_page_of(content, words)
    template = environment(_PACKAGE).get_template("world.html.j2")
    html = template.render(
        page=page,
        marks=print_marks(page.title, words),
        words=words,
        t=words.text,
        version=content.about.version,
    )
    return _BETWEEN_CELLS.sub("", str(html))
