"""Cards of invented persons, by hand: what is told of each, and what would give the answer away."""

from dataclasses import replace

import pytest

from measure87.define import load_definition
from measure87.define.panel import ANSWERS, panel_of
from measure87.vocabulary.errors import DefinitionError

ICLS = load_definition("forced_labour/icls20_2018")
FAMILY = """\
case,who,tests,age_years,household,line,mother_line,father_line,answered_on_work,\
job.hours,job.for_third_party,circumstances,expect.forced_labour_adults,expect.forced_labour_children
1,Woman of 30,both criteria: the adult,30,h,1,0,0,yes,40 | 2.5,yes | no,\
1 Q1 IN3 stage=DURING consent_lacked=yes; 1 Q2 CO5 answer=unknown by_whom=employer; \
2 Q3 CO2 answer=no,yes,
2,Her girl of 9,a child,9,h,2,1,0,,,,,,no
3,Man of 50,outside; of nobody,50,,1,0,0,no,,,,no,
"""
MEASURES = {
    name: ICLS.measures[name] for name in ("forced_labour_children", "forced_labour_adults")
}
TEXT = replace(ICLS, cases=FAMILY, measures=MEASURES)


def told(facts):
    return [(fact.about, fact.value, *fact.details) for fact in facts]


def test_a_card_tells_what_was_answered_and_nothing_of_the_answer():
    panel = panel_of(TEXT, "forced_labour_adults")
    woman, man = panel.cards
    assert (woman.case, woman.who, woman.lives_with) == ("1", "Woman of 30", ("Her girl of 9",))
    assert told(woman.person) == [("age_years", "30"), ("answered_on_work", "yes")]
    first, second = woman.jobs
    assert told(first) == [
        ("hours", "40"),
        ("for_third_party", "yes"),
        ("IN3", "yes", ("stage", "DURING"), ("consent_lacked", "yes")),
        ("CO5", "unknown", ("by_whom", "employer")),
    ]
    assert told(second) == [("hours", "2.5"), ("for_third_party", "no"), ("CO2", "no")]
    assert (man.case, man.lives_with, man.jobs) == ("3", (), ())


def test_only_persons_who_test_the_measure_are_asked_about():
    panel = panel_of(TEXT, "forced_labour_children")
    assert [card.case for card in panel.cards] == ["2"]
    assert panel.cards[0].lives_with == ("Woman of 30",)
    assert panel.places == {"2": "a child"}


def test_places_in_the_text_are_told_without_the_reason():
    assert panel_of(TEXT, "forced_labour_adults").places == {
        "1": "both criteria",
        "3": "outside; of nobody",
    }


def test_without_a_name_the_measure_is_a_headline_and_of_those_the_most_tested():
    assert panel_of(TEXT).measure == "forced_labour_adults"
    no_headline = replace(MEASURES["forced_labour_adults"], headline=False)
    headline = replace(MEASURES["forced_labour_children"], headline=True)
    turned = {one.name: one for one in (no_headline, headline)}
    assert panel_of(replace(TEXT, measures=turned)).measure == "forced_labour_children"


@pytest.mark.parametrize("measure", ["forced_labour", "forced_labor_adults"])
def test_a_measure_that_no_case_tests_is_refused(measure):
    with pytest.raises(DefinitionError, match=f"no case of .* tests '{measure}'"):
        panel_of(TEXT, measure)
    untested = FAMILY.replace("expect.forced_labour_adults", "expect.other")
    with pytest.raises(DefinitionError, match="no case"):
        panel_of(replace(TEXT, cases=untested), "forced_labour_adults")
    with pytest.raises(DefinitionError, match="no case"):
        panel_of(replace(TEXT, cases=untested), "other")


def test_a_panel_is_known_by_what_its_cards_say():
    digest = panel_of(TEXT, "forced_labour_adults").digest
    assert len(digest) == 16
    assert int(digest, 16)
    assert panel_of(TEXT, "forced_labour_adults").digest == digest
    older = replace(TEXT, cases=FAMILY.replace("Man of 50", "Man of 51"))
    others = [panel_of(older, "forced_labour_adults"), panel_of(TEXT, "forced_labour_children")]
    assert digest not in {one.digest for one in others}


def test_a_member_may_say_yes_no_or_that_it_is_not_known():
    assert ANSWERS == ("yes", "no", "unknown")
