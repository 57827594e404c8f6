import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from measure87.estimate.multiple_lists import (
    CaptureTable,
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)
from measure87.estimate.multiple_lists.capture.inputs import capture_tables_from
from measure87.estimate.multiple_lists.capture.strata import estimate_by_stratum, sum_sizes
from measure87.estimate.multiple_lists.catchability.chao import chao
from measure87.estimate.multiple_lists.catchability.chapman import chapman
from measure87.estimate.multiple_lists.catchability.heterogeneity import heterogeneity
from tests.estimate.multiple_lists.published_tables import published

SPINA = Path(__file__).parents[3] / "reference" / "spina_bifida_strata" / "counts.csv"


def spina_strata():
    rows = pl.read_csv(SPINA, null_values="NA").with_columns(
        pl.col("S1", "S2", "S3").replace_strict({"obs": 1, "un": 0})
    )
    return capture_tables_from(rows, ["S1", "S2", "S3"], "eth", count="y")


def test_the_strata_of_the_reference_add_up_to_its_table():
    tables = spina_strata()
    assert list(tables) == ["afro-american", "caucasian", "other"]
    summed = sum(table.counts for table in tables.values())
    assert summed.tolist() == published("Spina_bifida").counts.tolist()


def test_strata_are_estimated_and_summed():
    found = estimate_by_stratum(spina_strata(), chao)
    assert set(found.refused) == {"other"}
    parts = found.by_stratum
    assert parts["caucasian"].value == chao(spina_strata()["caucasian"]).value
    # "other" has two persons on lists: they are counted, and no more
    assert found.total.value == pytest.approx(sum(p.value for p in parts.values()) + 2)
    assert found.total.observed == 621
    assert found.total.lower_bound_only
    assert "strata-not-estimable" in [notice.code for notice in found.total.notices]


def test_limits_add_by_squares_on_either_side():
    sizes = [
        SizeEstimate("m", 100.0, 70.0, 140.0, 0.95, "profile", 50, se=20.0),
        SizeEstimate("m", 200.0, 160.0, 230.0, 0.95, "profile", 50, se=15.0),
    ]
    found = sum_sizes(sizes, np.random.default_rng(1))
    assert found.value == 300
    assert found.lower == pytest.approx(300 - math.hypot(30, 40))
    assert found.upper == pytest.approx(300 + math.hypot(40, 30))
    assert found.se == pytest.approx(25)
    assert found.interval == "mover"


def test_posteriors_add_by_their_draws():
    rng = np.random.default_rng(2)
    sizes = [
        SizeEstimate("m", m, m, m, 0.95, "posterior", 50, draws=rng.normal(m, s, 20_000))
        for m, s in ((1000.0, 30.0), (2000.0, 40.0))
    ]
    found = sum_sizes(sizes, rng)
    assert found.interval == "posterior"
    assert found.value == pytest.approx(3000, rel=0.002)
    assert found.upper - found.lower == pytest.approx(2 * 1.96 * 50, rel=0.03)


def test_the_seed_moves_a_sum_as_it_moves_its_strata():
    def size(value, lower, upper, *errors):
        told = MonteCarloError(*errors, 1000)
        return SizeEstimate("m", value, lower, upper, 0.95, "bca", 50, monte_carlo=told)

    sizes = [size(100.0, 70.0, 140.0, 0.0, 2.0, 5.0), size(200.0, 160.0, 230.0, 0.0, 3.0, 4.0)]
    found = sum_sizes(sizes, np.random.default_rng(1))
    # By hand: the limits moved a little, one at a time, and the sum taken anew.
    step, moved = 1e-6, []
    for i in (0, 1):
        parts = [replace(s, lower=s.lower + step * (j == i)) for j, s in enumerate(sizes)]
        again = sum_sizes(parts, np.random.default_rng(1))
        moved.append((again.lower - found.lower) / step * sizes[i].monte_carlo.lower)
    assert found.monte_carlo.lower == pytest.approx(math.hypot(*moved), rel=1e-4)
    assert sum_sizes([sizes[0], replace(sizes[1], monte_carlo=None)],
                     np.random.default_rng(1)).monte_carlo is None  # fmt: skip


def test_the_stated_error_of_a_sum_of_draws_is_that_over_seeds():
    draws = np.random.default_rng(3).lognormal(7.0, 0.3, 4000)
    part = SizeEstimate("m", 1100.0, 600.0, 2000.0, 0.95, "posterior", 50, draws=draws,
                        monte_carlo=MonteCarloError(0.0, 0.0, 0.0, 4000))  # fmt: skip
    found = [sum_sizes([part, part], np.random.default_rng(seed)) for seed in range(60)]
    spread = np.std([size.upper for size in found], ddof=1)
    assert found[0].monte_carlo.upper == pytest.approx(spread, rel=0.35)


def test_each_stratum_has_its_own_notice_and_what_all_say_is_said_once():
    """Chapman's warns of fewer than so many persons on both lists, with their number."""
    own = {"north": 4, "far south": 5}
    tables = {
        name: CaptureTable.from_histories("AB", [[1, 0], [0, 1], [1, 1]], [60, 50, both])
        for name, both in {**own, "west": 90}.items()
    }
    notices = estimate_by_stratum(tables, chapman).total.notices
    assert [notice.text for notice in notices] == [
        f"stratum {name}: {both} persons are on both lists; the estimate leans low"
        for name, both in own.items()
    ]
    assert [notice.values["stratum"] for notice in notices] == list(own)
    alike = dict.fromkeys(own, tables["north"])
    (once,) = estimate_by_stratum(alike, chapman).total.notices
    assert once.text == "4 persons are on both lists; the estimate leans low"
    assert not once.values


def test_one_stratum_is_the_method_itself():
    table = published("Hare")
    found = estimate_by_stratum({"all": table}, heterogeneity)
    alone = heterogeneity(table)
    assert found.total.lower == pytest.approx(alone.lower)
    assert found.total.upper == pytest.approx(alone.upper)


def test_no_stratum_with_an_estimate_is_refused_with_a_reason():
    empty = CaptureTable.from_histories("AB", [[1, 0], [0, 1]], [5, 5])
    with pytest.raises(NotEstimableError, match="'x': none of the 10 persons"):
        estimate_by_stratum({"x": empty, "y": empty}, chapman)


def test_sums_of_strata_cover_where_strata_differ_and_all_in_one_does_not():
    rng = np.random.default_rng(5)
    summed = together = 0
    for _ in range(100):
        tables = {}
        for name, p in (("often", 0.6), ("seldom", 0.15)):
            on = rng.random((400, 2)) < p
            codes = on @ np.array([1, 2])
            tables[name] = CaptureTable(("A", "B"), np.bincount(codes, minlength=4)[1:])
        found = estimate_by_stratum(tables, chapman).total
        whole = chapman(CaptureTable(("A", "B"), sum(t.counts for t in tables.values())))
        summed += found.lower <= 800 <= found.upper
        together += whole.lower <= 800 <= whole.upper
    assert summed >= 88
    assert together < 10
