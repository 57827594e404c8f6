"""Editions, changes and target: one table a measure that can be read, everything in CSV files."""

import html
import itertools
import re

import polars as pl
import pytest

from measure87.disseminate.pages.world import WorldTables, write_world
from measure87.disseminate.pages.world.change_table import change_table
from measure87.disseminate.pages.world.world_content import read_world
from measure87.disseminate.pages.world.world_words import world_words
from tests.disseminate.pages.survey.test_report import text_of
from tests.disseminate.pages.world.invented_account import about, account, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

MOST_LINES = 40
"""What one may scroll through without losing the head of the table: about two screens."""
BOTH = ("child_labour_sdg_a", "child_labour_sdg_b")


YEARS = (2008, 2012, 2016, 2020)
CHANGES = {
    "change_in_share": -0.021,
    "change_in_persons": -21.43e6,
    "from_population": 12.04e6,
    "from_composition": 0.0321e6,
    "from_prevalence": -33.5e6,
    "annual_rate_of_reduction": 0.024,
}
PACE = {"required_rate": 0.31, "acceleration": 12.9, "chance_of_target": 0.02}


def everything_asked(world):
    """Rows of changes as a run of many years with four editions writes them: places and cells."""
    places = {(r["place_kind"], r["place"], r["place_name"]) for r in world.estimates()
              if r["place_kind"] != "country"}  # fmt: skip
    every = itertools.product(sorted(places), world.measures, ("both", "female"), asked())
    template = world.changes()[0]
    return [
        {**template, "measure": measure, "place_kind": kind, "place": place, "place_name": name,
         "sex": sex, **one}
        for (kind, place, name), measure, sex, one in every
    ]  # fmt: skip


def asked():
    """What is asked of each place, sex and age: changes, pace, two scenarios in two years."""
    found = [
        {"from_year": first, "to_year": last, **valued(quantity, value * (last - 2000) / 20)}
        for first, last in itertools.pairwise(YEARS)
        for quantity, value in CHANGES.items()
    ]
    ahead = {"from_year": 2020, "to_year": 2030}
    found += [{**ahead, "scenario": "target", **valued(k, v)} for k, v in PACE.items()]
    found += [
        {**ahead, "to_year": year, "scenario": scenario, **valued(quantity, value)}
        for scenario in ("same_rate", "required_rate")
        for year in (2025, 2030)
        for quantity, value in (("share", 0.07), ("persons", 1.1e8))
    ]
    return found


def valued(quantity, value):
    ends = {"lower": value - abs(value) / 3, "upper": value + abs(value) / 3}
    return {"quantity": quantity, "value": value, **ends}


def thousands(persons):
    """Three digits, in thousands: `-21,400`, `32.1`."""
    rounded = float(f"{persons:.3g}") / 1000
    return f"{rounded:,.0f}" if abs(persons) >= 1e5 else f"{rounded:,.1f}"


def editions(world):
    first = account(world)["editions"]
    return [{**one, "label": f"Edition of {year}", "year": year}
            for one in first for year in YEARS]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    world = InventedWorld(years=YEARS, measures=BOTH)
    tables = WorldTables(world.estimates(), changes=everything_asked(world))
    place = tmp_path_factory.mktemp("asked") / "world"
    write_world(place, tables, about(world, editions=editions(world)), gather())
    return place


def tables_in(page):
    return re.findall(r'<table class="places changes">.*?</table>', page, re.DOTALL)


def test_everything_asked_of_a_measure_is_one_table_of_few_lines(folder):
    page = (folder / "report.html").read_text("utf-8")
    found = tables_in(page)
    assert len(found) == len(BOTH)
    for table in found:
        assert 20 < table.count("<tr>") <= MOST_LINES
    assert read_world(folder).tables["changes"].height > 1000
    assert text_of(page).count("is in changes.csv, the editions in editions.csv.") == len(BOTH)


def test_every_number_of_the_table_is_that_of_the_files(folder):
    """Each number of the shown table, written again here from the CSV files by hand."""
    shown = html.unescape(text_of(tables_in((folder / "report.html").read_text("utf-8"))[0]))
    rows = pl.read_csv(folder / "changes.csv").filter(
        measure=BOTH[0], place="WORLD", sex="both", quantity="change_in_persons"
    )
    assert rows.height == 3
    for row in rows.iter_rows(named=True):
        value, lower, upper = (thousands(row[k]) for k in ("value", "lower", "upper"))
        assert f"{row['from_year']} – {row['to_year']}" in shown
        assert f"{value} {lower} to {upper}" in shown
    told = pl.read_csv(folder / "editions.csv").filter(measure=BOTH[0], statistic="share")
    assert told["year"].to_list() == list(YEARS)
    for row in told.iter_rows(named=True):
        numbers = [f"{100 * row[k]:.1f}" for k in ("value", "lower", "upper")]
        assert f"{row['label']} {row['year']} {numbers[0]}% {numbers[1]} – {numbers[2]}" in shown


def test_parts_and_rate_are_told_of_the_longest_change_up_to_the_last_year_alone(folder):
    content = read_world(folder)
    table = change_table(content, content.about.measures[0], world_words("en"))
    whole, regions = table.groups
    parts = [one for one in whole.lines if one.what.startswith("of which: from")]
    assert {one.years for one in parts} == {"2016 – 2020"}
    assert len(parts) == 3
    assert [one.years for one in whole.lines if one.what == "Yearly rate of reduction"] == [
        "2016 – 2020"
    ]
    names = [one.what for one in regions.lines]
    assert names == sorted(names)
    assert {one.years for one in regions.lines} == {"2016 – 2020"}
    assert regions.name == "Regions: Change (of the share: percentage points)"


@pytest.mark.parametrize(
    ("kept", "name"),
    [(("required_rate",), "Regions: Yearly rate needed to reach the target"),
     (("share", "persons"), "Regions: if every country keeps its share")],
)  # fmt: skip
def test_without_a_change_regions_have_the_needed_rate_or_else_a_scenario(kept, name, tmp_path):
    world = InventedWorld(years=(2016, 2020), countries=60)
    rows = [row for row in world.changes() if row["quantity"] in kept]
    tables = WorldTables(world.estimates(), changes=rows)
    write_world(tmp_path / "w", tables, about(world, editions=[]), gather())
    content = read_world(tmp_path / "w")
    table = change_table(content, content.about.measures[0], world_words("en"))
    assert table.groups[-1].name == name
    assert [one.what for one in table.groups[-1].lines] == ["Sub-Saharan Africa"]
    assert not (tmp_path / "w" / "editions.csv").exists()


def test_where_nothing_was_asked_there_is_no_table(tmp_path):
    world = InventedWorld(countries=12)
    write_world(tmp_path / "w", world.tables(), about(world, editions=[]), gather())
    assert tables_in((tmp_path / "w" / "report.html").read_text("utf-8")) == []
