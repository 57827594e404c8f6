import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.trust.linkage_error import (
    with_matches_added,
    with_matches_undone,
)
from measure87.estimate.multiple_lists.trust.panel import _median_refit, overlap_of, trust_panel


def first_two(table: CaptureTable) -> float:
    """Lincoln and Petersen's figure from the first two lists, as a method to be shaken."""
    both = table.overlap(3)
    if not both:
        raise NotEstimableError("the first two lists share nobody", code="no-overlap")
    totals = table.list_totals
    return float(max(totals[0] * totals[1] / both, table.observed))


def independent_lists(size: int, chances: tuple[float, ...], seed: int = 87) -> CaptureTable:
    rng = np.random.default_rng(seed)
    on = rng.random((size, len(chances))) < chances
    seen = on[on.any(axis=1)]
    names = "ABCDEF"[: len(chances)]
    return CaptureTable.from_histories(names, seen, np.ones(len(seen)))


def panel(table: CaptureTable):
    methods = {"two": first_two}
    return trust_panel(table, methods, {"two": first_two(table)}, rng=np.random.default_rng(1))


@pytest.mark.slow
def test_the_size_of_a_known_list_comes_back_where_lists_are_independent():
    found = panel(independent_lists(200_000, (0.3, 0.4, 0.3)))
    assert [entry.name for entry in found.known_lists] == ["A", "B", "C"]
    for entry in found.known_lists:
        assert entry.values["two"] == pytest.approx(entry.known, rel=0.03)
        assert entry.seen_by_others < entry.known


def test_a_list_that_holds_nobody_is_none_whose_size_the_others_tell():
    found = panel(independent_lists(2_000, (0.3, 0.4, 0.3, 0.0)))
    assert [entry.name for entry in found.known_lists] == ["A", "B", "C"]


def test_strata_are_changed_and_refitted_each_by_itself():
    strata = [independent_lists(20_000, chances, seed)
              for seed, chances in enumerate([(0.3, 0.4, 0.3), (0.1, 0.05, 0.2)])]  # fmt: skip
    whole = strata[0].with_counts(strata[0].counts + strata[1].counts)
    figure = sum(first_two(part) for part in strata)
    found = trust_panel(whole, {"two": first_two}, {"two": figure},
                        rng=np.random.default_rng(1), strata=strata)  # fmt: skip
    for entry in found.without:
        (name,) = entry.lists
        wanted = [first_two(part.without_list(name)) for part in strata]
        assert entry.values["two"] == pytest.approx(sum(wanted))
        assert entry.observed == whole.without_list(name).observed
    for known in found.known_lists:
        wanted = [first_two(part.among(known.name)) for part in strata]
        assert known.values["two"] == pytest.approx(sum(wanted))
        assert known.known == whole.list_totals["ABC".index(known.name)]
    undone = {entry.share: entry.values["two"] for entry in found.linkage
              if entry.kind == "matches-undone"}  # fmt: skip
    assert undone[0.1] == pytest.approx(figure / 0.9, rel=0.05)
    assert first_two(whole) < 0.9 * figure  # what all in one would have been compared with


def test_among_a_list_only_those_on_another_are_seen():
    table = CaptureTable(("A", "B", "C"), np.array([1, 2, 3, 4, 5, 6, 7]))
    among = table.among("B")
    assert among.lists == ("A", "C")
    # with B: A 3, C 6, A and C 7; B alone 2 is unseen
    assert among.counts.tolist() == [3, 6, 7]


def test_the_offset_multiplies_those_on_no_list():
    table = independent_lists(5_000, (0.3, 0.4, 0.3))
    value = first_two(table)
    by_factor = {offset.factor: offset.values["two"] for offset in panel(table).offsets}
    assert by_factor[1.0] == pytest.approx(value)
    assert by_factor[2.0] == pytest.approx(2 * value - table.observed)


def test_an_odds_ratio_of_independent_lists_is_near_one_and_needs_all_cells():
    table = independent_lists(200_000, (0.3, 0.4, 0.3))
    ratio = overlap_of(table, 0, 1).odds_ratio
    assert ratio == pytest.approx(1, abs=0.05)
    two = independent_lists(1_000, (0.3, 0.4))
    assert overlap_of(two, 0, 1).odds_ratio is None


def test_methods_without_an_answer_are_named_with_the_reason():
    table = CaptureTable(("A", "B", "C"), np.array([10, 20, 5, 15, 0, 5, 0]))
    found = panel(table)
    merged = {entry.lists: entry for entry in found.merged}
    assert merged["A", "B"].values  # A or B against C shares five
    without = {entry.lists: entry for entry in found.without}
    assert without["B",].refused == {"two": "the first two lists share nobody"}


def test_two_lists_have_no_parts_that_need_three():
    found = panel(independent_lists(1_000, (0.3, 0.4)))
    assert (found.without, found.merged, found.known_lists) == ((), (), ())
    assert len(found.overlaps) == 1


def test_undoing_matches_raises_and_adding_them_lowers_the_figure():
    table = independent_lists(50_000, (0.3, 0.4, 0.3))
    value = first_two(table)
    linkage = {(entry.kind, entry.share): entry.values["two"] for entry in panel(table).linkage}
    # With a share s of the overlap undone, Petersen's figure is divided by about 1 - s.
    assert linkage["matches-undone", 0.1] == pytest.approx(value / 0.9, rel=0.05)
    assert linkage["matches-added", 0.1] == pytest.approx(value * 0.9, rel=0.05)


@given(
    counts=hnp.arrays(np.int64, 15, elements=st.integers(0, 20)),
    share=st.floats(0.01, 0.5),
    seed=st.integers(0, 1000),
)
def test_matching_anew_keeps_every_entry_on_every_list(counts, share, seed):
    table = CaptureTable(("a", "b", "c", "d"), counts)
    rng = np.random.default_rng(seed)
    undone, added = (f(table, share, rng) for f in (with_matches_undone, with_matches_added))
    assert undone.list_totals.tolist() == table.list_totals.tolist()
    assert added.list_totals.tolist() == table.list_totals.tolist()
    assert undone.observed >= table.observed >= added.observed
    assert (undone.counts >= 0).all()
    assert (added.counts >= 0).all()


def test_methods_that_are_not_quick_are_not_refitted_to_draws_of_matches():
    table = independent_lists(2_000, (0.3, 0.4, 0.3))
    methods = {"two": first_two, "seen": lambda one: float(one.observed)}
    values = {name: method(table) for name, method in methods.items()}
    rng = np.random.default_rng(1)
    found = trust_panel(table, methods, values, rng=rng, quick={"two"})
    assert {tuple(one.values) for one in found.linkage} == {("two",)}
    assert {tuple(one.values) for one in found.without} == {("two", "seen")}
    every = trust_panel(table, methods, values, rng=rng)
    assert {tuple(one.values) for one in every.linkage} == {("two", "seen")}


def test_an_odds_ratio_is_stated_where_it_is_a_number():
    """Among those on C: 4 on both others, 3 and 5 on one, and 6 on neither: 4 x 6 / (3 x 5)."""
    counts = {1: 9, 2: 9, 3: 9, 4: 6, 5: 3, 6: 5, 7: 4}
    table = CaptureTable(("A", "B", "C"), np.array([counts[one] for one in range(1, 8)]))
    stated = panel(table).stated().overlaps
    assert (stated[0].lists, stated[0].both) == (["A", "B"], 13)
    assert stated[0].odds_ratio == pytest.approx(24 / 15)
    apart = CaptureTable(("A", "B", "C"), np.array([9, 9, 9, 6, 0, 5, 4]))
    assert panel(apart).stated().overlaps[0].odds_ratio is None


def test_a_median_needs_a_figure_in_more_than_half_of_the_draws():
    """Without anybody on A and B there is none; with 2 of 10 and 10 there are 50."""
    with_both = CaptureTable(("A", "B", "C"), np.array([8, 8, 2, 5, 0, 0, 0]))
    without = CaptureTable(("A", "B", "C"), np.array([8, 8, 0, 5, 0, 0, 0]))
    methods = {"two": first_two}
    half = _median_refit("matches-undone", 0.1, [[with_both], [without]], methods)
    assert (half.values, half.refused) == ({}, {"two": "the first two lists share nobody"})
    more = _median_refit("matches-undone", 0.1, [[with_both], [without], [with_both]], methods)
    assert (more.values, more.refused) == ({"two": 50.0}, {})
