"""Numbers, differences and definitions side by side in a real Chromium."""

import pytest

from measure87.disseminate import publish
from measure87.disseminate.pages.kit.context import report_context
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen, open_all
from tests.disseminate.locale.pseudo_language import pseudo_language
from tests.disseminate.pages.survey.invented_comparison import compared_result, context

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("comparison")
    publish(compared_result(), folder, context(), ["report"])
    return folder / "report.html"


@pytest.fixture(params=[320, 1280])
def page(request, browser, report):
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    opened.goto(report.as_uri())
    yield opened
    opened.close()


def test_the_page_does_not_scroll_sideways_with_everything_open(page):
    open_all(page)
    assert beyond_the_screen(page) <= 0


def test_axe_finds_no_violation(page):
    open_all(page)
    assert barriers(page) == []


def test_one_size_of_each_picture_is_to_be_seen_and_nothing_of_it_is_cut(page):
    found = page.evaluate(
        "[...document.querySelectorAll('#side-by-side ~ section figure, #differences ~ section "
        "figure')].map(f => [...f.querySelectorAll('svg')].filter(s => s.checkVisibility())"
        ".map(s => [...s.querySelectorAll('text')].filter(t => {"
        "  const a = t.getBoundingClientRect(), b = s.getBoundingClientRect();"
        "  return a.left < b.left - 1 || a.right > b.right + 1 }).map(t => t.textContent)))"
    )
    assert len(found) == 4  # prevalences, one pair, differences of groups and of measures
    assert all(sizes == [[]] for sizes in found)


def test_from_right_to_left_the_pictures_are_mirrored_and_nothing_is_cut(browser, tmp_path):
    """The axis begins at the labels, which stand on the right."""
    result = compared_result()
    with pytest.MonkeyPatch.context() as patch:
        pseudo_language(tmp_path / "locale", patch, "xx", locale="ar")
        publish(result, tmp_path, report_context(result, language="xx"), ["report"])
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    opened.goto((tmp_path / "report.html").as_uri())
    open_all(opened)
    found = opened.evaluate(
        "[...document.querySelectorAll('.wide svg')].map(s => {"
        "  const frame = s.getBoundingClientRect(), texts = [...s.querySelectorAll('text')];"
        "  const zero = texts.find(t => /^\\W*0\\W*$/.test(t.textContent));"
        "  return [zero.getBoundingClientRect().left - frame.left, frame.width,"
        "    texts.every(t => t.getBoundingClientRect().left >= frame.left - 1"
        "      && t.getBoundingClientRect().right <= frame.right + 1)] })"
    )
    opened.close()
    assert len(found) == 7  # that of the first screen too
    assert all(whole for *_, whole in found)
    # Prevalences, the pair, and both measures; differences come last, and go below 0.
    assert all(zero > width / 2 for zero, width, _ in found[:4])


def test_in_print_the_folded_findings_and_every_column_are_there(browser, report):
    opened = browser.new_page(viewport={"width": 674, "height": 900})  # A4 less its margins
    opened.goto(report.as_uri())
    opened.emulate_media(media="print")
    wide = opened.evaluate(
        "[...document.querySelectorAll('table, svg, p, li')].filter(t => "
        "t.getBoundingClientRect().right > innerWidth + 1).map(t => t.outerHTML.slice(0, 80))"
    )
    heights = opened.evaluate(
        "[...document.querySelectorAll('.findings > li')]"
        ".map(f => f.getBoundingClientRect().height)"
    )
    opened.close()
    assert wide == []
    assert len(heights) == 2
    assert min(heights) > 0
