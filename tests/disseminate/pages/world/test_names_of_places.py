"""Names say what they cover, in six languages; refused sums stand in the table with the reason."""

import re

import pytest
from msgspec.structs import replace

from measure87.combine.aggregation.tables import frame_of
from measure87.define.classifications.geography import load_region_set
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.world import write_world
from measure87.disseminate.pages.world.place_tables import countries_by_region
from measure87.disseminate.pages.world.rows import EstimateRow
from measure87.disseminate.pages.world.world_content import WorldContent, read_world
from measure87.disseminate.pages.world.world_words import bare_name, world_words
from measure87.vocabulary.combined import COMBINED_ESTIMATES
from tests.disseminate.pages.survey.test_report import text_of
from tests.disseminate.pages.world.invented_account import YEAR, about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

PART = EstimateRow(
    measure="child_labour_sdg_a", year=YEAR, place="SUBSAHARANAFRICA", place_kind="region",
    n_countries=40, n_countries_missing=8, place_name="Sub-Saharan Africa, 40 of 48 countries",
)  # fmt: skip
WHOLE = replace(
    PART, place="WORLD", place_kind="world", n_countries=14, n_countries_missing=230,
    place_name="14 of 244 countries",
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "part", "whole"),
    [
        ("en", "Sub-Saharan Africa, 40 of 48 countries", "14 of 244 countries"),
        ("fr", "Afrique subsaharienne, 40 pays sur 48", "14 pays sur 244"),
        ("es", "África subsahariana, 40 de 48 países", "14 de 244 países"),
        ("pt", "África Subsariana, 40 de 48 países", "14 de 244 países"),
        ("ru", "Африка к югу от Сахары, 40 из 48 стран", "14 из 244 стран"),
    ],
)
def test_a_sum_says_in_each_language_how_many_countries_it_has(language, part, whole):
    words = world_words(language)
    assert str(words.titled(PART)) == part
    assert str(words.titled(WHOLE)) == whole


def test_a_sum_of_all_its_countries_has_its_bare_name():
    words = world_words("fr")
    oceania = replace(PART, n_countries_missing=0, place_name="Oceania")
    assert str(words.titled(oceania)) == "Océanie"
    complete = replace(WHOLE, n_countries_missing=0, place_name="World")
    assert str(words.titled(complete)) == "Monde"
    assert bare_name(PART) == "Sub-Saharan Africa"


@pytest.mark.parametrize("language", sorted(set(languages()) - {"en"}))
@pytest.mark.parametrize("name", ["sdg", "ilo", "african_union", "unicef", "world_bank", "who"])
def test_every_region_has_a_name_in_every_language(language, name):
    known = world_words(language).texts["world_places"]
    regions = {one.name for one in load_region_set(name)}
    assert regions <= set(known)


class PartOfTheWorld(InventedWorld):
    """Sums without eight countries each, and two refused regions."""

    def estimates(self):
        return [self._less(row) for row in super().estimates() if row["place"] != "LAC"]

    @staticmethod
    def _less(row):
        if row["place_kind"] == "country":
            return row
        plain = "" if row["place_kind"] == "world" else f"{row['place_name']}, "
        counts = {"n_countries": 40, "n_countries_missing": 8, "population_missing": 2.5e6}
        return row | counts | {"place_name": f"{plain}40 of 48 countries", "population": 7.5e6}

    def refused(self):
        why = {"code": "coverage", "text": "countries with figures hold 3.00 % of its people"}
        whole = dict.fromkeys(("sex", "age_from", "age_to", "statistic"))
        shared = {"measure": self.measures[0], "year": YEAR, **whole, **why}
        return [
            *super().refused(),
            shared | {"place_kind": "region", "place": "LAC"},
            shared | {"place_kind": "country", "place": "JPN", "year": None}
            | {"code": "covariates-out-of-range", "text": "Japan has no figure, and ..."},
        ]  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("part")
    world = PartOfTheWorld(countries=60)
    told = about(world, target={"share": 0.01, "year": 2030})
    tables = world.tables()
    row = {
        "measure": world.measures[0], "place_kind": "world", "place": "WORLD",
        "place_name": "40 of 48 countries", "sex": "both", "age_from": 5, "age_to": 17,
        "from_year": YEAR, "to_year": 2030, "quantity": "required_rate", "value": 0.2,
    }  # fmt: skip
    tables.changes.append(row)
    write_world(folder, tables, told, gather())
    return (folder / "report.html").read_text("utf-8")


def test_the_first_screen_says_that_it_is_no_official_estimate(page):
    text = text_of(page)
    assert text.index("Not an official estimate.") < text.index("Key figures")


def test_key_figures_say_which_countries_they_are_about_and_how_many_people_are_not_in_them(page):
    key = text_of(page).split("Key figures")[1].split("Which indicator this is")[0]
    assert "They are about: 40 of 48 countries." in key
    assert (
        "Of 10 million people of these ages in all of them, 2.5 million live in countries that"
        in key
    )
    assert "not estimated: they are in neither figure." in key
    assert "world" not in key.lower()


def test_tables_have_the_covering_name_and_the_refused_regions_with_the_reason(page):
    table = re.search(r"All countries and regions, .*?</table>", page, re.DOTALL)[0]
    assert "Sub-Saharan Africa, 40 of 48 countries" in table
    assert "of 10 million people, 2.5 million in countries not estimated, not in it" in text_of(
        table
    )
    row = re.search(r"Latin America and the Caribbean</th>.*?</tr>", table, re.DOTALL)[0]
    assert "refused: countries with figures hold 3.00 % of its people" in row
    assert "JPN" not in table
    assert "Japan" not in table


def test_a_refused_country_is_among_the_refusals_with_one_reason_for_all_of_its_kind(page):
    refused = text_of(page).split("What is not given, and why")[-1].split("GATHER")[0]
    assert "they lie outside the range of the countries with figures" in refused
    assert "Japan" in refused


def test_target_base_year_and_needed_rate_are_explained_before_they_are_used(page):
    section = text_of(page).split("Change, and the target", 1)[1]
    head = section.split("Yearly rate needed to reach the target")[0]
    assert "Target: a share of 1.0% in 2030." in head
    assert f"Base year: {YEAR}, the stated year of the estimate." in head
    assert "by what part of itself the share would have to fall each year" in head
    assert "40 of 48 countries" in section


@pytest.mark.parametrize("language", languages())
def test_a_region_without_an_estimate_has_its_name_above_its_countries(language, tmp_path):
    """Countries of a region whose sum is refused: its code is nothing that anybody says."""

    class Refused(InventedWorld):
        def estimates(self):
            return [one for one in super().estimates() if one["place_kind"] == "country"]

    world = Refused(countries=60)
    write_world(tmp_path / "out", world.tables(), about(world, language=language), gather())
    content = read_world(tmp_path / "out")
    regions = countries_by_region(content, content.about.measures[0], world_words(language))
    assert len(regions) > 3
    for one in regions:
        assert str(one.name) != one.code
    english = {one.code: one.name for one in load_region_set("sdg")}
    if language == "en":
        assert all(one.name == english[one.code] for one in regions if one.code)


def test_regions_of_a_file_are_named_by_the_account():
    world = InventedWorld(countries=12)
    places = {"NORTH": "The North"}
    told = about(world, region_set={"name": "mine.csv", "title": "Mine", "names": places})
    content = WorldContent(told, {"estimates": frame_of(COMBINED_ESTIMATES, [])}, ())
    assert content.name_of("NORTH") == "The North"
