"""A draw that loses a main figure of everybody is made anew; what is lost for its own is not."""

from dataclasses import replace

import pytest

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.bad_luck import without_bad_luck
from measure87.vocabulary.estimate import Estimate, Result
from tests.disseminate.stated import stated

MAIN = "child_labour"
LOT = DisclosureRules(lot=lambda text: 0.25 if text.startswith("draw 2 of") else 0.75)


def result(cases, n=400):
    everybody = Estimate(MAIN, "proportion", "taylor", value=cases / n, n=n, n_cases=cases)
    minor = replace(everybody, name="chores")
    told = stated(measures={MAIN: {"headline": True}, "chores": {"headline": False}})
    return Result("run", (everybody, minor), diagnostics=told)


def gate(drawn, given):
    """One that keeps the main figure only where the lot of a text is small."""

    def released(rules):
        drawn.append(rules.lot and rules.lot("x"))
        kept = rules.lot is not None and rules.lot("x") < 0.5
        main, minor = given.estimates
        return replace(given, estimates=(main if kept else main.suppress("confidential"), minor))

    return released


@pytest.mark.parametrize(
    ("cases", "rules", "draws", "shown"),
    [
        (40, LOT, 3, True),  # the draw itself, a second, and the third, which keeps it
        (2, LOT, 1, False),  # few of its own
        (399, LOT, 1, False),  # one who is no case
        (40, replace(LOT, lot=lambda _: 0.75), 4, False),  # none keeps it
        (40, replace(LOT, lot=lambda _: 0.25), 1, True),
        (40, DisclosureRules(), 1, False),
    ],
)
def test_it_is_drawn_anew_until_the_main_figure_stays(cases, rules, draws, shown):
    drawn = []
    released = without_bad_luck(gate(drawn, result(cases)), result(cases), rules)
    assert len(drawn) == draws
    assert released.estimates[0].suppressed is not shown


def test_a_figure_that_is_no_main_one_is_no_reason(monkeypatch):
    drawn = []
    other = result(40)
    minor = replace(other, diagnostics=stated(measures={MAIN: {"headline": False}}))
    without_bad_luck(gate(drawn, minor), minor, LOT)
    assert len(drawn) == 1


@pytest.mark.parametrize("what", [{"n_cases": None, "statistic": "mean"}, {"n": None}])
def test_a_main_figure_whose_cases_are_not_counted_is_no_reason(what):
    """Whether enough persons are behind it is not known."""
    drawn = []
    found = result(40)
    main, minor = found.estimates
    given = replace(found, estimates=(replace(main, **what), minor))
    without_bad_luck(gate(drawn, given), given, LOT)
    assert len(drawn) == 1


@pytest.mark.parametrize(
    ("n", "cases", "draws"), [(10, 5, 3), (9, 5, 1), (10, 3, 3), (10, 2, 1), (10, 7, 3), (10, 8, 1)]
)
def test_enough_are_as_many_as_the_rules_ask_for(n, cases, draws):
    drawn = []
    rules = replace(LOT, minimum_respondents=10, minimum_cases=3)
    without_bad_luck(gate(drawn, result(cases, n)), result(cases, n), rules)
    assert len(drawn) == draws


def test_of_draws_that_lose_as_many_the_first_stays():
    drawn = []

    given = result(40)

    def same_loss(rules):
        drawn.append(rules.lot("x"))
        main, minor = given.estimates
        return replace(given, estimates=(main.suppress(f"of-draw-{len(drawn)}"), minor))

    found = without_bad_luck(same_loss, given, LOT)
    assert len(drawn) == 4
    assert "of-draw-1" in found.estimates[0].flags


@pytest.mark.parametrize(("earlier", "draws"), [((), 4), ((Result("run", (), released=True),), 2)])
def test_what_is_lost_again_beside_an_earlier_release_is_no_bad_luck(earlier, draws):
    drawn = []
    rules = replace(LOT, lot=lambda _: 0.75, earlier=earlier)
    without_bad_luck(gate(drawn, result(40)), result(40), rules)
    assert len(drawn) == draws


def test_beside_an_earlier_release_it_is_drawn_on_while_others_are_lost():
    """Of two main figures each draw loses another, and the fourth none."""
    (first, minor), drawn = result(40).estimates, []
    told = stated(measures={MAIN: {"headline": True}, "chores": {"headline": True}})
    given = Result("run", (first, minor), diagnostics=told)

    def in_turn(_):
        drawn.append(1)
        shown = [one.suppress("confidential") for one in given.estimates]
        kept = {1: (), 2: (0,), 3: (1,), 4: (0, 1)}[len(drawn)]
        each = zip(given.estimates, shown, strict=True)
        return replace(
            given, estimates=tuple(a if k in kept else b for k, (a, b) in enumerate(each))
        )

    rules = replace(LOT, earlier=(Result("run", (), released=True),))
    found = without_bad_luck(in_turn, given, rules)
    assert len(drawn) == 4
    assert not any(one.suppressed for one in found.estimates)


@pytest.mark.parametrize(("anyway", "draws"), [({(MAIN, "proportion")}, 1), ({(MAIN, "total")}, 3)])
def test_what_is_kept_back_before_anything_is_drawn_is_no_reason(anyway, draws):
    drawn = []
    without_bad_luck(gate(drawn, result(40)), result(40), LOT, lambda: anyway)
    assert len(drawn) == draws


def test_what_is_kept_back_anyway_is_not_asked_where_nothing_is_lost():
    def asked():
        raise AssertionError

    rules = replace(LOT, lot=lambda _: 0.25)
    assert without_bad_luck(gate([], result(40)), result(40), rules, asked).estimates[0].value


def test_of_two_main_figures_one_of_which_is_kept_back_anyway_the_other_decides():
    (first, minor), drawn = result(40).estimates, []
    told = stated(measures={MAIN: {"headline": True}, "chores": {"headline": True}})
    given = Result("run", (first, minor), diagnostics=told)

    def second_draw_shows_the_other(_):
        drawn.append(1)
        main = first.suppress("confidential")
        other = minor if len(drawn) == 2 else minor.suppress("confidential")
        return replace(given, estimates=(main, other))

    known = {(MAIN, "proportion")}
    found = without_bad_luck(second_draw_shows_the_other, given, LOT, lambda: known)
    assert len(drawn) == 2
    assert [one.suppressed for one in found.estimates] == [True, False]
