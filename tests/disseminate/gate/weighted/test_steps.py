"""Weighted figures in steps: what is behind them, and that no more is released."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.survey import measures
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.weight_classes import WeightClasses
from measure87.disseminate.gate.weighted.coarse import numbers_of, step_of
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.vocabulary.alike_weights import AlikeWeights, WeightClass
from measure87.vocabulary.estimate import Estimate, Result
from tests.disseminate.stated import stated

WEIGHT = {"north": 103.1, "south": 57.7, "east": 211.3}
TABLES = [DomainTable(), DomainTable(("region",)), DomainTable(("sex",))]
ALIKE = AlikeWeights(
    ("region",),
    tuple(WeightClass({"region": code}, w, w) for code, w in WEIGHT.items()),
    frozenset(("y", "x", 0, statistic) for statistic in ("proportion", "total", "mean")),
    spreads_unknown=True,
)
RULES = DisclosureRules(alike=(ALIKE,))


@pytest.fixture(autouse=True)
def all_digits(monkeypatch):
    """The steps of weights alone, without those that follow the error."""
    monkeypatch.setattr(measures, "in_digits", lambda estimates, **_: tuple(estimates))


def persons(seed=3, n=3000):
    rng = np.random.default_rng(seed)
    region = rng.choice(list(WEIGHT), n)
    return pl.DataFrame(
        {
            "region": region,
            "sex": rng.choice(["1", "2"], n),
            "y": rng.choice([0, 1, 2], n, p=[0.85, 0.03, 0.12]).astype("int8"),
            "weight": [WEIGHT[one] for one in region],
            "cluster": np.arange(n) // 10,
        }
    )


def estimated(unknown="exclude", *, spread=True, table=None):
    share = Outcome("y", "y", unknown=unknown, definition="x", coding="status")
    outcomes = [share, replace(share, statistic="total", spread_unknown=spread)]
    design = SurveyDesign(weight="weight", clusters=("cluster",))
    table = persons() if table is None else table
    figures = estimate_survey(table, outcomes, design, TABLES).estimates
    return Result("run", figures, diagnostics=stated(measures={"y": {"unknown": unknown}}))


@pytest.mark.parametrize(
    ("unknown", "spread"), [("exclude", True), ("exclude", False), ("no", False), ("yes", False)]
)
def test_the_numbers_behind_a_figure_are_those_of_the_persons(unknown, spread):
    table, out = persons(), unknown == "exclude"
    for figure in estimated(unknown, spread=spread).estimates:
        inside = table
        for variable, code in figure.group.items():
            inside = inside.filter(pl.col(variable) == code)
        by_status = [inside.filter(pl.col("y") == k)["weight"].sum() for k in range(3)]
        found = numbers_of(figure, leaves_out=out, spreads=spread)
        cases = by_status[2] + (by_status[1] if unknown == "yes" else 0.0)
        respondents = sum(by_status) - (by_status[1] if out else 0.0)
        assert found.cases == pytest.approx(cases)
        assert found.respondents == pytest.approx(respondents)
        assert found.unknown == pytest.approx(by_status[1])


HIDDEN = Estimate(
    "apart", "proportion", "taylor", definition="z", value=0.02, n=100, n_cases=2, weighted_n=1e4
)
"""A figure of two cases, of a measure that has nothing to do with the others."""


def with_something_hidden(result):
    return replace(result, estimates=(*result.estimates, HIDDEN))


def released(result, rules=RULES):
    shown = release(with_something_hidden(result), rules).estimates
    assert shown[-1].suppressed
    return {(e.statistic, frozenset(e.group.items())): e for e in shown[:-1]}


STEP = 500.0  # three persons make a difference of 3 x (211.3 - 57.7) = 460.8


def test_groups_of_several_regions_are_given_in_steps_and_each_region_is_left():
    before = estimated()
    was = {(e.statistic, frozenset(e.group.items())): e for e in before.estimates}
    for (statistic, group), now in released(before).items():
        then = was[statistic, group]
        if dict(group).get("region"):
            assert now == replace(then, n_clusters_with_cases=None)
            continue
        share = now if statistic == "proportion" else None
        assert now.weighted_n % STEP == 0
        assert now.weighted_n != then.weighted_n
        if share is not None:
            cases = share.value * share.weighted_n
            assert cases / STEP == pytest.approx(round(cases / STEP))
        assert now.lower < now.value < now.upper
        assert now.value == pytest.approx(then.value, rel=0.05)


def test_nothing_of_a_figure_says_more_than_its_steps():
    """Two surveys whose numbers lie in the same steps are released alike, but for errors."""
    base = Estimate(
        "y", "proportion", "taylor", definition="x", value=0.100001, n=900, n_cases=90,
        weighted_n=90_010.0, n_unknown=40, value_if_no=0.0956, value_if_yes=0.1396,
    )  # fmt: skip
    regions = tuple(
        replace(base, group={"region": code}, value=0.1, n=300, n_cases=30, weighted_n=300 * w)
        for code, w in WEIGHT.items()
    )
    found = []
    for more in (0.0, 0.0004):
        own = replace(base, value=base.value + more, weighted_n=base.weighted_n + 60)
        every = (own, *regions)
        dims = dimensions([e.group for e in every], [{}] * 4, {})
        found.append(WeightClasses((ALIKE,), dims, every, ("y",), 3).released(every)[0])
    assert found[0] == found[1]


def test_a_figure_that_would_be_all_rounding_is_not_shown():
    """No case is 0, but a weighted number of less than a step is not."""
    few = [("1", 600, 4), ("2", 900, 90)]
    every = [
        Estimate(
            "y", "proportion", "taylor", definition="x", group=group, value=c / n, n=n,
            n_cases=c, weighted_n=100.0 * n,
        )
        for group, n, c in [
            *(({"sex": sex}, n, c) for sex, n, c in few),
            *(({"region": code}, 500, 40) for code in WEIGHT),
        ]
    ]  # fmt: skip
    shown = release(with_something_hidden(Result("run", tuple(every))), RULES).estimates
    assert [e.suppressed for e in shown if "sex" in e.group] == [True, False]
    nobody = (replace(every[0], value=0.0, n_cases=0), *every[1:])
    nothing = release(with_something_hidden(Result("run", nobody)), RULES).estimates[0]
    assert nothing.value == 0.0


def test_errors_and_distances_of_limits_have_two_digits():
    (now,) = (e for key, e in released(estimated()).items() if key == ("proportion", frozenset()))
    for number in (now.se, now.deff, now.n_effective, now.upper - now.value):
        assert float(f"{number:.1e}") == pytest.approx(number, rel=1e-9)


def test_the_release_says_by_what_weights_are_alike():
    (notice,) = release(with_something_hidden(estimated()), RULES).warnings
    assert notice.code == "equal-weights-within-class"
    assert notice.values == {"variables": ["region"]}


def test_where_nothing_is_hidden_weights_have_nothing_to_tell():
    result = estimated()
    found = release(result, RULES)
    assert found.estimates == release(result).estimates
    assert not any(one.suppressed for one in found.estimates)
    assert found.warnings == ()


def test_without_such_weights_nothing_is_changed():
    result = estimated()
    assert release(result).estimates == release(result, DisclosureRules(alike=())).estimates
    shown = {e.value for e in release(result).estimates}
    assert {e.value for e in result.estimates} >= shown - {None}


@pytest.mark.parametrize(
    ("spread", "persons_", "step"), [(153.6, 3, 500.0), (0.9, 3, 5.0), (100.0, 1, 100.0)]
)
def test_a_step_is_what_some_persons_make_a_difference_of_or_more(spread, persons_, step):
    assert step_of(spread, persons_) == step


def test_cases_of_less_than_a_step_are_never_shown_as_none():
    """Five boys of 57.7 in the south are 288.5, less than half a step; forty girls are more.

    How many boys are cases is known of all and of the girls, unless one of these is hidden as well.
    """
    sex, region = ["1"] * 300 + ["2"] * 300, ["north", "south", "east"] * 200
    boys = [k for k in range(300) if region[k] == "south"][:5]
    cases = {*boys, *range(300, 340)}
    table = pl.DataFrame(
        {
            "region": region,
            "sex": sex,
            "y": pl.Series([2 if k in cases else 0 for k in range(600)], dtype=pl.Int8),
            "weight": [WEIGHT[one] for one in region],
            "cluster": [k // 10 for k in range(600)],
        }
    )
    shown = released(estimated(table=table))
    of_boys = frozenset({("sex", "1")})
    assert shown["proportion", of_boys].suppressed
    assert shown["total", of_boys].suppressed
    known = [shown["proportion", frozenset(one)] for one in ((), {("sex", "2")})]
    assert any(one.suppressed for one in known)
    assert not all(one.suppressed for one in shown.values())
    assert all(one.value > 0 for one in shown.values() if not one.suppressed and one.n_cases)
