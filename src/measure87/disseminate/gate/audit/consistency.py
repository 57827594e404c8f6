"""Which of the relations that counts suggest can hold of all figures together.

In every listed group one measure may have fewer cases than another, and yet more in what the
groups leave: then its cases are not among those of the other. Such a relation would make the
reader contradict herself, so it is left out. What definitions say is true, and so is who was asked:
where that does not fit with what counts suggest, it is the suggestion that gives way.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from measure87.disseminate.gate.audit.constraints import Constraints
from measure87.disseminate.gate.audit.relations import (
    Relations,
    reason_of,
    reason_of_disjoint,
    reason_of_union,
)
from measure87.disseminate.gate.audit.rows import Relation, Rows
from measure87.disseminate.gate.audit.seen import Seen
from measure87.disseminate.gate.audit.solver import Sums, cheapest_parts_of_persons
from measure87.disseminate.gate.audit.system import System
from measure87.disseminate.gate.tables.boxes import Dimensions
from measure87.numerics.arrays import FloatArray

_TOLERANCE = 1e-6
_SURE = 1_000.0
"""What a person costs by whom a relation is broken that is no suggestion; others cost 1."""


def consistent(
    seen: Sequence[Seen],
    members: Sequence[int],
    dims: Dimensions,
    relations: Relations,
    minimum_respondents: int,
) -> Relations:
    """The relations of some linked measures without those that their counts contradict.

    Parameters
    ----------
    seen, members
        Figures before anything is hidden, and the positions of those of linked measures.
    dims, relations, minimum_respondents
        As of the audit.
    """
    boxes = [dims.box(one.group) for one in seen]
    system = System(seen, boxes, members, dims, relations, puts_in=False)
    while True:
        known = system.constraints(seen, minimum_respondents)
        broken = _broken(system, known, relations)
        if broken is None:
            measures = {seen[k].measure for k in members}
            base = {name: at for name, at in relations.base.items() if name not in measures}
            if base == relations.base:
                return relations
            relations = replace(relations, base=base)
            system = System(seen, boxes, members, dims, relations, puts_in=False)
        elif not broken:
            return relations
        else:
            relations = _without(relations, broken)
            system = system.with_less(relations)


def _without(relations: Relations, broken: set[Relation]) -> Relations:
    """The relations that are left; who is part of nothing makes nothing up."""
    nested = frozenset(one for one in relations.nested if one not in broken)
    return replace(
        relations,
        nested=nested,
        same=tuple(one for one in relations.same if reason_of(one) not in broken),
        crossed=tuple(one.without(broken) for one in relations.crossed),
        sums=tuple(one for one in relations.sums if one not in broken),
        disjoint=tuple(
            one
            for one in relations.disjoint
            if reason_of_disjoint(*one) not in broken
            and {(part, one[0]) for part in one[1]} <= nested
        ),
        overlaps=tuple(
            one
            for one in relations.overlaps
            if reason_of_union(*one) not in broken and {(part, one[0]) for part in one[1]} <= nested
        ),
    )


def _broken(system: System, known: Constraints, relations: Relations) -> set[Relation] | None:
    """Relations that must give way so that all figures fit; None if that does not suffice."""
    equal_costs, at_most_costs = (
        _costs(rows, relations) for rows in (system.equal, system.at_most)
    )
    slack_equal = _slack(system.equal, known.equal.shape[0])
    slack_at_most = _slack(system.at_most, known.at_most.shape[0])
    sizes = (slack_equal.shape[1], slack_at_most.shape[1])
    none_equal = csr_array((known.equal.shape[0], sizes[1]))
    none_at_most = csr_array((known.at_most.shape[0], sizes[0]))
    costs = np.concatenate([np.zeros(system.size), equal_costs, equal_costs, at_most_costs])
    at_most = hstack([known.at_most, none_at_most, none_at_most, -slack_at_most])
    equal = hstack([known.equal, slack_equal, -slack_equal, none_equal])
    sums = Sums(
        csr_array(vstack([equal, at_most])),
        np.concatenate([known.values, np.full(len(known.most), -np.inf)]),
        np.concatenate([known.values, known.most]),
        np.zeros(len(costs)),
        np.full(len(costs), known.limit),
    )
    found = cheapest_parts_of_persons(sums, costs)
    if found is None:
        return None
    first, second, third = np.split(found[system.size :], [sizes[0], 2 * sizes[0]])
    return _named(system.equal, first + second) | _named(system.at_most, third)


def _costs(rows: Rows, relations: Relations) -> FloatArray:
    """(relations' rows,) what a person costs by whom each is broken."""
    reasons = [one for one in rows.because if one is not None]
    sure = {one for one in set(reasons) if relations.is_sure(one)}
    return np.array([_SURE if one in sure else 1.0 for one in reasons])


def _slack(rows: Rows, size: int) -> csr_array:
    """(size, relations' rows): one for each row that a relation is the reason of."""
    every = csr_array(eye_array(size))
    return every[:, [k for k, one in enumerate(rows.because) if one is not None]]


def _named(rows: Rows, slack: FloatArray) -> set[Relation]:
    because = [one for one in rows.because if one is not None]
    return {one for one, size in zip(because, slack, strict=True) if size > _TOLERANCE}
