"""Which measures are parts of which: told by the study, or found from the counts."""

from collections.abc import Collection, Mapping, Sequence

from measure87.disseminate.gate.tables.declared_parts import (
    Parts,
    nested_by_parts,
)
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.disseminate.gate.tables.tables import Table


def nested_pairs(
    tables: Sequence[Table],
    declared: Sequence[tuple[str, str]],
    parts: Parts | None = None,
    *,
    complete: bool = False,
    known: KnownMeasures | None = None,
) -> list[tuple[int, int]]:
    """Pairs (narrow, wide) of tables by position, narrow cases being among the wide ones.

    Those declared, and measures of one family of definitions of which one never has more
    cases than the other, in any group that both have. No real pair is missed so. A declared
    part is nested in its measure and in nothing else. Where those declared are `complete`, counts
    are not asked, nor where the definitions are `known` to forbid it.
    """
    pairs = []
    for i, one in enumerate(tables):
        for j, other in enumerate(tables):
            is_declared = any((a, b) in declared for a in one.names for b in other.names)
            by_parts = _nested_by_parts(one, other, parts or {})
            may_be = not (complete or _cannot_nest(one, other, known or KnownMeasures()))
            alike = may_be and one.family == other.family and _never_more(one, other)
            if i != j and (is_declared or (alike if by_parts is None else by_parts)):
                pairs.append((i, j))
    return pairs


def equal_across_inputs(
    tables: Sequence[Table], beside: Mapping[str, Collection[str]]
) -> frozenset[tuple[str, str]]:
    """Measures of inputs with persons in common, (earlier, later), that count the same cases.

    They do so by chance, for some persons are in one alone. One of the two being nested in the
    other is taken for enough: were they one measure, what is hidden of the later input would be
    known from the earlier, which would have to give way whenever nobody in one alone is a case.

    Parameters
    ----------
    tables
        By measure.
    beside
        Measure to those of earlier inputs with some of its persons, and others.
    """
    of = {name: table for table in tables for name in table.names}
    return frozenset(
        (earlier, later)
        for later, others in beside.items()
        for earlier in others
        if later in of
        and earlier in of
        and _never_more(of[earlier], of[later])
        and _never_more(of[later], of[earlier])
    )


def _cannot_nest(one: Table, other: Table, known: KnownMeasures) -> bool:
    """Whether none of some measures that count the same can lie in any of others."""
    return all(known.cannot_nest(a, b) for a in one.names for b in other.names)


def _nested_by_parts(one: Table, other: Table, parts: Parts) -> bool | None:
    """Whether a declared part lies in a measure; None if neither is a part."""
    told = [nested_by_parts(a, b, parts) for a in one.names for b in other.names]
    known = [answer for answer in told if answer is not None]
    return any(known) if known else None


def _never_more(narrow: Table, wide: Table) -> bool:
    """Whether no common group has more cases under `narrow`; False without a common group."""
    both = [(narrow.cells[key].cases, wide.cells[key].cases) for key in narrow.common(wide)]
    counted = [(a, b) for a, b in both if a is not None and b is not None]
    return bool(counted) and all(a <= b for a, b in counted)
