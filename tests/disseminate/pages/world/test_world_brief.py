"""The brief of a world says what the written tables say, and nothing of what they refuse."""

import dataclasses
import re

import polars as pl
import pytest
from msgspec.structs import replace

from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.brief.model import MOST_FINDINGS
from measure87.disseminate.pages.brief.page import brief_page
from measure87.disseminate.pages.world import write_world
from measure87.disseminate.pages.world.brief.content import world_brief
from measure87.disseminate.pages.world.world_content import WorldContent, read_world
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.releases.world import StatedSentence, StatedTarget
from tests.disseminate.in_browser import IN_BROWSER, barriers, beyond_the_screen
from tests.disseminate.pages.first_screen import bare
from tests.disseminate.pages.printed import printed_pages
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

MEASURE = "child_labour_sdg_a"
SHAPES = {
    "one year": {"measures": (MEASURE, "child_labour_sdg_b"), "countries": 60},
    "trend": {"years": (2010, 2015, 2020), "countries": 40},
    "forced": {"measures": ("forced_private", "forced_state"), "forced": True, "countries": 60},
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("worlds")
    for name, settings in SHAPES.items():
        world = InventedWorld(**settings)
        write_world(place / name, world.tables(), about(world), gather())
    return place


@pytest.fixture(scope="module")
def contents(folders):
    return {name: read_world(folders / name) for name in SHAPES}


def spoken(content, language):
    return WorldContent(replace(content.about, language=language), content.tables, content.gather)


def changed(content, name, **columns):
    frame = content.tables[name].with_columns(**columns)
    return dataclasses.replace(content, tables={**content.tables, name: frame})


def numbers_in(texts):
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?", " ".join(texts)))


def numbers_of(content):
    """Every share and number of people of the tables, as English writes them."""
    words, found = world_words("en"), set()
    for measure in content.about.measures:
        for statistic in ("share", "persons"):
            for row in content.in_year(measure.name, statistic).values():
                for end in (row.value, row.lower, row.upper):
                    if end is not None:
                        written = (
                            words.rate(end, measure) if statistic == "share" else words.persons(end)
                        )
                        found |= numbers_in([written])
                for count in (row.n_countries, row.n_countries_missing):
                    found |= {str(count)}
    return found | {str(content.about.stated_year), "90", "5", "17", "1,000"}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("language", languages())
def test_every_headline_has_the_number_and_limits_of_the_release(contents, name, language):
    content, own = contents[name], world_words(language)
    brief = world_brief(spoken(content, language))
    for measure in content.about.measures:
        share = content.in_year(measure.name)["WORLD"]
        persons = content.in_year(measure.name, "persons")["WORLD"]
        written = [own.rate(end, measure) for end in (share.value, share.lower, share.upper)]
        written += [own.persons(end) for end in (persons.value, persons.lower, persons.upper)]
        wanted = {bare(one) for one in written}
        assert any(all(one in bare(said) for one in wanted) for said in brief.findings)


@pytest.mark.parametrize("name", SHAPES)
def test_every_number_of_a_finding_is_one_of_the_tables(contents, name):
    content = contents[name]
    labels = numbers_in(one.label for one in content.about.measures)
    assert numbers_in(world_brief(content).findings) <= numbers_of(content) | labels


def test_a_number_that_was_changed_afterwards_is_found(contents):
    content = contents["one year"]
    moved = changed(content, "estimates", value=pl.col("value") * 1.07)
    assert not numbers_in(world_brief(moved).findings) <= numbers_of(content) | {"8.7"}


def test_a_refused_place_and_one_without_an_interval_make_no_sentence(contents):
    content = contents["one year"]
    places = ["LAC", "SUBSAHARANAFRICA"]
    gone = changed(
        content,
        "estimates",
        lower=pl.when(pl.col("place").is_in(places)).then(None).otherwise("lower"),
    )
    said = " ".join(world_brief(gone).findings)
    assert "Latin America" in " ".join(world_brief(content).findings)
    assert "Latin America" not in said
    assert "Sub-Saharan" not in said


def test_without_a_figure_of_the_whole_regions_are_told_by_themselves_and_it_is_said(contents):
    content = contents["one year"]
    estimates = content.tables["estimates"].filter(pl.col("place") != "WORLD")
    alone = dataclasses.replace(content, tables={**content.tables, "estimates": estimates})
    brief = world_brief(alone)
    assert len(brief.findings) == MOST_FINDINGS
    assert not any(one.startswith("Of these in ") for one in brief.findings)
    for place in ("Latin America", "Sub-Saharan Africa"):
        (said,) = (one for one in brief.findings if place in one)
        assert re.match(r".+: in 2020 the number of children aged 5 to 17 years \(", said)
        assert numbers_in([said]) <= numbers_of(content) | {"8.7.1", "8.7"}
    assert any("no figure for all countries together" in one for one in brief.people)


def test_without_a_figure_of_any_region_there_is_no_finding(contents):
    content = contents["one year"]
    estimates = content.tables["estimates"].filter(~pl.col("place_kind").is_in(["world", "region"]))
    nothing = dataclasses.replace(content, tables={**content.tables, "estimates": estimates})
    assert world_brief(nothing).findings == []


def test_regions_are_chosen_by_people_and_told_in_the_order_of_their_names(contents):
    content = contents["one year"]
    rows = [r for r in content.in_year(MEASURE).values() if r.place_kind == "region"]
    assert len(rows) > 5
    most = sorted(rows, key=lambda row: -row.population)[:5]
    told = [one for one in world_brief(content).findings if one.startswith("Of these in ")]
    names = [one.removeprefix("Of these in ").split(":")[0] for one in told]
    assert names == sorted(row.place_name for row in most)


def test_how_many_live_without_data_is_told(contents):
    content = changed(
        contents["one year"],
        "estimates",
        population=pl.lit(7.5e6),
        population_missing=pl.lit(2.5e6),
    )
    assert world_brief(content).people == [
        "Of 10 million people of these ages in all of them, 2.5 million live in countries that "
        "were not estimated: they are in neither figure.",
        "Of the people in the figures, 910,000 live in countries without a usable figure of their "
        "own near the stated year.",
    ]


def test_areas_without_a_population_are_counted(contents):
    content = changed(
        contents["one year"], "estimates", n_countries_without_population=pl.lit(47, pl.Int64)
    )
    assert world_brief(content).people[-1] == (
        "Countries and areas of which this run has no population, in none of these numbers: 47."
    )


def test_a_change_is_told_with_its_interval_where_that_leaves_0_out(contents):
    trend = world_brief(contents["trend"]).trend
    assert any("from 2010 to 2020 the number fell by 21.4 million (14.3 million to 28.5" in one
               for one in trend)  # fmt: skip
    assert any("the share fell by 2.1 per 100 (1.4 to 2.8)" in one for one in trend)


def test_a_change_whose_interval_has_0_is_told_without_a_number(contents):
    unsure = changed(contents["trend"], "changes", upper=pl.lit(0.01))
    (said,) = [one for one in world_brief(unsure).trend if "do not show" in one]
    assert "rose or fell" in said


def test_where_no_trend_was_estimated_no_change_is_told(contents):
    brief = world_brief(contents["one year"])
    assert brief.trend == ["No trend was estimated: this is a picture of one year."]


def test_what_lies_ahead_is_called_arithmetic_and_no_forecast(contents):
    ahead = (
        contents["trend"]
        .tables["changes"]
        .filter(pl.col("quantity") == "share", pl.col("scenario") == "constant_share")
    )
    number = ahead.with_columns(
        quantity=pl.lit("persons"), value=pl.lit(9e7), lower=pl.lit(8e7), upper=pl.lit(1e8)
    )
    content = contents["trend"]
    tables = {**content.tables, "changes": pl.concat([content.tables["changes"], number])}
    needs = replace(content.about, target=StatedTarget(share=0.01, year=2030))
    trend = world_brief(WorldContent(needs, tables, content.gather)).trend
    (said,) = [one for one in trend if "would be 90 million (80 million to 100 million)" in one]
    assert said.endswith("this is arithmetic under an assumption, not a forecast.")


def test_of_forced_labour_day_or_period_and_reach_stand_in_the_first_three_sentences(contents):
    content = contents["forced"]
    lead = " ".join(world_brief(content).lead[:3])
    assert "(a stock)" in lead
    assert "(a flow)" in lead
    assert "reached by none" in lead
    stated = StatedSentence(code="flow-to-stock", text="")
    stock = dataclasses.replace(content, about=replace(content.about, sentences=[stated]))
    assert "on an average day (a stock)" in " ".join(world_brief(stock).lead[:3])
    assert world_brief(content).map is None


def test_the_brief_is_a_file_of_the_release(folders):
    manifest = (folders / "one year" / "manifest.json").read_text("utf-8")
    assert "brief.html" in manifest
    html = (folders / "one year" / "brief.html").read_text("utf-8")
    assert "<script" not in html


@pytest.mark.slow
class TestInABrowser:
    """Two printed pages without a barrier, in every language."""

    pytestmark = IN_BROWSER

    @pytest.mark.parametrize("name", SHAPES)
    @pytest.mark.parametrize("language", languages())
    def test_two_pages_no_barrier_no_overflow(self, browser, contents, name, language):
        html = brief_page(world_brief(spoken(contents[name], language)), "0.1.0")
        opened = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
        opened.set_content(html)
        assert barriers(opened) == []
        assert beyond_the_screen(opened) <= 0
        assert printed_pages(opened) <= 2
        opened.close()
