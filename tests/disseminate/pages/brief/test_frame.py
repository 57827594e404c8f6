"""The frame of briefs: a closed grammar, a model that refuses what says nothing, one page."""

import re
from dataclasses import replace

import pytest

from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.brief.grammar import Grammar, grammar_of
from measure87.disseminate.pages.brief.model import MOST_FINDINGS, Brief, BriefPicture, BriefTable
from measure87.disseminate.pages.brief.page import brief_page
from measure87.disseminate.pages.kit.wording import words

SURVEY = "measure87.disseminate.pages.survey"
TABLE = BriefTable("Caption", ["Group", "Value"], [["<b>North</b>", "1.5"]])
BRIEF = Brief(
    language="en",
    title="Work in <i>Inventia</i>",
    lead=["What was counted."],
    findings=["One finding.", "Another."],
    rule=["Why these."],
    is_not=["No count of everybody."],
    cite="Cite it so.",
    provenance=["Input a: b"],
    figures=TABLE,
    chart=BriefPicture("Groups", "<svg></svg>", "Caption", TABLE),
    trend=["It fell."],
    people=["How to state numbers."],
    warnings=[("INVENTED", "Nobody lives.")],
)


@pytest.fixture
def grammar():
    return grammar_of("en", SURVEY)


def test_a_sentence_has_all_its_slots(grammar):
    said = grammar.say("brief_share.percent", value="22.1", people="children")
    assert said == "22.1% of children"


@pytest.mark.parametrize(
    "slots",
    [
        {"value": "22.1"},
        {"value": "22.1", "people": ""},
        {"value": "22.1", "people": None},
        {"value": "22.1", "people": "children", "more": "x"},
    ],
)
def test_a_slot_that_is_missing_empty_or_too_many_is_an_error(grammar, slots):
    with pytest.raises(AssertionError, match=r"brief_share\.percent"):
        grammar.say("brief_share.percent", **slots)


def test_a_sentence_that_no_pattern_has_is_an_error(grammar):
    with pytest.raises(AssertionError, match="no pattern"):
        grammar.say("brief_share.invented", value="1")
    assert not grammar.has("brief_share.invented")


@pytest.mark.parametrize(("number", "word"), [(1, "человек"), (3, "человека"), (21, "человек")])
def test_plurals_are_those_of_the_language(number, word):
    spoken = grammar_of("ru", SURVEY)
    written = spoken.words.number(number)
    said = spoken.say("brief_clause.persons", number=written, lower="1", upper="40")
    assert f"{number} {word} (" in said


def test_a_brief_has_seven_findings_at_most_and_none_that_is_empty():
    with pytest.raises(AssertionError, match=str(MOST_FINDINGS)):
        replace(BRIEF, findings=["x"] * (MOST_FINDINGS + 1))
    with pytest.raises(AssertionError, match="empty"):
        replace(BRIEF, findings=[" "])


def test_a_table_has_a_cell_for_each_heading():
    with pytest.raises(AssertionError, match="2 cells"):
        BriefTable("Caption", ["Group", "Value"], [["North"]])


@pytest.mark.parametrize("language", languages())
def test_the_page_is_of_its_language_and_needs_nothing_else(language):
    page = brief_page(replace(BRIEF, language=language), "0.0")
    spoken = words(language)
    assert f'<html lang="{spoken.code}" dir="{spoken.direction}">' in page
    assert not re.search(r"<script|<link|<img|https?://(?!www\.w3\.org)", page)
    assert "&lt;i&gt;Inventia&lt;/i&gt;" in page
    assert "&lt;b&gt;North" in page
    for sentence in (*BRIEF.lead, *BRIEF.findings, *BRIEF.trend, *BRIEF.is_not, BRIEF.cite):
        assert sentence in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_brief_without_findings_says_so():
    page = brief_page(replace(BRIEF, findings=[], trend=[], chart=None, figures=None), "0.0")
    assert "No figure of this release can be told" in page
    assert "<svg" not in page


def test_the_grammar_of_every_language_has_the_slots_of_english():
    english = grammar_of("en", SURVEY).words.texts
    for language in languages():
        spoken = Grammar(grammar_of(language, SURVEY).words).words.texts
        for section in english:
            if str(section).startswith("brief"):
                assert spoken[section].keys() == english[section].keys(), (language, section)
