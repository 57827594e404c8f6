"""A made-up language from right to left in a real Chromium: nothing cut, no barrier."""

import re

import pytest

from measure87.disseminate import publish
from measure87.disseminate.pages.kit.context import report_context
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen, open_all
from tests.disseminate.invented_lists import released, table_of
from tests.disseminate.invented_result import invented_result
from tests.disseminate.locale.cut_texts import CUT
from tests.disseminate.locale.pseudo_language import ARABIC, pseudo_language
from tests.disseminate.pages.lists.test_lists_report import CELLS, LISTS, METHODS
from tests.disseminate.standard_tables.invented_tables import invented_tables

pytestmark = IN_BROWSER

CODE = "ar"
"""A code that is one: checkers refuse others."""
PAGES = {
    "survey": ("survey/report.html", lambda: invented_result(language=CODE)),
    "lists": ("lists/report.html", lambda: released(table_of(LISTS, CELLS), METHODS)),
    "tables": ("tables/tables/tables.html", lambda: invented_tables(language=CODE)),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, real_pdf):
    place = tmp_path_factory.mktemp("made-up")
    with pytest.MonkeyPatch.context() as patch:
        pseudo_language(place / "locale", patch, CODE, locale="ar", script=ARABIC)
        for name, (_, make) in PAGES.items():
            result = make()
            publish(result, place / name, report_context(result, language=CODE))
    return place


@pytest.fixture(
    scope="module", params=[(name, width) for name in PAGES for width in (320, 1280)], ids=str
)
def page(request, browser, folder):
    """A page that its tests only look at."""
    name, width = request.param
    opened = browser.new_page(viewport={"width": width, "height": 800})
    opened.goto((folder / PAGES[name][0]).as_uri())
    open_all(opened)
    yield opened
    opened.close()


def test_the_page_does_not_scroll_sideways(page):
    assert beyond_the_screen(page) <= 0


def test_axe_finds_no_violation(page):
    assert barriers(page) == []


def test_nothing_is_cut(page):
    assert page.evaluate(CUT) == []


def test_tables_begin_on_the_right(page):
    first = """
    () => [...document.querySelectorAll('thead tr:first-child')]
      .filter(row => row.children.length > 1 && row.getBoundingClientRect().width)
      .every(row => row.children[0].getBoundingClientRect().right
                    > row.children[1].getBoundingClientRect().right)
    """
    assert page.evaluate(first)


def test_the_printed_tables_are_tagged_number_their_pages_and_say_their_language(folder):
    import pypdf

    reader = pypdf.PdfReader(folder / "tables" / "tables" / "tables.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == CODE
    text = "".join(one.extract_text() for one in reader.pages)
    assert re.search(r"[\u0600-\u06ff\ufe70-\ufefc]{3}", text)
    fonts = [
        font.get_object()["/BaseFont"]
        for one in reader.pages
        for font in one["/Resources"]["/Font"].values()
    ]
    assert fonts
