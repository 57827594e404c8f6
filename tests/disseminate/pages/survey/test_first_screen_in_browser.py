"""The first screen in a real Chromium: finding, interval, people, chart; on a desk, in a hand.

In light and in dark: what axe says of contrasts holds for both.
"""

import re
from dataclasses import replace

import pytest

from measure87.disseminate import publish
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.kit.context import report_context
from measure87.disseminate.pages.kit.wording import words
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen, open_all
from tests.disseminate.invented_result import invented_result

pytestmark = IN_BROWSER

SCREENS = [(1280, 800), (390, 844)]
BOTTOMS = """
Object.fromEntries(['.figure-large', '.interval', '.people', 'figure svg'].map(what =>
  [what, [...document.querySelectorAll('.lead ' + what)].filter(e => e.checkVisibility())
         .map(e => [e.getBoundingClientRect().top, e.getBoundingClientRect().bottom])]))
"""
HEADINGS = "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => [h.lang, h.innerText])"


def without_chance(result):
    """The same of respondents whom nobody drew at random."""
    return replace(
        result,
        estimates=[
            replace(
                one,
                method="share-of-respondents",
                lower=None,
                upper=None,
                level=None,
                interval=None,
                alternatives=(),
            )
            for one in result.estimates
        ],
    )


MADE = {
    "sample": lambda language: invented_result(language=language, data_language="en"),
    "respondents": lambda language: without_chance(
        invented_result(
            language=language, data_language="en", invented=False, probability_sample=False
        )
    ),
}


@pytest.fixture(scope="module", params=languages())
def folder(request, tmp_path_factory):
    place = tmp_path_factory.mktemp(request.param)
    for name, make in MADE.items():
        result = make(request.param)
        context = report_context(result, language=request.param)
        publish(result, place / name, context, ["report"])
    return place, request.param


@pytest.fixture(scope="module", params=[(name, size) for name in MADE for size in SCREENS], ids=str)
def opened(request, browser, folder):
    """A page that its tests only look at."""
    name, (width, height) = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto((folder[0] / name / "report.html").as_uri())
    yield page, name, height, words(folder[1])
    page.close()


def test_the_first_screen_has_finding_interval_people_and_chart(opened):
    page, name, height, spoken = opened
    for what, places in page.evaluate(BOTTOMS).items():
        assert len(places) == 1, what
        ((top, bottom),) = places
        assert 0 <= top < bottom <= height, what
    parts = {what: page.locator(f".lead .{what}").inner_text() for what in ("interval", "people")}
    assert spoken.number(18.0, 2) in page.locator(".lead .figure-large").inner_text()
    if name == "sample":
        assert all(spoken.number(end, 2) in parts["interval"] for end in (16.35, 19.65))
    assert re.sub(r"\s", " ", spoken.number(4000)) in re.sub(r"\s", " ", parts["people"])
    chart = page.locator(".lead figure svg:visible").text_content()
    assert spoken.number(20.0, 1) in chart  # of one of the groups, as text beside its bar


def test_a_page_opens_in_its_own_language_and_every_heading_says_its_own(opened):
    page, _, _, spoken = opened
    headings = page.evaluate(HEADINGS)
    assert headings[0][0] == spoken.code
    assert all(lang for lang, _ in headings)
    subtitle = page.locator("p.subtitle")
    assert subtitle.count() == (spoken.code != "en")
    if subtitle.count():
        assert subtitle.get_attribute("lang") == "en"


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "light"),
        (1280, "dark"),
        *(pytest.param(*one, marks=pytest.mark.proof) for one in ((390, "dark"), (1280, "light"))),
    ],
)
def test_axe_finds_no_barrier_in_either_scheme(browser, folder, scheme, width):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto((folder[0] / "sample" / "report.html").as_uri())
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")
    open_all(page)
    found, beyond = barriers(page), beyond_the_screen(page)
    colours = page.evaluate(
        "[...document.querySelectorAll('svg text')].filter(t => t.checkVisibility())"
        ".map(t => getComputedStyle(t).fill)"
    )
    page.close()
    assert found == []
    assert beyond <= 0
    assert set(colours) == {"rgb(27, 42, 56)" if scheme == "light" else "rgb(228, 235, 240)"}
