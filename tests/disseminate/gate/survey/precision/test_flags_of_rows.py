"""Flags of a row that does not say how many gave no answer, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.survey.answers.clusters_asked import _flagged_by_drawn
from measure87.disseminate.gate.survey.precision.flags_of_rows import with_flags_of_rows
from measure87.numerics.proportion_intervals import exact_limits
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary import flags
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.flags import ORDER

SHORT = ("unknown-not-shown",)
ALL = ("few-persons", "low-effective-n", "wide-interval", "borrowed-design-effect",
       "coverage-doubtful", "unknowns-wider-than-interval")  # fmt: skip


def row(n=200, cases=60, lower=0.25, upper=0.36, own=SHORT, **more):
    told = {"value": 0.3, "se": 0.03, "statistic": "proportion", "interval": "korn-graubard"} | more
    statistic = told.pop("statistic")
    return Estimate(
        "x", statistic, "taylor", definition="d/x", n=n, n_cases=cases, lower=lower, upper=upper,
        level=0.95, flags=own, **told,
    )  # fmt: skip


def remade(rows, persons=None):
    exact = [replace(one, weighted_n=200.0, flags=()) for one in rows]
    return with_flags_of_rows(rows, exact, persons)


def flags_of(*rows, persons=None):
    found = remade(rows, persons)
    return [tuple(one for one in each.flags if one in ORDER) for each in found]


def test_each_name_is_in_the_order_of_flags():
    named = {value for name, value in vars(flags).items() if name.isupper()}
    assert {*ORDER} == {value for value in named if isinstance(value, str)}


@pytest.mark.parametrize("own", [(), ALL, ("in-brackets", *ALL)])
def test_a_row_that_says_everything_keeps_its_flags(own):
    for one in (row(own=own, n_unknown=0, weighted_n=200.0), row(own=own, weighted_n=200.0)):
        assert remade([one]) == [one]
    hidden = row().suppress("confidential")
    assert remade([hidden]) == [hidden]
    # Where its n is that of who told a number, it has its weighted n too.
    told = row(own=(*ALL, *SHORT), weighted_n=200.0)
    assert remade([told])[0].flags == (*ALL[:-1], *SHORT)  # its bounds are not there
    # So has one of which nobody said what its persons weigh.
    short = row(own=(*ALL[:-1], *SHORT))
    assert with_flags_of_rows([short], [short]) == [short]


@pytest.mark.parametrize(("n", "few"), [(29, True), (30, False), (31, False)])
@pytest.mark.parametrize("own", [SHORT, ("few-persons", *SHORT)])
def test_persons_are_few_by_the_n_of_the_row(n, few, own):
    (found,) = remade([row(n=n, own=own)])
    assert ("few-persons" in found.flags) is few
    assert found.flags[-1] == "unknown-not-shown"


@pytest.mark.parametrize(
    ("n", "cases", "found"),
    [
        (60, 19, "few-cases"),
        (60, 20, None),
        (60, 40, None),
        (60, 41, "few-cases"),
        (60, 0, "no-cases"),
    ],
)
def test_cases_and_others_are_few_by_the_row(n, cases, found):
    value = cases / n
    (own,) = flags_of(row(n=n, cases=cases, value=value, own=("few-cases", *SHORT)))
    of_cases = {"few-cases", "no-cases", "all-cases"}
    assert of_cases & {*own} == ({found} if found else set())


def test_all_are_cases_where_the_value_says_so():
    (own,) = flags_of(row(n=60, cases=58, value=1.0, se=None, lower=0.9, upper=1.0))
    assert "all-cases" in own
    assert "few-cases" not in own


@pytest.mark.parametrize(("effective", "low"), [(29.9, True), (30.0, True), (30.5, False)])
def test_effective_persons_are_few_where_the_interval_is_as_wide(effective, low):
    limits = exact_limits(0.3, effective, level=0.95)
    (own,) = flags_of(row(lower=float(limits.lower), upper=float(limits.upper)))
    assert ("low-effective-n" in own) is low


@pytest.mark.parametrize(("cases", "doubtful"), [(19.9, True), (20.5, False), (49.0, False)])
def test_coverage_is_doubtful_by_effective_cases_of_the_interval(cases, doubtful):
    limits = exact_limits(0.3, cases / 0.3, level=0.95)
    one = row(lower=float(limits.lower), upper=float(limits.upper))
    assert ("coverage-doubtful" in flags_of(one)[0]) is doubtful
    assert "coverage-doubtful" not in flags_of(replace(one, interval="wald"))[0]
    # Of very unequal weights fifty are needed: three of a hundred hold nearly all of it.
    weights = np.array([1000.0] * 3 + [1.0] * 97)

    class Known:
        def of(self, *_):
            return of_weights(weights)

    assert "coverage-doubtful" in flags_of(one, persons=Known())[0]
    weights = np.ones(100)
    assert ("coverage-doubtful" in flags_of(one, persons=Known())[0]) is doubtful


def of_weights(weight, strata=None):
    n = len(weight)
    stratum = np.zeros(n, dtype=int) if strata is None else strata
    return WeighedPersons(
        weight=weight, status=np.zeros(n, dtype=int), cluster=np.arange(n), stratum=stratum,
        units=np.bincount(stratum).astype(float),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "lower", "upper", "wide"),
    [(0.3, 0.15, 0.45, True), (0.3, 0.2, 0.49, False), (0.05, 0.02, 0.08, False),
     (0.04, 0.02, 0.08, True), (0.01, 0.0, 0.04, False), (0.0, 0.0, 0.06, True),
     (0.1, 0.0, 0.13, False), (0.1, 0.0, 0.131, True),  # more than 130 % of the value
     (0.29, 0.0, 0.3, True), (0.02, 0.0, 0.05, False), (0.0, 0.0, 0.04, False),
     (0.3, None, 0.9, False), (0.3, None, None, False)],
)  # fmt: skip
def test_an_interval_is_wide_by_the_limits_of_the_row(value, lower, upper, wide):
    (own,) = flags_of(row(value=value, lower=lower, upper=upper, own=("wide-interval", *SHORT)))
    assert ("wide-interval" in own) is wide


@pytest.mark.parametrize(
    ("share", "value", "lower", "upper", "wide"),
    [
        # Of 4,000 persons: 0.30 of them are 1,200, 0.05 are 200, and 130 % of a tenth are 520.
        (0.25, 1000.0, 400.0, 1600.0, True),
        (0.25, 1000.0, 400.0, 1599.0, False),
        (0.02, 80.0, 0.0, 200.0, False),
        (0.02, 80.0, 0.0, 201.0, True),
        (0.1, 400.0, 100.0, 620.0, False),
        (0.1, 400.0, 100.0, 621.0, True),
        # Without a share beside it 130 % of the total.
        (None, 300.0, 100.0, 490.0, False),
        (None, 300.0, 100.0, 491.0, True),
    ],
)
def test_an_interval_of_a_total_is_wide_as_a_share_of_persons(share, value, lower, upper, wide):
    total = row(statistic="total", value=value, lower=lower, upper=upper)
    beside = [] if share is None else [row(value=share, lower=share / 2, upper=2 * share)]
    assert ("wide-interval" in flags_of(total, *beside)[0]) is wide


@pytest.mark.parametrize(
    ("value", "se", "wide"), [(10.0, 3.0, False), (10.0, 3.1, True), (-10.0, 3.1, True)]
)
def test_a_mean_is_wide_by_an_error_over_thirty_per_cent_of_it(value, se, wide):
    mean = row(statistic="mean", value=value, se=se, lower=value - 9, upper=value + 9, cases=None)
    assert ("wide-interval" in flags_of(mean)[0]) is wide
    assert "wide-interval" not in flags_of(replace(mean, se=None))[0]


def test_flags_of_what_the_row_does_not_have_go_and_others_stay():
    stay = ("few-clusters-with-cases", "few-degrees-of-freedom", "no-variance")
    gone = ("borrowed-design-effect", "unknowns-wider-than-interval")
    assert flags_of(row(own=(*gone, *stay, *SHORT))) == [stay]
    # They stand in one order, however they were found.
    assert flags_of(row(own=(*SHORT, *reversed(stay)))) == [stay]


def test_a_total_has_the_flags_of_the_share_beside_it():
    share = row(lower=0.1, upper=0.6)
    total = row(statistic="total", value=300.0, lower=100.0, upper=600.0)
    expected = ("low-effective-n", "wide-interval", "coverage-doubtful")
    assert flags_of(total, share) == [expected, expected]
    assert flags_of(total) == [("wide-interval",)]
    narrow = replace(total, lower=280.0, upper=310.0)
    assert flags_of(narrow, row()) == [(), ()]
    few = replace(total, n_cases=60, n=60)
    assert flags_of(few, replace(share, n=60, n_cases=60, value=1.0, lower=0.95))[0][:1] == (
        "all-cases",
    )
    none = replace(total, value=0.0, n_cases=0, lower=0.0, upper=9.0)
    assert "wide-interval" in flags_of(none, share)[0]


def test_a_stock_has_the_flags_on_cases_of_its_status_as_it_is_released():
    status = row(
        n=31, cases=12, value=0.38, lower=0.2, upper=0.58, own=("few-cases",), weighted_n=31.0
    )
    stock = replace(
        row(n=31, lower=0.1, upper=0.3, value=0.2, se=0.05, statistic="mean", unit="proportion",
            own=("few-persons", "few-cases", "few-clusters-with-cases", "days-filled", *SHORT)),
        name="x_stock", n_cases=None,
    )  # fmt: skip
    assert flags_of(status, stock)[1] == ("few-cases", "days-filled")
    assert flags_of(replace(status, flags=()), stock)[1] == ("days-filled",)
    wide = replace(stock, n=29, se=0.07, lower=0.05, upper=0.4)
    assert flags_of(status, wide)[1] == (
        "few-cases", "few-persons", "low-effective-n", "wide-interval", "days-filled",
    )  # fmt: skip


@pytest.mark.parametrize("of_status", [True, False])
@pytest.mark.parametrize("of_stock", [True, False])
def test_a_stock_says_of_clusters_with_cases_what_its_status_does(of_status, of_stock):
    few = ("few-clusters-with-cases",)
    status = row(weighted_n=200.0, own=few if of_status else ())
    stock = replace(
        row(statistic="mean", unit="proportion", own=few if of_stock else (), weighted_n=200.0),
        name="x_stock", n_cases=None,
    )  # fmt: skip
    assert flags_of(status, stock)[1] == (few if of_status else ())
    assert flags_of(stock) == [few if of_stock else ()]  # nothing beside it


@pytest.mark.parametrize(("asked", "few"), [(24, True), (25, False)])
def test_degrees_of_freedom_are_few_by_all_who_were_drawn(asked, few):
    """Of so many in seventeen strata; who answered is not asked."""
    behind = of_weights(np.ones(asked), strata=np.arange(asked) % 17)
    for own in ((), ("few-degrees-of-freedom",)):
        one = row(own=own, df=7.0)
        assert ("few-degrees-of-freedom" in _flagged_by_drawn(one, behind).flags) is few
        jackknife = replace(one, method="jackknife")
        assert _flagged_by_drawn(jackknife, behind) == jackknife
