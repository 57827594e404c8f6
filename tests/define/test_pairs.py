"""Pairs of items that one question may serve: a closed list, dated and cited."""

from datetime import date

import pytest

from measure87.define import describe_definition, load_definition
from measure87.define.pairs import read_pairs
from measure87.vocabulary.columns import COERCION_ITEMS, INVOLUNTARY_ITEMS
from measure87.vocabulary.errors import DefinitionError

ICLS = "forced_labour/icls20_2018"
LISTED = {("IN1", "CO3"), ("IN9", "CO2"), ("IN9", "CO3")}
ENTRY = {
    "involuntary": "IN1",
    "menace": "CO3",
    "why": "inherited bondage",
    "from": date(2018, 10, 19),
    "cite": {"key": "ICLS20-FL-2018", "at": "debt bondage", "seen": "secondary"},
}


def test_forced_labour_lists_three_pairs_with_day_reason_and_citation():
    pairs = load_definition(ICLS).pairs
    assert [pair.name for pair in pairs] == ["IN1+CO3", "IN9+CO2", "IN9+CO3"]
    assert all(pair.why and pair.start == date(2018, 10, 19) for pair in pairs)
    assert {pair.cite for pair in pairs} <= set(load_definition(ICLS).citations)


def test_a_description_tells_the_pairs_and_one_without_any_says_nothing_of_them():
    told = describe_definition(load_definition(ICLS))["one_answer_for_both"]
    assert {(one["involuntary"], one["menace"]) for one in told} == LISTED
    assert "one_answer_for_both" not in describe_definition(
        load_definition("child_labour/sdg_8_7_1")
    )


def test_trafficking_takes_the_list_of_forced_labour():
    assert load_definition("trafficking/palermo").pairs == load_definition(ICLS).pairs


def test_a_pair_of_a_later_day_is_not_in_force():
    assert read_pairs([ENTRY], date(2018, 10, 18), "here") == ()
    assert [pair.name for pair in read_pairs([ENTRY], date(2018, 10, 19), "here")] == ["IN1+CO3"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"involuntary": "CO3"}, "CO3"),
        ({"menace": "IN1"}, "IN1"),
        ({"becauze": "x"}, "becauze"),
    ],
)
def test_what_is_no_pair_of_a_circumstance_and_a_means_is_refused(changed, said):
    with pytest.raises(DefinitionError, match=said):
        read_pairs([ENTRY | changed], None, "here")


@pytest.mark.parametrize("key", ENTRY)
def test_a_pair_without_one_of_its_keys_is_refused(key):
    with pytest.raises(DefinitionError, match=key):
        read_pairs([{k: v for k, v in ENTRY.items() if k != key}], None, "here")


def test_no_other_tie_of_two_items_is_listed():
    listed = {pair.name for pair in load_definition(ICLS).pairs}
    every = {f"{one}+{other}" for one, _ in INVOLUNTARY_ITEMS for other, _ in COERCION_ITEMS}
    assert len(every - listed) == 67
