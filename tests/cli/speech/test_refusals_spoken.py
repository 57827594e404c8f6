"""Refusals of studies, world estimates, definitions, files and the gate, said whole and by part."""

import re

import pytest

from measure87.cli.speech.choice import ENGLISH, LANGUAGES
from measure87.cli.speech.speaker import speaker
from measure87.disseminate.locale.texts import read_part, words_of
from tests.cli.speech import coverage

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
TRANSLATED = {"combine": 0.95, "study": 0.95, "define": 0.95, "files": 0.85, "simulate": 0.9}
"""Rooms, and the least share of their messages that is translated; a new one may wait."""
WITH_PARTS = [
    "the bias of ilo is stated twice",
    "the covariate gdp is known in 3 of 91 countries",
    "sheet 'figures' was changed: row 7, column 2 is '12', it was '13'",
    "these data were released before, and the ledger of those releases is lost: its id is ab12, "
    "and private/ledger is not there",
    "ILOSTAT: figures that are not shown have no row (4 left out)",
    "x (proportion) has the unit 'percent', and is sent as share",
    "quantiles are not to be had on spark",
    "part-2.parquet holds whole numbers (Int64) in w, and not text as in part-1.parquet",
    "map age in mapping.toml, or name the table's column as the variable is named there; did you "
    "mean age_years?",
    "every row is one cell; it would be 13 if cells were parted by: a semicolon",
    "t.csv can be read in several ways: its first row is one cell, and row 2 may name 13 columns",
    "a quotation mark in row 6 opens a cell and is not closed in its row",
    "column 1 has no name and numbers the rows: left out",
    "t.csv is damaged or cut short: it holds a zero byte in line 3, so it is not text",
    "t.csv is damaged or cut short: a quotation mark is not closed",
    "standard errors that are those of fewer than 50 persons, so that these figures say next to "
    "nothing: BGD 2019 work (a share of 0.3 with 0.1449; 10 persons), KEN 2020 work (a share of "
    "0.2 with 0.1; 16 persons). See whether they were read on the right scale",
    "samples of fewer than 50 persons, and no standard error, so that these figures say next to "
    "nothing: BGD 2019 work (n = 3). See whether n counts persons, and not thousands or groups of "
    "them",
    "Work: no figure of these countries is used, though the files have some: KEN, UGA. The reason: "
    "outside the years 2000 to 2010. Where they should serve, correct the file, or what is asked "
    "for",
    "a share of 25 cannot be: AND 2010, child labour, both",
    "there is no value: AND 2010, child_labour_sdg_a, both",
    "a standard error of 0.21 beside a share of 0.21 is that of 3.7 persons, fewer than 10: AND "
    "2010, child_labour_sdg_a, female",
    "n of 0 cannot be: AND 2010, child_labour_sdg_a, both",
    "not used, 3: the model's sexes are female and male",
    "not used, 3: how many persons are affected at one time cannot be told without the period",
    "not used, 3: a total whose parts cannot be weighed: there is no population of its year",
    "two values of H differ in case, accents or blanks alone, first rows 1 and 3",
    "20 of 100 persons with several records have keys in K that differ in case, accents, blanks or "
    "leading zeros alone, first rows 1 and 3",
    "r.csv: 1 of 100 persons with several records have keys in K that differ in case, accents, "
    "blanks or leading zeros alone, and count as several: write the key of a person alike in all "
    "her records",
]
"""Sentences that hold others, each of which is said in the language too."""
ENGLISH_WORDS = re.compile(r"\b(the|is|are|of|and|was|not|there|known|it)\b")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("text", WITH_PARTS)
def test_a_sentence_is_said_with_the_sentences_inside_it(language, text):
    said = speaker(language).say(text)
    assert said != text
    assert not ENGLISH_WORDS.search(said), said
    assert sorted(re.findall(r"\d", said)) == sorted(re.findall(r"\d", text))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("its tables of 8.7.1 are by sex and age, not by wealth quintile", ["wealth_quintile"]),
        (
            "ilostat: its tables of 8.7.1 are by sex and age, not by area, wealth quintile "
            "(10 left out)",
            ["area", "wealth_quintile"],
        ),
        ("region has no dimension there for this indicator; 8 figures are left out", ["region"]),
        ("sdmx: age 5-11 has no code there; 6 figures are left out", ["age"]),
        (
            "a figure by ethnicity and region could harm a whole group, and study.toml does not "
            "say why it is published; say so under [disclosure.sensitive_groups]",
            ["ethnicity", "region"],
        ),
    ],
)
def test_what_groups_are_by_is_called_as_reports_call_it(language, text, names):
    said = speaker(language).say(text)
    variables = words_of(read_part(language, "report"), "variables")
    assert all(variables[name] in said for name in names), said
    assert "quintile" not in said.replace(variables["wealth_quintile"], "")
    assert " and " not in said


@pytest.mark.parametrize("language", OTHERS)
def test_a_variable_of_the_study_s_own_stays_as_it_is_called(language):
    text = "its tables of 8.7.1 are by sex and age, not by area, diocese of birth"
    assert "diocese of birth" in speaker(language).say(text)


@pytest.mark.parametrize("language", OTHERS)
def test_how_to_make_a_study_is_said_to_whoever_has_none(language):
    hint = "make a study folder with `measure87 new DIR --preset NAME`"
    assert speaker(language).say(hint) != hint


def test_a_part_that_nobody_translated_leaves_the_sentence_in_english():
    text = "the covariate gdp is what nobody translated"
    assert speaker("fr").say(text) == text


def test_the_help_of_every_command_is_translated_with_its_options():
    lacking = {name: one for name, one in coverage.of_help().items() if one[0] < 0.9 * one[1]}
    assert lacking == {}


def test_most_of_what_these_rooms_refuse_is_translated():
    found = coverage.of_messages()
    for room, share in TRANSLATED.items():
        done, count = found[room]
        assert done >= share * count, room
