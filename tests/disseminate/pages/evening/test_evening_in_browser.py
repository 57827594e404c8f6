"""The evening page in a real Chromium, on a desk and in a hand, in every language."""

import pytest

from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.evening import evening_page
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen, open_all
from tests.disseminate.locale.cut_texts import CUT
from tests.disseminate.pages.evening.an_evening import an_evening

pytestmark = [*IN_BROWSER, pytest.mark.slow]


@pytest.fixture(params=[(lang, width) for lang in languages() for width in (320, 1280)], ids=str)
def page(request, browser, tmp_path):
    language, width = request.param
    path = tmp_path / "evening.html"
    path.write_text(evening_page(an_evening(), language), "utf-8")
    opened = browser.new_page(viewport={"width": width, "height": 800})
    opened.asked = []
    opened.on("request", lambda one: opened.asked.append(one.url))
    opened.goto(path.as_uri())
    open_all(opened)
    yield opened
    opened.close()


def test_nothing_is_cut_and_axe_finds_no_violation(page):
    assert page.evaluate(CUT) == []
    assert beyond_the_screen(page) <= 0
    assert barriers(page) == []
    assert len(page.asked) == 1, "the page alone"
