import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from measure87.estimate.multiple_lists import CaptureTable
from measure87.vocabulary.errors import DataError

LISTS = ("A", "B", "C")


def table(counts, **options) -> CaptureTable:
    histories = [[h >> j & 1 for j in range(3)] for h in range(1, 8)]
    return CaptureTable.from_histories(LISTS, histories, counts, **options)


def test_rows_with_the_same_history_are_summed():
    made = CaptureTable.from_histories("AB", [[1, 0], [0, 1], [1, 0], [1, 1]], [2, 3, 4, 5])
    assert made.counts.tolist() == [6, 3, 5]
    assert made.list_totals.tolist() == [11, 8]
    assert made.observed == 14


def test_dropping_a_list_forgets_those_on_it_alone():
    made = table([1, 2, 3, 4, 5, 6, 7]).without_list("A")
    # histories of A B C: C alone 4 + A and C 5; B alone 2 + 3; B and C 6 + 7
    assert made.lists == ("B", "C")
    assert made.counts.tolist() == [5, 9, 13]


def test_merging_two_lists_keeps_everybody():
    made = table([1, 2, 3, 4, 5, 6, 7]).merging("A", "C")
    assert made.lists == ("A+C", "B")
    # A or C without B: 1 + 4 + 5; B alone: 2; A or C with B: 3 + 6 + 7
    assert made.counts.tolist() == [10, 2, 16]


def test_histories_of_lists_kept_apart_are_impossible():
    made = table([1, 2, 0, 4, 5, 6, 0], apart=[("B", "A")])
    assert made.apart == {(0, 1)}
    assert made.possible.tolist() == [True, True, False, True, True, True, False]
    assert made.merging("A", "B").apart == frozenset()
    assert made.without_list("C").apart == {(0, 1)}


@given(
    counts=hnp.arrays(np.int64, 15, elements=st.integers(0, 3)),
    order=st.permutations(range(4)),
)
def test_the_canonical_order_does_not_depend_on_the_order_given(counts, order):
    first = CaptureTable(("a", "b", "c", "d"), counts, frozenset({(0, 2)}))
    second = first.reordered(order)
    one, other = first.in_canonical_order(), second.in_canonical_order()
    assert one.counts.tolist() == other.counts.tolist()
    assert one.apart == other.apart


@given(counts=hnp.arrays(np.int64, 15, elements=st.integers(0, 3)), order=st.permutations(range(4)))
def test_reordering_keeps_who_is_on_which_list(counts, order):
    first = CaptureTable(("a", "b", "c", "d"), counts)
    second = first.reordered(order)
    assert dict(zip(first.lists, first.list_totals, strict=True)) == dict(
        zip(second.lists, second.list_totals, strict=True)
    )


@pytest.mark.parametrize(
    ("histories", "counts", "code", "said"),
    [
        ([[1, 2]], [1], "not-zero-or-one", "a number"),
        ([[1, float("nan")]], [1], "not-zero-or-one", "no finite number"),
        ([[1, 0]], [1.5], "count-not-whole", "a number"),
        ([[1, 0]], [-1], "count-not-whole", "a negative number"),
        ([[0, 0]], [3], "on-no-list", "3"),
        ([[1, 0, 1]], [3], "wrong-shape", "(1, 3)"),
    ],
)
def test_bad_tables_are_refused_with_what_is_wrong(histories, counts, code, said):
    with pytest.raises(DataError) as found:
        CaptureTable.from_histories("AB", histories, counts)
    assert found.value.code == code
    assert said in found.value.text


def test_persons_on_two_lists_said_to_share_nobody_are_refused():
    with pytest.raises(DataError, match="3 persons are on both"):
        table([0, 0, 3, 0, 0, 0, 0], apart=[("A", "B")])


@pytest.mark.parametrize(
    ("apart", "still"), [({(0, 2)}, set()), ({(1, 2)}, set()), ({(0, 2), (1, 2)}, {"C"})]
)
def test_a_merged_list_excludes_another_where_both_of_its_parts_do(apart, still):
    counts = np.array([9, 8, 7, 6, 0 if (0, 2) in apart else 3, 0 if (1, 2) in apart else 2, 0])
    merged = CaptureTable(tuple("ABC"), counts, frozenset(apart)).merging("A", "B")
    excluded = {name for pair in merged.apart for name in (merged.lists[k] for k in pair)}
    assert excluded & {"C"} == still
