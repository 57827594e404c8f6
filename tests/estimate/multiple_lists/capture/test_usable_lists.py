from itertools import permutations

import numpy as np
import pytest
from scipy import special

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.capture.usable_lists import (
    _chance_of_all,
    _identical,
    _nested,
    refuse_list_of_everybody,
    usable_lists,
)
from measure87.estimate.multiple_lists.intervals.log_normal import log_normal_limits, log_normal_sd
from measure87.vocabulary.errors import DataError


def test_lists_of_nobody_go_and_identical_lists_are_told():
    table = CaptureTable.from_histories(
        "ABCD", [[1, 1, 0, 0], [0, 0, 1, 0], [1, 1, 1, 0]], [4, 5, 1]
    )
    used, notices = usable_lists(table)
    assert used.lists == ("A", "B", "C")
    assert [notice.code for notice in notices] == ["empty-list", "identical-lists"]
    assert "'D'" in notices[0].text
    assert "'A' and 'B'" in notices[1].text


@pytest.mark.parametrize(
    ("counts", "at_least", "code"),
    [
        ([0, 0, 0], 2, "nobody"),
        ([3, 4, 0], 2, "no-overlap"),
        ([3, 0, 0], 2, "too-few-lists"),
        ([3, 4, 5], 3, "too-few-lists"),
    ],
)
def test_tables_that_no_method_can_use_are_refused(counts, at_least, code):
    with pytest.raises(NotEstimableError) as found:
        usable_lists(CaptureTable.from_histories("AB", [[1, 0], [0, 1], [1, 1]], counts), at_least)
    assert found.value.code == code


def test_suppressed_cells_must_be_filled_first():
    table = CaptureTable.from_histories("AB", [[1, 0], [0, 1]], [5, 5], suppressed={3: (1, 4)})
    with pytest.raises(DataError, match="1 cells are suppressed"):
        usable_lists(table)


def test_a_list_of_everybody_is_named():
    table = CaptureTable.from_histories("AB", [[1, 0], [1, 1]], [5, 5])
    with pytest.raises(NotEstimableError, match="list 'A' holds all 10"):
        refuse_list_of_everybody(table)


def test_log_normal_limits_are_symmetric_on_the_logarithm_and_never_below_the_observed():
    lower, upper = log_normal_limits(50, 100, 400, 0.95)
    assert 50 < lower < 150 < upper
    assert (upper - 50) / 100 == pytest.approx(100 / (lower - 50))
    assert log_normal_sd(100, 1) == pytest.approx(0.01, rel=1e-4)


@pytest.mark.parametrize(
    ("histories", "pairs"),
    [
        ([[1, 1, 0], [0, 0, 1]], [("A", "B")]),
        ([[1, 0, 1], [0, 1, 0]], [("A", "C")]),
        ([[0, 1, 1], [1, 0, 0]], [("B", "C")]),
        ([[1, 1, 0], [0, 1, 0], [0, 0, 1]], []),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], []),
        ([[1, 1, 1]], [("A", "B"), ("A", "C"), ("B", "C")]),
    ],
)
def test_two_lists_are_identical_that_have_the_same_persons(histories, pairs):
    """As many persons on each are not enough."""
    table = CaptureTable.from_histories("ABC", histories, [20] * len(histories))
    told = [one.text for one in _identical(table)]
    assert len(told) == len(pairs)
    for text, (first, second) in zip(told, pairs, strict=True):
        assert text.startswith(f"lists '{first}' and '{second}' hold the same 20 persons")


def referred(seed=1, chance=0.1, within=True):
    """3,000 persons on lists A, C, and E, which has everybody of A, or none because of A."""
    rng = np.random.default_rng(seed)
    on_a, on_c, other = (rng.random(3000) < share for share in (chance, 0.08, 0.05))
    rows = np.column_stack([on_a, (on_a | other) if within else other, on_c]).astype(int)
    rows = rows[rows.any(axis=1)]
    return CaptureTable.from_histories("AEC", rows, np.ones(len(rows), dtype=int))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_list_within_another_is_told(order):
    table = referred().reordered(order)
    n = int(table.list_totals[table.lists.index("A")])
    _, notices = usable_lists(table)
    assert [notice.code for notice in notices] == ["nested-lists"]
    assert notices[0].text.startswith(f"all {n} persons on list 'A' are on list 'E' too; ")


def test_lists_of_which_one_was_not_made_from_the_other_are_not_told():
    assert not _nested(referred(within=False))


def test_few_persons_within_a_long_list_are_not_told():
    """One or two on a list of nearly everybody is what chance does."""
    histories = [[1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 1]]
    assert not _nested(CaptureTable.from_histories("AEC", histories, [2, 200, 80, 20]))
    assert len(_nested(CaptureTable.from_histories("AEC", histories, [60, 200, 80, 20]))) == 1


def test_the_same_persons_are_identical_and_not_nested():
    histories = [[1, 1, 0], [0, 0, 1], [1, 1, 1]]
    table = CaptureTable.from_histories("AEC", histories, [60, 200, 8])
    assert [notice.code for notice in usable_lists(table)[1]] == ["identical-lists"]


def test_the_chance_that_a_list_lies_within_another_is_that_of_draws():
    """By drawing chances that agree with 2 of 10, and five persons with each."""
    table = CaptureTable.from_histories(
        "AEC", [[1, 1, 0], [0, 1, 1], [0, 0, 1], [0, 1, 0]], [5, 2, 8, 30]
    )
    rng = np.random.default_rng(5)
    chances = rng.random(2_000_000)
    agree = chances[rng.binomial(10, chances) == 2]
    drawn = float(np.mean(agree**5))
    assert _chance_of_all(table, 0, 1) == pytest.approx(drawn, rel=0.03)


@pytest.mark.parametrize(
    ("counts", "at_least", "said"),
    [
        ([3, 0, 0], 2, "1 list holds somebody; 2 are"),
        ([3, 4, 5], 3, "2 lists hold somebody; 3 are"),
    ],
)
def test_how_many_lists_hold_somebody_is_told(counts, at_least, said):
    with pytest.raises(NotEstimableError, match=said):
        usable_lists(CaptureTable.from_histories("AB", [[1, 0], [0, 1], [1, 1]], counts), at_least)


@pytest.mark.parametrize(("inner", "outer", "third"), list(permutations(range(3))))
def test_those_on_a_third_list_tell_by_what_chance_a_list_lies_within_another(inner, outer, third):
    """Four of ten on the third list are on the outer: three more all are by B(8, 7) / B(5, 7)."""
    histories = np.zeros((4, 3), dtype=int)
    histories[[0, 1, 1, 2, 2, 3], [third, third, outer, inner, outer, outer]] = 1
    table = CaptureTable.from_histories("ABC", histories, [6, 4, 3, 9])
    wanted = special.beta(8, 7) / special.beta(5, 7)
    assert _chance_of_all(table, inner, outer) == pytest.approx(wanted, rel=1e-9)
