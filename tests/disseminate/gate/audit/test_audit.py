"""The auditor: recovers what can be recovered, and after the gate nothing."""

from inspect import signature
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.audit import (
    Audit,
    Recovered,
    audit_figures,
    relations_of,
    require_safe,
    seen_figures,
)
from measure87.disseminate.gate.audit.audit import Auditor
from measure87.disseminate.gate.protection import Protected
from measure87.disseminate.gate.survey import measures
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.codec import plain
from tests.disseminate.gate.audit.random_tables import figure, table_set
from tests.disseminate.stated import stated

SETS = 500


@pytest.fixture(scope="module")
def sets():
    rng = np.random.default_rng(870)
    return [table_set(rng) for _ in range(SETS)]


@pytest.mark.slow
@pytest.mark.parametrize("number", [120, pytest.param(SETS, marks=pytest.mark.proof)])
def test_of_table_sets_with_planted_small_cells_nothing_is_recovered(sets, number):
    for result in sets[:number]:
        account = release(result).diagnostics.disclosure.audit
        assert account.recovered == 0
        assert account.judged_separately is account.contradictory is None


@pytest.mark.slow
def test_without_complementary_suppression_the_auditor_recovers_some(sets):
    rules = DisclosureRules(complementary=False)
    recovered = [
        release(result, rules).diagnostics.disclosure.audit.recovered for result in sets[:100]
    ]
    # Every planted cell follows from its row here: found in 100 of the 100.
    assert sum(count > 0 for count in recovered) > 90


def test_without_other_rules_the_audit_asks_by_those_of_a_release():
    rules, told = DisclosureRules(), signature(audit_figures).parameters
    assert told["minimum_cases"].default == rules.minimum_cases
    assert told["minimum_respondents"].default == rules.minimum_respondents


def audited(estimates, result):
    dims = dimensions([e.group for e in estimates], [e.labels for e in estimates], {})
    relations = relations_of(seen_figures(result.estimates), result.estimates, dims)
    return audit_figures(seen_figures(estimates), dims, relations)


def hidden_one_by_one(rng):
    """A 2 x 3 table of one measure, some of its figures not shown."""
    cases = rng.integers(0, 5, (2, 3))
    cells = {(i, j): int(cases[i, j]) for i in range(2) for j in range(3)}
    figures = {(None, None): figure("x", 6000, int(cases.sum()))}
    figures |= {(i, None): figure("x", 3000, int(cases[i].sum()), a=f"a{i}") for i in range(2)}
    figures |= {(None, j): figure("x", 2000, int(cases[:, j].sum()), b=f"b{j}") for j in range(3)}
    figures |= {
        (i, j): figure("x", 1000, count, a=f"a{i}", b=f"b{j}") for (i, j), count in cells.items()
    }
    hidden = {key for key, e in figures.items() if e.n_cases in (1, 2) or rng.random() < 0.3}
    return figures, hidden


def completions(figures, hidden):
    """Every 2 x 3 table of whole numbers that fits all that is shown: by trying all."""
    most = figures[None, None].n_cases if (None, None) not in hidden else 9
    shown = {key: e.n_cases for key, e in figures.items() if key not in hidden}
    free = [key for key in product(range(2), range(3)) if key in hidden]
    if len(free) > 4:
        return None
    for chosen in product(range(min(most, 20) + 1), repeat=len(free)):
        cells = dict(zip(free, chosen, strict=True))
        cells |= {key: shown[key] for key in product(range(2), range(3)) if key not in hidden}
        sums = {
            (i, j): sum(c for (a, b), c in cells.items() if i in (None, a) and j in (None, b))
            for i in (None, 0, 1)
            for j in (None, 0, 1, 2)
        }
        if all(sums[key] == count for key, count in shown.items()):
            yield sums


def test_what_is_recovered_is_what_trying_every_table_finds():
    """Naive second implementation: whole numbers one by one, no linear programme.

    The bounds of a linear programme over tables of two dimensions are whole numbers, so the two
    must agree exactly.
    """
    rng = np.random.default_rng(3)
    tried = agreed_some = 0
    while tried < 25:
        figures, hidden = hidden_one_by_one(rng)
        free = [key for key in hidden if None not in key]
        if len(free) > 3 or (None, None) in hidden:
            continue
        tried += 1
        tables = list(completions(figures, hidden))
        some = [key for key in hidden if figures[key].n_cases]  # what is 0 is shown, she knows
        by_rules = [table for table in tables if all(table[key] for key in some)]
        expected = {
            key
            for key in hidden
            if {table[key] for table in tables} <= {1, 2}
            or (len(known := {table[key] for table in by_rules}) == 1 and known != {0})
        }
        estimates = [
            e.suppress("confidential") if key in hidden else e for key, e in figures.items()
        ]
        audit = audited(estimates, Result("run", tuple(figures.values())))
        single = {
            tuple(sorted(one.groups[0].items()))
            for one in audit.recovered
            if one.what == "cases" and len(one.groups) == 1
        }
        assert single == {tuple(sorted(figures[key].group.items())) for key in expected}
        agreed_some += bool(expected)
    assert agreed_some > 5


def test_of_hidden_groups_that_are_known_to_have_a_case_each_three_do_not_give_three_back():
    """30 less 27 are 3 in three groups; had one of them none, its 0 would be shown."""
    figures = [figure("x", 1000, 30), figure("x", 250, 27, region="d")]
    figures += [figure("x", 250, 1, region=code) for code in "abc"]
    result = Result("run", tuple(figures))
    hidden = [*figures[:2], *(e.suppress("confidential") for e in figures[2:])]
    recovered = [one.groups for one in audited(hidden, result).recovered if one.what == "cases"]
    assert all(({"region": code},) in recovered for code in "abc")
    shown = [e.group for e in release(result).estimates if not e.suppressed]
    assert {} in shown
    assert {"region": "d"} not in shown


def test_a_range_narrower_than_few_is_found_though_no_sum_gives_the_cell():
    """2 cases in two groups of 23: each has 0 to 2. Once one has 1, so has the other."""
    figures = [figure("x", 69, 3), *(figure("x", 23, 1, b=f"b{k}") for k in range(3))]
    result = Result("run", tuple(figures))
    estimates = [figures[0], *(e.suppress("few-respondents") for e in figures[1:])]
    assert audited(estimates, result).recovered == ()
    told = audited([*figures[:3], estimates[3]], result)
    assert ({"b": "b2"},) in [one.groups for one in told.recovered if one.what == "cases"]


def test_figures_that_contradict_each_other_are_judged_one_by_one():
    """A group that is said to have few respondents and whose parts have many."""
    figures = [figure("x", 900, 30), figure("x", 400, 10, b="b0"), figure("x", 500, 20, b="b1")]
    estimates = [figures[0].suppress("few-respondents"), *figures[1:]]
    audit = audited(estimates, Result("run", tuple(figures)))
    assert audit.apart == ("x",)
    assert audit.account.judged_separately == ["x"]
    assert audit.account.contradictory is None


def test_programmes_of_measures_judged_one_by_one_are_added_up(monkeypatch):
    """Two measures that contradict each other, by what each alone would take."""
    figures = [figure("x", 900, 30), figure("y", 900, 10)]
    seen = seen_figures(figures)
    dims = dimensions([e.group for e in figures], [e.labels for e in figures], {})
    auditor = Auditor(seen, dims, relations_of(seen, figures, dims), 3, 25)
    alone = [
        SimpleNamespace(recovered=lambda *_, **__: ([], 7), linear=2, integer=3),
        SimpleNamespace(recovered=lambda *_, **__: ([], 1), linear=1, integer=5),
    ]
    monkeypatch.setattr(auditor, "_set", lambda *_: alone.pop(0))
    found = auditor._one_by_one([0, 1], seen)
    assert (found.tried, found.linear, found.integer) == (8, 3, 8)
    assert found.apart == {"x", "y"}


def test_a_release_that_tells_too_much_fails_with_the_group_and_no_count():
    found = Recovered("cases", ("child_labour",), ({"sex": "2"},), ())
    with pytest.raises(StudyError, match="child_labour of sex 2") as fault:
        require_safe(Audit(10, 3, 5, 0, 1, (found,)))
    assert fault.value.code == "disclosure-audit"
    assert "outer_bound" not in str(fault.value.hint)
    require_safe(Audit(10, 3, 5, 0, 1, ()))


def test_what_follows_from_an_outer_bound_is_told_with_how_to_do_without_it(monkeypatch):
    """The protection hides until nothing is recovered; here it is made to give up."""
    outer = "forced_labour_if_unasked_yes"
    found = Recovered("cases", ("forced_labour", outer), ({}, {}), ())
    given_up = Protected([], Audit(10, 3, 5, 0, 1, (found,)), ())
    monkeypatch.setattr(measures, "protect", lambda *_: given_up)
    told = {"forced_labour": {}, outer: {"outer_of": "forced_labour"}}
    figures = tuple(figure(name, 900, 30) for name in told)
    with pytest.raises(StudyError) as fault:
        release(Result("run", figures, diagnostics=stated(measures=told)))
    assert "outer_bound = false" in str(fault.value.hint)
    with pytest.raises(StudyError) as fault:
        release(Result("run", figures, diagnostics=stated(measures={name: {} for name in told})))
    assert "outer_bound" not in str(fault.value.hint)


def test_the_account_says_what_was_found_and_not_how_hard_it_was(sets):
    account = release(sets[0]).diagnostics.disclosure.audit
    assert plain(account).keys() == {
        "cells",
        "linked_sets",
        "recovered",
    }
    assert account.cells > 0
