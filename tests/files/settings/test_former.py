"""A key under its former name is read as the one of today, and said; two names are refused."""

from dataclasses import dataclass
from typing import Annotated

import pytest

from measure87.files.settings import FLAG, TEXT, Formerly, Named, Place, read_declared, tables
from measure87.files.settings.json_schema import table_schema
from measure87.files.settings.reference import key_table
from measure87.vocabulary.errors import FormerNameWarning, StudyError


@dataclass(frozen=True, kw_only=True)
class _Row:
    area: Annotated[str, TEXT, Formerly("place"), "where"]


@dataclass(frozen=True, kw_only=True)
class _Plan:
    checks: Annotated[bool, FLAG, Named("robustness_checks"), Formerly("trust"), "refit"] = True
    rows: Annotated[tuple[_Row, ...], tables(_Row)] = ()


def read(**content):
    return read_declared(_Plan, content, Place("plan.toml", None))


def test_a_former_name_gives_what_the_name_of_today_gives_and_is_said_with_its_place():
    now = read(robustness_checks=False, rows=[{"area": "north"}])
    assert now == _Plan(checks=False, rows=(_Row(area="north"),))
    with pytest.warns(FormerNameWarning) as told:
        assert read(trust=False, rows=[{"place": "north"}]) == now
    assert [str(one.message) for one in told] == [
        "plan.toml: the key 'trust' is now called 'robustness_checks'; the former name is still "
        "read",
        "plan.toml rows: the key 'place' is now called 'area'; the former name is still read",
    ]


def test_both_names_of_one_key_are_refused_with_the_one_to_take_away():
    with pytest.raises(StudyError) as caught:
        read(trust=False, robustness_checks=True)
    assert caught.value.code == "twice"
    assert caught.value.hint == "take 'trust' away"


@pytest.mark.filterwarnings("ignore::measure87.vocabulary.errors.FormerNameWarning")
def test_a_wrong_value_under_a_former_name_is_told_under_the_name_of_today():
    with pytest.raises(StudyError, match="'robustness_checks' is 3"):
        read(trust=3)


def test_the_name_of_today_alone_is_in_the_hints_and_on_the_page():
    with pytest.raises(StudyError) as caught:
        read(trsut=False)
    assert "trust" not in caught.value.hint
    assert "`trust`" not in key_table(_Plan)
    assert "`robustness_checks`" in key_table(_Plan)


def test_editors_take_a_former_name_and_show_it_as_one():
    properties = table_schema(_Plan)["properties"]
    assert properties["trust"] == {
        "type": "boolean", "description": "now robustness_checks", "deprecated": True,
    }  # fmt: skip
    assert "deprecated" not in properties["robustness_checks"]
