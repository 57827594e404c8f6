"""Published totals beside the estimate's own: what was published, how seen, why it differs."""

import re
from pathlib import Path
from typing import get_args

import numpy as np
import polars as pl
import pytest

from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.world import write_world
from measure87.disseminate.pages.world.plausibility import plausibility
from measure87.disseminate.pages.world.published_totals import published_totals
from measure87.disseminate.pages.world.world_content import WorldContent, read_world
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.citation import Seen
from tests.disseminate.locale.directions import numbers_that_turn, words_from_right_in_left
from tests.disseminate.pages.survey.test_report import text_of
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

PEOPLE = Path(__file__).parents[4] / "examples" / "world-child-labour" / "population.csv"
WORLD = 900
"""The world in the UN's population file."""
BOTH = ("child_labour_sdg_a", "child_labour_sdg_b")

# Typed in again by hand: millions and per cent by year. 2000 to 2008 and 2024 as the report of the
# ILO and UNICEF of 2024 has them in others' copies; 2012 and 2016 as table 1 of the ILO's executive
# summary of 2017 has them (in thousands: 167 956 and 151 622); 2020 as reprints of that report do.
CHILD_LABOUR = {
    2000: (245.5, 16.0), 2004: (222.3, 14.2), 2008: (215.2, 13.6), 2012: (167.956, 10.6),
    2016: (151.622, 9.6), 2020: (160.0, 9.6), 2024: (137.6, 7.8),
}  # fmt: skip
# ILO 2005 (a minimum), ILO 2012, the global estimates of 2017 and 2022; millions, per 1,000.
FORCED_LABOUR = {2004: (12.3, None), 2011: (20.9, 3.0), 2016: (24.9, 3.4), 2021: (27.6, 3.5)}


@pytest.mark.parametrize(
    ("topic", "known", "per"),
    [("child_labour", CHILD_LABOUR, 100), ("forced_labour", FORCED_LABOUR, 1000)],
)
def test_published_totals_are_those_of_the_sources(topic, known, per):
    found = {one.years[1]: one for one in published_totals(topic)}
    assert list(found) == list(known)
    for year, (millions, share) in known.items():
        one = found[year]
        assert one.persons == pytest.approx(millions * 1e6, rel=1e-12)
        assert one.share == (None if share is None else pytest.approx(share / per))
        assert {one.persons_seen, one.share_seen or "printed"} <= set(get_args(Seen))
        assert one.publication
        assert one.copy


def test_persons_and_shares_of_child_labour_agree_with_the_world_s_population():
    """Population of ages 5 to 17 of the UN (WPP 2019), shares as rounded: within 4 %.

    Editions used populations of their own time, and WPP's ages 15 to 17 are a part of a five-year
    group, so that no closer agreement is to be had; a wrong digit would be seen.
    """
    people = pl.read_csv(PEOPLE).filter(country_code=WORLD).group_by("year")
    people = people.agg(pl.col("pop_5_17_k_approx").sum()).sort("year")
    for one in published_totals("child_labour"):
        known = np.interp(one.years[0], people["year"], people["pop_5_17_k_approx"]) * 1e3
        assert one.persons / one.share == pytest.approx(known, rel=0.04), one.years


def test_a_share_that_was_not_seen_says_so():
    unseen = {
        one.years[1] for one in published_totals("child_labour") if one.share_seen == "unseen"
    }
    assert unseen == {2020}
    assert all(one.persons_seen != "unseen" for one in published_totals("child_labour"))


def content_of(tmp_path, world, **more):
    write_world(tmp_path / "w", world.tables(), about(world, invented=False, **more), gather())
    return read_world(tmp_path / "w")


def test_ours_stand_among_them_by_year_with_what_they_cover(tmp_path):
    world = InventedWorld(years=(2012, 2016, 2020), measures=BOTH, countries=60)
    content = content_of(tmp_path, world)
    table = plausibility(content, world_words("en"))
    order = [(row.years, row.is_ours) for row in table.rows]
    assert [year for year, _ in order] == sorted(year for year, _ in order)
    assert order.count(("2016", True)) == 2
    assert order.count(("2016", False)) == 1
    persons = content.in_year(BOTH[0], "persons")["WORLD"]
    ours = next(row for row in table.rows if row.is_ours and row.years == "2020")
    assert ours.millions[0] == f"{persons.value / 1e6:,.1f}"
    assert ours.source == "This estimate"
    assert ours.why == "about World"
    old = next(row for row in table.rows if row.years == "2000")
    assert old.why == "definition, chores, year"
    assert next(r for r in table.rows if r.years == "2016").why == "definition, chores"
    reasons = dict(table.reasons)
    assert set(reasons) == {"definition", "chores", "year"}
    assert "hazardous work" in reasons["definition"]
    assert "Child labour, economic activity and chores (SDG 8.7.1)" in reasons["chores"]


def test_a_whole_that_lacks_countries_and_one_that_is_refused_are_told(tmp_path):
    world = InventedWorld(countries=60)
    content = content_of(tmp_path, world)
    rows = content.tables["estimates"]
    part = rows.with_columns(
        n_countries=pl.when(place="WORLD").then(60).otherwise("n_countries"),
        n_countries_missing=pl.when(place="WORLD").then(184).otherwise("n_countries_missing"),
        place_name=pl.when(place="WORLD")
        .then(pl.lit("World, 60 of 244 countries"))
        .otherwise("place_name"),
    )
    lacking = WorldContent(content.about, {**content.tables, "estimates": part}, content.gather)
    table = plausibility(lacking, world_words("en"))
    assert dict(table.reasons)["countries"].endswith("this estimate has 60 of 244 countries.")
    assert [row.why for row in table.rows if row.is_ours] == ["about World, 60 of 244 countries"]
    none = rows.filter(pl.col("place") != "WORLD")
    refused = WorldContent(content.about, {**content.tables, "estimates": none}, content.gather)
    table = plausibility(refused, world_words("en"))
    assert "no total here" in dict(table.reasons)
    assert not any(row.is_ours for row in table.rows)


def test_forced_labour_has_its_own_totals_and_its_forms_are_told(tmp_path):
    world = InventedWorld(measures=("forced_private", "forced_state"), forced=True, countries=30)
    table = plausibility(content_of(tmp_path, world), world_words("en"))
    assert [row.years for row in table.rows if not row.is_ours] == [
        "1995 – 2004", "2002 – 2011", "2012 – 2016", "2017 – 2021",
    ]  # fmt: skip
    assert table.rows[0].why == "forms, ages, year, minimum"
    assert table.rows[0].share == ("", "")
    assert table.rows[1].share == ("3.0", "in print")


def test_invented_figures_and_parts_of_child_labour_stand_beside_nothing(tmp_path):
    world = InventedWorld(countries=12)
    assert plausibility(content_of(tmp_path, world), world_words("en"))
    told = about(world, invented=True)
    write_world(tmp_path / "x", world.tables(), told, gather())
    assert plausibility(read_world(tmp_path / "x"), world_words("en")) is None
    bare = [{"name": "child_labour_sdg_a", "label": "Of no kind that is told"}]
    assert plausibility(content_of(tmp_path / "y", world, measures=bare), world_words("en")) is None


@pytest.mark.parametrize("language", languages())
def test_the_page_has_the_table_and_every_word_of_reason_is_explained(language, tmp_path):
    world = InventedWorld(measures=BOTH, countries=30)
    content_of(tmp_path, world, language=language)
    page = (tmp_path / "w" / "report.html").read_text("utf-8")
    words = world_words(language)
    assert page.count('id="totals"') == page.count('href="#totals"') == 1
    table = page.split('<table class="places totals">')[1].split("</table>")[0]
    body = table.split("<tbody>")[1]
    assert body.count("<tr") == 7 + 2
    told = text_of(page.split('<dl class="reasons">')[1].split("</dl>")[0])
    used = {cell for row in re.findall(r"<tr><th.*?</tr>", body, re.DOTALL)
            for cell in text_of(row.rsplit("<td>", 1)[1]).split(words.comma.strip())}  # fmt: skip
    assert {one.strip() for one in used} <= {
        words.text(f"world_totals.{code}") for code in ("definition", "chores", "year")
    }
    for code in ("definition", "year"):
        assert " ".join(str(words.text(f"world_totals.why_{code}")).split()) in told
    assert words_from_right_in_left(page) == []
    assert language != "ar" or numbers_that_turn(page) == []
