"""The report in a real Chromium: no overflow, no barrier, whole in print."""

import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from measure87.disseminate import publish
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen, open_all
from tests.disseminate.invented_result import invented_result

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Forced labour is no main measure here, so that its figures are folded."""
    folder = tmp_path_factory.mktemp("report")
    result = invented_result()
    measures = dict(result.diagnostics.measures)
    measures["forced_labour_adults"] = changed(measures["forced_labour_adults"], headline=False)
    publish(replace(result, diagnostics=changed(result.diagnostics, measures=measures)), folder)
    return folder / "report.html"


@pytest.fixture(params=[320, 768, 1280])
def page(request, browser, report):
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    opened.goto(report.as_uri())
    yield opened
    opened.close()


def test_the_page_does_not_scroll_sideways(page):
    assert beyond_the_screen(page) <= 0


def test_axe_finds_no_violation(page):
    assert barriers(page) == []
    open_all(page)
    assert barriers(page) == []


def test_one_size_of_each_plot_is_to_be_seen(page):
    sizes = (
        "[...document.querySelectorAll('figure')].map(f => [...f.querySelectorAll('svg')]"
        ".filter(s => s.checkVisibility({contentVisibilityAuto: true})).length)"
    )
    assert page.evaluate(sizes) == [
        1,
        1,
        0,
    ]  # that of the first screen, and of two measures; the last is folded
    page.locator("details:has(figure) > summary").click()
    assert page.evaluate(sizes) == [1, 1, 1]


def test_the_main_findings_come_before_everything_that_is_long(page):
    """A reader in a hurry meets them before contents, plots and tables."""
    tops = page.evaluate(
        "Object.fromEntries(['findings', 'contents', 'figures'].map(i => "
        "[i, document.getElementById(i).getBoundingClientRect().top]))"
    )
    assert tops["findings"] < tops["contents"] < tops["figures"]


def test_every_wide_table_can_be_reached_by_keyboard_and_scrolled(page):
    regions = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(r => "
        "({focus: r.tabIndex, name: r.getAttribute('aria-label'), role: r.getAttribute('role'),"
        "  inside: r.getBoundingClientRect().right <= innerWidth + 1}))"
    )
    assert regions
    assert all(r["focus"] == 0 and r["name"] and r["role"] == "region" for r in regions)
    assert all(r["inside"] for r in regions)


def test_the_skip_link_comes_first_and_leads_to_the_findings(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#findings"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")


def test_text_in_narrow_plots_is_large_enough_to_read(browser, report):
    opened = browser.new_page(viewport={"width": 320, "height": 800})
    opened.goto(report.as_uri())
    heights = opened.evaluate(
        "[...document.querySelectorAll('.narrow svg text')]"
        ".map(t => t.getBoundingClientRect().height)"
    )
    opened.close()
    assert heights
    assert min(heights) >= 9


def test_in_print_no_table_is_cut(browser, report, tmp_path):
    opened = browser.new_page(viewport={"width": 674, "height": 900})  # A4 less its margins
    opened.goto(report.as_uri())
    opened.emulate_media(media="print")
    wide = opened.evaluate(
        "[...document.querySelectorAll('table, svg, p, li')].filter(t => "
        "t.getBoundingClientRect().width > 0 && t.getBoundingClientRect().right > innerWidth + 1)"
        ".map(t => t.outerHTML.slice(0, 80))"
    )
    assert wide == []
    hidden = opened.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(r => "
        "getComputedStyle(r).overflowX !== 'visible').length"
    )
    assert hidden == 0
    printed = opened.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    opened.close()
    assert printed.startswith(b"%PDF")
    if shutil.which("pdftotext"):
        done = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, check=True
        )
        text = " ".join(done.stdout.decode().split())
        # The last column of the widest table, and every character of a hash.
        assert re.search(r"Persons who answered Read with care", text) or "Read with" in text
        assert "few cases" in text
        # What is folded on a screen: the table of a component, and the rules of a definition.
        assert "own design effect" in text
        assert text.count("Area 2") + text.count("Female") >= 3
        assert "Thresholds" in text
        assert "Rules" in text
        assert "0123456789abcdef" * 4 in text.replace(" ", "")
