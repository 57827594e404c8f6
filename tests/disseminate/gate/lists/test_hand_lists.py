"""The gate of list studies on two and three lists, by hand."""

from dataclasses import replace as replaced
from types import SimpleNamespace

import numpy as np
import pytest
from msgspec.structs import replace

from measure87.disseminate.gate.lists.figures import safe_figures
from measure87.disseminate.gate.lists.gate import _observed, is_list_study, release_lists
from measure87.disseminate.gate.lists.hiding import (
    _cost,
    _is_few,
    margins_shown,
    something_hidden,
)
from measure87.disseminate.gate.lists.margins import OBSERVED, Margins, counted, margins_of, members
from measure87.disseminate.gate.lists.methods import safe_method
from measure87.disseminate.gate.lists.recoverable import _groups, find_leak
from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.disseminate.gate.lists.texts import safe_sentence
from measure87.disseminate.gate.lists.trust import TrustGate
from measure87.disseminate.gate.lists.verdict import safe_verdict
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.release import release
from measure87.estimate.multiple_lists.method_findings import MethodFindings
from measure87.vocabulary.estimate import Estimate, Notice, Refusal, Result
from measure87.vocabulary.releases.codec import plain, structure_of
from measure87.vocabulary.releases.lists import (
    AboutLists,
    BoundAbove,
    ListsDiagnostics,
    MethodAccount,
    MethodSize,
    StatedOverlap,
    StatedTrust,
    StatedVerdict,
)

NOT_SHOWN = "not-shown"
RULES = DisclosureRules()


def two(alone_a, alone_b, both):
    """All that there is to say of two lists."""
    return Margins(
        ("A", "B"),
        {
            OBSERVED: alone_a + alone_b + both,
            ("size", 0): alone_a + both,
            ("size", 1): alone_b + both,
            ("alone", 0): alone_a,
            ("alone", 1): alone_b,
            ("both", 0, 1): both,
        },
    )


def three(a, b, c, ab, ac, bc, abc, apart=()):
    return Margins(
        ("A", "B", "C"),
        {
            OBSERVED: a + b + c + ab + ac + bc + abc,
            ("size", 0): a + ab + ac + abc,
            ("size", 1): b + ab + bc + abc,
            ("size", 2): c + ac + bc + abc,
            ("alone", 0): a,
            ("alone", 1): b,
            ("alone", 2): c,
            ("both", 0, 1): ab + abc,
            ("both", 0, 2): ac + abc,
            ("both", 1, 2): bc + abc,
        },
        apart,
    )


# What a study says.

PANEL = {part: [] for part in ("overlaps", "without", "merged", "known_lists", "offsets",
                               "linkage")}  # fmt: skip


def about_lists(**given):
    """What a study says of its lists, of which a test gives a part."""
    stated = dict.fromkeys(
        ("population", "area", "period", "status", "closed_because", "figure", "not"), "x"
    )
    usual = {
        "counted": stated, "lists": [], "methods": {},
        "verdict": {"code": "one-method", "text": "chao 262"},
    }  # fmt: skip
    return structure_of(AboutLists, usual | given)


# Margins.


def test_margins_are_read_from_what_a_study_says():
    about = about_lists(**{
        "observed": 30,
        "lists": [
            {"name": "B", "persons": 20, "on_no_other": 15},
            {"name": "A", "persons": 15},
            {"name": "C"},
        ],
        "mutually_exclusive": [("C", "B")],
        "robustness_checks": PANEL | {"overlaps": [{"lists": ["A", "B"], "both": 5}]},
    })  # fmt: skip
    found = margins_of(about)
    assert found.lists == ("B", "A", "C")
    assert found.apart == ((0, 2),)
    assert found.counts == {
        OBSERVED: 30, ("size", 0): 20, ("alone", 0): 15, ("size", 1): 15, ("both", 0, 1): 5,
    }  # fmt: skip
    assert found.pair(["A", "B"]) == ("both", 0, 1)
    assert margins_of(about_lists(lists=[])).counts == {}


def test_a_margin_counts_the_histories_that_it_says():
    histories = three(*[9] * 7).histories
    assert histories.tolist() == [1, 2, 3, 4, 5, 6, 7]

    def of(margin):
        return histories[members(margin, histories)].tolist()

    assert of(OBSERVED) == [1, 2, 3, 4, 5, 6, 7]
    assert of(("size", 1)) == [2, 3, 6, 7]
    assert of(("alone", 1)) == [2]
    assert of(("both", 0, 2)) == [5, 7]


# What follows.


def test_the_overlap_of_two_lists_follows_from_their_sizes():
    """40 and 30 of 68 persons: 2 are on both."""
    margins = two(38, 28, 2)
    sizes = {OBSERVED, ("size", 0), ("size", 1)}
    leak = find_leak(margins, sizes, 3)
    assert (leak.on, leak.off, leak.persons) == (3, 0, 2)
    assert set(leak.sources) == sizes
    assert find_leak(margins, sizes - {OBSERVED}, 3) is None
    assert find_leak(margins, set(), 3) is None
    assert find_leak(margins, sizes, 2) is None
    assert find_leak(two(38, 28, 3), sizes, 3) is None
    assert find_leak(two(38, 28, 3), sizes, 4).persons == 3


def test_who_is_on_one_list_and_not_on_the_other_follows():
    """40 on A, 39 of them on B too."""
    leak = find_leak(two(1, 28, 39), {("size", 0), ("both", 0, 1)}, 3)
    assert (leak.on, leak.off, leak.persons) == (1, 2, 1)


def test_that_everybody_of_a_list_is_on_another_is_too_much():
    leak = find_leak(two(0, 28, 39), {("size", 0), ("both", 0, 1)}, 3)
    assert (leak.on, leak.off, leak.persons) == (1, 2, 0)
    assert find_leak(two(0, 28, 1), {("size", 0), ("both", 0, 1)}, 1).persons == 0
    # Of a list that is not told to have anybody it says nothing.
    assert find_leak(two(0, 28, 39), {("alone", 0)}, 3) is None
    assert find_leak(two(0, 28, 0), {("size", 0), ("both", 0, 1)}, 3) is None


def test_what_is_one_or_two_on_average_and_follows_from_nothing_is_no_leak():
    """Five persons in three cells are 1.7 in each, if nothing else is known."""
    assert find_leak(two(2, 2, 1), {OBSERVED}, 3) is None
    assert find_leak(two(2, 3, 5), {OBSERVED, ("size", 0)}, 3) is None


def test_that_nobody_is_on_both_lists_is_no_leak_and_that_all_of_either_are_is():
    assert find_leak(two(5, 4, 0), {("size", 0), ("alone", 0)}, 3) is None
    first = find_leak(two(0, 9, 5), {("size", 0), ("both", 0, 1)}, 3)
    assert (first.on, first.off, first.persons) == (1, 2, 0)
    second = find_leak(two(9, 0, 5), {("size", 1), ("both", 0, 1)}, 3)
    assert (second.on, second.off, second.persons) == (2, 1, 0)


def test_a_cell_of_three_lists_follows_from_all_margins():
    margins = three(50, 40, 30, 9, 8, 7, 2)
    leak = find_leak(margins, set(margins.counts), 3)
    assert (leak.on.bit_count(), leak.persons) == (3, 2)
    assert find_leak(three(50, 40, 30, 9, 8, 7, 5), set(margins.counts), 3) is None


def test_an_empty_overlap_and_lists_apart_narrow_the_rest():
    """Nobody is on A and C. On A alone are then all of A less those on A and B."""
    rows = {("size", 0), ("both", 0, 1)}
    cells = (1, 40, 30, 9, 0, 7, 0)
    assert find_leak(three(*cells), rows, 3).off == 2
    margins = three(*cells)
    known = {("size", 0), ("both", 0, 1), ("both", 0, 2)}
    found = find_leak(margins, known, 3)
    assert found.persons == 1
    apart = three(30, 40, 30, 9, 0, 1, 0, apart=((0, 2),))
    # B less those on A and B less those on B alone are those on B and C: 1.
    rows = {("size", 1), ("both", 0, 1), ("alone", 1)}
    assert find_leak(apart, rows, 3).persons == 1


@pytest.mark.parametrize(
    ("n_lists", "largest", "cells"), [(3, 3, 0), (7, 7, 0), (8, 3, 3), (10, 3, 3), (11, 2, 3)]
)
def test_of_many_lists_groups_of_three_or_two_lists_and_the_cells_are_tried(
    n_lists, largest, cells
):
    groups = list(_groups(n_lists, np.array([1, 2, 3])))
    sizes = [(on | off).bit_count() for on, off in groups]
    assert max(size for size in sizes[: len(sizes) - cells]) == largest
    assert groups[: 2 * n_lists : 2][0] == (1, 0)
    assert all(on and not on & off for on, off in groups)
    everything = (1 << n_lists) - 1
    last = [(history, everything - history) for history in (1, 2, 3)][:cells]
    assert groups[len(groups) - cells :] == last


# Hiding.


def test_of_two_lists_with_a_small_overlap_the_number_of_all_stays():
    shown = margins_shown(two(38, 28, 2), 3)
    assert OBSERVED in shown
    assert ("both", 0, 1) not in shown
    assert find_leak(two(38, 28, 2), shown, 3) is None
    # Whatever else is shown would give the 2 back.
    for margin in set(two(38, 28, 2).counts) - shown - {("both", 0, 1)}:
        assert find_leak(two(38, 28, 2), shown | {margin}, 3) is not None


def test_where_nothing_is_small_or_counts_are_public_all_is_shown():
    assert margins_shown(two(38, 28, 3), 3) == set(two(38, 28, 3).counts)
    assert margins_shown(two(1, 28, 3), 1) == set(two(1, 28, 3).counts)
    assert margins_shown(two(0, 28, 39), 1) == set(two(0, 28, 39).counts)
    assert ("both", 0, 1) not in margins_shown(two(38, 28, 1), 2)
    assert margins_shown(two(38, 28, 3), 4) != set(two(38, 28, 3).counts)


def test_nobody_alone_on_a_list_is_not_shown_and_an_empty_overlap_is():
    shown = margins_shown(two(0, 28, 39), 3)
    assert ("alone", 0) not in shown
    assert ("both", 0, 1) in margins_shown(two(38, 28, 0), 3)
    assert ("alone", 0) in margins_shown(two(0, 28, 0), 3)


def test_overlaps_go_before_lists_and_small_ones_before_large():
    """1 is on A alone: A less its overlaps and the three lists together would tell it."""
    margins = three(1, 40, 30, 9, 12, 7, 4)
    shown = margins_shown(margins, 3)
    assert ("alone", 0) not in shown
    assert {OBSERVED, ("size", 1), ("size", 2)} <= shown
    assert find_leak(margins, shown, 3) is None


def test_overlaps_cost_least_then_those_on_one_list_alone_then_lists_then_everybody():
    """Whatever their persons: the other way round here."""
    order = [("both", 0, 1), ("alone", 0), ("size", 0), OBSERVED]
    margins = Margins(("A", "B"), {one: 40 - 10 * k for k, one in enumerate(order)})
    assert sorted(margins.counts, key=lambda one: _cost(one, margins)) == order


def test_what_is_hidden_is_asked_of_all_but_the_number_observed():
    margins = two(38, 28, 3)
    every = set(margins.counts)
    assert not something_hidden(margins, every)
    assert not something_hidden(margins, every - {OBSERVED})
    assert something_hidden(margins, every - {("size", 0)})


# Rounding.


@pytest.mark.parametrize(
    ("observed", "size", "unit"),
    [(100, 100, 5), (100, 50, 5), (100, 101, 10), (100, 200, 10), (100, 201, 20), (100, 400, 20),
     (100, 401, 50), (100, 1001, 100), (0, 0.5, 5), (1, 1, 5)],
)  # fmt: skip
def test_the_unit_is_the_next_round_number_to_five_times_the_ratio(observed, size, unit):
    assert Rounding(observed).unit(size) == unit


def test_persons_on_a_list_are_those_that_are_told_or_the_fewest_that_a_size_rests_on():
    def of(*sizes):
        every = [Estimate("size", "size", "chao", n=n, group=group) for n, group in sizes]
        return Result("run", tuple(every))

    sizes = of((40, {}), (30, {}), (0, {}), (None, {}), (5, {"sex": "1"}))
    assert _observed(sizes, Margins(("a", "b"), {OBSERVED: 52})) == 52
    assert _observed(sizes, Margins(("a", "b"), {("size", 0): 52})) == 30
    assert _observed(of((5, {"sex": "1"})), Margins(("a", "b"), {})) == 1


def test_persons_go_to_the_unit_of_their_own_or_another_size():
    assert Rounding(100).persons(112.0) == 110.0
    assert Rounding(100).persons(112.0, 401.0) == 100.0
    assert Rounding(100, exact=True).persons(112.3) == 112.3
    assert Rounding(100).table({"a": 112.0}) == {"a": 110.0}


def test_other_fractions_keep_two_digits():
    assert [Rounding(100).digits(x) for x in (0.1234, 123.4)] == [0.12, 120.0]
    assert Rounding(100, exact=True).digits(0.1234) == 0.1234
    assert Rounding(100).digits(0.1234, 3) == 0.123


# Figures.


def size(value, n, **more):
    given = {"lower": None, "upper": None, **more}
    return Estimate("size", "total", given.pop("method", "chao"), value=value, n=n, **given)


def figures(*given, all_hidden=False, exact=False, **rules):
    rounding = Rounding(100, exact=exact)
    return safe_figures(given, DisclosureRules(**rules), rounding, all_hidden=all_hidden)


@pytest.mark.parametrize(
    ("n", "flags"),
    [
        (24, ("suppressed", "few-respondents")),
        (25, ("in-brackets",)),
        (49, ("in-brackets",)),
        (50, ()),
    ],
)
def test_a_size_needs_persons_observed(n, flags):
    assert figures(size(300.0, n))[0].flags == flags


def test_sizes_and_limits_are_rounded_alike_and_not_under_the_persons_observed():
    (one,) = figures(size(262.0, 100, lower=93.0, upper=417.0, se=47.0))
    # 5 x 2.62 is 13.1, so the unit is 20.
    assert (one.value, one.lower, one.upper, one.se) == (260.0, 100.0, 420.0, 40.0)
    (near,) = figures(size(101.0, 103))
    assert near.value == 103.0
    (sure,) = figures(size(262.0, 100, se=1.0))
    assert (sure.se, sure.lower, sure.upper) == (None, None, None)
    (exact,) = figures(size(262.0, 100, lower=93.0), exact=True)
    assert (exact.value, exact.lower, exact.digits) == (262.0, 93.0, 1.0)
    assert (one.digits, near.digits) == (20.0, None)  # 103 is no multiple of 10
    (all_seen,) = figures(size(103.0, 100))  # 5 x 1.03 is 5.15, so the unit is 10
    assert (all_seen.value, all_seen.digits) == (100.0, 10.0)
    (low,) = figures(size(262.0, 100, lower=61.0, upper=417.0))
    assert low.lower == 100.0
    (nothing,) = figures(size(None, 100))
    assert nothing.value is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"se": 10.04, "lower": 240.26, "upper": 284.51}, (262.0, 240.0, 285.0, 10.0, 1.0)),
        ({"se": 10.0}, (262.0, None, None, 10.0, 1.0)),
        ({"se": 9.96, "lower": 240.26, "upper": 284.51}, (261.6, 240.3, 284.5, 10.0, 0.1)),
        ({"lower": 240.26, "upper": 280.31}, (262.0, 240.0, 280.0, None, 1.0)),
        ({"lower": 240.26, "upper": 280.24}, (261.6, 240.3, 280.2, None, 0.1)),
        ({"lower": 240.26}, (262.0, 240.0, None, None, 1.0)),  # a bound from below
    ],
)
def test_sizes_of_public_counts_are_in_persons_or_tenths_where_their_error_is_of_few(given, shown):
    (one,) = figures(size(261.62, 100, **given), exact=True)
    assert (one.value, one.lower, one.upper, one.se, one.digits) == shown


def test_where_figures_give_the_hidden_overlap_back_none_is_shown():
    assert figures(size(300.0, 100), all_hidden=True)[0].flags == ("suppressed", "confidential")


def strata(*sizes, everybody):
    return [
        size(900.0, everybody),
        *(size(300.0, n, group={"stratum": str(k)}) for k, n in enumerate(sizes)),
    ]


@pytest.mark.parametrize(
    ("small", "hidden"),
    [(0, set()), (1, {"1"}), (2, {"1"}), (3, set())],
)
def test_what_strata_leave_of_everybody_is_no_one_or_two(small, hidden):
    """60 and 40 and a stratum of few, which is not shown: the 40 go with it."""
    found = figures(*strata(60, 40, small, everybody=100 + small))
    kept_back = {e.group["stratum"] for e in found[1:] if "confidential" in e.flags}
    assert kept_back == hidden


def test_without_a_figure_for_everybody_strata_leave_nothing():
    found = figures(*strata(60, 40, everybody=101)[1:])
    assert not any(e.suppressed for e in found)


def test_of_two_methods_the_persons_observed_are_the_most_that_either_says():
    given = [*strata(60, 40, everybody=101), size(900.0, 90, method="x")]
    assert [e.suppressed for e in figures(*given)] == [False, False, True, False]


def test_a_stratum_of_exactly_the_respondents_needed_is_shown():
    found = figures(*strata(60, 25, everybody=85))
    assert not any(e.suppressed for e in found)


# The rest of what is said.


def test_a_verdict_speaks_of_the_figures_that_are_shown():
    given = {
        "code": "disagree",
        "text": "chao 262 and bic 517 differ by a factor of 1.97 (a factor of 2.0)",
        "factor": 1.973,
        "lowest": {"method": "chao", "value": 262.0},
        "highest": {"method": "bic", "value": 517.0},
    }
    verdict = structure_of(StatedVerdict, given)
    chao, bic = size(260.0, 100), size(500.0, 100, method="bic")
    now = safe_verdict(verdict, {"chao": chao, "bic": bic}, Rounding(100))
    assert now.text == "chao 260 and bic 500 differ by a factor of 1.92 (a factor of 1.9)"
    assert now.factor == 1.92
    assert (now.lowest.value, now.highest.value) == (260.0, 500.0)
    assert verdict.lowest.value == 262.0
    assert plain(safe_verdict(verdict, {"chao": chao}, Rounding(100))) == {
        "code": "not-shown",
        "text": "The figures are too few to be shown.",
    }
    assert safe_verdict(verdict, {}, Rounding(100, exact=True)) == verdict
    one = StatedVerdict(code="one-method", text="x")
    assert safe_verdict(one, {}, Rounding(100)) == one
    for untold in ("factor", "lowest", "highest"):
        less = structure_of(StatedVerdict, {k: v for k, v in given.items() if k != untold})
        assert safe_verdict(less, {"chao": chao, "bic": bic}, Rounding(100)) == less


@pytest.mark.parametrize(
    ("lower", "upper", "told"),
    [(440.0, 420.0, 440.0), (420.0, 420.0, None), (None, 420.0, None), (440.0, None, None)],
)
def test_a_bound_above_a_figure_is_told_in_its_limit_as_it_is_shown(lower, upper, told):
    end = MethodSize(method="bic", value=262.0)
    verdict = StatedVerdict(
        code="one-method", text="x", factor=1.0, lowest=end, highest=end, compared=["bic"],
        bound_above=BoundAbove(method="chao", lower=431.7),
    )  # fmt: skip
    bic, chao = size(260.0, 100, method="bic", upper=upper), size(500.0, 100, lower=lower)
    now = safe_verdict(verdict, {"bic": bic, "chao": chao}, Rounding(100)).bound_above
    assert (now and now.lower) == told
    assert safe_verdict(verdict, {"bic": bic}, Rounding(100)).bound_above is None
    assert safe_verdict(verdict, {}, Rounding(100, exact=True)).bound_above.lower == 431.7


def test_a_method_tells_what_is_on_a_list_and_nothing_else():
    said = {
        "terms": ["A:B"], "r_hat": 1.01234, "effective_draws": 812.5, "within_10": [262.0, 417.0],
        "lowest_value": 262.0, "deviance": 3.2, "coverage": 0.5678,
        "monte_carlo": {"value": 1.2345, "replicates": 1234},
        "models": [
            {"interactions": ["A:B"], "size": 262.0, "share_of_samples": 0.6789, "bic": 9.1}
        ],
        "modes": [{"size": 262.0, "share": 0.6789}],
        "suppressed": {"cells": 2, "imputations": 20, "persons": [2, 8],
                       "all_lowest": {"value": 262.0, "lower": 250.0},
                       "all_highest": {"refused": "no-overlap", "text": "x"}},
        "density": {"persons": [262.1], "density": [0.12345]},
        "top_graphs": [{"joined": ["A:B"], "probability": 0.6789}],
        "priors": [{"prior": "x", "value": 262.0, "lower": 93.0, "upper": 417.0}],
        "long_stays": [{"size": 262.0, "from": 12, "iterations": 345}],
    }  # fmt: skip
    found = safe_method(structure_of(MethodFindings, said), Rounding(100))
    assert type(found) is MethodAccount
    assert plain(found) == {
        "terms": ["A:B"],
        "r_hat": 1.012,
        "effective_draws": 810.0,
        "within_10": [260.0, 400.0],
        "lowest_value": 260.0,
        "coverage": 0.57,
        "monte_carlo": {"value": 1.2, "replicates": 1200},
        "models": [{"interactions": ["A:B"], "size": 260.0, "share_of_samples": 0.68}],
        "modes": [{"size": 260.0, "share": 0.68}],
        "suppressed": {"cells": 2, "imputations": 20, "all_lowest": {"value": 260.0}},
        "density": {"persons": [262.0], "density": [0.12]},
        "top_graphs": [{"joined": ["A:B"], "probability": 0.68}],
        "priors": [{"prior": "x", "value": 260.0, "lower": 95.0, "upper": 400.0}],
        "long_stays": [{"size": 260.0, "from": 12, "iterations": 345}],
    }


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("99 persons", "some persons"),
        ("1 person is", "some person is"),
        ("size 99", "size 99"),
        ("size 112", "size 110"),
        ("size 1,112", "size 1,100"),
        ("size 1112 of B112", "size 1,100 of B112"),
        ("1112.5", "1112.5"),
        ("size 112 of A 300 443", "size 110 of A 300 443"),
    ],
)
def test_large_numbers_are_rounded_and_persons_are_some(text, safe):
    names = ["A 300", "A 300 443", "B112", "B1"]
    assert safe_sentence(text, names, Rounding(100)) == safe
    assert safe_sentence(text, names, Rounding(100, exact=True)) == text


def gate(margins, shown, minimum=25):
    return TrustGate(margins, shown, minimum, Rounding(400), str, {"chao": 260.0})


def entry(**more):
    return {"values": {"chao": 262.0}, "refused": {}, **more}


def refit(observed, **more):
    return entry(observed=observed, **{"change": "x", "kind": "x", "lists": [], **more})


def told_of(own, trust):
    """The panel after the gate, as plain values."""
    return plain(own.released(structure_of(StatedTrust, trust)))


def test_the_panel_tells_no_overlap_that_is_not_shown():
    margins = three(50, 40, 30, 9, 8, 7, 2)
    every = frozenset(margins.counts)
    trust = {
        "overlaps": [{"lists": ["A", "B"], "both": 11, "odds_ratio": 1.234}],
        "without": [refit(96, lists=["A"])],
        "merged": [refit(146, lists=["A", "B"])],
        "known_lists": [entry(name="A", known=69, on_other_lists=24)],
        "offsets": [{"factor": 1.1, "values": {"chao": 262.0, "gone": 1.0}}],
        "linkage": [refit(140, share=0.1)],
    }
    told = told_of(gate(margins, every), trust)
    assert told["overlaps"] == [{"lists": ["A", "B"], "both": 11, "odds_ratio": 1.2}]
    assert told["without"][0]["observed"] == 96
    assert told["without"][0]["values"] == {"chao": 260.0}
    assert told["merged"][0].keys() == {"change", "lists", "kind", "values", "refused"}
    # 24 of A are on others: a size of fewer than 25 persons is not shown.
    assert told["known_lists"][0]["not_shown"] == "few-respondents"
    assert told["known_lists"][0]["on_other_lists"] == 24
    # 146 + 1.1 (260 - 146), to 10.
    assert told["offsets"] == [{"factor": 1.1, "values": {"chao": 270.0}}]
    assert told["linkage"][0]["values"] == {"chao": 260.0}

    less = told_of(gate(margins, every - {("both", 0, 1)}), trust)
    assert less["overlaps"][0] == {"lists": ["A", "B"], "both": NOT_SHOWN, "odds_ratio": NOT_SHOWN}
    # Two lists are left of three: their figure is their overlap, said otherwise.
    assert less["without"][0]["not_shown"] == "confidential"
    assert less["merged"][0]["not_shown"] == "confidential"
    assert less["linkage"][0]["values"] == {"chao": 260.0}
    alone = told_of(gate(margins, every - {("alone", 0)}), trust)
    assert alone["without"][0]["observed"] == NOT_SHOWN
    assert alone["known_lists"][0]["on_other_lists"] == NOT_SHOWN
    assert alone["known_lists"][0]["known"] == 69
    unobserved = told_of(gate(margins, every - {OBSERVED}), trust)
    assert unobserved["without"][0]["observed"] == NOT_SHOWN


@pytest.mark.parametrize(
    ("shown", "left", "on_others"),
    [
        ({OBSERVED, ("alone", 0)}, 96, "not-shown"),
        ({("size", 0), ("alone", 0)}, "not-shown", 24),
        ({OBSERVED, ("size", 0)}, "not-shown", "not-shown"),
        ({OBSERVED, ("size", 0), ("alone", 0)}, 96, 24),
        (set(), "not-shown", "not-shown"),
    ],
)
def test_who_is_left_without_a_list_is_told_where_it_follows_from_what_is_shown(
    shown, left, on_others
):
    """Those on the list alone, and all or those on it, say how many others there are."""
    trust = {
        "without": [refit(96, lists=["A"])],
        "known_lists": [entry(name="A", known=69, on_other_lists=24)],
        **{name: [] for name in ("overlaps", "merged", "offsets", "linkage")},
    }
    told = told_of(gate(three(50, 40, 30, 9, 8, 7, 2), frozenset(shown)), trust)
    assert told["without"][0]["observed"] == left
    assert told["known_lists"][0]["on_other_lists"] == on_others


def test_the_odds_ratio_of_lists_far_from_what_is_hidden_is_shown():
    names = ("A", "B", "C", "D")
    counts = {("size", j): 90 for j in range(4)} | {("both", 0, 1): 2, ("both", 2, 3): 20}
    margins = Margins(names, counts | {OBSERVED: 300})
    own = gate(margins, set(margins.counts) - {("both", 0, 1)})
    far = StatedOverlap(lists=["C", "D"], both=20, odds_ratio=1.234)
    assert own._overlap(far).odds_ratio == 1.2
    assert own._overlap(StatedOverlap(lists=["C", "D"], both=20)).odds_ratio is None


@pytest.mark.parametrize(
    ("change", "observed", "why"),
    [
        ("known_lists", 25, None),
        ("known_lists", 24, "few-respondents"),
        ("merged", 25, None),
        ("merged", 24, "few-respondents"),
        ("linkage", 25, None),
    ],
)
def test_three_of_four_lists_show_figures_of_as_many_persons_as_are_needed(change, observed, why):
    """Something is hidden, and of three lists a figure is not their overlap."""
    names = ("A", "B", "C", "D")
    counts = {("size", j): 90 for j in range(4)} | {("both", 0, 1): 2}
    margins = Margins(names, counts | {OBSERVED: 300})
    own = gate(margins, set(margins.counts) - {("both", 0, 1)})
    one = refit(observed, lists=["A"])
    if change == "known_lists":
        one = entry(name="A", known=90, on_other_lists=observed)
    every = ("overlaps", "without", "merged", "known_lists", "offsets", "linkage")
    told = told_of(own, {name: [one] if name == change else [] for name in every})
    assert told[change][0].get("not_shown") == why


@pytest.mark.parametrize(
    ("margin", "count", "size", "few"),
    [
        (("both", 0, 1), 0, 9, False), (("both", 0, 1), 1, 9, True), (("both", 0, 1), 2, 9, True),
        (("both", 0, 1), 3, 9, False), (("alone", 0), 0, 9, True), (("alone", 0), 0, 1, True),
        (("alone", 0), 0, 0, False), (("alone", 0), 1, 9, True), (("alone", 0), 3, 9, False),
    ],
)  # fmt: skip
def test_a_count_is_not_shown_of_one_or_two_or_if_nobody_is_on_a_list_alone(
    margin, count, size, few
):
    margins = Margins(("A", "B"), {("size", 0): size, margin: count})
    assert _is_few(margin, margins, 3) is few


# A whole study.


def study(margins, **more):
    names = margins.lists
    about = {
        "observed": margins.counts[OBSERVED],
        "lists": [
            {
                "name": name,
                "persons": margins.counts["size", j],
                "on_no_other": margins.counts["alone", j],
            }
            for j, name in enumerate(names)
        ],
        "methods": {
            "chao": MethodFindings(terms=["A:B"], deviance=1.0),
            "bic": MethodFindings(terms=[], order=2),
        },
        **more,
    }
    overlaps = [
        {"lists": [names[i], names[j]], "both": count}
        for (kind, *at), count in margins.counts.items()
        if kind == "both"
        for i, j in [at]
    ]
    about["robustness_checks"] = PANEL | {"overlaps": overlaps}
    methods = about.pop("methods")
    return Result(
        "lists",
        (size(262.0, 146), size(517.0, 20, method="bic")),
        refused=(Refusal("x", "few", "30 persons are too few"),),
        warnings=(Notice("note", "size 1,112"), Notice("methods-disagree", "size 999")),
        diagnostics=ListsDiagnostics(lists=replace(about_lists(**about), methods=methods)),
    )


WITHIN = "all 30 persons on list 'C' are on list 'A' too; if one was made from the other"
SAME = "lists 'A' and 'B' hold the same 40 persons; if one was copied from the other, merge them"


@pytest.mark.parametrize(
    ("minimum", "named"), [(3, False), (1, True)], ids=["released", "counts are public"]
)
def test_no_sentence_names_a_list_that_has_everybody_of_another(minimum, named):
    """That each person on C is on A too is what a count of nobody would tell."""
    before = replaced(
        study(three(50, 40, 30, 9, 8, 7, 2)),
        refused=(Refusal("x", "list-of-everybody", "bic: list 'A' holds all 146 persons"),),
        warnings=(
            Notice("nested-lists", f"chao: {WITHIN}"),
            Notice("nested-lists", f"chao: stratum s: {WITHIN}", {"stratum": "s"}),
            Notice("identical-lists", f"chao: {SAME}"),
        ),
    )
    of_stratum = replaced(size(262.0, 146), group={"stratum": "s"})
    before = replaced(before, estimates=(*before.estimates, of_stratum))
    found = release_lists(before, replaced(RULES, minimum_cases=minimum))
    told = [one.text for one in (*found.refused, *found.warnings)]
    assert len(told) == 4
    assert [text.partition(": ")[0] for text in told] == ["bic", "chao", "chao", "chao"]
    assert told[2].startswith("chao: stratum s: all ")
    assert ["'A'" in text for text in told] == [named] * 4


def test_a_study_is_released_with_its_account():
    margins = three(50, 40, 30, 9, 8, 7, 2)
    found = release_lists(study(margins), RULES)
    assert found.released
    assert is_list_study(found)
    assert not is_list_study(SimpleNamespace(diagnostics={"lists": {}}))
    said = plain(found.diagnostics)["lists"]
    assert said["observed"] == 146
    assert said["methods"] == {"chao": {"terms": ["A:B"]}}
    assert said["verdict"] == {"code": "one-method", "text": "chao 262"}
    assert [e.suppressed for e in found.estimates] == [False, True]
    assert found.refused[0].text == "some persons are too few"
    assert [one.text for one in found.warnings] == ["size 1,100", "chao 262"]
    account = plain(found.diagnostics)["disclosure"]
    assert (account["figures"], account["shown"], account["in_brackets"]) == (2, 1, 0)
    assert account["suppressed"] == {"few-respondents": 1}
    assert (account["counts"], account["rounded"]) == (10, True)
    shown = margins_shown(margins, 3)
    assert account["counts_not_shown"] == 10 - len(shown) > 0
    assert account["rules"]["minimum_cases"] == 3
    assert release(found) is found
    assert release_lists(study(margins), RULES) == found


@pytest.mark.parametrize(("minimum", "kept"), [(1, True), (2, False), (3, False)])
def test_what_is_rounded_is_released_without_its_seed_and_public_counts_with_it(minimum, kept):
    given = study(three(50, 40, 30, 9, 8, 7, 2))
    given = replaced(given, provenance=replaced(given.provenance, seed=87))
    found = release_lists(given, DisclosureRules(minimum_cases=minimum))
    assert found.provenance.seed == (87 if kept else None)
    assert plain(found.diagnostics)["disclosure"]["rounded"] is not kept


def test_a_study_of_two_lists_with_something_hidden_shows_no_figure():
    found = release_lists(study(two(100, 44, 2)), RULES)
    assert found.estimates[0].flags == ("suppressed", "confidential")
    assert found.diagnostics.lists.methods == {}
    shown = release_lists(study(two(100, 40, 6)), RULES)
    assert not shown.estimates[0].suppressed
    public = release_lists(study(two(100, 44, 2)), DisclosureRules(minimum_cases=1))
    assert public.estimates[0].value == 262.0
    assert not public.diagnostics.disclosure.rounded


def test_steps_of_a_method_are_told_in_its_rounding_where_its_figure_is():
    step = {"interaction": "A:B", "p_value": 0.01234, "size": 262.0, "lower": 231.0}
    margins = three(50, 40, 30, 9, 8, 7, 5)
    result = study(margins, stepwise_path=[step], mutually_exclusive=[("A", "C")])
    assert release_lists(result, RULES).diagnostics.lists.stepwise_path is None
    own = Result(
        "lists", (size(262.0, 149, method="stepwise"),), diagnostics=result.diagnostics
    )  # fmt: skip
    said = plain(release_lists(own, RULES).diagnostics)["lists"]
    assert said["stepwise_path"] == [
        {"interaction": "A:B", "p_value": 0.012, "size": 260.0, "lower": 230.0}
    ]
    assert said["mutually_exclusive"] == [("A", "C")]


@pytest.mark.parametrize("hidden", [None, "not-shown"])
def test_before_the_gate_every_number_of_persons_is_counted(hidden):
    assert counted(0) == 0
    with pytest.raises(AssertionError, match="before the disclosure gate"):
        counted(hidden)
