"""The brief of the examples in a real Chromium: two printed pages, no barrier, true numbers."""

import json
import re

import pytest

from measure87.disseminate import read_released, report_context
from measure87.disseminate.brief import brief_of_content
from measure87.disseminate.locale.texts import languages
from tests.disseminate.in_browser import (
    IN_BROWSER,
    barriers,
    beyond_the_screen,
    open_all,
    wider_than_its_page,
)
from tests.disseminate.pages.survey.brief_numbers import faults
from tests.examples import runs

pytestmark = [*IN_BROWSER, pytest.mark.slow]

MOST_PAGES = 2
EXAMPLES = {
    "invented-country": lambda factory: runs.invented_country(factory).folder,
    "domestic-workers": lambda factory: runs.domestic_workers(factory).folder,
    "three-rounds": lambda factory: runs.three_rounds(factory)[0] / "2024",
}


IN_LANGUAGES = [
    pytest.param(example, language, marks=() if number % len(EXAMPLES) == at else pytest.mark.proof)
    for at, example in enumerate(EXAMPLES)
    for number, language in enumerate(languages())
]
"""Every example, and every language, in some page that axe looks at; every page in the proof."""


@pytest.fixture(scope="module", params=EXAMPLES)
def study(request, tmp_path_factory):
    return EXAMPLES[request.param](tmp_path_factory)


@pytest.fixture(scope="module")
def briefs(study, tmp_path_factory):
    """Language to the brief's file, and the released content."""
    out, folder = study / "out", tmp_path_factory.mktemp("briefs")
    content = json.loads((out / "estimates.json").read_text("utf-8"))
    result, found = read_released(out), {}
    for language in languages():
        page = brief_of_content(content, report_context(result, language=language))
        found[language] = folder / f"brief-{language}.html"
        found[language].write_text(page, "utf-8")
    return found, content


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


@pytest.mark.parametrize("language", languages())
def test_two_printed_pages_hold_it(browser, briefs, language):
    page = browser.new_page(viewport={"width": 680, "height": 1000})
    page.goto(briefs[0][language].as_uri())
    assert pages_of(page.pdf(format="A4", prefer_css_page_size=True)) <= MOST_PAGES
    assert wider_than_its_page(page) == []
    page.close()


@pytest.mark.parametrize(("study", "language"), IN_LANGUAGES, indirect=["study"])
def test_axe_finds_no_violation_in_light_and_dark(browser, briefs, language):
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport={"width": 1000, "height": 800}, color_scheme=scheme)
        page.goto(briefs[0][language].as_uri())
        open_all(page)
        assert barriers(page) == []
        page.close()


@pytest.mark.parametrize("language", languages())
def test_it_does_not_scroll_sideways_on_a_telephone(browser, briefs, language):
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(briefs[0][language].as_uri())
    assert beyond_the_screen(page) <= 0
    page.close()


@pytest.mark.parametrize("language", languages())
def test_its_numbers_are_those_of_the_release(briefs, language):
    assert faults(briefs[0][language].read_text("utf-8"), briefs[1]) == []
