import math

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.kernels.loglinear import NO_ESTIMATE
from measure87.estimate.multiple_lists.loglinear.existence import Existence, all_pairs, existence
from measure87.estimate.multiple_lists.loglinear.forward_path import (
    _confirm,
    select,
    stepwise_path,
)
from measure87.estimate.multiple_lists.loglinear.model import fit_model
from measure87.estimate.multiple_lists.loglinear.stepwise import _ready, stepwise, stepwise_size
from measure87.vocabulary.errors import UsageError
from tests.estimate.multiple_lists.loglinear_tables import (
    NAMES,
    expected,
    published,
    reordered_names,
    sparse_table,
)

CASES = [(name, threshold) for name in NAMES for threshold in expected()[name]["stepwise"]]


@pytest.mark.parametrize(("name", "threshold"), CASES)
def test_every_threshold_gives_the_figure_of_sparsemse(name, threshold):
    entry = expected()[name]["stepwise"][threshold]
    found = stepwise(published(name), threshold=float(threshold), replicates=20)
    assert found.value == pytest.approx(entry["est"], rel=1e-6)
    assert reordered_names(found.terms) == reordered_names(tuple(entry["terms"]))
    assert found.diagnostics["aic"] == pytest.approx(entry["aic"], rel=1e-9)
    # Limits given the model: R's belong to the last step but one (test_loglinear_model).
    lower, upper = found.diagnostics["conditional"]
    assert lower == pytest.approx(entry["condlo95"], rel=1e-4)
    assert upper == pytest.approx(entry["condhi95"], rel=1e-4)


@pytest.mark.parametrize("name", [name for name in NAMES if "bca" in expected()[name]])
def test_the_interval_is_that_of_sparsemse_within_the_error_of_both(name):
    entry = expected()[name]["bca"]
    found = stepwise(published(name), replicates=1000, rng=np.random.default_rng(87))
    assert found.diagnostics["acceleration"] == pytest.approx(entry["ahat"], rel=1e-6)
    for ours, theirs, error in (
        (found.lower, entry["bca"]["0.025"], found.monte_carlo.lower),
        (found.upper, entry["bca"]["0.975"], found.monte_carlo.upper),
    ):
        assert abs(ours - theirs) < 2.5 * math.sqrt(2.0) * error + 1e-6 * theirs


@pytest.mark.parametrize(
    ("name", "value", "lower", "upper"),
    [
        ("NewOrl_185", 1184, 717, 1657),
        ("Western", 2483, 1293, 3670),
        ("NewOrl_5_185", 1034, 589, 1703),
    ],
)
def test_published_intervals_come_out_with_as_many_replicates(name, value, lower, upper):
    # Chan, Silverman & Vincent 2021, sections 4.1 and 4.2: threshold .02, 1,000 replicates.
    found = stepwise(published(name), replicates=1000, rng=np.random.default_rng(87))
    assert round(found.value) == value
    assert abs(found.lower - lower) < 2.5 * math.sqrt(2.0) * found.monte_carlo.lower
    assert abs(found.upper - upper) < 2.5 * math.sqrt(2.0) * found.monte_carlo.upper


def naive_selection(table, threshold):
    """The procedure as its authors describe it, with nothing saved and nothing warm."""
    chosen = []
    while True:
        fit = fit_model(table, chosen)
        best = None
        for pair in all_pairs(table):
            if pair in chosen:
                continue
            mean = fit.means[(table.histories & pair) == pair].sum()
            seen = table.overlap(pair)
            p = min(stats.poisson.cdf(seen, mean), stats.poisson.sf(seen - 1, mean))
            if existence(table, (*chosen, pair)) is not Existence.EXISTS:
                p = 1.0
            if best is None or p < best[0]:
                best = (p, pair)
        if best is None or best[0] >= threshold:
            return tuple(chosen)
        chosen.append(best[1])


@pytest.mark.parametrize("seed", range(12))
def test_the_selection_is_the_naive_one_on_random_sparse_tables(seed):
    table = sparse_table(np.random.default_rng(100 + seed), 4 + seed % 2).in_canonical_order()
    for threshold in (0.02, 0.3):
        assert select(table, threshold).pairs == naive_selection(table, threshold)


def test_the_path_holds_the_figure_of_every_threshold():
    table = published("NewOrl_185")
    path = stepwise_path(table, largest=0.2)
    for threshold in (0.01, 0.02, 0.05, 0.1):
        taken = 0
        while taken + 1 < len(path) and path[taken + 1].p_value < threshold:
            taken += 1
        assert path[taken].size == pytest.approx(stepwise_size(table, threshold), rel=1e-9)
        assert path[taken].lower < path[taken].size < path[taken].upper


def test_a_threshold_of_zero_is_independence_and_others_are_refused():
    table = published("Western")
    assert stepwise_size(table, 0.0) == pytest.approx(expected()["Western"]["main"]["est"])
    with pytest.raises(UsageError, match=r"1\.5"):
        stepwise(table, threshold=1.5)


def test_other_arrangements_of_the_same_table_give_the_same_interval():
    table = published("NewOrl_5_185")
    turned = table.reordered((3, 0, 4, 1, 2))
    renamed = CaptureTable(tuple("VWXYZ"), turned.counts)
    first = stepwise(table, replicates=200, rng=np.random.default_rng(5))
    second = stepwise(renamed, replicates=200, rng=np.random.default_rng(5))
    assert (first.value, first.lower, first.upper) == (second.value, second.lower, second.upper)
    assert first.monte_carlo == second.monte_carlo


def test_bootstrap_sizes_are_those_of_the_samples_themselves():
    """Every replicate is what the method says of its sample, selection included."""
    table = published("Western").in_canonical_order()
    kept = np.flatnonzero(table.counts)
    rng = np.random.default_rng(11)
    found = stepwise(table, replicates=60, rng=np.random.default_rng(11))
    shares = table.counts[kept] / table.observed
    for sample, size in zip(
        rng.multinomial(table.observed, shares, size=60), found.draws, strict=True
    ):
        counts = np.zeros_like(table.counts)
        counts[kept] = sample
        assert size == pytest.approx(stepwise_size(table.with_counts(counts)), rel=1e-8)


def test_the_default_goes_on_until_the_limits_are_steady():
    found = stepwise(published("UKdat_5"))
    assert found.monte_carlo.replicates > 1000
    # 20,000 replicates of other seeds, or the promised share of the estimate.
    assert max(found.monte_carlo.lower, found.monte_carlo.upper) < 0.015 * found.value


def test_a_limit_that_hangs_on_few_replicates_is_said_to():
    found = stepwise(published("NewOrl_5_185"), replicates=1000)
    assert "lower-limit-at-the-edge" in {notice.code for notice in found.notices}


def test_lists_kept_apart_do_not_interact():
    table = published("UKdat")
    i, j = next(
        (i, j) for i in range(6) for j in range(i + 1, 6) if table.overlap((1 << i) | (1 << j)) == 0
    )
    apart = CaptureTable(table.lists, table.counts, frozenset({(i, j)}))
    found = stepwise(apart, threshold=0.3, replicates=20)
    assert {table.lists[i], table.lists[j]} not in reordered_names(found.terms)
    # The naive program, told the same, agrees.
    ready = apart.in_canonical_order()
    assert select(ready, 0.3).pairs == naive_selection(ready, 0.3)


def test_a_sample_without_overlap_leaves_the_interval_open():
    table = CaptureTable.from_histories(
        "ABC", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0)], [40, 30, 20, 1]
    )
    found = stepwise(table, replicates=500)
    assert found.upper is None
    assert "no-upper-limit" in {notice.code for notice in found.notices}
    assert np.isfinite(found.draws).all()


def test_identical_lists_are_answered_with_a_notice():
    table = CaptureTable.from_histories("ABC", [(1, 1, 0), (0, 0, 1), (1, 1, 1)], [40, 30, 10])
    found = stepwise(table, replicates=100)
    assert {"identical-lists", "interaction-not-estimable"} <= {n.code for n in found.notices}


def test_no_overlap_is_refused():
    table = CaptureTable.from_histories("AB", [(1, 0), (0, 1)], [30, 20])
    with pytest.raises(NotEstimableError, match="two lists"):
        stepwise(table)


def test_a_sample_of_one_list_alone_says_that_nobody_is_missing():
    # Samples of so small a table can miss all lists but one, whose persons are then everybody.
    table = CaptureTable.from_histories(
        "ABC", [(1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 1)], [1, 1, 1, 1]
    )
    found = stepwise(table, replicates=500)
    assert found.diagnostics["replicates_without_answer"] == 0
    assert found.lower == table.observed


def test_the_first_step_adds_nothing_and_no_chance_is_smaller():
    first = stepwise_path(published("NewOrl_185"), largest=0.2)[0]
    assert (first.interaction, first.p_value) == ("", 1.0)


@pytest.mark.parametrize(
    ("threshold", "fits"), [(0.0, True), (1.0, True), (1.01, False), (-0.01, False)]
)
def test_a_threshold_is_a_p_value(threshold, fits):
    table = CaptureTable(("A", "B", "C"), np.array([50, 40, 6, 30, 4, 3, 2]))
    if fits:
        assert _ready(table, threshold)[0].observed == table.observed
        return
    with pytest.raises(UsageError, match="a p-value lies between 0 and 1"):
        _ready(table, threshold)


@pytest.mark.parametrize(
    ("model", "exists"), [(("A", "C"), True), (("B", "C"), True), (("A", "B"), False)]
)
def test_a_fit_without_proof_is_refused_where_the_estimate_exists(model, exists):
    """Of the manual of SparseMSE: with all pairs or A and B alone it does not, else it does."""
    table = published("Artificial_3")
    pairs = np.array(all_pairs(table))
    place = [("A", "B"), ("A", "C"), ("B", "C")].index(model)
    without_proof, no_estimate = np.array([[place, 0, NO_ESTIMATE + 1]]), [[place, 0, NO_ESTIMATE]]
    _confirm(table, pairs, (), np.array(no_estimate))
    if not exists:
        _confirm(table, pairs, (), without_proof)
        return
    with pytest.raises(NotEstimableError) as caught:
        _confirm(table, pairs, (), without_proof)
    assert caught.value.code == "fit-failed"


def test_what_was_taken_before_a_model_without_proof_belongs_to_it():
    table = published("Artificial_3")
    pairs = np.array(all_pairs(table))
    ab, ac, _ = pairs.tolist()
    with pytest.raises(NotEstimableError):
        _confirm(table, pairs, (ac, ab), np.array([[2, 1, NO_ESTIMATE + 1]]))
    _confirm(table, pairs, (ac, ab), np.array([[2, 2, NO_ESTIMATE + 1]]))
