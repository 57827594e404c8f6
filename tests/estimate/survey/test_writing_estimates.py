"""How an estimate is written from a cell: what it says, and what it leaves out, by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.estimate.survey.estimates import (
    _interval_notices,
    _refusal,
    _unit,
    _unknown_notices,
    _Writer,
)
from measure87.estimate.survey.outcomes import Outcome
from measure87.vocabulary.estimate import Alternative

SHARE = Outcome("work", "s", coding="status")
COUNT = replace(SHARE, statistic="total")
MEAN = Outcome("hours", "y", kind="number", statistic="mean", unit="hours")


def cells(**more):
    """One cell: 20 cases of 100 in ten clusters, and three unknown."""
    own = {
        "n": 100.0, "n_cases": 20.0, "n_unknown": 3.0, "n_clusters": 10.0,
        "n_clusters_with_cases": 8.0, "value": 0.2, "variance": 0.0016, "df": 9.0, "size": 1000.0,
        "deff": 1.5, "deff_replacement": 1.6, "weighted_n": 1000.0,
        "value_if_no": 0.19, "value_if_yes": 0.22,
    } | more  # fmt: skip
    return SimpleNamespace(**{name: np.array([value]) for name, value in own.items()})


def intervals(**more):
    borrowed = {
        "source": "pooled", "n_effective": 60.0, "deff_used": 1.8, "deff_own": 1.5,
        "coverage_doubtful": False,
    }  # fmt: skip
    found = {"name": "korn-graubard", "lower": 0.12, "upper": 0.3, "own": (0.13, 0.29)} | more
    borrowed |= {name: found.pop(name) for name in list(found) if name in borrowed}
    own = found["own"] and SimpleNamespace(
        lower=np.array([found["own"][0]]), upper=np.array([found["own"][1]])
    )
    behind = SimpleNamespace(**{name: np.array([value]) for name, value in borrowed.items()})
    return SimpleNamespace(
        name=found["name"],
        lower=np.array([found["lower"]]),
        upper=np.array([found["upper"]]),
        borrowed=None if found.get("plain") else behind,
        used=None if found.get("plain") else behind,
        own=own,
    )


def written(outcome=SHARE, figures=None, found=None, level=0.95):
    writer = _Writer(outcome, figures or cells(), found or intervals(), level, {})
    return writer.estimate(0, {"sex": "2"})


def test_a_share_says_all_that_is_known_of_it():
    one = written()
    assert (one.name, one.statistic, one.unit, one.group) == (
        "work",
        "proportion",
        "proportion",
        {"sex": "2"},
    )
    assert (one.value, one.se, one.lower, one.upper, one.level) == (0.2, 0.04, 0.12, 0.3, 0.95)
    assert (one.n, one.n_cases, one.n_unknown) == (100, 20, 3)
    assert (one.n_clusters, one.n_clusters_with_cases, one.df) == (10, 8, 9.0)
    assert (one.deff, one.deff_replacement, one.deff_used, one.deff_source) == (
        1.5,
        1.6,
        1.8,
        "pooled",
    )
    assert (one.n_effective, one.weighted_n) == (60.0, 1000.0)
    assert (one.value_if_no, one.value_if_yes, one.interval) == (0.19, 0.22, "korn-graubard")
    assert one.flags == ("few-clusters-with-cases", "borrowed-design-effect")


def test_a_mean_counts_no_cases_and_says_how_many_are_missing_where_some_are():
    one = written(MEAN, found=intervals(plain=True, name="wald", own=None))
    assert (one.n_cases, one.n_clusters_with_cases, one.value_if_no, one.value_if_yes) == (
        None,
        None,
        None,
        None,
    )
    assert (one.n_unknown, one.unit, one.n_effective, one.deff_used, one.deff_source) == (
        3,
        "hours",
        None,
        None,
        None,
    )
    whole = written(MEAN, cells(n_unknown=0.0), intervals(plain=True, name="wald", own=None))
    assert whole.n_unknown is None
    assert written(figures=cells(n_unknown=0.0)).n_unknown == 0


@pytest.mark.parametrize(
    ("outcome", "cases", "variance", "se", "deff"),
    [
        (SHARE, 20.0, 0.0016, 0.04, 1.5),
        (SHARE, 0.0, 0.0, None, None),
        (SHARE, 100.0, 0.0, None, None),
        (SHARE, 100.0, 0.0016, None, None),
        (COUNT, 100.0, 1600.0, 40.0, None),
        (COUNT, 100.0, 0.0, None, None),
        (COUNT, 0.0, 1600.0, None, None),
        (COUNT, 20.0, 1600.0, 40.0, 1.5),
        (MEAN, 0.0, 0.0016, 0.04, 1.5),
        (MEAN, 100.0, 0.0016, 0.04, 1.5),
        (SHARE, 20.0, np.nan, None, 1.5),
    ],
)
def test_of_nobody_or_everybody_nothing_spreads_but_the_size_of_a_domain(
    outcome, cases, variance, se, deff
):
    """The number of all persons of a domain is its size, which varies unless it is known."""
    value = cases * 10 if outcome is COUNT else cases / 100
    one = written(outcome, cells(n_cases=cases, value=value, variance=variance))
    assert (one.se, one.deff, one.deff_replacement) == (se, deff, deff and 1.6)


@pytest.mark.parametrize(
    ("value", "spreads"), [(0.0, False), (1.0, False), (0.01, True), (0.99, True)]
)
def test_a_share_of_a_period_spreads_between_none_and_all_of_it(value, spreads):
    stock = replace(MEAN, share_of="work")
    one = written(stock, cells(value=value, variance=0.0004))
    assert (one.se is not None) is spreads
    assert (one.deff is not None) is spreads


def test_without_limits_there_is_no_level_and_no_interval():
    one = written(found=intervals(lower=np.nan, upper=np.nan))
    assert (one.lower, one.upper, one.level, one.interval) == (None, None, None, None)
    assert one.alternatives == ()
    assert "no-variance" in one.flags


def test_a_total_is_judged_by_the_size_of_its_domain():
    """0.16 wide of a share of 0.2 is not wide; 160 of 200 persons of 1,000 is as much."""
    narrow = written(
        COUNT, cells(value=200.0, variance=1600.0), intervals(lower=120.0, upper=280.0)
    )
    assert "wide-interval" not in narrow.flags
    wide = written(COUNT, cells(value=200.0, variance=1600.0), intervals(lower=20.0, upper=330.0))
    assert "wide-interval" in wide.flags
    assert "wide-interval" not in written(SHARE, found=intervals(lower=0.1, upper=0.35)).flags
    assert "wide-interval" in written(SHARE, found=intervals(lower=0.1, upper=0.4)).flags


def test_bounds_are_told_of_a_status_and_judged_where_somebody_is_unknown():
    far = cells(value_if_no=0.1, value_if_yes=0.4)
    assert "unknowns-wider-than-interval" in written(figures=far).flags
    nobody = cells(value_if_no=0.1, value_if_yes=0.4, n_unknown=0.0)
    assert "unknowns-wider-than-interval" not in written(figures=nobody).flags
    assert (written(figures=nobody).value_if_no, written(figures=nobody).value_if_yes) == (0.1, 0.4)


@pytest.mark.parametrize(
    ("name", "doubtful", "plain", "flagged"),
    [
        ("korn-graubard", True, False, True),
        ("korn-graubard", False, False, False),
        ("wilson", True, False, False),
        ("korn-graubard", True, True, False),
    ],
)
def test_coverage_is_doubtful_of_the_default_interval_alone(name, doubtful, plain, flagged):
    found = intervals(name=name, coverage_doubtful=doubtful, plain=plain)
    assert ("coverage-doubtful" in written(found=found).flags) is flagged


OWN = Alternative("korn-graubard", 0.13, 0.29, 1.5, "design effect of this domain alone")


@pytest.mark.parametrize(
    ("more", "variance", "beside"),
    [
        ({}, 0.0016, (OWN,)),
        ({"source": "icc"}, 0.0016, (OWN,)),
        ({"source": "own"}, 0.0016, ()),
        ({"own": None}, 0.0016, ()),
        ({"plain": True}, 0.0016, ()),
        ({}, np.nan, ()),
        ({"deff_own": 0.8}, 0.0016, (replace(OWN, deff=1.0),)),
        ({"deff_own": np.nan}, 0.0016, (replace(OWN, deff=1.0),)),
    ],
)
def test_the_interval_without_borrowing_stands_beside_one_that_borrows(more, variance, beside):
    one = written(figures=cells(variance=variance), found=intervals(**more))
    assert one.alternatives == beside


@pytest.mark.parametrize(
    ("outcome", "unit"),
    [
        (SHARE, "proportion"),
        (COUNT, "persons"),
        (replace(COUNT, unit="children"), "children"),
        (MEAN, "hours"),
        (replace(MEAN, unit=None), None),
    ],
)
def test_the_unit_of_a_figure(outcome, unit):
    assert _unit(outcome) == unit


@pytest.mark.parametrize(
    ("n", "unknown", "code"),
    [(1.0, 0.0, "zero-denominator"), (0.0, 3.0, "only-unknown"), (0.0, 0.0, "empty-domain")],
)
def test_a_cell_without_a_figure_says_why(n, unknown, code):
    assert _refusal(SHARE, cells(n=n, n_unknown=unknown), 0, {}).code == code


@pytest.mark.parametrize(
    ("outcome", "unknown", "codes"),
    [
        (MEAN, 0.0, []),
        (MEAN, 1.0, ["missing-numbers"]),
        (SHARE, 1.0, []),
        (COUNT, 1.0, ["unknowns-not-in-total"]),
        (COUNT, 0.0, []),
        (replace(COUNT, unknown="no"), 1.0, []),
        (replace(COUNT, spread_unknown=True), 1.0, []),
    ],
)
def test_unknowns_that_enter_a_figure_without_saying_so_are_told(outcome, unknown, codes):
    found = _unknown_notices(outcome, cells(n_unknown=unknown))
    assert [one.code for one in found] == codes


def test_one_unknown_person_and_several_are_told_in_their_words():
    (one,), (two,) = (_unknown_notices(COUNT, cells(n_unknown=n)) for n in (1.0, 2.0))
    assert one.text.startswith("work: 1 unknown person is not in the total")
    assert two.text.startswith("work: 2 unknown persons are not in the total")
    assert (one.values, two.values) == (
        {"measure": "work", "persons": 1},
        {"measure": "work", "persons": 2},
    )


@pytest.mark.parametrize(
    ("outcomes", "interval", "named"),
    [
        ([SHARE, MEAN], "wilson", ["hours"]),
        ([SHARE, MEAN], "korn-graubard", None),
        ([SHARE, MEAN], "wald", None),
        ([SHARE], "wilson", None),
        ([SHARE, replace(MEAN, share_of="work")], "wilson", None),
    ],
)
def test_an_interval_of_shares_that_was_asked_of_numbers_is_told(outcomes, interval, named):
    found = _interval_notices(outcomes, interval)
    assert [one.values["measures"] for one in found] == ([] if named is None else [named])
