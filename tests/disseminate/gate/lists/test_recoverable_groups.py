"""Of how many lists all sets are looked at, of how many those of three, and those of two."""

from itertools import product

import numpy as np
import pytest

from measure87.disseminate.gate.lists.recoverable import _groups


@pytest.mark.parametrize(("lists", "largest"), [(2, 2), (6, 6), (7, 7), (8, 3), (10, 3), (11, 2)])
def test_the_largest_set_of_lists_is_as_large_as_there_is_time_for(lists, largest):
    histories = np.array([1, (1 << lists) - 1])
    found = list(_groups(lists, histories))
    cells = 0 if largest == lists else len(histories)
    sets = {
        (on, off)
        for signs in product((0, 1, 2), repeat=lists)
        for on in [sum(1 << j for j, sign in enumerate(signs) if sign == 1)]
        for off in [sum(1 << j for j, sign in enumerate(signs) if sign == 2)]
        if on and (on | off).bit_count() <= largest
    }
    assert set(found[: len(found) - cells]) == sets
    assert len(found) == len(sets) + cells
