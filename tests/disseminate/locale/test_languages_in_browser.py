"""Each language's report, lists report and tables in a real Chromium, on a desk and in a hand."""

import pytest

from measure87.disseminate import publish
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.kit.context import report_context
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen, open_all
from tests.disseminate.invented_lists import released, table_of
from tests.disseminate.invented_result import invented_result
from tests.disseminate.locale.cut_texts import CUT
from tests.disseminate.pages.lists.test_lists_report import CELLS, LISTS, METHODS
from tests.disseminate.standard_tables.invented_tables import invented_tables

pytestmark = IN_BROWSER

PAGES = {
    "survey": ("report.html", lambda language: invented_result(language=language)),
    "lists": ("report.html", lambda _: released(table_of(LISTS, CELLS), METHODS)),
    "tables": ("tables/tables.html", lambda language: invented_tables(language=language)),
}


@pytest.fixture(scope="module", params=languages())
def folder(request, tmp_path_factory):
    place = tmp_path_factory.mktemp(request.param)
    for name, (_, make) in PAGES.items():
        result = make(request.param)
        publish(result, place / name, report_context(result, language=request.param))
    return place, request.param


@pytest.fixture(params=[(name, width) for name in PAGES for width in (320, 1280)], ids=str)
def page(request, browser, folder):
    name, width = request.param
    opened = browser.new_page(viewport={"width": width, "height": 800})
    opened.goto((folder[0] / name / PAGES[name][0]).as_uri())
    open_all(opened)
    yield opened
    opened.close()


def test_nothing_is_cut_or_reversed_and_axe_finds_no_violation(page, folder):
    assert page.evaluate(CUT) == []
    assert beyond_the_screen(page) <= 0
    head = page.evaluate(
        "[document.documentElement.lang, getComputedStyle(document.body).direction]"
    )
    assert head == [folder[1], "rtl" if folder[1] == "ar" else "ltr"]
    assert barriers(page) == []


def test_in_print_headings_have_room_above_their_letters_which_a_new_page_leaves_them(
    browser, folder
):
    """A margin at the top of a page is dropped, and with it what stands above an Arabic letter."""
    opened = browser.new_page()
    opened.goto((folder[0] / "survey" / "report.html").as_uri())
    opened.emulate_media(media="print")
    rooms = opened.evaluate(
        "[...document.querySelectorAll('main h3')].map(h => parseFloat("
        "getComputedStyle(h).paddingTop) / parseFloat(getComputedStyle(h).fontSize))"
    )
    opened.close()
    assert len(rooms) > 3
    assert min(rooms) >= 0.25
