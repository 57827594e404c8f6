"""The page of a panel in a real Chromium, from `file:`, by keyboard and in every language."""

import json
from urllib.parse import unquote

import pytest

from measure87.define import load_definition
from measure87.define.panel import panel_of
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.panel import panel_page
from measure87.study.panel import read_panel
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen

pytestmark = IN_BROWSER

DEFINITION = load_definition("forced_labour/hshc_2012")
PANEL = panel_of(DEFINITION)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("panel") / "panel.html"
    path.write_text(panel_page(PANEL), "utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser, address):
    opened = browser.new_page(viewport={"width": 320, "height": 800})
    opened.asked, opened.failed = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.failed.append(message.text))
    opened.on("pageerror", lambda error: opened.failed.append(str(error)))
    opened.goto(address)
    yield opened
    opened.close()


def _press(page, key, times=1):
    for _ in range(times):
        page.keyboard.press(key)


def _focus_next(page, selector):
    """Go on with the tabulator until something has the focus."""
    for _ in range(20):
        _press(page, "Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the tabulator does not come to {selector}")


def test_a_card_is_answered_and_the_file_downloaded_by_keyboard_alone(page, address, tmp_path):
    _focus_next(page, "input[type=radio]")
    _press(page, "Space")
    _press(page, "ArrowDown")
    _focus_next(page, "textarea")
    page.keyboard.type("not <clear> & open, 50 %")
    page.evaluate("document.getElementById('name').focus()")
    _focus_next(page, "#download")
    with page.expect_download() as waiting:
        _press(page, "Enter")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    told = json.loads(path.read_text("utf-8"))
    assert path.name == "panel-answers.json"
    assert "name" not in told, "anonymous unless somebody gives a name"
    found = read_panel(DEFINITION, None, [path])
    assert found.cases[0].votes == {"yes": 0, "no": 1, "unknown": 0}
    assert found.cases[0].reasons == ("no: not <clear> & open, 50 %",)
    assert page.asked == [address], "no other file and no network"
    assert page.failed == []


@pytest.mark.parametrize("language", languages())
def test_in_every_language_axe_finds_no_violation_and_answers_stay(page, language):
    page.check("input[type=radio] >> nth=0")
    page.select_option("#language", language)
    assert page.evaluate(
        "[document.documentElement.lang, getComputedStyle(document.body).direction]"
    ) == [language, "rtl" if language == "ar" else "ltr"]
    file = unquote(page.get_attribute("#download", "href").split(",", 1)[1])
    assert len(json.loads(file)["answers"]) == 1
    assert "{" not in page.inner_text("main")
    assert beyond_the_screen(page) <= 0
    assert barriers(page) == []
