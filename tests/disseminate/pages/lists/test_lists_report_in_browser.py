"""The report of a list study in a real Chromium: no overflow, no barrier, whole in print."""

import shutil

import pytest

from measure87.disseminate import DisclosureRules, publish
from measure87.disseminate.gate.lists import release_lists
from tests.disseminate.in_browser import (
    IN_BROWSER,
    barriers,
    beyond_the_screen,
    open_all,
    wider_than_its_page,
)
from tests.disseminate.invented_lists import unreleased
from tests.disseminate.pages.lists.test_lists_report import CELLS, LISTS, METHODS, table_of

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists") / "out"
    before = unreleased(table_of(LISTS, CELLS), METHODS)
    publish(release_lists(before, DisclosureRules()), folder)
    return folder / "report.html"


@pytest.fixture(params=[320, 768, 1280])
def page(request, browser, report):
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    opened.goto(report.as_uri())
    yield opened
    opened.close()


def test_the_page_does_not_scroll_sideways_folded_or_not(page):
    for _ in range(2):
        assert beyond_the_screen(page) <= 0
        open_all(page)


def test_axe_finds_no_violation(page):
    for _ in range(2):
        assert barriers(page) == []
        open_all(page)


def test_the_verdict_stands_in_the_first_screen(page):
    top = page.evaluate("document.querySelector('.verdict').getBoundingClientRect().top")
    assert top < 560


def test_one_size_of_each_plot_is_to_be_seen(page):
    open_all(page)
    shown = page.evaluate(
        "[...document.querySelectorAll('figure')].map(f => [...f.querySelectorAll('svg')]"
        ".filter(s => s.checkVisibility({contentVisibilityAuto: true})).length)"
    )
    assert shown
    assert set(shown) == {1}


def test_text_in_narrow_plots_is_large_enough_to_read(browser, report):
    opened = browser.new_page(viewport={"width": 320, "height": 800})
    opened.goto(report.as_uri())
    open_all(opened)
    heights = opened.evaluate(
        "[...document.querySelectorAll('.narrow svg text')]"
        ".map(t => t.getBoundingClientRect().height)"
    )
    opened.close()
    assert heights
    assert min(heights) >= 9


def test_in_print_nothing_is_cut_and_what_is_folded_is_printed(browser, report, tmp_path):
    opened = browser.new_page(viewport={"width": 674, "height": 900})  # A4 less its margins
    opened.goto(report.as_uri())
    assert wider_than_its_page(opened) == []
    opened.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    opened.close()
    if shutil.which("pdftotext"):
        import subprocess

        done = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, check=True
        )
        text = " ".join(done.stdout.decode().split())
        assert "without Police" in text  # folded on a screen
        assert "unseen × 3" in text
