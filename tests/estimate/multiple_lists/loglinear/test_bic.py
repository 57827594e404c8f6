import math
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.loglinear.bic import (
    _counts,
    _left_out,
    _range,
    _ready,
    bic,
    bic_size,
)
from measure87.estimate.multiple_lists.loglinear.existence import Existence, existence
from measure87.estimate.multiple_lists.loglinear.hierarchical_models import (
    candidate_interactions,
    rank_models,
)
from measure87.estimate.multiple_lists.loglinear.model import fit_model
from measure87.vocabulary.errors import UsageError
from tests.estimate.multiple_lists.loglinear_tables import (
    NAMES,
    expected,
    published,
    reordered_names,
)


def interactions_of(model, lists):
    """Interactions of R's `[12,3]`: all parts of two lists or more."""
    found = set()
    for root in model.strip("[]").split(","):
        members = [lists[int(digit) - 1] for digit in root]
        for code in range(1 << len(members)):
            part = frozenset(m for j, m in enumerate(members) if code >> j & 1)
            if len(part) > 1:
                found.add(part)
    return found


POINTS = [
    (name, key, order)
    for name in NAMES
    for key, order in (("bic_point", 3), ("bic_point_maxorder2", 2))
    if key in expected()[name]
]


@pytest.mark.parametrize(("name", "key", "order"), POINTS)
def test_the_winner_is_that_of_multiplesystemsestimation(name, key, order):
    entry, table = expected()[name][key], published(name)
    ranked = rank_models(table.in_canonical_order(), order, 100)
    assert ranked.sizes[0] == pytest.approx(entry["popest"], rel=1e-6)
    assert ranked.bic[0] == pytest.approx(entry["BIC"], rel=1e-9)
    # The number of models with an identifiable estimate: the package asks a program for each.
    assert ranked.n_models == entry["n_models"]
    found = bic(table, order=order, replicates=20)
    assert found.value == pytest.approx(entry["popest"], rel=1e-6)
    assert reordered_names(found.terms) == interactions_of(entry["model"], table.lists)


@pytest.mark.parametrize("name", [n for n in NAMES if "2" in expected()[n].get("closedpMS", {})])
def test_the_best_five_are_those_of_rcapture(name):
    entry, table = expected()[name]["closedpMS"]["2"], published(name)
    ranked = rank_models(table.in_canonical_order(), 2, 100)
    for place, model in enumerate(entry["top5_BIC"]):
        if name in ("Artificial_3", "Korea"):  # R ranks models that have no estimate among them
            continue
        assert ranked.bic[place] == pytest.approx(model["BIC"], rel=1e-8)
        assert ranked.sizes[place] == pytest.approx(model["abundance"], rel=1e-6)
    assert ranked.bic[0] >= entry["best_BIC"]["BIC"] - 1e-6


def test_rcaptures_winner_for_artificial_3_has_no_estimate():
    # Its abundance is 1.4e13 with a standard error of 8e17: where glm stopped running away.
    table = published("Artificial_3")
    assert expected()["Artificial_3"]["closedpMS"]["2"]["best_BIC"]["model"] == "[12,3]"
    assert existence(table, [3]) is Existence.DOES_NOT_EXIST
    assert bic_size(table) == pytest.approx(expected()["Artificial_3"]["main"]["est"], rel=1e-6)


def test_the_interval_is_that_of_the_package_within_the_error_of_both():
    limits = expected()["Korea"]["bic_boot"]["bca_last"]
    found = bic(published("Korea"), replicates=1000, rng=np.random.default_rng(87))
    error = found.monte_carlo
    assert abs(found.lower - limits["0.025"]) < 2.5 * math.sqrt(2) * error.lower
    assert abs(found.upper - limits["0.975"]) < 2.5 * math.sqrt(2) * error.upper


@pytest.mark.slow
@pytest.mark.parametrize(
    ("order", "value", "lower", "upper"), [(2, 22991, 11456, 43894), (3, 25311, 11168, 56052)]
)
def test_published_intervals_come_out(order, value, lower, upper):
    # Silverman, Chan & Vincent 2024, table 6, UK data with five lists.
    found = bic(published("UKdat_5"), order=order, replicates=4000, rng=np.random.default_rng(87))
    assert round(found.value) == value
    # How many replicates the paper drew is not known: 1,000 are taken for its own error.
    theirs = bic(published("UKdat_5"), order=order, replicates=1000).monte_carlo
    assert abs(found.lower - lower) < 3 * math.hypot(found.monte_carlo.lower, theirs.lower)
    assert abs(found.upper - upper) < 3 * math.hypot(found.monte_carlo.upper, theirs.upper)


@pytest.mark.slow
def test_eight_lists_have_an_answer():
    # 2**28 models: the stepwise model of the published analysis has the lowest BIC.
    found = bic(published("NewOrl_185"), replicates=50)
    assert found.terms == ("D:E",)
    assert round(found.value) == 1184
    assert "search-cut-short" not in {notice.code for notice in found.notices}


def test_every_sample_chooses_among_the_best_models_anew():
    table = published("Korea").in_canonical_order()
    kept = np.flatnonzero(table.counts)
    rng = np.random.default_rng(11)
    found = bic(table, replicates=40, rng=np.random.default_rng(11))
    shares = table.counts[kept] / table.observed
    drawn = rng.multinomial(table.observed, shares, size=40)
    ranked = rank_models(table, 2, 100)
    winners = []
    for sample, size in zip(drawn, found.draws, strict=True):
        counts = np.zeros_like(table.counts)
        counts[kept] = sample
        best, winner = None, None
        for place in range(6):  # all that this table has, the one without interactions among them
            again, model = table.with_counts(counts), ranked.interactions(place)
            if existence(again, model) is Existence.EXISTS:
                fit = fit_model(again, model)
                if best is None or fit.bic < best.bic - 1e-9:
                    best, winner = fit, place
        assert size == pytest.approx(best.size, rel=1e-7)
        winners.append(winner)
    told = [model["share_of_samples"] for model in found.diagnostics["models"]]
    assert told == pytest.approx([winners.count(place) / 40 for place in range(6)])
    assert told[0] > 0


def test_samples_without_overlap_leave_the_interval_open():
    table = CaptureTable.from_histories(
        "ABC", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0)], [40, 30, 20, 1]
    )
    found = bic(table, replicates=500)
    assert found.upper is None
    assert found.diagnostics["replicates_without_bound"] > 100


def test_other_arrangements_of_the_same_table_give_the_same_interval():
    table = published("NewOrl_5_185")
    turned = CaptureTable(tuple("VWXYZ"), table.reordered((3, 0, 4, 1, 2)).counts)
    first = bic(table, replicates=100, rng=np.random.default_rng(5))
    second = bic(turned, replicates=100, rng=np.random.default_rng(5))
    assert (first.value, first.lower, first.upper) == (second.value, second.lower, second.upper)


def test_lists_kept_apart_do_not_interact():
    table = published("Western")
    i, j = next(
        (i, j) for i in range(5) for j in range(i + 1, 5)
        if table.overlap((1 << i) | (1 << j)) == 0
    )  # fmt: skip
    apart = CaptureTable(table.lists, table.counts, frozenset({(i, j)}))
    both = (1 << i) | (1 << j)
    for order in (2, 3):
        candidates = candidate_interactions(apart, order)
        assert not any(term & both == both for term in candidates)
    assert bic(apart, replicates=20).diagnostics["n_models"] <= 512


def test_two_lists_leave_independence_alone():
    # Petersen's 30 x 20 / 10 of the lists of 40 and 30.
    table = CaptureTable.from_histories("AB", [(1, 0), (0, 1), (1, 1)], [30, 20, 10])
    found = bic(table, replicates=50)
    assert found.value == pytest.approx(40 * 30 / 10)
    assert found.diagnostics["models_without_estimate"] == 1


def test_an_order_of_nothing_and_empty_tables_are_refused():
    with pytest.raises(UsageError, match="order of 0"):
        bic(published("Korea"), order=0)
    with pytest.raises(NotEstimableError):
        bic(CaptureTable.from_histories("AB", [(1, 0), (0, 1)], [3, 4]))


@pytest.mark.parametrize(("order", "top", "fits"), [(1, 1, True), (0, 1, False), (1, 0, False),
                                                    (2, 1, True), (0, 0, False)])  # fmt: skip
def test_an_order_and_a_number_of_models_are_one_at_least(order, top, fits):
    table = published(NAMES[0])
    if fits:
        assert _ready(table, order, top)[0].observed == table.observed
        return
    with pytest.raises(UsageError, match="both are at least 1"):
        _ready(table, order, top)


@pytest.mark.parametrize(
    ("undecided", "sure_of", "models", "top", "codes"),
    [
        (0, 5, 5, 5, []),
        (None, 5, 5, 5, []),
        (2, 5, 5, 5, ["models-undecided"]),
        (0, 4, 5, 5, ["search-cut-short"]),
        (0, 4, 5, 4, []),
        (0, 4, 4, 9, []),
        (1, 3, 9, 4, ["models-undecided", "search-cut-short"]),
    ],
)
def test_models_that_are_left_out_or_not_surely_the_best_are_told(
    undecided, sure_of, models, top, codes
):
    ranked = SimpleNamespace(undecided=undecided, sure_of=sure_of, models=np.zeros(models))
    assert [one.code for one in _left_out(ranked, top)] == codes


def test_the_range_is_that_of_the_models_within_ten_of_the_best():
    ranked = SimpleNamespace(
        bic=np.array([5.0, 12.0, 15.0, 15.1]), sizes=np.array([300.0, 500.0, 200.0, 900.0])
    )
    assert _range(ranked) == [200.0, 500.0]


@pytest.mark.parametrize(
    ("n", "without", "told"),
    [(7, 2, {"n_models": 7, "models_without_estimate": 2}), (None, 2, {}), (7, None, {})],
)
def test_numbers_of_models_are_told_where_all_were_fitted(n, without, told):
    assert _counts(SimpleNamespace(n_models=n, without_estimate=without)) == told
