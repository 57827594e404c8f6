"""Lists on which nobody is alone are found where chance hardly does that."""

import numpy as np
import pytest

from measure87.estimate.multiple_lists.capture.adding_nobody import lists_adding_nobody
from measure87.estimate.multiple_lists.capture.table import CaptureTable


def clinic(seed=1, within=True):
    """3,000 persons on lists A, B, C, and D, to which the others refer or which anybody finds."""
    rng = np.random.default_rng(seed)
    found = rng.random((3000, 3)) < (0.25, 0.3, 0.2)
    last = (rng.random(3000) < 0.3) & (found.any(axis=1) | (not within))
    rows = np.column_stack([found, last]).astype(int)
    rows = rows[rows.any(axis=1)]
    return CaptureTable.from_histories("ABCD", rows, np.ones(len(rows), dtype=int))


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
def test_a_list_to_which_all_others_refer_is_found_with_its_persons(order):
    table = clinic().reordered(order)
    n = int(table.list_totals[table.lists.index("D")])
    assert lists_adding_nobody(table) == [("D", n)]
    assert not lists_adding_nobody(clinic(within=False))


def test_few_persons_of_whom_nobody_is_alone_are_not_found():
    """As few as chance puts on other lists; of those on A 40 in 140 are on a further one."""
    histories = [
        [1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [1, 0, 1, 0],
        [1, 0, 0, 1], [0, 1, 0, 1],
    ]  # fmt: skip
    persons = [100, 60, 20, 60, 20]
    few = CaptureTable.from_histories("ABCD", histories, [*persons, 1, 1])
    assert lists_adding_nobody(few) == []
    more = CaptureTable.from_histories("ABCD", histories, [*persons, 15, 15])
    assert lists_adding_nobody(more) == [("D", 30)]


def test_a_list_within_one_other_is_none_of_them():
    histories = [[1, 0, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1]]
    assert lists_adding_nobody(CaptureTable.from_histories("ABC", histories, [90, 60, 80, 9])) == []


def test_with_two_lists_there_is_no_further_one():
    table = CaptureTable.from_histories("AB", [[1, 0], [1, 1]], [90, 60])
    assert lists_adding_nobody(table) == []
