"""How groups lie in groups: by arrays, and by asking every two of them."""

import numpy as np
import pytest

from measure87.disseminate.gate.tables.geometry import nesting
from tests.disseminate.gate.audit.test_cells import random_boxes


def share_in_both(dims, one, other):
    """Of the whole, if all pieces were of equal size."""
    share = 1.0
    for name in one.sides.keys() | other.sides.keys():
        whole = dims.pieces[name]
        share *= len(one.sides.get(name, whole) & other.sides.get(name, whole)) / len(whole)
    return share


@pytest.mark.parametrize("seed", range(10))
def test_the_nesting_of_boxes_is_what_every_two_of_them_say(seed):
    dims, boxes = random_boxes(np.random.default_rng(seed))
    boxes = list({tuple(sorted(box.sides.items())): box for box in boxes}.values())
    found = nesting(dims, boxes)
    for i, one in enumerate(boxes):
        for j, other in enumerate(boxes):
            assert found.inside[i, j] == (i != j and one.contains(other))
            assert found.overlap[i, j] == pytest.approx(share_in_both(dims, one, other))
