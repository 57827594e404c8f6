import json
from itertools import combinations
from math import lgamma
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.bayesian.decomposable import (
    _NO_BOUND,
    PriorVariant,
    _notices,
    _variants,
    decomposable,
)
from measure87.vocabulary.errors import DataError, UsageError

REFERENCE = Path(__file__).parents[3] / "reference" / "lists_bayes" / "expected.json"
EXPECTED = json.loads(REFERENCE.read_text(encoding="utf-8"))
WITH_DGA = [name for name, entry in EXPECTED.items() if "dga" in entry]
QUICK = {"other_deltas": ()}


def table(name, **options):
    entry = EXPECTED[name]
    return CaptureTable.from_histories(
        entry["lists"], entry["histories"], entry["counts"], **options
    )


def grid_of_r(entry):
    """The numbers of unseen at which R was asked."""
    found = entry["dga"]["dga"]
    return np.round(np.linspace(1, found["Nmissing_max"], found["grid"]))


# Reference: R dga 2.0.2, tests/reference/lists_bayes. Same arithmetic, on the same grid.
@pytest.mark.parametrize("name", WITH_DGA)
def test_on_the_grid_of_r_everything_is_that_of_r(name):
    want = EXPECTED[name]["dga"]["dga"]
    got = decomposable(table(name), unseen=grid_of_r(EXPECTED[name]), **QUICK)
    assert got.value == want["median"]
    assert (got.lower, got.upper) == (want["lo95"], want["hi95"])
    assert got.diagnostics["graphs"] == EXPECTED[name]["dga"]["n_graphs"]
    assert got.diagnostics["delta"] == want["delta"]
    top = [graph["probability"] for graph in got.diagnostics["top_graphs"]]
    assert top == pytest.approx(want["top_graph_post"], rel=1e-8)


@pytest.mark.parametrize("name", WITH_DGA)
def test_with_one_prior_person_per_cell_the_answer_is_that_of_r(name):
    want = EXPECTED[name]["dga"]["dga_delta1"]
    got = decomposable(table(name), delta=1.0, unseen=grid_of_r(EXPECTED[name]), **QUICK)
    assert (got.value, got.lower, got.upper) == (want["median"], want["lo95"], want["hi95"])


@pytest.mark.parametrize("name", WITH_DGA)
def test_at_every_whole_number_the_answer_differs_by_what_the_grid_leaves_out(name):
    want = EXPECTED[name]["dga"]["dga"]
    got = decomposable(table(name), **QUICK)
    wanted = [want["median"], want["lo95"], want["hi95"]]
    assert [got.value, got.lower, got.upper] == pytest.approx(wanted, rel=5e-3, abs=2)


def naive_log_posterior(counts, possible, k, joined_pairs, delta, unseen):
    """Log posterior of each graph and number of unseen, margin by margin from its cliques."""

    def log_margin(members, x):
        cells = {}
        for h in range(2**k):
            if possible[h]:
                key = tuple(h >> j & 1 for j in members)
                n, a = cells.get(key, (0, 0.0))
                cells[key] = (n + (x if h == 0 else int(counts[h])), a + delta)
        total_n = sum(n for n, _ in cells.values())
        total_a = sum(a for _, a in cells.values())
        return (
            lgamma(total_a)
            - lgamma(total_a + total_n)
            + sum(lgamma(a + n) - lgamma(a) for n, a in cells.values())
        )

    observed = int(counts[1:].sum())
    rows = []
    for cliques, separators in factors(k, joined_pairs):
        row = []
        for x in unseen:
            size = observed + x
            log = lgamma(size + 1) - lgamma(x + 1) - np.log(size)
            log += sum(log_margin(c, x) for c in cliques) - sum(
                log_margin(s, x) for s in separators
            )
            row.append(log)
        rows.append(row)
    return np.array(rows)


def factors(k, needed):
    """Cliques and separators of every decomposable graph, by maximal cliques and a tree."""
    pairs = list(combinations(range(k), 2))
    for code in range(2 ** len(pairs)):
        edges = {pairs[b] for b in range(len(pairs)) if code >> b & 1}
        if not needed <= edges:
            continue
        complete = [
            set(m)
            for size in range(1, k + 1)
            for m in combinations(range(k), size)
            if all(pair in edges for pair in combinations(m, 2))
        ]
        cliques = [c for c in complete if not any(c < d for d in complete)]
        order, separators = [cliques[0]], []
        rest = cliques[1:]
        while rest:  # a spanning tree of cliques with the largest intersections
            a, b = max(((a, b) for a in order for b in rest), key=lambda p: len(p[0] & p[1]))
            separators.append(sorted(a & b))
            order.append(b)
            rest.remove(b)
        # The tree is a junction tree just where the intersections add up.
        if sum(map(len, cliques)) - sum(map(len, separators)) == k:
            yield [sorted(c) for c in cliques], separators


@pytest.mark.few(2)
@pytest.mark.parametrize("apart", [(), (("A", "C"),), (("A", "B"), ("A", "D"))])
@pytest.mark.parametrize("delta", [None, 0.7])
def test_the_posterior_is_that_of_a_second_implementation(apart, delta):
    rng = np.random.default_rng(8)
    names = "ABCD"
    histories = [[h >> j & 1 for j in range(4)] for h in range(1, 16)]
    counts = rng.poisson([30 if sum(h) == 1 else 6 for h in histories])
    for a, b in apart:
        i, j = names.index(a), names.index(b)
        counts = np.array(
            [0 if h[i] and h[j] else c for h, c in zip(histories, counts, strict=True)]
        )
    lists = CaptureTable.from_histories(list(names), histories, counts, apart=list(apart))
    unseen = np.arange(1, 400)
    got = decomposable(lists, delta=delta, unseen=unseen, **QUICK)

    ordered = lists.in_canonical_order()
    possible = np.concatenate([[True], ordered.possible])
    log = naive_log_posterior(
        np.concatenate([[0], ordered.counts]),
        possible,
        4,
        set(ordered.apart),
        delta or 1 / possible.sum(),
        unseen,
    )
    mass = np.exp(log - log.max())
    share = mass.sum(axis=0).cumsum() / mass.sum()
    at = [int(lists.observed + unseen[np.searchsorted(share, p)]) for p in (0.5, 0.025, 0.975)]
    assert [got.value, got.lower, got.upper] == at
    chances = np.sort(mass.sum(axis=1) / mass.sum())[::-1][:5]
    top = [graph["probability"] for graph in got.diagnostics["top_graphs"]]
    assert top == pytest.approx(chances.tolist(), rel=1e-9)
    assert got.diagnostics["graphs"] == len(log)


def test_nodes_and_splines_give_what_every_whole_number_gives():
    for name in ("Spina_bifida", "HAV_Taiwan", "Korea", "Diabetes_Casale"):
        lists = table(name)
        got = decomposable(lists, **QUICK)
        every = decomposable(lists, unseen=np.arange(1, 30 * lists.observed + 1), **QUICK)
        assert (got.value, got.lower, got.upper) == (every.value, every.lower, every.upper)
        first, second = (r.diagnostics["top_graphs"] for r in (got, every))
        assert [g["joined"] for g in first] == [g["joined"] for g in second]
        # The sum beyond 100 unseen is taken as an integral.
        probabilities = [[g["probability"] for g in top] for top in (first, second)]
        assert probabilities[0] == pytest.approx(probabilities[1], rel=5e-6, abs=1e-9)


def test_a_sharp_posterior_far_from_zero_is_not_missed():
    histories = [[h >> j & 1 for j in range(3)] for h in range(1, 8)]
    counts = [96_000, 96_000, 384_000, 96_000, 384_000, 384_000, 1_536_000]
    got = decomposable(CaptureTable.from_histories(["A", "B", "C"], histories, counts), **QUICK)
    # Independent lists that each hold four in five of 3,000,000 persons.
    assert got.value == pytest.approx(3_000_000, rel=1e-3)
    assert got.lower < got.value < got.upper < 3_010_000


def test_the_reader_is_told_when_the_prior_matters():
    codes = {notice.code for notice in decomposable(table("UKdat_5")).notices}
    assert {"prior-matters", "several-modes"} <= codes
    codes = {notice.code for notice in decomposable(table("HAV_Taiwan")).notices}
    assert {"prior-matters", "upper-limit-is-prior"} <= codes
    assert not decomposable(table("Spina_bifida")).notices


def test_other_priors_are_answered_beside():
    got = decomposable(table("UKdat_5"))
    priors = {row["prior"]: row for row in got.diagnostics["priors"]}
    alone = decomposable(table("UKdat_5"), delta=1.0, **QUICK)
    one = priors["weight 1 per cell"]
    assert (one["value"], one["lower"], one["upper"]) == (alone.value, alone.lower, alone.upper)
    assert one["value"] < got.lower


@pytest.mark.parametrize("name", ["UKdat_5", "Western", "UKdat"])
def test_the_order_and_the_names_of_lists_change_nothing(name):
    entry = EXPECTED[name]
    one = decomposable(table(name))
    order = np.random.default_rng(1).permutation(len(entry["lists"]))
    rows = np.random.default_rng(2).permutation(len(entry["counts"]))
    other = CaptureTable.from_histories(
        [f"list {j}" for j in order],
        np.array(entry["histories"])[rows][:, order],
        np.array(entry["counts"])[rows],
    )
    two = decomposable(other)
    assert (one.value, one.lower, one.upper) == (two.value, two.lower, two.upper)
    assert one.diagnostics["priors"] == two.diagnostics["priors"]
    np.testing.assert_array_equal(one.draws, two.draws)


def simple(counts, k=3, **options):
    histories = [[h >> j & 1 for j in range(k)] for h in range(1, 2**k)]
    return CaptureTable.from_histories(list("ABCDEFGH"[:k]), histories, counts, **options)


@pytest.mark.parametrize(
    ("lists", "code"),
    [
        (simple([5, 4, 0, 3, 0, 0, 0]), "no-overlap"),
        (simple([5, 4, 2], k=2), "too-few-lists"),
        (simple([0] * 7), "nobody"),
        (simple([20, 0, 15, 0, 12, 0, 9]), "list-of-everybody"),
        (simple([5, 4, 2, 0, 0, 0, 0]), "too-few-lists"),
        (simple([3] * 255, k=8), "too-many-lists"),
        (
            simple([5, 4, 0, 3, 0, 0, 0], apart=[("A", "B"), ("A", "C"), ("B", "C")]),
            "no-overlap",
        ),
    ],
)
def test_tables_that_say_nothing_are_refused(lists, code):
    with pytest.raises(NotEstimableError) as found:
        decomposable(lists)
    assert found.value.code == code


def test_lists_that_share_only_with_the_next_can_be_estimated():
    counts = [0] * 15
    for history, persons in ((1, 9), (2, 9), (4, 9), (8, 9), (3, 2), (6, 2), (12, 2)):
        counts[history - 1] = persons
    apart = {("A", "C"), ("A", "D"), ("B", "D")}
    got = decomposable(simple(counts, k=4, apart=sorted(apart)))
    assert got.lower < got.value < got.upper
    wanted = {f"{a}:{b}" for a, b in apart}
    assert all(wanted <= set(graph["joined"]) for graph in got.diagnostics["top_graphs"])


def test_a_list_of_nobody_is_left_out():
    with_empty = simple([9, 8, 4, 7, 3, 2, 1] + [0] * 8, k=4)
    without = simple([9, 8, 4, 7, 3, 2, 1])
    one, two = decomposable(with_empty), decomposable(without)
    assert (one.value, one.lower, one.upper) == (two.value, two.lower, two.upper)
    assert "empty-list" in {notice.code for notice in one.notices}


def test_lists_that_are_the_same_are_told():
    same = decomposable(simple([0, 0, 30, 25, 0, 0, 10]))
    assert "identical-lists" in {notice.code for notice in same.notices}
    assert np.isfinite([same.lower, same.value, same.upper]).all()


def test_suppressed_cells_must_be_filled_first():
    with pytest.raises(DataError) as found:
        decomposable(simple([9, 8, 0, 7, 3, 2, 1], suppressed={3: (1, 4)}))
    assert found.value.code == "suppressed-cells"


@pytest.mark.parametrize("delta", [0.0, -1.0, float("nan"), float("inf")])
def test_a_prior_weight_that_is_none_is_refused(delta):
    with pytest.raises(UsageError):
        decomposable(table("Korea"), delta=delta)


@pytest.mark.parametrize(
    ("size", "told"), [(119.0, False), (121.0, True), (84.0, False), (83.0, True)]
)
def test_a_prior_matters_from_a_fifth_more_or_a_sixth_less(size, told):
    """A hundred persons under the prior that was asked for."""
    other = PriorVariant("a weight of 0.5", size, size - 10.0, size + 10.0)
    codes = [notice.code for notice in _notices(100.0, 130.0, [other], [])]
    assert codes == (["prior-matters"] if told else [])


def test_other_ranges_of_the_unseen_have_their_medians_and_limits():
    found = SimpleNamespace(quantiles=lambda places, **_: 1000.0 * np.array(places))
    for one in _variants(found, 100, (0.025, 0.975)):
        assert list(vars(one).values())[1:] == pytest.approx([600.0, 125.0, 1075.0])


@pytest.mark.parametrize(("upper", "told"), [(1.1 * 130.0, False), (143.1, True)])
def test_the_bound_on_the_unseen_is_told_where_the_limit_is_more_than_a_tenth_higher(upper, told):
    free = PriorVariant(_NO_BOUND, 105.0, 95.0, upper)
    codes = [notice.code for notice in _notices(100.0, 130.0, [free], [])]
    assert codes == (["upper-limit-is-prior"] if told else [])
