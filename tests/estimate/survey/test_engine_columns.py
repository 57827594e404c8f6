"""What other engines add up, row by row against the same by hand."""

import math
from types import SimpleNamespace

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey.engine_columns import (
    collect,
    number_sums,
    status_sums,
    typical_ratios,
)
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.reduction import _typical
from measure87.numerics.pass_arrays import LARGEST

ROWS = [  # status, y, x, weight; the last two have no weight that can be used
    (0, 1.5, 2.0, 3.0), (1, None, 1.0, 2.0), (2, -4.0, 0.5, 1.5), (None, 0.0, 4.0, 2.5),
    (2, math.nan, 3.0, 1.0), (1, 2.0, None, 4.0), (0, 7.0, 1.0, 0.0), (2, 3.0, 1.0, None),
]  # fmt: skip
FRAME = pl.DataFrame(ROWS, schema=["s", "y", "x", "w"], orient="row")
STATUS = Outcome("s", "s", coding="status")
MEAN = Outcome("y", "y", kind="number", statistic="mean")
RATIO = Outcome("r", "y", kind="number", statistic="ratio", denominator="x")


def added(parts):
    """The sums of all columns."""
    frame = nw.from_native(FRAME.lazy())
    return {name: collect(frame.select(value.sum().alias("v")))["v"][0] for name, value in parts}


def usable():
    w = nw.col("w")
    return w, ~w.is_null() & (w > 0.0)


def test_weights_counts_and_squares_of_each_status():
    found = added(status_sums(STATUS, *usable()))
    used = [row for row in ROWS if row[3]]
    for k in range(3):
        weights = [w for s, _, _, w in used if s == k]
        assert found[f"sum{k}"] == sum(weights)
        assert found[f"count{k}"] == len(weights)
        assert found[f"square{k}"] == sum(w * w for w in weights)
    assert found["none"] == 0.0


@pytest.mark.parametrize("shift", [0.0, 0.75])
@pytest.mark.parametrize("outcome", [MEAN, RATIO], ids=lambda one: one.name)
def test_sums_counts_and_products_of_a_number_less_its_shift(outcome, shift):
    found = added(number_sums(outcome, *usable(), shift))
    used, missing = [], 0
    for _, y, x, w in ROWS:
        x = x if outcome is RATIO else 1.0
        if not w:
            continue
        if y is None or x is None or math.isnan(y):
            missing += 1
        else:
            used.append((y - shift * x, x, w))
    wanted = {
        "sum0": sum(w * y for y, _, w in used),
        "sum1": sum(w * x for _, x, w in used),
        "sum2": sum(w for *_, w in used),
        "count0": len(used),
        "count1": sum(1 for y, *_ in used if y != 0.0),
        "count2": missing,
        "square0": sum(w * w for *_, w in used),
        "square1": sum(w * y * y for y, _, w in used),
        "square2": sum(w * x * y for y, x, w in used),
        "square3": sum(w * x * x for _, x, w in used),
        "none": 0.0,
    }
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, rel=1e-12)
    vectors = [(w * y, w * x, w) for y, x, w in used]
    pairs = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
    products = sorted(sum(v[a] * v[b] for v in vectors) for a, b in pairs)
    assert sorted(found[f"product{k}"] for k in range(6)) == pytest.approx(products, rel=1e-12)


@pytest.mark.parametrize(
    ("y", "x", "wrong"),
    [(LARGEST, 1.0, 1.0), (1.0, -LARGEST, 1.0), (0.99e100, 1.0, 0.0), (LARGEST, LARGEST, 2.0)],
)
def test_numbers_that_cannot_be_added_up_are_counted(y, x, wrong):
    frame = nw.from_native(pl.DataFrame({"y": [y, 1.0], "x": [x, 1.0], "w": [1.0, 1.0]}).lazy())
    parts = dict(number_sums(RATIO, *usable(), 0.0))
    assert collect(frame.select(parts["none"].sum().alias("v")))["v"][0] == wrong


def test_a_status_that_is_none_is_counted_and_an_empty_cell_is_not():
    frame = nw.from_native(pl.DataFrame({"s": [0, 3, None, -1, 2], "w": [1.0] * 5}).lazy())
    parts = dict(status_sums(STATUS, *usable()))
    assert collect(frame.select(parts["none"].sum().alias("v")))["v"][0] == 2.0


def test_typical_ratios_are_sums_over_sums_of_those_that_are_known():
    """Of y 1.5 - 4 + 0 + 7 + 3 and 2 over so many; of y over x without the one that lacks x."""
    frame = nw.from_native(FRAME.lazy())
    share = SimpleNamespace(kind="number", share_of="s", column="y", denominator=None)
    found = typical_ratios(frame, (STATUS, MEAN, RATIO, share))
    assert found[0] == found[3] == 0.0
    assert found[1] == pytest.approx((1.5 - 4 + 0 + 2 + 7 + 3) / 6)
    assert found[2] == pytest.approx((1.5 - 4 + 0 + 7 + 3) / (2 + 0.5 + 4 + 1 + 1))
    assert typical_ratios(frame, (STATUS,)) == [0.0]
    none = nw.from_native(FRAME.with_columns(x=pl.lit(0.0)).lazy())
    assert typical_ratios(none, (RATIO,)) == [0.0]


def test_a_typical_ratio_of_a_batch_waits_for_one_that_has_a_number():
    nan = np.nan
    assert np.isnan(_typical(np.array([nan, 2.0]), np.array([1.0, nan])))
    assert _typical(np.array([nan, 2.0, 4.0]), np.array([1.0, 1.0, 3.0])) == 1.5
    assert _typical(np.array([2.0, 4.0]), np.array([1.0, -1.0])) == 0.0
    assert _typical(np.array([np.inf, 4.0]), np.array([1.0, 1.0])) == 0.0
