"""What is hidden of three measures that make up a fourth, against all ways to be in them."""

from dataclasses import replace
from itertools import combinations_with_replacement, product

import numpy as np

from measure87.disseminate.gate.audit import audit_figures, relations_of, seen_figures
from measure87.disseminate.gate.audit.consistency import _without, consistent
from measure87.disseminate.gate.tables.boxes import dimensions
from tests.disseminate.gate.audit.random_tables import figure

PARTS = ("dust", "loads", "tools")
NAMES = ("any", *PARTS)
SEXES = ({}, {"sex": "1"}, {"sex": "2"})
N = (300, 140, 160)
ANY = ("any", "child_labour/x", 0)


def figures_of(cases):
    """`cases` (groups, measures) as figures."""
    return [
        figure(name, n, int(number), **group)
        for group, n, row in zip(SEXES, N, cases, strict=True)
        for name, number in zip(NAMES, row, strict=True)
    ]


def known_of(figures):
    """That the parts lie in the whole and make it up, and nothing else."""
    seen = seen_figures(figures)
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    measures = {one.measure[0]: one.measure for one in seen}
    parts = tuple(measures[name] for name in PARTS)
    return seen, dims, replace(
        relations_of(seen, figures, dims),
        nested=frozenset((part, measures["any"]) for part in parts),
        sums=(),
        overlaps=((measures["any"], parts),),
    )  # fmt: skip


def recovered(figures, hidden):
    """Places of hidden figures whose cases the auditor recovers."""
    _, dims, relations = known_of(figures)
    shown = [e.suppress("confidential") if k in hidden else e for k, e in enumerate(figures)]
    found = audit_figures(seen_figures(shown), dims, relations).recovered
    return {one.of[0] for one in found if one.what == "cases" and len(one.of) == 1} & hidden


def ways(most):
    """(ways, 4) cases of each measure, for all ways in which up to so many meet some of three."""
    meets = [one for one in product((0, 1), repeat=3) if any(one)]
    found = {(0, 0, 0, 0)}
    for persons in range(1, most + 1):
        for those in combinations_with_replacement(meets, persons):
            found.add((persons, *np.sum(those, axis=0).tolist()))
    return np.array(sorted(found))


def tables_of(every):
    """(tables, 12) all ways for each sex, and what they come to for both."""
    one, other = np.repeat(every, len(every), axis=0), np.tile(every, (len(every), 1))
    return np.concatenate([one + other, one, other], axis=1)


def told(cases, hidden, tables):
    """Places of hidden figures that all tables that fit put at 1 or 2, or one number."""
    flat = cases.ravel()
    shown = [k for k in range(12) if k not in hidden]
    fit = tables[(tables[:, shown] == flat[shown]).all(axis=1)]
    by_rules = fit[(fit[:, [k for k in hidden if flat[k]]] > 0).all(axis=1)]
    return {
        k
        for k in hidden
        if (fit[:, k].min() >= 1 and fit[:, k].max() < 3)
        or (flat[k] and by_rules[:, k].min() == by_rules[:, k].max())
        or (flat[k] and fit[:, k].min() == fit[:, k].max())
    }


def test_where_two_hazards_are_nobodys_the_third_is_told():
    """Ten children work under hazards, none with loads or tools: all ten with dust."""
    figures = figures_of(np.array([[20, 16, 6, 6], [10, 6, 6, 6], [10, 10, 0, 0]]))
    assert recovered(figures, {5, 9}) == {5, 9}
    _, dims, relations = known_of(figures)
    seen = seen_figures(
        [e.suppress("confidential") if k in {5, 9} else e for k, e in enumerate(figures)]
    )
    assert not audit_figures(seen, dims, replace(relations, overlaps=())).recovered


def test_it_recovers_what_all_ways_to_meet_hazards_leave_one_number_of():
    few, tables = ways(3), tables_of(ways(6))
    rng = np.random.default_rng(11)
    counts = [0, 0]
    for _ in range(60):
        sexes = few[rng.integers(0, len(few), 2)]
        cases = np.vstack([sexes.sum(axis=0), sexes])
        hidden = {k for k in range(1, 12) if rng.random() < 0.7}
        expected = told(cases, hidden, tables)
        assert recovered(figures_of(cases), hidden) == expected
        counts[bool(expected)] += 1
    assert min(counts) > 10


def test_a_union_is_believed_as_long_as_all_its_parts_lie_in_it():
    seen, dims, relations = known_of(
        figures_of(np.array([[6, 3, 3, 2], [4, 2, 2, 1], [2, 1, 1, 1]]))
    )
    ((whole, parts),) = relations.overlaps
    assert consistent(seen, range(len(seen)), dims, relations, 25).overlaps == relations.overlaps
    assert _without(relations, {(parts[1], whole)}).overlaps == ()
    assert _without(relations, {(whole, *parts)}).overlaps == ()
    assert _without(relations, {(whole, parts)}).overlaps == relations.overlaps
