"""Which groups of a measure hold everybody of another: the parts of it that leave nobody.

Taken from all respondents, hidden ones too: that the two sexes are everybody, a reader knows.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.disseminate.gate.audit.seen import Measure, Seen
from measure87.disseminate.gate.tables.boxes import Box, Dimensions
from measure87.disseminate.gate.tables.geometry import Nesting, apart, nesting, splits
from measure87.disseminate.gate.tables.spans import Line
from measure87.disseminate.gate.tables.together import UNLISTED


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
        release hid it) the listed parts are taken to be all, unless it is known that they are not.
    """
    by_measure: dict[Measure, list[int]] = {}
    for k, one in enumerate(seen):
        by_measure.setdefault(one.measure, []).append(k)
    found: list[Exhaustive] = []
    done: dict[tuple[Hashable, ...], Nesting] = {}
    crossed: dict[tuple[Hashable, ...], list[Line]] = {}
    for measure, at in by_measure.items():
        boxes = [dims.box(seen[k].group) for k in at]
        keys = tuple(frozenset(box.sides.items()) for box in boxes)
        if len(set(keys)) < len(keys):
            continue  # two samples under one name: nothing adds up
        if keys not in done:
            done[keys] = nesting(dims, boxes)
            crossed[keys] = list(_crossed(boxes, done[keys]))
        n = np.array([sizes.get(k, np.nan) for k in at], dtype=float)
        taken_for_all = [
            line
            for line in done[keys].lines
            if np.isnan(n[line.parent])
            and _may_be_all(boxes[line.parent], [boxes[k] for k in line.children], dims)
        ]
        add_up = [
            line
            for line in (*done[keys].lines, *crossed[keys])
            if n[line.parent] == n[list(line.children)].sum()
        ]
        found += [
            Exhaustive(measure, boxes[line.parent], tuple(boxes[k] for k in line.children))
            for line in (*taken_for_all, *add_up)
        ]
        same = done[keys].inside & (n[:, None] == n[None, :])
        found += [
            Exhaustive(measure, boxes[int(i)], (boxes[int(j)],))
            for i, j in zip(*np.nonzero(same), strict=True)
        ]
    return tuple(found)


def _may_be_all(whole: Box, parts: Sequence[Box], dims: Dimensions) -> bool:
    """Whether the parts of a split hold all pieces of the whole that are known to be somebody's."""
    name = next(one for one, side in parts[0].sides.items() if whole.sides.get(one) != side)
    side = whole.sides.get(name, dims.pieces[name] if name in dims.complete else frozenset[str]())
    return side - {UNLISTED} <= frozenset[str]().union(*(part.sides[name] for part in parts))


def _crossed(boxes: Sequence[Box], nested: Nesting) -> Iterator[Line]:
    """Groups apart that cut one around them by two variables or more at once.

    The sexes by 5 to 17 years may be everybody though no group of 5 to 17 years is listed. Once
    the smallest groups are taken, once the largest, and once each with those that follow it.
    """
    held, overlap = nested.inside.sum(axis=1), nested.overlap
    for parent, whole in enumerate(boxes):
        by_names: dict[frozenset[str], list[int]] = {}
        for k in map(int, np.flatnonzero(nested.inside[parent])):
            by_names.setdefault(frozenset(boxes[k].sides), []).append(k)
        for names, parts in by_names.items():
            if len(names - whole.sides.keys()) > 1:
                smallest_first = sorted(parts, key=lambda k: (held[k], k))
                found = {apart(smallest_first, overlap), apart(smallest_first[::-1], overlap)}
                found.update(splits(parts, overlap))
                yield from (Line(parent, one) for one in sorted(found))
