"""Differences with replicates: each replicate has its own, written out in a loop."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.replicates import MadeReplicates
from measure87.estimate.survey import (
    Contrast,
    DomainTable,
    Side,
    SurveyDesign,
    estimate_differences,
    estimate_survey,
    replicated,
)
from measure87.estimate.weighting import Benchmark, Margin
from tests.estimate.replicates.test_naive import (
    KINDS,
    OUTCOMES,
    figure,
    people,
    variance,
    weights_of,
)

BOYS, GIRLS = {"sex": "1"}, {"sex": "2"}
HERE, THERE = {"area": "1"}, {"area": "2"}
TABLES = [
    DomainTable(),
    DomainTable(("sex",)),
    DomainTable(("area",)),
    DomainTable(("sex", "area")),
]


def differences(frame, design, asked, contrasts, outcomes=OUTCOMES, **more):
    """Figures, and what is found of the contrasts."""
    found = estimate_survey(frame, outcomes, design, TABLES, replicates=asked, **more)
    return found.estimates, estimate_differences(
        frame, outcomes, design, contrasts, found.estimates, replicates=asked, **more
    )


def members(frame, group):
    inside = np.ones(frame.height, dtype=bool)
    for name, code in group.items():
        inside &= frame[name].to_numpy() == int(code)
    return inside


@pytest.mark.few(2)
@pytest.mark.parametrize("name", KINDS)
def test_a_loop_over_replicates_gives_the_same_difference(name):
    design, asked = KINDS[name]
    frame = people()
    weights, factors = weights_of(frame, design, asked)
    sides = [(BOYS, GIRLS), (HERE, THERE), (HERE | BOYS, {}), (BOYS, HERE)]
    contrasts = [
        Contrast(Side(one.name, first), Side(one.name, second))
        for one in OUTCOMES for first, second in sides
    ]  # fmt: skip
    _, found = differences(frame, design, asked, contrasts)
    assert not found.refused
    w = frame["w"].to_numpy()
    named = {one.name: one for one in OUTCOMES}
    for contrast, got in zip(contrasts, found.estimates, strict=True):
        outcome = named[contrast.first.outcome]
        first, second = (members(frame, s.group) for s in (contrast.first, contrast.second))

        def less(weight, outcome=outcome, first=first, second=second):
            return figure(outcome, weight, frame, first) - figure(outcome, weight, frame, second)

        each = [less(column) for column in weights.T]
        spread = variance(each, less(w), factors.scale, factors.rscales, asked.mse)
        assert got.value == pytest.approx(less(w), rel=1e-9)
        assert got.se == pytest.approx(np.sqrt(spread), rel=1e-7)


def test_two_measures_of_one_group_vary_together():
    """The persons are the same: the error is that of the difference, not of two surveys."""
    frame = people()
    design, asked = KINDS["jkn"]
    contrast = Contrast(Side("share", BOYS), Side("with_unknown", BOYS))
    figures, found = differences(frame, design, asked, [contrast])
    own = {(f.name, tuple(f.group.items())): f for f in figures}
    apart = [own[name, tuple(BOYS.items())].se for name in ("share", "with_unknown")]
    assert found.estimates[0].se < 0.5 * np.hypot(*apart)


def test_of_totals_the_jackknife_equals_the_linearised_error():
    frame = people()
    design = KINDS["jkn"][0]
    contrast = [Contrast(Side("persons", BOYS), Side("persons", GIRLS))]
    outcomes = OUTCOMES[1:2]
    _, by_replicates = differences(frame, design, MadeReplicates("jkn"), contrast, outcomes)
    _, linearised = differences(frame, design, None, contrast, outcomes)
    assert by_replicates.estimates[0].se == pytest.approx(linearised.estimates[0].se, rel=1e-10)


def test_a_benchmark_is_met_in_each_replicate():
    frame = people()
    persons = {1: 9_000.0, 2: 7_000.0}
    benchmark = Benchmark((Margin(("sex",), {(str(k),): v for k, v in persons.items()}),))
    contrast = [Contrast(Side("persons", HERE), Side("persons", THERE))]
    design, asked = KINDS["rao-wu"]
    weights, factors = weights_of(frame, design, asked)
    sex = frame["sex"].to_numpy()

    def less(weight):
        met = weight.copy()
        for code, wanted in persons.items():
            met[sex == code] *= wanted / weight[sex == code].sum()
        one, other = (figure(OUTCOMES[1], met, frame, members(frame, g)) for g in (HERE, THERE))
        return one - other

    _, found = differences(frame, design, asked, contrast, benchmark=benchmark)
    each = [less(column) for column in weights.T]
    spread = variance(each, less(frame["w"].to_numpy()), factors.scale, factors.rscales, False)
    assert found.estimates[0].value == pytest.approx(less(frame["w"].to_numpy()), rel=1e-9)
    assert found.estimates[0].se == pytest.approx(np.sqrt(spread), rel=1e-7)


def test_nobody_of_one_side_in_a_replicate_leaves_the_difference_without_an_error():
    frame = people()
    rare = frame.with_columns(
        pl.when(pl.col("place") == 5).then(pl.lit(9)).otherwise("area").alias("area")
    )
    contrast = [Contrast(Side("share", {"area": "9"}), Side("share", HERE))]
    _, found = differences(rare, KINDS["rao-wu"][0], KINDS["rao-wu"][1], contrast)
    assert found.estimates[0].se is None
    assert "no-variance" in found.estimates[0].flags


def test_rows_in_another_order_give_the_same():
    frame = people()
    design, asked = KINDS["preston"]
    contrast = [Contrast(Side("mean", BOYS), Side("mean", GIRLS))]
    one = differences(frame, design, asked, contrast)[1].estimates[0]
    other = differences(frame.sample(fraction=1.0, shuffle=True, seed=3), design, asked, contrast)[
        1
    ]
    assert other.estimates[0].se == pytest.approx(one.se, rel=1e-9)


def test_where_counts_for_differences_as_for_figures():
    frame = people()
    design = SurveyDesign("w", "stratum", ("psu",))
    asked, where = MadeReplicates("jkn"), {"area": ("1", "2")}
    contrast = [Contrast(Side("share", BOYS), Side("share", GIRLS))]
    _, found = differences(frame, design, asked, contrast, where=where)
    of_some = frame.with_columns(
        pl.when(pl.col("area").is_in([1, 2])).then("status").alias("status")
    )
    _, other = differences(of_some, design, asked, contrast, OUTCOMES[:1])
    assert found.estimates[0].value == pytest.approx(other.estimates[0].value, rel=1e-12)
    assert found.estimates[0].se == pytest.approx(other.estimates[0].se, rel=1e-9)


@pytest.mark.parametrize("at_once", [1, 2])
def test_as_many_groups_as_there_are_have_an_error_however_many_are_done_at_once(
    at_once, monkeypatch
):
    design, asked = KINDS[next(iter(KINDS))]
    frame = people()
    whole = estimate_survey(frame, OUTCOMES, design, TABLES, replicates=asked).estimates
    monkeypatch.setattr(replicated, "CELLS_AT_ONCE", at_once)
    found = estimate_survey(frame, OUTCOMES, design, TABLES, replicates=asked).estimates
    assert [one.se for one in found] == pytest.approx([one.se for one in whole], rel=1e-12)
    assert len({frozenset(one.group.items()) for one in found if one.se}) > 4
