"""The world report says what the written files say, and nothing that they refuse."""

import dataclasses
import itertools
import re

import polars as pl
import pytest
from msgspec.structs import replace

from measure87.disseminate.pages.world import write_report, write_world
from measure87.disseminate.pages.world.about import about_of
from measure87.disseminate.pages.world.key_figures import key_figures
from measure87.disseminate.pages.world.place_tables import countries_by_region, region_table
from measure87.disseminate.pages.world.world_content import read_world
from measure87.disseminate.pages.world.world_page import report_text
from measure87.disseminate.pages.world.world_words import world_words
from tests.disseminate.pages.survey.test_report import Outline, text_of
from tests.disseminate.pages.world.invented_account import YEAR, about, account, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

BOTH = ("child_labour_sdg_a", "child_labour_sdg_b")
FORMS = ("forced_private", "forced_sexual", "forced_state")
SHAPES = {
    "one year": {"measures": BOTH, "countries": 60},
    "trend": {"years": tuple(range(2010, 2025)), "parts": True, "countries": 60},
    "forced labour": {"measures": FORMS, "forced": True, "countries": 60},
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("worlds")
    for name, settings in SHAPES.items():
        world = InventedWorld(**settings)
        write_world(place / name, world.tables(), about(world), gather())
    return place


@pytest.fixture(scope="module")
def pages(folders):
    return {name: (folders / name / "report.html").read_text("utf-8") for name in SHAPES}


@pytest.mark.parametrize("name", SHAPES)
def test_the_page_needs_nothing_else_and_its_headings_are_in_order(name, pages):
    html = pages[name]
    assert not re.search(r"<script|<link|<img|@import|url\((?!#)|https?://(?!www\.w3\.org)", html)
    assert "default-src 'none'" in html
    outline = Outline()
    outline.feed(html)
    levels = [int(tag[1]) for tag in re.findall(r"<(h[1-6])[ >]", html)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r'(?:href="#|aria-labelledby=")([^" ]+)', html))
    assert wanted <= set(ids)


def test_the_page_reads_the_written_files_and_nothing_else(folders, tmp_path, pages):
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in (folders / "trend").iterdir():
        if path.suffix == ".csv" or path.name in ("about.json", "gather.json"):
            (copy / path.name).write_bytes(path.read_bytes())
    assert write_report(copy).read_text("utf-8") == pages["trend"]


def test_it_says_which_indicator_this_is_and_is_not(pages):
    text = text_of(pages["one year"])
    assert "SDG indicator 8.7.1 is not the definition of the global estimates" in text
    assert "ILO-UNICEF definition" not in text
    assert text.index("Which indicator this is") < text.index("All countries and regions")


def test_the_key_figures_are_those_of_the_world_with_their_limits(folders, pages):
    content = read_world(folders / "one year")
    text = text_of(pages["one year"])
    for measure in BOTH:
        row = content.in_year(measure)["WORLD"]
        value, lower, upper = (f"{end * 100:.1f}%" for end in (row.value, row.lower, row.upper))
        assert value in text
        assert f"Between {lower} and {upper}, with a probability of 90%." in text


def test_a_number_of_persons_that_is_not_known_is_left_out_and_is_no_zero(folders):
    """Also where people without data are known, and all people are not."""
    content, words = read_world(folders / "one year"), world_words("en")
    everybody = pl.col("statistic") == "persons"
    unknown = content.tables["estimates"].with_columns(
        value=pl.when(everybody).then(None).otherwise("value"),
        population=pl.lit(None, pl.Float64),
        population_missing=pl.lit(5e6),
    )
    lacking = dataclasses.replace(content, tables={**content.tables, "estimates": unknown})
    for known, none in zip(key_figures(content, words), key_figures(lacking, words), strict=True):
        assert any("In numbers" in one for one in known.sentences)
        assert not any("In numbers" in one or "5 million" in one for one in none.sentences)
        assert none.large == known.large


def test_every_country_stands_once_per_measure_in_alphabetical_order_within_its_region(pages):
    html = pages["one year"]
    tables = re.findall(r"<section class=\"region-of\">.*?</table>", html, re.DOTALL)
    assert tables
    seen = []
    for table in tables:
        names = re.findall(r'<tr class="country"><th scope="row">(.*?)</th>', table)
        plain = [name.replace("Å", "A").replace("ô", "o").replace("ü", "u") for name in names]
        assert plain == sorted(plain, key=str.casefold)
        seen += names
    assert len(seen) == 2 * 60
    assert len(set(seen)) == 60


def test_borrowed_and_own_figures_are_told_apart_in_words_and_by_pattern(folders, pages):
    html = pages["one year"]
    rows = read_world(folders / "one year").in_year(BOTH[0]).values()
    borrowed = [r.place_name for r in rows if r.basis == "borrowed"]
    assert borrowed
    first = html[: html.index('id="measure-1"')]
    assert first.count("no usable figure of its own</td>") == len(borrowed)
    assert first.count('class="bar hollow"') == len(borrowed)
    drawn = [r.place for r in rows if r.basis == "borrowed"
             and (f'id="m-{r.place}"' in html)]  # fmt: skip
    assert first.count('<use href="#m-') == len(drawn)
    assert first.count('fill="url(#hatch)"') >= len(drawn)


def test_published_figure_estimate_and_why_they_differ_stand_in_every_row_of_a_country(
    folders, pages
):
    content = read_world(folders / "one year")
    measure = content.about.measures[0]
    words = world_words("en")
    rows = {
        row.name: row
        for region in countries_by_region(content, measure, words)
        for row in region.table.rows
    }
    shown = content.in_year(measure.name)
    countries = [row for row in shown.values() if row.place_kind == "country"]
    assert len(countries) == len(rows) == 60
    for row in countries:
        got = rows[row.place_name]
        assert got.new_survey.startswith("a new survey would find ")
        if row.basis == "borrowed":
            assert (got.published, got.why) == ("", "")
            continue
        assert got.published == f"{100 * row.published:.1f}%"
        assert got.published_year == str(row.published_year)
        assert got.why.startswith("Why they differ: ")
        assert f"own, {100 * row.expected_without:.1f}% would be expected" in got.why
        assert text_of(got.why) in text_of(pages["one year"])


def test_what_the_two_intervals_are_about_is_said_before_the_countries(pages):
    told = "The interval is about the country&#39;s share, without any survey&#39;s errors."
    for name in ("one year", "forced labour"):
        assert pages[name].count(told) == len(SHAPES[name]["measures"])


def test_sums_have_no_published_figure_beside_them(folders):
    content = read_world(folders / "one year")
    table = region_table(content, content.about.measures[0], world_words("en"))
    assert not table.has_published
    assert not any(row.published or row.why or row.new_survey for row in table.rows)


def test_outliers_are_ringed_in_the_plot_told_in_its_text_and_named_in_the_table(folders, pages):
    figures = read_world(folders / "one year").tables["figures"]
    odd = figures.filter(figures["outlier"] != "")
    assert odd.height > 0
    html = pages["one year"]
    legends = html.count('<circle class="odd" cx="8" cy="8"')
    assert html.count('<circle class="odd"') - legends >= odd.height
    assert "figure is an outlier." in html
    assert (
        text_of(html).count("outlier: far from what other countries lead to expect") == odd.height
    )


def test_without_a_trend_there_is_the_refusal_and_no_path(pages):
    text = text_of(pages["one year"])
    assert "No trend is shown. 90 of 91 countries have figures of one year" in text
    assert 'class="trend ' not in pages["one year"]
    assert "Change (of the share" not in text


def test_with_a_trend_world_and_regions_have_their_paths_and_every_year_as_text(folders, pages):
    html, text = pages["trend"], text_of(pages["trend"])
    assert "No trend is shown" not in text
    content = read_world(folders / "trend")
    for place in ("WORLD", "SUBSAHARANAFRICA"):
        for row in content.by_year(BOTH[0])[place]:
            shown = f"{row.value * 100:.1f}%"
            assert f'<th scope="row">{row.year}</th><td class="n">{shown}</td>' in html
    assert "if the share goes on as between the two years" in text
    assert "-21,400" in text


def test_a_figure_that_was_left_out_is_hollow_and_listed_with_its_reason(folders, pages):
    figures = read_world(folders / "trend").tables["figures"]
    left = figures.filter(included="no").height
    html = pages["trend"]
    plots = re.findall(r'<ul class="fits">.*?</ul>', html, re.DOTALL)
    signs = "".join(plots)
    assert len(re.findall(r'<(?:circle|path) class="left"', signs)) == left
    assert len(re.findall(r'<(?:circle|path) class="used"', signs)) == figures.height - left
    assert text_of(html).count("leaves out the ages of 15 to 17") == left


def test_each_measure_has_a_shape_of_its_own(pages):
    plots = "".join(re.findall(r'<ul class="fits">.*?</ul>', pages["one year"], re.DOTALL))
    assert '<circle class="used"' in plots
    legend = re.findall(r'<ul class="legend">\s*<li><svg class="sign".*?</ul>', pages["one year"],
                        re.DOTALL)  # fmt: skip
    assert "Child labour, economic activity (SDG 8.7.1)" in legend[0]
    assert "Child labour, economic activity and chores (SDG 8.7.1)" in legend[0]
    first = pages["one year"].split('id="measure-1"')[0]
    assert '<path class="used" d="' in first  # squares: chores-inclusive figures that serve it


def test_forced_labour_has_no_map_no_borrowed_country_and_its_forms_apart(pages):
    html, text = pages["forced labour"], text_of(pages["forced labour"])
    assert '<svg class="map"' not in html
    assert "hollow" not in html.split("</style>")[1]
    for form in ("Private exploitation", "Commercial sexual exploitation", "Work imposed by"):
        assert form in text
    assert "of every 1,000" in text
    assert "no country is ranked" in text


def test_validation_refusals_gather_and_provenance_are_told(pages):
    text = text_of(pages["one year"])
    assert "80 of 91 (90% probability intervals)" in text
    assert "76 – 87: inside" in text
    assert "76 – 87: outside" in text
    assert "fewer than half of the children live in countries with figures" in text
    assert text.count("Answer 18.") == 1
    assert "country scale, doubled" in text
    assert "draws weighted anew" in text
    assert "sha256:" + "0" * 64 in text
    assert f"Child labour in an invented world, {YEAR}. Made with measure87 0.1.0." in text


def test_countries_that_are_refused_for_one_reason_stand_together(tmp_path):
    world = InventedWorld(countries=12)
    row = {"measure": "child_labour_sdg_a", "place_kind": "country", "code": "no-national-data"}
    refused = [{**row, "place": code, "text": f"{code} has none"} for code in ("KEN", "PER")]
    tables = type(world.tables())(world.estimates(), refused=refused)
    write_world(tmp_path / "w", tables, about(world), gather())
    text = text_of((tmp_path / "w" / "report.html").read_text("utf-8"))
    assert "Kenya, Peru" in text
    assert text.count("Countries without national data of their own get no figure") == 1


def test_what_the_run_says_cannot_become_markup(folders):
    content = read_world(folders / "one year")
    odd = replace(content.about, title="<b>odd</b>", assumptions=["<i>x</i>"])
    spoilt = type(content)(odd, content.tables, content.gather)
    html = report_text(spoilt)
    assert "<b>odd" not in html
    assert "<i>x</i>" not in html
    assert "&lt;b&gt;odd&lt;/b&gt;" in html


def test_an_account_with_the_least_that_it_may_say_makes_a_page(folders, tmp_path):
    world = InventedWorld(countries=12)
    whole = account(world)
    least = {k: whole[k] for k in ("title", "stated_year", "level", "version")}
    least["measures"] = [{"name": "child_labour_sdg_a", "label": "Child labour"}]
    tables = type(world.tables())(world.estimates())
    write_world(tmp_path / "least", tables, about_of(least), gather())
    text = text_of((tmp_path / "least" / "report.html").read_text("utf-8"))
    assert "No trend was estimated" in text
    assert "The run says nothing of it." in text
    assert "Nothing that was asked for was refused." in text


def test_a_share_that_a_scenario_holds_has_no_probability_of_a_decline(pages):
    table = pages["trend"].split('<table class="places changes">')[1].split("</table>")[0]
    rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
    ahead = [text_of(row) for row in rows if text_of(row).startswith("If ")]
    held = [row for row in ahead if row.startswith("If every country keeps its share")]
    assert held
    assert all(row.strip().endswith("none: the scenario keeps the share") for row in held)
    assert all("97%" in row for row in ahead if row not in held)
