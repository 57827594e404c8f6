"""What a capture table may be made of, and what withheld cells of lists kept apart may hold."""

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.capture.table_entries import (
    names_of_lists,
    places_of_pair,
    whole_numbers,
    zeros_and_ones,
)
from measure87.vocabulary.errors import DataError

NAMES = ("A", "B", "C")


def refusal(function, *given):
    with pytest.raises(DataError) as caught:
        function(*given)
    return caught.value


def test_sixteen_lists_are_the_most_and_one_the_fewest():
    sixteen = [f"list {k}" for k in range(16)]
    assert names_of_lists(sixteen) == tuple(sixteen)
    assert names_of_lists(["A"]) == ("A",)
    assert refusal(names_of_lists, [*sixteen, "one more"]).code == "too-many-lists"
    assert refusal(names_of_lists, []).code == "no-lists"


def test_a_list_is_named_once():
    error = refusal(names_of_lists, ["A", "B", "A", "C"])
    assert (error.code, error.text) == ("duplicate-list", "list 'A' appears 2 times")


@pytest.mark.parametrize(("first", "second"), [("A", "C"), ("C", "A")])
def test_a_pair_is_told_by_its_places_the_earlier_first(first, second):
    assert places_of_pair(NAMES, first, second) == (0, 2)


def test_a_pair_is_of_two_lists_that_there_are():
    assert refusal(places_of_pair, NAMES, "A", "D").text == "no list is named 'D'"
    assert refusal(places_of_pair, NAMES, "D", "A").text == "no list is named 'D'"
    assert refusal(places_of_pair, NAMES, "B", "B").code == "list-excludes-itself"


def test_histories_are_of_zeros_and_ones_of_every_list():
    found = zeros_and_ones([[1.0, 0.0, True], [0, 1, False]], NAMES)
    assert found.tolist() == [[1, 0, 1], [0, 1, 0]]
    assert found.dtype == np.int64
    for shape in ([[1, 0]], [1, 0, 1], [[1, 0, 1, 0]]):
        assert refusal(zeros_and_ones, shape, NAMES).code == "wrong-shape"


def test_an_entry_that_is_neither_is_told_by_its_row_and_list():
    error = refusal(zeros_and_ones, [[1, 0, 1], [0, 2, -1]], NAMES)
    assert error.text.startswith("list 'B' holds ")
    assert "at row 2;" in error.text
    assert error.hint.startswith("2 entries")


def test_counts_are_whole_numbers_of_persons_one_a_row():
    assert whole_numbers([0.0, 3, 12], 3).tolist() == [0, 3, 12]
    for counts in ([1, 2], [[1, 2, 3]], [1, 2, 3, 4]):
        assert refusal(whole_numbers, counts, 3).code == "wrong-shape"


@pytest.mark.parametrize("bad", [-1.0, 0.5, float("nan"), float("inf")])
def test_other_counts_are_told_by_the_first_row(bad):
    error = refusal(whole_numbers, [1.0, bad, bad], 3)
    assert error.code == "count-not-whole"
    assert "at row 2 " in error.text


def withheld(suppressed):
    """Three lists, of which A and B share nobody; some cells are withheld, by their bounds."""
    rows = [[history >> place & 1 for place in range(3)] for history in range(1, 8)]
    counts = np.array([1, 2, 0, 4, 5, 6, 0])
    for history in suppressed:
        counts[history - 1] = 0
    return CaptureTable.from_histories(
        NAMES, rows, counts, apart=[("B", "A")], suppressed=suppressed
    )


def test_a_withheld_cell_of_two_lists_kept_apart_holds_nobody():
    """Cells 3 (A and B) and 7 (all) cannot be; of 1, 5 and 6 one of the two is not on."""
    ranges = {1: (1, 4), 3: (0, 4), 5: (1, 4), 6: (1, 4), 7: (0, 4)}
    made = withheld(ranges)
    assert made.apart == {(0, 1)}
    assert made.suppressed == {1: (1, 4), 5: (1, 4), 6: (1, 4)}
    for history in (3, 7):
        with pytest.raises(DataError, match="1 withheld cells of both hold somebody"):
            withheld({history: (1, 4), 5: (1, 4)})
    with pytest.raises(DataError, match="2 withheld cells"):
        withheld({3: (2, 4), 7: (1, 4)})


def test_persons_on_no_list_were_not_observed():
    rows = [[0, 0], [1, 0], [0, 1], [0, 0]]
    assert CaptureTable.from_histories("AB", rows, [0, 2, 3, 0]).observed == 5
    with pytest.raises(DataError, match="4 persons are on no list"):
        CaptureTable.from_histories("AB", rows, [3, 2, 3, 1])
    with pytest.raises(DataError, match="1 person is on no list"):
        CaptureTable.from_histories("AB", rows, [0, 2, 3, 1])
