"""What a target asks and nobody can answer is said, and so is what needs no answer any more."""

import dataclasses

import polars as pl
import pytest
from msgspec.structs import replace

from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.world import write_world
from measure87.disseminate.pages.world.brief.content import world_brief
from measure87.disseminate.pages.world.change_table import change_table
from measure87.disseminate.pages.world.change_terms import change_terms
from measure87.disseminate.pages.world.world_content import read_world
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.releases.world import StatedTarget
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

TARGET = StatedTarget(share=0.01, year=2030)
WHY = "countries with figures hold 49.81 % of the people of World in 2010, less than the rule asks"


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    world = InventedWorld(years=(2010, 2020), countries=40)
    folder = tmp_path_factory.mktemp("asked") / "world"
    write_world(folder, world.tables(), about(world), gather())
    found = read_world(folder)
    return dataclasses.replace(found, about=replace(found.about, target=TARGET))


def with_tables(content, **tables):
    return dataclasses.replace(content, tables={**content.tables, **tables})


def refused(content, *statistics, year=2010, code="coverage"):
    """The content with refusals of all countries together in place of what they refuse."""
    measure = content.about.measures[0].name
    plain = dict.fromkeys(content.tables["refused"].columns, None)
    rows = [
        plain
        | {"measure": measure, "place_kind": "world", "place": "WORLD", "year": year}
        | {"sex": "", "statistic": one, "code": code, "text": WHY}
        for one in statistics
    ]
    schema = content.tables["refused"].schema
    changes = content.tables["changes"].filter(
        (pl.col("place") != "WORLD") | ~pl.col("quantity").is_in(list(statistics))
    )
    return with_tables(content, changes=changes, refused=pl.DataFrame(rows, schema=schema))


def told(content, language="en"):
    table = change_table(content, content.about.measures[0], world_words(language))
    return [str(one) for one in table.unanswered]


def test_what_an_earlier_year_takes_away_is_said_with_the_reason(content):
    lacking = refused(content, "acceleration", "chance_of_target", "share")
    assert told(lacking) == [
        "Not answered for all countries together (Needed rate as a multiple of the estimated one, "
        "Probability of reaching the target at the estimated rate, if the share goes on as between "
        f"the two years): {WHY}"
    ]
    assert told(content) == []


def test_a_target_that_nothing_answers_is_said_and_explained_all_the_same(content):
    bare = with_tables(refused(content, "", year=2020), changes=content.tables["changes"].clear())
    assert told(bare) == [
        "Not answered for all countries together (Yearly rate needed to reach the target): " + WHY
    ]
    terms = change_terms(bare, bare.about.measures[0], world_words("en"))
    assert "Target: a share of 1.0% in 2030." in terms[0]
    (said,) = [one for one in world_brief(bare).trend if "target of 2030" in one]
    assert said.endswith("is not answered; the report says why.")


@pytest.mark.parametrize("code", ["other-definition", "target-reached"])
def test_what_is_no_open_question_is_not_told_as_one(content, code):
    assert told(refused(content, "persons", year=2020, code=code)) == []


def of_rate(content, **columns):
    rate = pl.col("quantity") == "required_rate"
    return with_tables(
        content,
        changes=content.tables["changes"].with_columns(
            **{k: pl.when(rate).then(v).otherwise(pl.col(k)) for k, v in columns.items()}
        ),
    )


@pytest.mark.parametrize("language", languages())
def test_a_target_that_is_reached_has_no_rate_in_any_language(content, language):
    columns = {"value": pl.lit(0.0), "lower": pl.lit(0.0), "upper": pl.lit(0.01)}
    reached = of_rate(content, flags=pl.lit("target-reached"), scenario=pl.lit("target"), **columns)
    reached = dataclasses.replace(reached, about=replace(reached.about, language=language))
    words = world_words(language)
    table = change_table(reached, reached.about.measures[0], words)
    name = str(words.of_code("world_quantities", "required_rate"))
    (line,) = [one for one in table.groups[0].lines if str(one.what) == name]
    assert line.share == (words.text("world_change.reached"), "")
    trend = [str(one) for one in world_brief(reached).trend]
    (said,) = [one for one in trend if "2030" in one]
    assert "%" not in said.replace(str(words.rate(0.01, reached.about.measures[0])), "")


def test_a_rate_that_was_put_in_has_no_probability(content):
    changes = content.tables["changes"].with_columns(
        flags=pl.when(pl.col("scenario") == "same_rate")
        .then(pl.lit("direction-assumed"))
        .otherwise("flags")
    )
    table = change_table(
        with_tables(content, changes=changes), content.about.measures[0], world_words("en")
    )
    (line,) = [one for one in table.groups[0].lines if "as between" in str(one.what)]
    assert line.decline == "none: the scenario decides it"
