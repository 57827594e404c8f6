"""The world report begins with what it found: share, interval, persons, and its regions as bars."""

import re
from dataclasses import replace as replaced

import polars as pl
import pytest
from msgspec.structs import replace

from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.world import write_world
from measure87.disseminate.pages.world.brief.content import world_brief
from measure87.disseminate.pages.world.content import facts_of
from measure87.disseminate.pages.world.first_screen import first_bars, titles
from measure87.disseminate.pages.world.place_tables import region_table
from measure87.disseminate.pages.world.world_content import WorldContent, read_world
from measure87.disseminate.pages.world.world_page import report_text
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.releases.world import RegionSet
from tests.disseminate.in_browser import IN_BROWSER
from tests.disseminate.pages.first_screen import SCREENS, bare, first_screen
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    world = InventedWorld(countries=40, measures=("child_labour_sdg_a", "child_labour_sdg_b"))
    folder = tmp_path_factory.mktemp("world")
    write_world(folder, world.tables(), about(world), gather())
    return read_world(folder)


def spoken(content, language):
    return WorldContent(
        replace(content.about, language=language, invented=False), content.tables, content.gather
    )


@pytest.mark.parametrize("language", languages())
def test_the_title_is_in_the_language_of_the_page(content, language):
    title, subtitle = titles(content.about, world_words(language))
    assert not isinstance(title, Foreign)
    assert (title == content.about.title) == (language == "en")
    if language != "en":
        assert subtitle.plain == content.about.title


def test_the_bars_are_those_of_the_table_in_its_order_and_what_is_refused_is_named(content):
    words = world_words("en")
    table = region_table(content, content.about.measures[0], words)
    bars = first_bars(table, words)
    mine = [row for row in table.rows if row.kind in ("world", "region")]
    assert [(one.name, one.share, one.bar) for one in bars.rows] == [
        (row.name, row.share, row.bar) for row in mine if row.bar
    ]
    for row in mine:
        assert (row.name in bars.refused) == (row.bar is None)


def test_a_region_that_is_a_sub_region_too_is_told_as_the_region(tmp_path):
    """As Australia and New Zealand are, under one code."""
    world = InventedWorld(years=(2016, 2020), countries=40)
    tables, twice = world.tables(), {}
    for name in ("estimates", "changes"):
        rows = pl.DataFrame(getattr(tables, name), infer_schema_length=None)
        regions = rows.filter(place_kind="region").with_columns(
            place_kind=pl.lit("subregion"), region=pl.col("place")
        )
        twice[name] = pl.concat([rows, regions], how="vertical_relaxed")
    write_world(tmp_path / "usual", tables, about(world), gather())
    write_world(tmp_path / "twice", replaced(tables, **twice), about(world), gather())
    usual, found = (read_world(tmp_path / name) for name in ("usual", "twice"))
    words = world_words("en")
    ours, others = (region_table(one, one.about.measures[0], words) for one in (found, usual))
    assert ours == others
    assert len(first_bars(ours, words).rows) > 2
    assert first_bars(ours, words) == first_bars(others, words)
    assert world_brief(found) == world_brief(usual)


def test_one_place_alone_is_no_chart(content):
    words = world_words("en")
    table = region_table(content, content.about.measures[0], words)
    alone = type(table)(table.axis, table.rows[:1], table.has_persons)
    assert first_bars(alone, words) is None


@pytest.mark.slow
class TestInABrowser:
    """On a desk and in a hand, in every language."""

    pytestmark = IN_BROWSER

    @pytest.mark.parametrize("size", SCREENS, ids=str)
    @pytest.mark.parametrize("language", languages())
    def test_finding_interval_people_and_chart_stand_in_the_first_screen(
        self, browser, content, language, size
    ):
        own, measure = world_words(language), content.about.measures[0]
        least = 0.99 if size[0] > 1000 else 0.6
        text, chart = first_screen(browser, report_text(spoken(content, language)), size, least)
        share = content.in_year(measure.name)["WORLD"]
        persons = content.in_year(measure.name, "persons")["WORLD"]
        written = [own.rate(end, measure) for end in (share.value, share.lower, share.upper)]
        written += [own.persons(end) for end in (persons.value, persons.lower, persons.upper)]
        assert [one for one in written if bare(one) not in text] == []
        assert chart > least


def test_the_lines_that_are_left_out_lie_between_cells_alone(content):
    html = report_text(content)
    assert not re.search(r"\n</?t(?:r|d|h|body|head)\b", html)
    assert "\n<p>" in html


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_regions_of_a_file_are_called_so_in_the_language(content, language):
    own = RegionSet(name="regions.csv", title="regions of regions.csv", names={"A": "A"})
    said = WorldContent(
        replace(content.about, language=language, region_set=own), content.tables, content.gather
    )
    words = world_words(language)
    facts = dict(facts_of(said, words))
    told = facts[words.text("world.region_set")]
    assert "regions.csv" in told
    assert "regions of" not in told
