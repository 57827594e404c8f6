"""The GATHER statement: 18 items, answered from facts, and no release with a gap."""

from dataclasses import fields, replace

import pytest

from measure87.combine.validation.gather import gather_statement
from measure87.combine.validation.gather_answers import ANSWERS
from measure87.combine.validation.gather_facts import RunFacts
from measure87.combine.validation.gather_items import (
    ITEMS,
    WHAT_TO_WRITE,
    GatherTexts,
    is_answer,
)
from measure87.vocabulary.errors import RefusedError

SCORE = {
    "exercise": "countries",
    "method": "model",
    "n": 91,
    "rmse_logit": 0.9012,
    "bias_logit": 0.0,
    "mae_share": 0.05,
    "level": 0.9,
    "covered": 80,
    "band_from": 76,
    "band_to": 87,
    "crps_logit": 0.5,
    "log_score": -1.3,
}
FACTS = RunFacts(
    measures=(("child_labour_sdg_a", "Children in economic activity", "child_labour/sdg_8_7_1"),),
    countries=195,
    countries_with_figures=91,
    regions="sdg, region",
    years=(2015, 2015),
    sexes=("both",),
    ages=((5, 17),),
    inputs={"sdg.csv": "ab" * 32},
    figures_used=91,
    left_out={"about another age": 3},
    excluded_by_hand=("ZZA 2012: fieldwork cut short",),
    source_types={"Not stated": 91},
    without_precision=91,
    without_survey=91,
    assumed_errors="2,000 effective children were assumed",
    other_inputs={"population": "WPP 2019"},
    model="Countries in sub-regions in regions, on the log-odds.",
    left_uncertain=("where a country lies in its region",),
    not_counted=("errors of populations",),
    scores=(SCORE, {**SCORE, "method": "region_mean"}),
    moves=("world: at most 0.2 points",),
    level=0.9,
    draws=1000,
    convergence="All scales converged.",
    version="0.1.0",
    limitations=("one year per country: no trend",),
)
TEXTS = GatherTexts(**{name: f"Our text on {name}." for name in WHAT_TO_WRITE})


def test_there_are_18_items_in_order_each_cited_as_seen_in_a_copy():
    assert [item.number for item in ITEMS] == list(range(1, 19))
    assert {item.cite.seen for item in ITEMS} == {"secondary"}
    groups = [item.group for item in ITEMS]
    assert [groups.count(g) for g in dict.fromkeys(groups)] == [2, 6, 6, 4]


def test_every_item_is_answered_by_facts_or_by_the_user():
    for item in ITEMS:
        assert item.needs or item.number in ANSWERS, item.number


def test_a_run_that_knows_itself_has_18_answers():
    statement = gather_statement(FACTS, TEXTS)
    statement.refuse_unless_complete()
    rows = statement.rows()
    assert [row.number for row in rows] == list(range(1, 19))
    assert {row.status for row in rows} == {"answered"}
    assert all(row.answer for row in rows)


def test_answers_hold_the_runs_own_numbers():
    answers = {row.number: row.answer for row in gather_statement(FACTS, TEXTS).rows()}
    assert "195 countries" in answers[1]
    assert "2015;" in answers[1]
    assert "about another age (3)" in answers[4]
    assert "ZZA 2012: fieldwork cut short" in answers[4]
    assert "91 of 91 figures come with neither" in answers[6]
    assert "0.901" in answers[12]
    assert (
        "80 in their intervals of 90 % (76 to 87 are to be expected of right intervals)"
        in answers[12]
    )
    assert "errors of populations" in answers[13]
    assert "104 of 195 countries have no figure of their own" in answers[18]


def test_the_users_texts_come_first_and_are_not_changed():
    answers = {row.number: row.answer for row in gather_statement(FACTS, TEXTS).rows()}
    assert answers[2] == "Our text on funding."
    assert answers[17] == "Our text on interpretation."
    assert answers[3].startswith("Our text on data_search. Files read: sdg.csv")


@pytest.mark.parametrize("name", sorted(WHAT_TO_WRITE))
def test_each_missing_text_fails_the_release_and_is_asked_for_by_name(name):
    statement = gather_statement(FACTS, replace(TEXTS, **{name: "  "}))
    with pytest.raises(RefusedError) as caught:
        statement.refuse_unless_complete()
    assert caught.value.code == "gather-incomplete"
    item = next(item for item in ITEMS if item.needs == name)
    assert f"{item.number} ({item.asked})" in caught.value.text
    assert f'{name} = "..."' in caught.value.hint
    assert WHAT_TO_WRITE[name] in caught.value.hint
    missing = [row.number for row in statement.rows() if row.status == "missing"]
    assert missing == [item.number]


@pytest.mark.parametrize("item", sorted(ANSWERS))
def test_a_run_that_knows_nothing_answers_nothing(item):
    assert ANSWERS[item](RunFacts()) == ""


def test_a_run_that_was_not_validated_is_not_released():
    statement = gather_statement(replace(FACTS, scores=()), TEXTS)
    with pytest.raises(RefusedError, match="12 ") as caught:
        statement.refuse_unless_complete()
    assert "the run brought nothing for item 11, 12" in caught.value.hint
    # What was written is not asked for again.
    assert "model_selection" not in caught.value.hint


@pytest.mark.parametrize("text", ["", " ", "...", "TODO", "n/a", "To be written.", "-"])
def test_a_placeholder_is_no_answer(text):
    assert not is_answer(text)


def test_nobody_paid_is_an_answer():
    assert is_answer("None: no funding was received.")


def test_inputs_that_may_not_be_shared_are_named():
    texts = replace(TEXTS, restricted_data="microdata of ZZA, National Statistical Office")
    answer = gather_statement(FACTS, texts).rows()[7].answer
    assert "May not be shared: microdata of ZZA" in answer


def test_every_fact_but_defaults_of_zero_changes_the_statement():
    """No fact is asked for and then left unsaid."""
    whole = gather_statement(FACTS, TEXTS).rows()
    silent = {"not_validated"}
    for field in fields(RunFacts):
        if field.name in silent:
            continue
        fewer = replace(FACTS, **{field.name: getattr(RunFacts(), field.name)})
        assert gather_statement(fewer, TEXTS).rows() != whole, field.name
    more = replace(FACTS, not_validated=("last_surveys: no country has figures of two years",))
    assert gather_statement(more, TEXTS).rows() != whole


NEEDED = {
    1: {"measures", "countries", "years", "ages", "sexes"},
    3: {"inputs"},
    4: {"figures_used"},
    5: {"source_types"},
    6: {"figures_used", "assumed_errors"},
    7: {"other_inputs"},
    8: {"figures_used"},
    9: {"model"},
    10: {"model"},
    11: {"scores"},
    12: {"scores"},
    13: {"left_uncertain", "not_counted", "draws"},
    14: {"version"},
    15: {"measures"},
    16: {"level"},
    18: {"countries"},
}
"""Facts without which an item has no answer."""


@pytest.mark.parametrize("name", [one.name for one in fields(RunFacts)])
def test_an_item_is_a_gap_without_a_fact_that_it_rests_on_and_without_no_other(name):
    facts = replace(FACTS, **{name: getattr(RunFacts(), name)})
    gaps = {number for number, answer in ANSWERS.items() if not answer(facts)}
    assert gaps == {number for number, needed in NEEDED.items() if name in needed}


def test_what_there_is_none_of_is_said_to_be_none():
    bare = replace(FACTS, left_out={}, excluded_by_hand=(), regions="", moves=(), convergence="")
    assert "rule: none. Left out by hand: none." in ANSWERS[4](bare)
    assert "195 countries, no regions, and the world; 2015; sexes: both" in ANSWERS[1](bare)
    assert "Sensitivity: no sensitivity analysis was made. Not done: nothing" in ANSWERS[12](bare)
    assert ANSWERS[13](bare).endswith("Not counted: errors of populations.")
    open_ended = replace(FACTS, years=(2010, 2015, 2015), ages=((5, 17), (18, None)))
    assert "; 2010-2015; sexes: both; ages 5-17, 18 and over." in ANSWERS[1](open_ended)


def test_what_may_not_be_shared_is_told_of_the_inputs_and_nowhere_else():
    texts = replace(TEXTS, restricted_data="The microdata of one survey.")
    told = [item.number for item, answer in gather_statement(FACTS, texts).answers
            if "May not be shared" in answer]  # fmt: skip
    assert len(told) == 1
    plain = {item.number: answer for item, answer in gather_statement(FACTS, TEXTS).answers}
    assert "May not be shared" not in plain[told[0]]


def test_how_well_the_model_did_is_told_by_its_own_scores():
    baseline = {**SCORE, "method": "region_mean", "n": 17, "covered": 3}
    facts = replace(FACTS, scores=(baseline, SCORE))
    (told,) = [answer for _, answer in gather_statement(facts, TEXTS).answers
               if "root mean squared error" in answer]  # fmt: skip
    assert "countries: 91 figures" in told
    assert "17 figures" not in told


def test_a_run_of_which_nothing_is_told_has_counted_nothing():
    told = RunFacts()
    counts = [
        getattr(told, one.name) for one in fields(told) if isinstance(one.default, int | float)
    ]
    assert len(counts) == 7
    assert not any(counts)
