"""The world report in each language: whole, numbers as it writes them, marked where it is not."""

import re
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from measure87.combine.validation.gather_items import ITEMS
from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.world import write_world
from measure87.disseminate.pages.world.figure_lists import source_of
from measure87.disseminate.pages.world.rows import FigureRow
from measure87.disseminate.pages.world.trust_parts import gather_rows
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.releases.world import GatherAnswer
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen, open_all
from tests.disseminate.locale.cut_texts import CUT
from tests.disseminate.locale.directions import numbers_that_turn, pieces, words_from_right_in_left
from tests.disseminate.pages.survey.test_report import text_of
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

OTHERS = [code for code in languages() if code != "en"]
FIGURE = FigureRow(country="PER", year=2019, source="MICS 2019", source_type="mics")


@pytest.fixture(scope="module", params=OTHERS)
def report(request, tmp_path_factory):
    world = InventedWorld(countries=16, years=(2016, 2018, 2020), parts=True)
    folder = tmp_path_factory.mktemp(request.param)
    write_world(folder, world.tables(), about(world, language=request.param), gather())
    return folder / "report.html", request.param


def test_nothing_is_left_in_english_unmarked(report):
    html = report[0].read_text("utf-8")
    assert f'<html lang="{report[1]}"' in html
    own = re.sub(r'<bdi lang="en">.*?</bdi>', "", html)
    text = text_of(own)
    for word in ("Estimate", "Countries", "Key figures", "Published", "interval", "years"):
        assert not re.search(rf"\b{word}\b", text), (report[1], word)


def test_nothing_in_the_language_is_marked_as_english(report):
    """Letters that English has not would be read aloud as if they were English."""
    marked = re.findall(r'<bdi lang="en">(.*?)</bdi>', report[0].read_text("utf-8"))
    assert marked
    assert not [text for text in marked if re.search("[\u0400-\u04ff\u0600-\u06ff]", text)]
    assert not [text for text in marked if text.strip("()") == "target"]


@pytest.mark.parametrize("language", OTHERS)
def test_a_kind_of_source_is_said_in_the_language_and_a_title_is_marked(language):
    own = world_words(language)
    untitled = source_of(replace(FIGURE, source="", source_type="unknown"), own)
    assert untitled == own.of_code("world_sources", "unknown")
    assert not isinstance(untitled, Foreign)
    assert source_of(FIGURE, own).lang == "en"


def asking(number, item):
    return GatherAnswer(number=number, item=item, answer="Written by hand.", status="answered")


def test_the_items_of_gather_are_asked_in_the_words_of_the_run():
    ours = world_words("en").codes_of("world_gather_items")
    assert dict(ours) == {str(item.number): item.asked for item in ITEMS}


@pytest.mark.parametrize("language", languages())
def test_an_item_of_gather_is_asked_in_the_language_and_its_answer_stays(language):
    run = SimpleNamespace(level=0.9)
    content = SimpleNamespace(gather=[asking(2, ITEMS[1].asked)], about=run)
    own = world_words(language)
    ((number, item, answer, _),) = gather_rows(content, own)
    assert (number, item) == ("2", own.of_code("world_gather_items", "2"))
    assert not isinstance(item, Foreign)
    assert isinstance(answer, Foreign) == (language != "en")
    content.gather = [asking(2, "Something that another version asked")]
    ((_, item, _, _),) = gather_rows(content, own)
    assert str(item) == "Something that another version asked"
    assert isinstance(item, Foreign) == (language != "en")


def test_countries_have_the_names_of_the_language(report):
    algeria = {"fr": "Algérie", "es": "Argelia", "pt": "Argélia", "ru": "Алжир", "ar": "الجزائر"}
    assert algeria[report[1]] in text_of(report[0].read_text("utf-8"))


def test_a_share_that_a_scenario_holds_says_so_where_its_probability_would_stand(report):
    world = world_words(report[1])
    text = text_of(report[0].read_text("utf-8"))
    assert " ".join(str(world.text("world_change.held")).split()) in text


def test_no_arabic_word_runs_from_left_to_right_and_no_number_is_turned(report):
    page = report[0].read_text("utf-8")
    if report[1] == "ar":
        assert sum(bool(around) for around, _ in pieces(page)) > 500, "nothing is set apart"
    assert words_from_right_in_left(page) == []
    if report[1] == "ar":
        assert numbers_that_turn(page) == []


TURNED = """
() => [...document.querySelectorAll('table.changes .also')]
  .filter(e => e.firstChild.data.includes('إلى'))
  .map(e => {
    const text = e.firstChild, at = [...text.data.matchAll(/\\d/g)].map(m => m.index)
    const where = i => {
      const range = document.createRange()
      range.setStart(text, i); range.setEnd(text, i + 1)
      return range.getBoundingClientRect().left
    }
    return [text.data, where(at[0]) > where(at.at(-1))]
  })
"""
"""Intervals with a word in them, and whether their first number stands right of their last."""


class TestInBrowser:
    pytestmark = IN_BROWSER

    def test_nothing_is_cut_or_reversed_and_axe_finds_no_barrier(self, report, browser):
        path, language = report
        for width in (320, 1280) if language == "ar" else (320,):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.goto(path.as_uri())
            open_all(page)
            assert page.evaluate(CUT) == []
            assert beyond_the_screen(page) <= 0
            direction = page.evaluate("getComputedStyle(document.body).direction")
            assert direction == ("rtl" if language == "ar" else "ltr")
            assert barriers(page) == []
            if language == "ar":
                intervals = page.evaluate(TURNED)
                assert len(intervals) > 5
                assert all(in_order for _, in_order in intervals), intervals
            page.close()
