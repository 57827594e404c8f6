"""The section on trends: what is written of a slope, and that anybody can read it."""

import json
from dataclasses import replace

import pytest

from measure87.disseminate.html import page_of_content
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.pages.kit.context import ReportContext
from measure87.disseminate.pages.kit.wording import languages, words
from measure87.disseminate.pages.survey.trends_section import trend_table
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen
from tests.disseminate.pages.survey.made_trend import bend, slope, with_trends


def row(*trends):
    (found,) = trend_table(with_trends(*trends), words("en")).rows
    return found


def page(language):
    content = json.loads(estimates_json(with_trends()))
    return page_of_content(content, ReportContext(language=language))


def test_a_slope_is_in_points_with_the_digits_of_its_error():
    found = row(slope(), bend())
    assert (found.slope, found.unit) == ("-0.51", "percentage points a year")
    assert found.interval == "-0.83 to -0.19"
    assert found.reading == "all of it is below 0"
    assert found.test == "below 0.001"
    assert found.turning == "2 June 2020: change of slope -0.26 (-1.42 to 0.89), p 0.652"


def test_numbers_of_persons_and_log_odds_have_their_units():
    persons = slope(unit="persons per year", value=-212.3, se=20.0, lower=-250.0, upper=-170.0)
    found = row(persons)
    assert (found.slope, found.unit, found.turning) == ("-212", "persons a year", "")
    assert row(slope(unit="log odds per year")).unit == "log odds a year"
    assert row(slope(unit=None)).unit == "a year"


def test_a_slope_without_error_and_limits_says_so_much():
    trend = replace(slope().trend, p_value=None)
    found = row(slope(se=None, lower=None, upper=None, level=None, trend=trend))
    assert (found.interval, found.reading, found.test) == ("", "", "")


def test_there_is_no_section_without_a_trend():
    assert trend_table(replace(with_trends(), trends=()), words("en")) is None


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_section_with_rounds_and_crosswalk(language):
    text = page(language)
    spoken = words(language)
    assert f'<h2 id="trends" lang="{language}">{spoken.text("trends.heading")}</h2>' in text
    assert "both ways in 2018" in text
    assert str(spoken.text("trends.slope")) in text
    assert str(spoken.day("2020-06-02")) in text


class TestInBrowser:
    """In a real Chromium."""

    pytestmark = IN_BROWSER

    @pytest.mark.parametrize("language", ["en", "ar"])
    @pytest.mark.parametrize("width", [320, 1280])
    def test_no_barrier_and_nothing_beyond_the_screen(self, language, width, browser, tmp_path):
        path = tmp_path / "report.html"
        path.write_text(page(language), "utf-8")
        opened = browser.new_page(viewport={"width": width, "height": 800})
        opened.goto(path.as_uri())
        assert beyond_the_screen(opened) <= 0
        assert barriers(opened) == []
        opened.close()
