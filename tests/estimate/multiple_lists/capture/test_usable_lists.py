import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.capture.usable_lists import (
    _identical,
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
