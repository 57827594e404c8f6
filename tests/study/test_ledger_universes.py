"""Persons who stay in the file and leave a measure: her age was corrected, by hand.

Forty persons in two groups of twenty. One measure is of all of 5 to 17, another of those of 5 to 14
alone, and a third of everybody.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from measure87.define import Measure
from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.kept_releases import WHO
from measure87.disseminate.json_text import estimates_json
from measure87.study.ledger.census import AMONG, census_from, memberships
from measure87.study.ledger.differing import turnover
from measure87.study.ledger.judging import inputs_beside, kept_releases
from measure87.study.ledger.store import Entry
from measure87.study.survey.counted_persons import _universes
from measure87.study.survey.figures import InputFigures
from measure87.study.survey.standard_tables import Part
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.ledger_terms import LedgerTerms
from tests.disseminate.gate.audit.random_tables import figure

STAND = DisclosureRules(minimum_respondents=0, brackets_below=0)
HIDE = replace(STAND, ledger=LedgerTerms(hide_withdrawn=True))
AGES = {k: 6 + k % 4 if k < 30 else 15 for k in range(40)}
WIDE, NARROW = "5-17", "5-14"
OF = {"wide": WIDE, "narrow": NARROW}
BOUNDS = {WIDE: 17, NARROW: 14}


def sex(k):
    return "f" if k < 20 else "m"


def census(ages=AGES, of=OF):
    columns = {
        "person": [f"{k:02d}" for k in ages],
        "weight": ["one" for _ in ages],
        "weighs": [1.0 for _ in ages],
        "by sex": [sex(k) for k in ages],
    }
    for universe in sorted({*of.values()}):
        columns[f"{AMONG}{universe}"] = [age <= BOUNDS[universe] for age in ages.values()]
    return census_from(pl.DataFrame(columns), ("wide", "narrow", "all"), of)


def counts(ages=AGES, cases=lambda k: k // 5 % 2):
    """Every other five persons are cases."""
    found = []
    for name, last in (("wide", 17), ("narrow", 14), ("all", 99)):
        for group in ({}, {"sex": "f"}, {"sex": "m"}):
            inside = [k for k, age in ages.items() if age <= last and sex(k) in group.values()]
            inside = inside if group else [k for k, age in ages.items() if age <= last]
            found.append(figure(name, len(inside), sum(map(cases, inside)), **group))
    return found


def entry(ages=AGES, of=OF):
    result = release(Result("run", tuple(counts(ages))), STAND)
    return Entry("", estimates_json(result), {"input": census(ages, of)})


def kept(ages, rules=STAND, before=None, of=OF):
    return kept_releases({"input": census(ages, of)}, counts(ages), before or [entry()], rules)


def groups(found, name):
    withheld = found.withheld[name]
    return {",".join(sorted(code for _, code in one)) or "all" for one in withheld}


def grown_up(*persons):
    return {**AGES, **dict.fromkeys(persons, 18)}


def test_where_few_leave_a_measure_and_stay_in_the_file_the_earlier_release_stands():
    with pytest.raises(StudyError) as fault:
        kept(grown_up(3, 4))
    assert fault.value.code == "too-few-differ"


def test_or_every_figure_of_it_in_their_groups_is_hidden_and_no_other():
    found = kept(grown_up(3, 4), HIDE)
    assert groups(found, "wide") == groups(found, "narrow") == {"all", "f"}
    assert groups(found, "all") == set()
    older = kept({**AGES, 3: 15}, HIDE)  # She leaves the narrow measure alone.
    assert groups(older, "narrow") == {"all", "f"}
    assert groups(older, "wide") == set()


def test_adults_who_leave_the_file_do_not_make_one_child_who_does_many():
    adults = dict.fromkeys(range(40, 46), 30)
    first = entry({**AGES, **adults})
    now = {k: age for k, age in AGES.items() if k != 3}
    found = kept(now, before=[first])
    assert groups(found, "wide") == groups(found, "narrow") == {"all", "f"}
    assert groups(found, "all") == {"f"}
    alone = kept(AGES, before=[first])
    assert groups(alone, "wide") == groups(alone, "all") == set()
    assert not [one for one in alone.secrets if one.name != "all"]


def test_whoever_comes_to_a_measure_by_her_age_came():
    found = kept({**AGES, 35: 10}, HIDE)
    assert groups(found, "narrow") == {"all", "m"}
    assert groups(found, "wide") == set()


def test_where_more_leave_a_measure_they_are_told_apart_from_those_who_stay():
    found = kept(grown_up(0, 1, 2, 3))
    (before,) = found.results
    then = {one.name: one.group[WHO] for one in before.estimates}
    parts = {name: {*found.parts[found.who[name]]} for name in found.who}
    assert parts["wide"] < {*found.parts[then["wide"]]}
    assert parts["narrow"] < {*found.parts[then["narrow"]]}
    assert then["all"] == found.who["all"]
    (secret,) = (one for one in found.secrets if (one.name, one.group.get("sex")) == ("wide", "f"))
    assert {*found.parts[secret.group[WHO]]} == {*found.parts[then["wide"]]} - parts["wide"]
    assert not [one for one in found.secrets if one.name == "all"]
    left = found.turnover["wide"][frozenset()][0].left
    assert left.tolist() == [1.0] * 4


def test_four_who_are_eighteen_now_and_were_cases_are_not_told():
    """Persons 5 to 8 are cases; of 0 to 9 who leave half are, and that may be told."""
    for who, are_hidden in (((5, 6, 7, 8), True), (range(10), False)):
        ages = grown_up(*who)
        found = replace(STAND, kept=kept(ages))
        released = release(Result("run", tuple(counts(ages))), found).estimates
        hidden = {one.name for one in released if not one.group and one.suppressed}
        assert ({"wide", "narrow"} <= hidden) is are_hidden
        assert "all" not in hidden


def test_a_release_of_old_that_tells_no_universe_is_compared_as_before():
    first = entry(of={})
    found = kept(grown_up(0, 1, 2, 3), before=[first])
    assert not found.persons_differ


def test_of_whom_nothing_was_known_in_one_release_the_nearest_says_it():
    releases = [census(grown_up(3)), census(of={}), census()]
    found = memberships(releases)
    assert [found.differ(k) for k in (1, 2)] == [0, 1]
    assert len(found.of(1, WIDE)) == len(found.of(0, WIDE))


def test_universes_tell_what_persons_one_by_one_tell():
    rng = np.random.default_rng(87)
    releases = []
    for _ in range(3):
        who = rng.choice(40, 35, replace=False).tolist()
        releases.append({k: int(rng.choice([7, 12, 15, 16, 19])) for k in sorted(who)})
    found = memberships([census(one) for one in releases])
    now = releases[0]
    for k, then in enumerate(releases[1:], start=1):
        for universe, last in BOUNDS.items():
            inside = [{who for who, age in one.items() if age <= last} for one in (now, then)]
            sizes = [
                sum(found.by_codes(side(k, universe, universe)).values())
                for side in (found.left, found.came)
            ]
            assert sizes == [len(inside[1] - inside[0]), len(inside[0] - inside[1])]
            moved = turnover(census(now), census(then), [frozenset()], "", (universe, universe))
            own = moved[frozenset()]
            assert [len(own.left), len(own.came)] == sizes
        differ = {
            who
            for who in {*now, *then}
            if (who in now) is not (who in then)
            or any((now[who] <= last) is not (then[who] <= last) for last in BOUNDS.values())
        }
        assert found.differ(k) == len(differ)


def test_of_two_inputs_a_measure_of_children_does_not_give_way_to_one_who_is_none():
    """She is 18 in the second input: its measure of everybody is of the same persons."""
    definition = "child_labour/sdg_8_7_1"
    first, second = census(), replace(census(grown_up(3)), figures=frozenset({"later"}))
    for universe, groups_ in ((WIDE, {"all", "f"}), (None, set())):
        of = {} if universe is None else {"later": universe}
        later = [replace(one, name="later") for one in counts() if one.name == "wide"]
        found = inputs_beside(
            {"first": first, "second": replace(second, universes=of)},
            [replace(one, definition=definition) for one in (*counts(), *later)],
            [("first", "second")],
            STAND,
        )
        named = {
            ",".join(code for _, code in group) or "all"
            for one in found["later"]
            for group in one.of_few
        }
        assert named == groups_


def test_a_figure_is_of_the_ages_of_the_measure_that_it_is_made_of():
    def measure(name, ages, any_age=False):
        return Measure(name, "", ages, (), "no", True, 100, "", (), any_age=any_age)

    measures = {
        "work": measure("work", (5, 17)),
        "work_light": measure("work_light", (12, 14)),
        "force": measure("force", (0, 0), any_age=True),
    }
    names = ("work", "work_stock", "work_light_stock", "by_trade", "force")
    figures = InputFigures(
        [Estimate(name, "proportion", "taylor") for name in names], (), (), {},
        parts={"by_trade": Part("work_light", "trade", "1")},
    )  # fmt: skip
    found = _universes(SimpleNamespace(measures=measures), figures)
    assert found == {
        "work": (5, 17),
        "work_stock": (5, 17),
        "work_light_stock": (12, 14),
        "by_trade": (12, 14),
    }
