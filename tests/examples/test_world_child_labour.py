"""The example of the world estimate: its settings are alike, and its figures are what they say."""

import dataclasses
import tomllib
from pathlib import Path

import polars as pl
import pytest
from msgspec.structs import replace

from measure87.define.classifications.geography import load_region_set
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.brief.page import brief_page
from measure87.disseminate.pages.world.brief.content import world_brief
from measure87.disseminate.pages.world.world_content import read_world
from measure87.disseminate.pages.world.world_page import report_text
from measure87.disseminate.pages.world.world_words import world_words
from measure87.study.world.recipe import run_world
from tests.disseminate.in_browser import IN_BROWSER, barriers
from tests.disseminate.pages.first_screen import SCREENS, bare, first_screen
from tests.disseminate.pages.printed import printed_pages
from tests.released_json import assert_all_hold

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "world-child-labour"
MEASURE = "child_labour_sdg_a"


def test_the_demonstration_differs_from_the_full_run_in_how_much_work_it_does_alone():
    full, demo = (tomllib.loads((EXAMPLE / f).read_text()) for f in ("world.toml", "demo.toml"))
    for settings in (full, demo):
        for name in ("kept_draws", "warmup", "draws"):
            settings["model"].pop(name, None)
        settings["validation"].pop("influence", None)
        settings.pop("consultation", None)
    assert full == demo


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The first series alone, and no priors changed: that is tested elsewhere."""
    text = (EXAMPLE / "demo.toml").read_text()
    head, rest = text.split("[measures.child_labour_sdg_b]")
    text = head + "[model]" + rest.split("[model]")[1]
    text = text.replace("sensitivity = true\n", "")
    folder = tmp_path_factory.mktemp("world")
    for path in EXAMPLE.glob("*.csv"):
        (folder / path.name).symlink_to(path)
    (folder / "one.toml").write_text(text)
    run_world(folder / "one.toml", folder / "out")
    return folder / "out"


def test_regions_add_up_to_the_world_and_every_country_has_an_interval(released):
    rows = pl.read_csv(released / "estimates.csv").filter(pl.col("statistic") == "persons")
    whole = rows.filter(pl.col("place_kind") == "world")["value"][0]
    countries = rows.filter(pl.col("place_kind") == "country")
    assert countries["value"].sum() == pytest.approx(whole, rel=1e-9)
    assert (countries["lower"] < countries["upper"]).all()
    named = f"{countries.height} of 244 countries"
    assert rows.filter(pl.col("place_kind") == "world")["place_name"][0] == named


def test_all_surveyed_countries_are_published_and_no_rich_one_that_nobody_surveyed(released):
    """Nor is there any rule about rich countries: they are unlike the surveyed ones."""
    rows = pl.read_csv(released / "estimates.csv", infer_schema_length=None).filter(
        (pl.col("place_kind") == "country") & (pl.col("statistic") == "share")
    )
    assert rows.filter(pl.col("basis") == "own_figures").height == 91
    income = {m.iso3 for m in load_region_set("world_bank_income") if m.code == "HI"}
    borrowed = rows.filter(pl.col("basis") == "borrowed")
    assert borrowed.height > 10
    assert borrowed.filter(pl.col("place").is_in(income) & (pl.col("value") > 0.05)).is_empty()
    refused = pl.read_csv(released / "refused.csv", infer_schema_length=None)
    assert {"AUS", "JPN", "DEU", "USA"} <= set(refused["place"])


def test_a_country_with_a_figure_is_surer_than_one_without(released):
    rows = pl.read_csv(released / "estimates.csv").filter(
        (pl.col("statistic") == "share") & (pl.col("place_kind") == "country")
    )
    width = (pl.col("upper") / pl.col("lower")).log()
    ends = rows.group_by("basis").agg(
        width.quantile(0.1).alias("low"), width.quantile(0.9).alias("high")
    )
    of = {basis: (narrow, wide) for basis, narrow, wide in ends.iter_rows()}
    # Nine in ten with a figure are surer than nine in ten without.
    assert of["own_figures"][1] < of["borrowed"][0]


def test_the_published_figures_of_economic_activity_stand_in_the_table_as_they_are(released):
    snapshot = pl.read_csv(EXAMPLE / "sdg_8_7_1.csv")
    figures = pl.read_csv(released / "figures.csv").filter(
        (pl.col("measure") == MEASURE) & (pl.col("included").cast(pl.String) == "true")
    )
    assert figures["country"].n_unique() == 91
    published = snapshot.filter(
        (pl.col("series") == "SL_TLF_CHLDEA") & (pl.col("sex") == "bothsex")
    )["value"].to_list()
    assert all(
        any(abs(100 * value - other) < 1e-9 for other in published)
        for value in figures["estimate"].to_list()
    )


def test_the_refused_regions_are_those_whose_people_have_few_figures(released):
    rows = pl.read_csv(released / "refused.csv")
    sums = rows.filter(pl.col("place_kind") != "country")
    assert set(sums["code"].unique()) == {"coverage"}
    assert set(rows["code"].unique()) - {"coverage"} == {
        "too-few-neighbours",
        "covariates-unknown",
        "covariates-out-of-range",
    }
    assert "Oceania" in " ".join(rows["text"].to_list())


def test_all_its_json_is_as_the_schemas_say(released):
    assert_all_hold(released, "world")


@IN_BROWSER[0]
@IN_BROWSER[1]
@pytest.mark.parametrize("language", languages())
def test_brief_and_first_screen_have_the_whole_with_its_limits_and_people(
    browser, released, language
):
    content, own = read_world(released), world_words(language)
    content = dataclasses.replace(content, about=replace(content.about, language=language))
    (measure,) = content.about.measures
    share = content.in_year(measure.name)["WORLD"]
    persons = content.in_year(measure.name, "persons")["WORLD"]
    written = [own.rate(end, measure) for end in (share.value, share.lower, share.upper)]
    written += [own.persons(end) for end in (persons.value, persons.lower, persons.upper)]
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    opened.set_content(brief_page(world_brief(content), "0.1.0"))
    said = bare(opened.inner_text("ol.sentences"))
    assert [one for one in written if bare(one) not in said] == []
    assert barriers(opened) == []
    assert printed_pages(opened) <= 2
    opened.close()
    for size in SCREENS:
        least = 0.99 if size[0] > 1000 else 0.6
        text, chart = first_screen(browser, report_text(content), size, least)
        assert [one for one in written if bare(one) not in text] == []
        assert chart > least
