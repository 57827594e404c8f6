"""Limits that borrow nothing from a hidden whole, in figures that a pass gives."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.precision.hidden_everybody import (
    _assumed,
    _is_share,
    _limits,
    _total_limits,
    _with,
    without_hidden_everybody,
)
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.numerics.proportion_intervals import exact_limits
from measure87.numerics.weighed_persons import AssumedPrecision, WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import NO, UNKNOWN

PERSONS = WeighedPersons(*(np.array([1.0]) for _ in range(5)))


class Everybody:
    """Whoever is asked for is there."""

    def of(self, *_):
        return PERSONS


def figures(cases=2):
    """Shares and numbers of persons: everybody, and two regions, in the second of them no case."""
    row = np.arange(240)
    table = pl.DataFrame({
        "worked": np.where((row < 120) & (row % 120 < cases), 2, 0),
        "region": np.where(row < 120, 1, 2), "place": row // 8, "weight": 1.0 + row % 3,
    })  # fmt: skip
    outcomes = [
        Outcome("worked", "worked", "status", statistic, coding="status")
        for statistic in ("proportion", "total")
    ]
    design = SurveyDesign("weight", None, ("place",))
    return estimate_survey(
        table, outcomes, design, [DomainTable(()), DomainTable(("region",))]
    ).estimates


def changed(exact, n_effective):
    """The same figures where everybody's are hidden, and others rest on so many persons."""
    rules = DisclosureRules(
        persons=Everybody(),
        assumed_precision=lambda *_: AssumedPrecision(n_effective, 2.5, "icc", ("wide-interval",)),
    )
    shown = [one if one.group else one.suppress("confidential") for one in exact]
    return without_hidden_everybody(shown, exact, rules, ())


@pytest.mark.parametrize("cases", [2, 40])
def test_with_the_same_effective_size_limits_are_the_same(cases):
    exact = figures(cases)
    seen = [one for one in exact if one.group]
    assert {(one.statistic, one.value == 0) for one in seen} == {
        ("proportion", True), ("proportion", False), ("total", True), ("total", False),
    }  # fmt: skip
    for figure in seen:
        (found,) = [
            one
            for one in changed(exact, figure.n_effective)
            if (one.statistic, one.group) == (figure.statistic, figure.group)
        ]
        assert (found.lower, found.upper) == pytest.approx((figure.lower, figure.upper))


def test_with_another_the_number_of_persons_follows_the_share():
    found = [one for one in changed(figures(), 40.0) if one.value == 0]
    assert len(found) == 2
    by = {one.statistic: one for one in found}
    assert by["proportion"].upper == pytest.approx(1 - 0.025 ** (1 / 40))
    assert by["total"].upper == pytest.approx(by["proportion"].upper * by["total"].weighted_n)
    assert all(
        (one.n_effective, one.deff_used, one.deff_source) == (40, 2.5, "icc") for one in found
    )
    assert all("wide-interval" in one.flags for one in found)


def test_flags_of_the_limits_that_went_go_with_them():
    exact = figures()
    assert any("coverage-doubtful" in one.flags for one in exact if one.group)
    assert all("coverage-doubtful" not in one.flags for one in changed(exact, 40.0) if one.group)


def test_a_mean_that_rests_on_a_hidden_whole_has_no_limits():
    exact = [
        replace(one, statistic="mean", interval="korn-graubard")
        for one in figures()
        if one.statistic == "proportion"
    ]
    both = (*figures(), *exact)
    found = changed(both, 40.0)
    assert all(one.lower is None and one.upper is None for one in found if one.statistic == "mean")


def test_a_stock_rests_on_the_status_with_the_longest_name_that_it_continues():
    """That of work by night, whose whole is shown, and not that of work."""
    exact = figures()
    shares = [one for one in exact if one.statistic == "proportion"]
    by_night = [replace(one, name="worked_by_night") for one in shares]
    stocks = [
        replace(one, name=f"{one.name}_stock", statistic="mean", n_cases=None)
        for one in (*shares, *by_night)
    ]
    every = [*exact, *by_night, *stocks]
    hides = [one.name == "worked" and not one.group for one in every]
    shown = [
        one.suppress("confidential") if hidden else one
        for one, hidden in zip(every, hides, strict=True)
    ]
    rules = DisclosureRules(persons=Everybody(), assumed_precision=lambda *_: None)
    found = without_hidden_everybody(shown, every, rules, ())
    with_limits = {one.name for one in found if one.statistic == "mean" and one.upper is not None}
    assert with_limits == {"worked_by_night_stock"}


def test_a_number_of_persons_by_another_interval_has_borrowed_nothing():
    totals = [one for one in figures() if one.statistic == "total"]
    exact = [replace(one, interval="wald", deff_source="own") for one in totals]
    (kept,) = [one for one in exact if one.group and one.value]
    (found,) = [one for one in changed(exact, 40.0) if one.group and one.value]
    assert (found.lower, found.upper) == (kept.lower, kept.upper)
    assert (found.n_effective, found.flags) == (kept.n_effective, kept.flags)


def test_nothing_changes_where_the_whole_is_shown_or_nobody_is_known():
    exact = figures()
    rules = DisclosureRules(persons=Everybody(), assumed_precision=None)
    assert without_hidden_everybody(exact, exact, rules, ()) == list(exact)
    shown = [one if one.group else one.suppress("confidential") for one in exact]
    assert without_hidden_everybody(shown, exact, DisclosureRules(), ()) == shown


TOTAL = Estimate(
    "y", "total", "taylor", value=20.0, lower=10.0, upper=32.0, level=0.95, interval="wald",
    weighted_n=100.0, n_effective=50.0,
)  # fmt: skip


def made_anew(figure, n_effective):
    """Away from the share as its exact limits are, and what else there is as squares."""
    share = figure.value / 100
    before, after = (exact_limits(share, n) for n in (figure.n_effective, n_effective))
    rest = max((figure.upper - figure.value) ** 2 - (100 * (before.upper - share)) ** 2, 0.0)
    below, above = (
        math.hypot(100 * away, math.sqrt(rest))
        for away in (share - after.lower, after.upper - share)
    )
    return max(figure.value - below, 0.0), figure.value + above


@pytest.mark.parametrize(
    "changes",
    [
        {"interval": "korn-graubard"},
        {"value": 0.0, "lower": 0.0, "upper": 8.0},
        {"value": 100.0, "upper": 100.0},
        {"lower": None},
    ],
)
def test_limits_that_borrow_are_made_anew(changes):
    figure = replace(TOTAL, **changes)
    assert _total_limits(figure, 40.0) == pytest.approx(made_anew(figure, 40.0))


@pytest.mark.parametrize("gone", ["weighted_n", "level", "upper", "n_effective"])
def test_without_what_they_rest_on_there_are_no_limits(gone):
    assert _total_limits(replace(TOTAL, **{gone: None}), 40.0) == (None, None)


@pytest.mark.parametrize("untold", ["persons", "assumed_precision", "n_effective", "df", "level"])
def test_nothing_is_borrowed_where_persons_precision_or_a_number_are_not_known(untold):
    behind = WeighedPersons(
        np.ones(30), np.arange(30), np.zeros(30, np.int64), np.array([30.0]), np.zeros(30, np.int64)
    )
    asked = []
    rules = SimpleNamespace(
        persons=SimpleNamespace(of=lambda *about: behind),
        assumed_precision=lambda *about: asked.append(about) or "borrowed",
    )
    one = Estimate("y", "proportion", "taylor", value=0.2, se=0.05, n=30, n_cases=6, df=29.0,
                   level=0.95, n_effective=28.0)  # fmt: skip
    everybody = replace(one, df=50.0)
    assert _assumed(one, ("y", "", 0), everybody, rules, ()) == "borrowed"
    assert asked[0][1:] == (0.05, (29.0, 50.0), 0.95)
    if hasattr(rules, untold):
        setattr(rules, untold, None)
    else:
        one = replace(one, **{untold: None})
    assert _assumed(one, ("y", "", 0), everybody, rules, ()) is None


@pytest.mark.parametrize(
    ("statistic", "n_cases", "is_share"),
    [
        ("proportion", 6, True),
        ("proportion", 0, True),
        ("proportion", None, False),
        ("total", 6, False),
    ],
)
def test_a_share_is_a_proportion_that_counts_cases(statistic, n_cases, is_share):
    assert (
        _is_share(Estimate("y", statistic, "taylor", value=0.2, n=30, n_cases=n_cases)) is is_share
    )


@pytest.mark.parametrize(("left_out", "persons"), [((), 30), (("x",), 30), (("y",), 25)])
def test_precision_is_borrowed_by_those_who_answered_where_the_unknown_are_left_out(
    left_out, persons
):
    status = np.repeat([UNKNOWN, NO], [5, 25])
    behind = WeighedPersons(
        np.ones(30), np.arange(30), np.zeros(30, np.int64), np.array([30.0]), status
    )
    rules = SimpleNamespace(
        persons=SimpleNamespace(of=lambda *about: behind),
        assumed_precision=lambda own, error, *about: (len(own.weight), error),
    )
    total = Estimate("y", "total", "taylor", value=600.0, se=150.0, n=30, n_cases=6, df=29.0,
                     level=0.95, n_effective=28.0, weighted_n=3000.0)  # fmt: skip
    assert _assumed(total, ("y", "", 0), total, rules, left_out) == (persons, 0.05)
    bare = replace(total, weighted_n=None)
    assert _assumed(bare, ("y", "", 0), total, rules, left_out) == (persons, 150.0)
    share = replace(total, statistic="proportion", value=0.2, se=0.05)
    assert _assumed(share, ("y", "", 0), total, rules, left_out) == (persons, 0.05)


def test_degrees_of_freedom_of_everybody_are_a_figures_own_where_there_are_none():
    asked = []
    rules = DisclosureRules(
        persons=Everybody(), assumed_precision=lambda _persons, _error, df, _level: asked.append(df)
    )
    figure = Estimate("y", "proportion", "taylor", value=0.2, se=0.05, df=12.0, level=0.95,
                      n_effective=80.0)  # fmt: skip
    for everybody in (replace(figure, df=30.0), replace(figure, df=None)):
        _assumed(figure, ("y", "", 0), everybody, rules, ())
    assert asked == [(12.0, 30.0), (12.0, 12.0)]


def test_a_figure_without_a_design_effect_gets_none_with_its_limits():
    own = AssumedPrecision(60.0, 2.5, "icc", ())
    exact = Estimate("y", "proportion", "taylor", value=0.2, se=0.05)
    found = _with(exact, exact, own)
    assert (found.n_effective, found.deff_used, found.deff_source) == (None, None, None)
    found = _with(replace(exact, deff_used=2.0), exact, own)
    assert (found.n_effective, found.deff_used, found.deff_source) == (60.0, 2.5, "icc")


def test_limits_with_another_size_keep_the_error_or_go_by_the_size_where_there_is_none():
    t = stats.t.ppf(0.975, 30)
    share = Estimate(
        "y", "proportion", "taylor", value=0.3, se=0.02, lower=0.3 - t * 0.02, n=400,
        upper=0.3 + t * 0.02, df=30.0, level=0.95, interval="wald", n_effective=200.0,
    )  # fmt: skip
    assert _limits(share, 60.0) == pytest.approx((0.3 - t * 0.02, 0.3 + t * 0.02))
    nobody = replace(share, value=0.0, se=None, lower=0.0, upper=t**2 / (200 + t**2),
                     interval="wilson")  # fmt: skip
    assert _limits(nobody, 60.0) == pytest.approx((0.0, t**2 / (60 + t**2)))
