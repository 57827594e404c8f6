"""What the ledger's rules make of persons who left, came or changed: by hand, without a study.

Forty persons in four groups of ten: women and men, of the north and the south.
"""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.kept_releases import WHO
from measure87.disseminate.json_text import estimates_json
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.census import (
    Design,
    census_by_person,
    census_from,
    census_of,
    memberships,
    redesigned,
    reweighted,
)
from measure87.study.ledger.judging import kept_releases
from measure87.study.ledger.store import Entry
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import MISSING_CATEGORY, Result
from measure87.vocabulary.ledger_terms import LedgerTerms
from tests.disseminate.gate.audit.random_tables import figure

STAND = DisclosureRules(minimum_respondents=0, brackets_below=0)
HIDE = replace(STAND, ledger=LedgerTerms(hide_withdrawn=True))
EVERYBODY = {k: ("f" if k < 20 else "m", "n" if k % 2 else "s") for k in range(40)}


def census(codes=EVERYBODY, weights=None, variables=("sex", "region"), names=("x",)):
    weights = weights or {}
    return census_by_person(
        variables,
        {str(k): code for k, code in codes.items()},
        {str(k): weights.get(k, "one") for k in codes},
        names,
    )


def counts(codes=EVERYBODY, variables=("sex", "region"), tables=((), ("sex",), ("region",))):
    """The figures of a release: every other five of them are cases."""
    found = []
    codes = {k: tuple(one or MISSING_CATEGORY for one in code) for k, code in codes.items()}
    for table in tables:
        at = [variables.index(name) for name in table]
        groups = sorted({tuple(code[i] for i in at) for code in codes.values()})
        for group in groups:
            inside = [k for k, code in codes.items() if tuple(code[i] for i in at) == group]
            cases = sum(k // 5 % 2 for k in inside)
            names = dict(zip(table, group, strict=True))
            found.append(figure("x", len(inside), cases, **names))
    return found


def entry(codes=EVERYBODY, weights=None, **how):
    result = release(Result("run", tuple(counts(codes, **how))), STAND)
    return Entry("", estimates_json(result), {"input": census(codes, weights)})


def kept(codes, rules=STAND, weights=None, before=None, variables=("sex", "region"), **how):
    now = census(codes, weights, variables)
    figures = counts(codes, variables, **how)
    return kept_releases({"input": now}, figures, before or [entry()], rules)


def groups(found):
    """Groups that are withheld, as texts."""
    return {",".join(sorted(code for _, code in one)) or "all" for one in found.withheld["x"]}


def without(*persons):
    return {k: code for k, code in EVERYBODY.items() if k not in persons}


def moved(codes):
    return {**EVERYBODY, **codes}


def test_what_an_earlier_release_shows_of_another_reading_stands_beside_who_left():
    """Of ten of the north six left: of another reading it is told of each group how many."""
    plain, strict = "child_labour/sdg_8_7_1@2018", "child_labour/sdg_8_7_1:strict@2018"
    before = release(
        Result("run", tuple(replace(one, definition=plain) for one in counts())), STAND
    )
    first = Entry("", estimates_json(before), {"input": census()})
    now = without(*range(1, 13, 2))
    then = {"strict": strict, "plain": plain, "adults": "forced_labour/icls20_2018"}
    found = {}
    for name, definition in then.items():
        figures = [replace(one, definition=definition) for one in counts(now)]
        found[name] = kept_releases({"input": census(now)}, figures, [first], STAND).readings
    assert found["plain"] == found["adults"] == {}
    (one,) = found["strict"]["x"]
    assert {figure.definition for figure in one.figures} == {plain}
    assert not any(figure.suppressed for figure in one.figures)
    assert one.alone[frozenset()] == (6, 0)
    assert one.alone[frozenset({("region", "n")})] == (6, 0)
    assert one.alone[frozenset({("region", "s")})] == (0, 0)


FEW = {
    "one leaves": without(3),
    "two leave": without(3, 24),
    "one comes": {**EVERYBODY, 99: ("f", "n")},
    "one leaves and one comes": {**without(3), 99: ("f", "n")},
    "one has another code": moved({3: ("m", "n")}),
    "two swap their codes": moved({3: ("m", "n"), 23: ("f", "n")}),
    "a code is missing now": moved({3: (None, "n")}),
}


@pytest.mark.parametrize("codes", FEW.values(), ids=FEW)
def test_where_few_differ_the_earlier_release_stands(codes):
    with pytest.raises(StudyError) as fault:
        kept(codes)
    assert fault.value.code == "too-few-differ"


def test_one_weight_that_changed_counts_as_a_person_who_did():
    with pytest.raises(StudyError, match="fewer than 3 persons"):
        kept(EVERYBODY, weights={3: "two"})


def test_where_the_law_wants_it_every_group_that_contains_one_is_hidden():
    """Old groups and new ones, of those who left, came or moved; no other."""
    of = {name: kept(codes, HIDE) for name, codes in FEW.items()}
    assert groups(of["one leaves"]) == {"all", "f", "n"}
    assert groups(of["two leave"]) == {"all", "f", "m", "n", "s"}
    assert groups(of["one comes"]) == groups(of["one leaves and one comes"]) == {"all", "f", "n"}
    assert groups(of["one has another code"]) == {"all", "f", "m", "n"}
    assert groups(of["two swap their codes"]) == {"all", "f", "m", "n"}
    assert groups(of["a code is missing now"]) == {"all", MISSING_CATEGORY, "f", "n"}


def test_nothing_is_withheld_of_the_same_persons_whatever_their_answers():
    found = kept(EVERYBODY, before=[entry(), entry(tables=(("sex", "region"),))])
    assert not found.persons_differ
    assert (found.withheld, found.secrets, found.parts) == ({}, (), {})
    assert not any(WHO in one.group for result in found.results for one in result.estimates)


def test_where_more_differ_only_groups_of_few_of_them_are_hidden():
    """Three women of the north and one of the south left: one of the south is few."""
    found = kept(without(1, 3, 5, 2), tables=((), ("sex",), ("region",), ("sex", "region")))
    assert groups(found) == {"s", "f,s"}
    assert found.persons_differ


def test_who_left_and_who_came_are_counted_each_by_itself():
    """Three left the north and one came there: one who came is few."""
    found = kept({**without(1, 3, 5), 98: ("m", "n")})
    assert groups(found) == {"all", "m", "n"}


def test_a_person_of_unknown_code_may_be_in_any_group_of_it():
    """Figures are by area for the first time: nobody knows of what area she was who left."""
    area = {k: (code[0], "a" if k < 30 else "b") for k, code in without(3).items()}
    found = kept(area, HIDE, variables=("sex", "area"), tables=((), ("sex",), ("area",)))
    assert groups(found) == {"all", "f", "a", "b"}


def test_the_least_difference_to_any_earlier_release_counts():
    second = without(1, 3, 5, 7)
    assert kept(second).persons_differ
    with pytest.raises(StudyError):
        kept(without(1, 3, 5, 7, 9), before=[entry(), entry(second)])


def test_persons_of_an_earlier_release_are_found_under_another_name_of_the_input():
    now = census(without(3))
    with pytest.raises(StudyError):
        kept_releases({"children": now}, counts(without(3)), [entry()], STAND)


def test_others_altogether_are_no_earlier_release():
    others = {k + 100: code for k, code in EVERYBODY.items()}
    found = kept(others)
    assert not found.persons_differ
    assert [result.estimates for result in found.results] == [()]


def test_many_other_weights_are_said_and_differ_in_nobody():
    found = kept(EVERYBODY, weights=dict.fromkeys(range(5), "two"))
    assert found.reweighted == {"x"}
    assert not found.persons_differ


def test_old_figures_have_those_who_were_in_them_and_secrets_those_who_left_and_came():
    now = {**without(1, 3, 5, 21, 23, 25), 97: ("f", "n"), 98: ("f", "n"), 99: ("f", "n")}
    found = kept(now)
    old = {one.group[WHO] for one in found.results[0].estimates}
    (code,) = old
    assert [*found.parts[code]] == ["input 01", "input 11"]
    assert [*found.parts[found.who["x"]]] == ["input 10", "input 11"]
    secrets = {
        (found.parts[one.group[WHO]][0], one.group.get("sex", ""), one.group.get("region", ""))
        for one in found.secrets
    }
    assert all(one.suppressed for one in found.secrets)
    left = {("input 01", "", ""), ("input 01", "f", ""), ("input 01", "m", "")}
    came = {("input 10", "", ""), ("input 10", "f", ""), ("input 10", "", "n")}
    assert secrets == {*left, ("input 01", "", "n"), *came}


def test_what_is_left_of_few_has_not_to_be_told_apart():
    """What is shown is of groups with none of them: the same in all releases."""
    found = kept(without(3), HIDE)
    assert found.persons_differ
    assert (found.who, found.secrets) == ({}, ())
    assert not any(WHO in one.group for one in found.results[0].estimates)
    assert kept(without(3), HIDE, before=[entry(), entry()]).who == {}
    other_few = [entry(), entry(without(3, 4))]
    assert kept(without(3, 4, 24), HIDE, before=other_few).who != {}


def again(codes, before, tables):
    """The groups that a second release shows, as texts."""
    figures = counts(codes, tables=tables)
    rules = replace(STAND, kept=kept_releases({"input": census(codes)}, figures, before, STAND))
    result = release(Result("run", tuple(figures)), rules)
    assert [one.group for one in result.estimates] == [one.group for one in figures]
    assert "other-persons" in [one.code for one in result.warnings]
    return {",".join(one.group.values()) or "all" for one in result.estimates if one.value}


SEXES = ((), ("sex",))


def test_a_group_of_whom_all_who_left_are_cases_is_hidden_and_cannot_be_had():
    """Of each sex ten are cases. Six women left; if all are cases, so is each of them."""
    assert again(without(0, 1, 2, 5, 6, 7), [entry(tables=SEXES)], SEXES) == {"all", "f", "m"}
    assert again(without(5, 6, 7), [entry(tables=SEXES)], SEXES) == {"m"}
    assert again(without(0, 1, 2), [entry(tables=SEXES)], SEXES) == {"all", "f", "m"}


def test_one_or_two_cases_of_those_who_left_are_not_told():
    """Of seven women who left two are cases: hidden of all, for all less the men tells her."""
    shown = again(without(0, 1, 2, 3, 4, 5, 6), [entry(tables=SEXES)], SEXES)
    assert not {"all", "f"} & shown


def test_a_person_returns_with_her_codes():
    """The third release is of those of the first; she was away in the second."""
    away = without(1, 3, 5)
    found = memberships([census(), census(away), census()])
    assert found.differ(1) == 3
    assert found.differ(2) == 0
    assert {*found.patterns().values()} == {"111", "101"}


def test_groups_of_persons_tell_what_persons_one_by_one_tell():
    """A naive second way: each person with the codes of each release, and of equal weight."""
    rng = np.random.default_rng(87)
    releases = []
    for variables in (("sex", "region"), ("sex",), ("region", "sex")):
        who = rng.choice(60, 50, replace=False).tolist()
        drawn = {k: {"sex": str(k % 2), "region": str(k % 3)} for k in who}
        for k in rng.choice(who, 4, replace=False).tolist():
            drawn[k]["sex"] = "other"
        heavy = dict.fromkeys(rng.choice(who, 3, replace=False).tolist(), "two")
        codes = {k: tuple(one[name] for name in variables) for k, one in drawn.items()}
        releases.append((variables, codes, census(codes, heavy, variables), heavy))
    for weighed in (False, True):
        found = memberships([one for *_, one, _ in releases], weighed)
        for k in (1, 2):
            (names, now, _, heavy), (others, before, _, heavy_then) = releases[0], releases[k]
            expected = sum(
                k not in now
                or k not in before
                or any(
                    now[k][names.index(name)] != before[k][others.index(name)]
                    for name in {*names} & {*others}
                )
                or (weighed and heavy.get(k) != heavy_then.get(k))
                for k in {*now, *before}
            )
            assert expected == found.differ(k) > 0
            of_codes = found.by_codes(found.left(k))
            assert sum(of_codes.values()) <= found.differ(k)
        assert sum(found.by_codes(found.members[0]).values()) == 50


def test_a_census_comes_back_as_it_was_kept():
    table = pl.DataFrame(
        {"person_id": [7, 3], "weight": [1.5, 2.5], "sex": ["1", None], "age": ["5-11", "25+"]}
    )
    key = HashKey(b"k" * 32)
    one = census_of(table, ("age", "sex"), "weight", {"x"}, key)
    assert census_from(one.persons, {"x"}) == one
    assert census_from(one.persons, {"y"}) != one != census_from(one.persons[:1], {"x"})
    assert sorted(one.codes.values(), key=str) == [("25+", None), ("5-11", "1")]
    assert one.persons["weight"].n_unique() == 2
    assert one.codes.keys() == census_of(table, (), None, {"x"}, key).codes.keys()
    assert not one.codes.keys() & census_of(table, (), None, {"x"}, HashKey(b"l" * 32)).codes.keys()


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_a_census_is_the_same_however_many_persons_are_hashed_at_a_time(monkeypatch, at_once):
    key = HashKey(b"k" * 32)
    table = pl.DataFrame(
        {"person_id": [5, 3, 9], "weight": [1.5, 2.0, 1.5], "sex": ["a", None, "b"]}
    )
    told = census_of(table, ("sex",), "weight", {"x"}, key)
    monkeypatch.setattr("measure87.study.ledger.census._AT_ONCE", at_once)
    assert census_of(table, ("sex",), "weight", {"x"}, key) == told
    assert (
        census_of(table[:0], ("sex",), "weight", {"x"}, key).persons.schema == told.persons.schema
    )


def test_another_stratum_or_replicate_of_one_person_is_another_design():
    key = HashKey(b"k" * 32)
    table = pl.DataFrame(
        {"person_id": [7, 3, 5], "weight": [1.5, 2.5, 2.0], "stratum": [1, 1, 2], "r": [3.0, 0, 1]}
    )

    def told(frame, made="jackknife"):
        design = Design(("stratum", "r"), made)
        return census_of(frame, (), "weight", {"x"}, key, design=design)

    other = table.with_columns(r=pl.Series([3.0, 0, 1.5]))
    moved = table.with_columns(stratum=pl.Series([1, 2, 2]))
    of_old = census_of(table, (), "weight", {"x"}, key)
    assert not redesigned(told(table), told(table[[2, 0, 1]]))
    assert not redesigned(told(table), told(other[:2]))  # who left has no design now
    assert redesigned(told(other), told(table))
    assert redesigned(told(moved), told(table))
    assert redesigned(told(table, "bootstrap"), told(table))
    assert redesigned(told(table), of_old)  # an entry of old does not know it
    assert not redesigned(told(table), census_of(table[:0], (), "weight", {"x"}, key))
    assert not redesigned(of_old, told(table))  # cells of lists have none
    assert reweighted(told(moved), told(table)) == 0


def test_of_a_person_who_was_kept_twice_the_last_counts():
    rows = {"person": ["b", "a", "b", "c"], "weight": ["1", "2", "3", "4"]}
    kept = census_from(pl.DataFrame(rows), {"x"}).persons
    assert kept.rows() == [("a", "2"), ("b", "3"), ("c", "4")]


def later(figures, before, weights=None):
    """A second release of the same persons, of other counts or weights."""
    known = kept_releases({"input": census(weights=weights)}, figures, before, STAND)
    return release(Result("run", tuple(figures)), replace(STAND, kept=known))


def first(*figures):
    text = estimates_json(release(Result("run", figures), STAND))
    return Entry("", text, {"input": census()})


def groups_of(result):
    return [",".join(one.group.values()) or "all" for one in result.estimates if one.value]


WEIGHED = (
    figure("x", 400, 60),
    figure("x", 200, 10, sex="f"),
    figure("x", 200, 50, sex="m"),
    figure("x", 45, 38, region="n"),
)


def test_by_other_weights_groups_with_ten_cases_or_ten_others_are_not_shown_again():
    """To two sets of weights who are the cases could be told; of eleven, and of new groups, not."""
    others = dict.fromkeys(EVERYBODY, "two")
    assert groups_of(later(WEIGHED, [first(*WEIGHED)])) == ["all", "f", "m", "n"]
    result = later(WEIGHED, [first(*WEIGHED)], others)
    assert groups_of(result) == ["all", "m"]
    assert [one.code for one in result.warnings] == ["weights-changed"]
    new = (*WEIGHED, figure("x", 180, 9, area="a"))
    assert groups_of(later(new, [first(*WEIGHED)], others)) == ["all", "m", "a"]


def test_where_a_count_moved_by_one_only_what_is_as_it_was_stays():
    """One woman's answer was corrected; the men are as they were, and who is new is not known."""
    before = first(
        figure("x", 400, 40), figure("x", 200, 15, sex="f"), figure("x", 200, 25, sex="m")
    )
    now = (
        figure("x", 400, 41),
        figure("x", 200, 16, sex="f"),
        figure("x", 200, 25, sex="m"),
        figure("x", 180, 19, region="n"),
        figure("y", 400, 50),
    )
    result = later(now, [before])
    assert [(one.name, groups_of(Result("run", (one,)))) for one in result.estimates] == [
        ("x", []), ("x", []), ("x", ["m"]), ("x", []), ("y", ["all"])
    ]  # fmt: skip
    assert {"answers-changed", "earlier-differs"} == {one.code for one in result.warnings}


def test_where_many_moved_as_by_another_mapping_all_is_shown():
    before = first(figure("x", 400, 40), figure("x", 200, 15, sex="f"))
    now = (figure("x", 400, 60), figure("x", 200, 25, sex="f"))
    result = later(now, [before])
    assert groups_of(result) == ["all", "f"]
    assert [one.code for one in result.warnings] == ["earlier-differs"]
