"""Which groups of a measure hold everybody of another: the parts of it that leave nobody.

Taken from all respondents, hidden ones too: that the two sexes are everybody, a reader knows.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.disseminate.gate.audit.seen import Measure, Seen
from measure87.disseminate.gate.tables.boxes import Box, Dimensions
from measure87.disseminate.gate.tables.geometry import Nesting, nesting


@dataclass(frozen=True)
class Exhaustive:
    """A group of a measure, and groups in it that leave nobody."""

    measure: Measure
    whole: Box
    parts: tuple[Box, ...]


def exhaustive_groups(
    seen: Sequence[Seen], dims: Dimensions, sizes: Mapping[int, int]
) -> tuple[Exhaustive, ...]:
    """Every split without a rest, and every group that is as large as one around it.

    Parameters
    ----------
    seen
        Before anything is hidden.
    dims
        Of all groups.
    sizes : persons
        Of each figure that has counts, by position in `seen`. Of a group without (an earlier
        release hid it) the listed parts are taken to be all.
    """
    by_measure: dict[Measure, list[int]] = {}
    for k, one in enumerate(seen):
        by_measure.setdefault(one.measure, []).append(k)
    found: list[Exhaustive] = []
    done: dict[tuple[Hashable, ...], Nesting] = {}
    for measure, at in by_measure.items():
        boxes = [dims.box(seen[k].group) for k in at]
        keys = tuple(frozenset(box.sides.items()) for box in boxes)
        if len(set(keys)) < len(keys):
            continue  # two samples under one name: nothing adds up
        if keys not in done:
            done[keys] = nesting(dims, boxes)
        n = np.array([sizes.get(k, np.nan) for k in at], dtype=float)
        found += [
            Exhaustive(measure, boxes[line.parent], tuple(boxes[k] for k in line.children))
            for line in done[keys].lines
            if np.isnan(n[line.parent]) or n[line.parent] == n[list(line.children)].sum()
        ]
        same = done[keys].inside & (n[:, None] == n[None, :])
        found += [
            Exhaustive(measure, boxes[int(i)], (boxes[int(j)],))
            for i, j in zip(*np.nonzero(same), strict=True)
        ]
    return tuple(found)
