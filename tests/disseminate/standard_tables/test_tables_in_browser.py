"""The page of tables in a real Chromium: no overflow, no barrier, nothing cut in print."""

import io

import pytest
from pypdf import PdfReader

from measure87.disseminate import ReportContext
from measure87.disseminate.format_registry import format_named
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen
from tests.disseminate.standard_tables.invented_tables import invented_tables

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "tables.html"
    output = format_named("tables-html").write(invented_tables(), ReportContext())
    path.write_bytes(output.files[0].data)
    return path


@pytest.fixture(params=[320, 1280])
def page(request, browser, tables):
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    opened.goto(tables.as_uri())
    yield opened
    opened.close()


def test_the_page_does_not_scroll_sideways(page):
    assert beyond_the_screen(page) <= 0


def test_axe_finds_no_violation(page):
    assert barriers(page) == []


def test_labels_of_rows_stay_when_a_table_is_scrolled(page):
    moved = page.evaluate(
        "(() => { const box = document.querySelector('.scroll');"
        " const label = box.querySelector('tbody th[scope=row]');"
        " const before = label.getBoundingClientRect().left; box.scrollLeft = 60;"
        " return label.getBoundingClientRect().left - before; })()"
    )
    assert moved == pytest.approx(0, abs=1)


@pytest.mark.parametrize(("width", "across"), [(672, False), (994, True)])
def test_in_print_no_table_is_cut(browser, tables, width, across):
    opened = browser.new_page(viewport={"width": width, "height": 700})  # A4, less margins
    opened.goto(tables.as_uri())
    opened.emulate_media(media="print")
    wide, looked_at = opened.evaluate(
        "across => { const found = [...document.querySelectorAll('section.table')]"
        ".filter(s => s.classList.contains('across') === across)"
        ".flatMap(s => [...s.querySelectorAll('h2, table, p, li')]);"
        " return [found.filter(t => t.getBoundingClientRect().right > innerWidth + 1)"
        ".map(t => t.outerHTML.slice(0, 80)), found.length]; }",
        across,
    )
    opened.close()
    assert looked_at > 3
    assert wide == []


def test_in_print_a_table_begins_on_the_page_of_its_heading_and_a_wide_one_lies_across(
    browser, tables
):
    opened = browser.new_page()
    opened.goto(tables.as_uri())
    pages = PdfReader(io.BytesIO(opened.pdf(prefer_css_page_size=True))).pages
    opened.close()
    for heading, row, width in (
        ("PR.3.3 Child labour", "Number of children", 595),
        ("SE.1 Sampling errors", "Children in child labour", 842),
        ("SE.4 Sampling errors", "Children in child labour", 842),
    ):
        (page,) = [page for page in pages if heading in page.extract_text()]
        assert " ".join(row.split()) in " ".join(page.extract_text().split())
        assert round(float(page.mediabox.width)) == width
