"""Every step, and chains of them, against a plain second implementation, person by person."""

import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from measure87.estimate.weighting import Benchmark, Margin, prepare_recipe
from measure87.estimate.weighting.recipe import (
    BaseWeights,
    Calibration,
    Eligibility,
    HouseholdShare,
    Recipe,
    Response,
    SelectedOne,
    Trimming,
    Waves,
)

_spec = importlib.util.spec_from_file_location("naive", Path(__file__).with_name("naive.py"))
naive = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(naive)

N = 240
KNOWN = Eligibility(
    column="known", eligible=("e",), ineligible=("i",), unknown=("u",), classes=("region",)
)
ANSWERED = Response(
    column="answered", answered=("1",), not_answered=("0",), classes=("region", "sex")
)
SELECTED = SelectedOne(eligible="children", cap=3)
TOTALS = {"sex": {"1": 5200.0, "2": 4800.0}, "area": {"1": 3000.0, "2": 4500.0, "3": 2500.0}}
RAKING = Calibration(
    benchmark=Benchmark(
        tuple(Margin((v,), {(k,): n for k, n in t.items()}) for v, t in TOTALS.items())
    )
)
TRIMMING = Trimming(times_median=1.6, within=("area",))


def persons(seed: int = 4) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pl.DataFrame(
        {
            "p1": rng.uniform(0.05, 0.3, N),
            "p2": rng.uniform(0.2, 0.9, N),
            "region": rng.integers(1, 4, N),
            "sex": rng.integers(1, 3, N),
            "area": rng.integers(1, 4, N),
            "known": rng.choice(["e", "i", "u"], N, p=[0.8, 0.1, 0.1]),
            "children": rng.integers(1, 6, N),
            "household": rng.integers(1, 80, N),
            "linked": rng.integers(0, 2, N),
            "wave": rng.integers(2019, 2022, N),
        }
    )
    return frame.with_columns(answered=pl.Series((rng.random(N) < 0.7).astype(int)))


def run(frame, *steps, base=None):
    by_chance = BaseWeights(probabilities=("p1", "p2"))
    prepared = prepare_recipe(frame, Recipe(base=base or by_chance, steps=steps))
    return prepared, prepared.weights(prepared.base)


def base_of(frame):
    return [1.0 / (a * b) for a, b in frame.select("p1", "p2").rows()]


def same_table(told, weight):
    n, total, cv, effect = naive.table(weight)
    assert told.persons == n
    assert (told.total, told.cv, told.design_effect) == pytest.approx((total, cv, effect), rel=1e-9)
    assert told.largest_weight == pytest.approx(max(weight), rel=1e-12)


def test_a_chain_of_steps_and_the_table_of_each():
    frame = persons()
    rows = frame.to_dicts()
    _, found = run(frame, KNOWN, ANSWERED, SELECTED, RAKING, TRIMMING)
    weight = base_of(frame)
    same_table(found.steps[0], weight)
    expected = [
        lambda w: naive.eligibility(rows, w, ["region"]),
        lambda w: naive.response(
            [r | {"answered": r["answered"] and r["known"] == "e"} for r in rows], w,
            ["region", "sex"],
        ),
        lambda w: naive.selected(rows, w, 3),
        lambda w: naive.raking(rows, w, TOTALS),
        lambda w: naive.trimming(w, 1.6, [r["area"] for r in rows]),
    ]  # fmt: skip
    for told, step in zip(found.steps[1:], expected, strict=True):
        before, weight = weight, step(weight)
        same_table(told, weight)
        largest = max(w / b for w, b in zip(weight, before, strict=True) if b > 0.0)
        assert told.largest_factor == pytest.approx(largest, rel=1e-9)
    np.testing.assert_allclose(found.weights, weight, rtol=1e-9)
    assert [step.kind for step in found.steps] == [
        "base", "eligibility", "response", "selected-one", "calibration", "trimming",
    ]  # fmt: skip


def test_members_share_the_weight_of_those_drawn():
    frame = persons().with_columns(
        w=pl.when((pl.col("linked") == 1) & (pl.col("p1") < 0.2)).then(1.0 / pl.col("p1"))
        .otherwise(0.0)
    )  # fmt: skip
    step = HouseholdShare(household=("household",), links="linked")
    _, found = run(frame, step, base=BaseWeights(weights=("w",)))
    expected = naive.share(frame.to_dicts(), frame["w"].to_list())
    np.testing.assert_allclose(found.weights, expected, rtol=1e-12)
    assert found.steps[1].largest_factor is None
    assert found.steps[0].persons < found.steps[1].persons


def test_whoever_was_not_drawn_needs_no_answer_before_the_weight_is_shared():
    frame = pl.DataFrame({"w": [10.0, 0.0, 4.0], "h": [1, 1, 2], "r": [1, None, 0], "s": [1, 2, 1]})
    steps = (
        Response(column="r", answered=("1",), not_answered=("0",)),
        HouseholdShare(household=("h",)),
        Calibration(benchmark=Benchmark((Margin(("s",), {("1",): 60.0, ("2",): 40.0}),))),
    )
    _, found = run(frame, *steps, base=BaseWeights(weights=("w",)))
    assert found.weights.tolist() == pytest.approx([60.0, 40.0, 0.0])


def test_after_the_weight_is_shared_all_of_a_household_count_and_nobody_of_another():
    """Households 1 and 2 were reached, by one person each; the wave of 3 and 4 is not looked at."""
    frame = pl.DataFrame(
        {
            "w": [10.0, 0.0, 0.0, 6.0, 0.0, 0.0, 0.0],
            "h": [1, 1, 1, 2, 3, 4, 4],
            "linked": [1, 1, 0, 1, 1, 0, 0],
            "wave": ["a", "a", "b", "b", None, None, None],
        }
    )
    _, found = run(
        frame,
        HouseholdShare(household=("h",), links="linked"),
        Waves(wave="wave"),
        base=BaseWeights(weights=("w",)),
    )
    assert [told.persons for told in found.steps] == [2, 4, 4]
    # 10 for the two of household 1 who have a link: 5 for each of three, and 6; half by each wave.
    assert found.weights.tolist() == pytest.approx([2.5, 2.5, 2.5, 3.0, 0.0, 0.0, 0.0])


def test_without_a_column_of_links_everybody_of_the_household_has_one():
    frame = pl.DataFrame({"w": [9.0, 0.0, 0.0, 4.0], "h": [1, 1, 1, 2]})
    step = HouseholdShare(household=("h",))
    _, found = run(frame, step, base=BaseWeights(weights=("w",)))
    assert found.weights.tolist() == pytest.approx([3.0, 3.0, 3.0, 4.0])


@pytest.mark.parametrize("by", ["persons", "effective"])
def test_waves_are_pooled(by):
    frame = persons()
    _, found = run(frame, Waves(wave="wave", by=by))
    expected = naive.waves(frame.to_dicts(), base_of(frame), by == "effective")
    np.testing.assert_allclose(found.weights, expected, rtol=1e-12)


CHAIN = (KNOWN, ANSWERED, SELECTED, RAKING)


def test_cells_give_replicates_the_same_weights_without_a_look_at_persons():
    frame = persons()
    prepared, _ = run(frame, *CHAIN, Waves(wave="wave", by="effective"))
    unit = np.arange(N) // 6
    by_unit = prepared.cells_by_unit(unit)
    rng = np.random.default_rng(1)
    for _ in range(4):
        factor = rng.integers(0, 4, unit.max() + 1).astype(float)
        expected = prepared.weights(prepared.base * factor[unit])
        cell_factor, steps = prepared.cell_factors(by_unit, factor)
        own = np.where(prepared.cell >= 0, cell_factor[np.maximum(prepared.cell, 0)], 0.0)
        np.testing.assert_allclose(prepared.base * factor[unit] * own, expected.weights, rtol=1e-10)
        for told, wanted in zip(steps, expected.steps, strict=True):
            assert told.persons == wanted.persons
            assert told.cv == pytest.approx(wanted.cv, rel=1e-8, abs=1e-12)
            assert told.largest_weight == pytest.approx(wanted.largest_weight, rel=1e-10)


def test_columns_of_base_weights_are_taken_one_by_one():
    prepared, _ = run(persons(), *CHAIN, Trimming(times_median=3.0))
    assert not prepared.is_by_cells
    factor = np.random.default_rng(2).integers(0, 4, (N, 5))
    runs = prepared.weights_many(prepared.base[:, None] * factor)
    for one, column in zip(runs, factor.T, strict=True):
        alone = prepared.weights(prepared.base * column)
        np.testing.assert_array_equal(one.weights, alone.weights)


def test_rows_permuted_weights_scaled_and_codes_renamed_move_nothing():
    frame = persons()
    steps = (*CHAIN, TRIMMING)
    _, plain = run(frame, *steps)
    order = np.random.default_rng(9).permutation(N)
    _, turned = run(frame[order], *steps)
    np.testing.assert_allclose(turned.weights, plain.weights[order], rtol=1e-10)
    _, scaled = run(frame.with_columns(p1=pl.col("p1") / 7.0), *steps)
    np.testing.assert_allclose(scaled.weights, plain.weights, rtol=1e-10)
    renamed = frame.with_columns(region=pl.col("region").replace_strict({1: "z", 2: "a", 3: "m"}))
    _, other = run(renamed, *steps)
    np.testing.assert_allclose(other.weights, plain.weights, rtol=1e-10)


def test_the_same_weights_give_the_same_bits_and_are_left_alone():
    prepared, first = run(persons(), *CHAIN, TRIMMING)
    before = prepared.base.copy()
    again = prepared.weights(prepared.base)
    np.testing.assert_array_equal(first.weights, again.weights)
    np.testing.assert_array_equal(before, prepared.base)
    prepared, alone = run(persons())
    assert alone.weights is not prepared.base


@pytest.mark.parametrize(
    ("column", "answered", "not_answered"),
    [
        (pl.Series([True, False, True, True]), "1", "0"),
        (pl.Series([1.0, 2.0, 1.0, 1.0]), "1", "2"),
        (pl.Series([" yes", "no ", "yes", "yes"]), "yes", "no"),
        (pl.Series(["a", "b", "a", "a"], dtype=pl.Enum(["z", "a", "b", "empty"])), "a", "b"),
        (pl.Series(["a", "b", "a", "a"], dtype=pl.Categorical), "a", "b"),
    ],
)
def test_a_status_and_its_classes_may_be_of_any_kind(column, answered, not_answered):
    frame = pl.DataFrame({"w": [2.0, 2.0, 3.0, 3.0], "r": column, "class": [1, 1, 2, 2]})
    classes = frame["class"].cast(pl.String).cast(pl.Enum(["2", "0", "1"]))
    step = Response(
        column="r", answered=(answered,), not_answered=(not_answered,), classes=("class",)
    )
    for own in (frame, frame.with_columns(classes)):
        _, found = run(own, step, base=BaseWeights(weights=("w",)))
        assert found.weights.tolist() == [4.0, 0.0, 3.0, 3.0]
