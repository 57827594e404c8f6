"""The page of a panel: all that it needs is in it, and the answer is not given away."""

import json
import re
from dataclasses import replace

import pytest

from measure87.define import load_definition
from measure87.define.cases import read_cases
from measure87.define.panel import ANSWERS, panel_of
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.panel import panel_page
from measure87.vocabulary.columns import PERSONS
from measure87.vocabulary.errors import StudyError

DEFINITION = load_definition("forced_labour/icls20_2018")
PANEL = panel_of(DEFINITION)
CONTENT = re.compile(r'<script type="application/json" id="content">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def page() -> str:
    return panel_page(PANEL)


@pytest.fixture(scope="module")
def content(page) -> dict:
    return json.loads(CONTENT.search(page)[1])


def test_the_page_names_no_address_and_forbids_every_connection(page):
    assert not re.search(r"https?://|//[a-z]|@import|<link|src=", page)
    assert "default-src 'none'" in page


def test_every_case_is_there_in_every_language_with_the_same_number_of_lines(content):
    assert set(content["languages"]) == set(languages())
    english = content["languages"]["en"]["cards"]
    assert list(content["people"]) == list(english) == list(PANEL.places)
    for one in content["languages"].values():
        shape = {case: [len(lines) for _, lines in groups] for case, groups in one["cards"].items()}
        assert shape == {c: [len(lines) for _, lines in g] for c, g in english.items()}


def test_what_was_answered_is_told_in_the_words_of_the_language(content):
    def told(code):
        return dict(content["languages"][code]["cards"]["1"][1][1])

    assert "yes" in " ".join(told("en").values())
    assert "oui" in " ".join(told("fr").values())
    assert "yes" not in " ".join(told("fr").values())


def test_neither_the_place_in_the_text_nor_what_the_rules_say_is_on_the_page(page):
    cases = read_cases(DEFINITION.cases, DEFINITION.id)
    for case in PANEL.places:
        assert cases.tests[case] not in page, case


def test_markup_in_a_case_stays_text():
    text = DEFINITION.cases.replace("Woman of 30", "</script><b>Woman</b> of 30", 1)
    page = panel_page(panel_of(replace(DEFINITION, cases=text)))
    assert "<b>Woman" not in page
    content = json.loads(CONTENT.search(page)[1])
    assert content["people"]["1"][0].startswith("</script><b>Woman</b> of 30")


def test_a_language_that_there_is_not_is_refused():
    with pytest.raises(StudyError, match="xx"):
        panel_page(PANEL, "xx")


def test_answers_are_told_in_words_and_numbers_as_they_are():
    kinds = {name: PERSONS[name].kind for name in PERSONS.names}
    told = {(fact.about, fact.value) for card in PANEL.cards for fact in card.person}
    of_statuses = {value for name, value in told if kinds.get(name) == "status"}
    assert of_statuses
    assert of_statuses <= set(ANSWERS)
    assert all(value.isdecimal() for name, value in told if name == "age_years")
