"""The report of a list study begins with what it found: range, interval, persons, chart."""

import json

import pytest

from measure87.disseminate import ReportContext
from measure87.disseminate.html import page_of_content
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.lists.first_screen import reach_text, titles
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.lists import ListsStudy, MethodSize, StatedVerdict
from tests.disseminate.in_browser import IN_BROWSER, barriers
from tests.disseminate.invented_lists import released
from tests.disseminate.pages.first_screen import SCREENS, bare, first_screen
from tests.disseminate.pages.lists.test_lists_report import CELLS, LISTS, METHODS, table_of

STUDY = ListsStudy(title="A title", country="GBR", invented=False, notes=[], language="en")


def figure(method, lower, upper):
    return Estimate(
        name="population_size", statistic="size", method=method, unit="persons", group={},
        value=100.0, lower=lower, upper=upper, level=0.9,
    )  # fmt: skip


def verdict(*compared):
    return StatedVerdict(
        code="disagree", text="", lowest=MethodSize(method="a", value=1.0), compared=list(compared)
    )


def test_the_interval_reaches_over_the_methods_compared_and_no_other():
    figures = [figure("a", 90.0, 120.0), figure("b", 80.0, 400.0), figure("c", 10.0, 9000.0)]
    text = reach_text(figures, verdict("a", "b"), words("en"))
    assert text == "The 90% intervals of the methods reach from 80 to 400."
    one = reach_text(figures, verdict("a"), words("en"))
    assert one == "The 90% interval reaches from 90 to 120."


def test_an_interval_without_an_upper_limit_says_so():
    text = reach_text([figure("a", 90.0, None), figure("b", 80.0, 400.0)], verdict("a", "b"),
                      words("en"))  # fmt: skip
    assert text == "The 90% intervals of the methods begin at 80; not all have an upper limit."


def test_without_limits_there_is_no_sentence_on_them():
    assert reach_text([figure("a", None, None)], verdict("a"), words("en")) == ""


@pytest.mark.parametrize("language", languages())
def test_the_title_is_in_the_language_of_the_page(language):
    title, subtitle = titles(STUDY, words(language))
    assert (title == "A title") == (language == "en")
    assert (subtitle == "") == (language == "en")
    if language == "fr":
        assert title.endswith("Royaume-Uni")
        assert subtitle.__html__() == "<bdi>A title</bdi>"


@pytest.fixture(scope="module")
def content():
    return json.loads(json.dumps(released(table_of(LISTS, CELLS), METHODS).to_json()))


@pytest.mark.slow
class TestInABrowser:
    """On a desk and in a hand, in every language."""

    pytestmark = IN_BROWSER

    @pytest.mark.parametrize("size", SCREENS, ids=str)
    @pytest.mark.parametrize("language", languages())
    def test_finding_interval_people_and_chart_stand_in_the_first_screen(
        self, browser, content, language, size
    ):
        told, own = content["diagnostics"]["lists"], words(language)
        html = page_of_content(content, ReportContext(language=language))
        least = 0.99 if size[0] > 1000 else 0.6
        text, chart = first_screen(browser, html, size, least)
        limits = [
            one for one in content["estimates"]
            if one["method"] in told["verdict"]["compared"] and not one["group"]
        ]  # fmt: skip
        numbers = [
            told["verdict"]["lowest"]["value"],
            told["verdict"]["highest"]["value"],
            min(one["lower"] for one in limits),
            max(one["upper"] for one in limits),
            told["observed"],
        ]
        missing = [n for n in numbers if bare(own.number(n)) not in text]
        assert not missing
        assert chart > least

    @pytest.mark.parametrize("size", SCREENS, ids=str)
    def test_axe_finds_no_barrier(self, browser, content, size):
        opened = browser.new_page(viewport={"width": size[0], "height": size[1]})
        opened.set_content(page_of_content(content, ReportContext()))
        assert barriers(opened) == []
        opened.close()
