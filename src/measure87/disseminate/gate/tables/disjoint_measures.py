"""Measures of persons of different ages that lie in one wider measure: nobody is in two of them.

What the wider one has more than all of them is a number of persons. All forced labour less that of
adults and that of children is how many adults were in it only before they were 18.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.disseminate.gate.tables.tables import Table

_MOST_PARTS = 5
"""More measures than this are not taken from one together."""


def disjoint_in[T](
    nested: Iterable[tuple[T, T]], are_apart: Callable[[T, T], bool]
) -> list[tuple[T, tuple[T, ...]]]:
    """Every measure with two or more that lie in it and of which no two share a person.

    Parameters
    ----------
    nested
        Pairs (narrow, wide).
    are_apart
        Whether two measures are of different persons by definition.

    >>> within = [("adults", "all"), ("children", "all"), ("girls", "all")]
    >>> disjoint_in(within, lambda one, other: "adults" in (one, other))
    [('all', ('adults', 'children')), ('all', ('adults', 'girls'))]
    """
    inside: dict[T, list[T]] = {}
    for narrow, wide in nested:
        inside.setdefault(wide, []).append(narrow)
    return [
        (whole, parts)
        for whole, narrow in inside.items()
        for parts in _apart((), narrow, are_apart)
    ]


def disjoint_tables(
    tables: Sequence[Table], nested: Iterable[tuple[int, int]], known: KnownMeasures
) -> list[tuple[int, tuple[int, ...]]]:
    """The same of tables by position; of measures that count the same, one is enough."""

    def are_apart(one: int, other: int) -> bool:
        return any(known.are_apart(a, b) for a in tables[one].names for b in tables[other].names)

    return disjoint_in(nested, are_apart)


def _apart[T](
    chosen: tuple[T, ...], left: Sequence[T], are_apart: Callable[[T, T], bool]
) -> Iterator[tuple[T, ...]]:
    """Those chosen with one or more of those left, each apart from all others."""
    for k, one in enumerate(left):
        more = (*chosen, one)
        if len(more) > 1:
            yield more
        if len(more) < _MOST_PARTS:
            yield from _apart(more, [o for o in left[k + 1 :] if are_apart(one, o)], are_apart)


def without_those_that_follow[T](
    rests: Sequence[tuple[T, tuple[T, ...]]], nested: Iterable[tuple[T, T]]
) -> list[tuple[T, tuple[T, ...]]]:
    """Those of which no other says already that the parts are no more than the whole.

    Another does if its whole is among the whole and each of the parts is among one of its own.

    >>> within = [("girls", "children"), ("children", "all"), ("girls", "all"), ("adults", "all")]
    >>> found = [("all", ("adults", "children")), ("all", ("adults", "girls"))]
    >>> without_those_that_follow(found, within)
    [('all', ('adults', 'children'))]
    """
    among = set(nested)

    def follows(one: tuple[T, tuple[T, ...]], other: tuple[T, tuple[T, ...]]) -> bool:
        whole, parts = other
        return (whole == one[0] or (whole, one[0]) in among) and all(
            any(part == wider or (part, wider) in among for wider in parts) for part in one[1]
        )

    left = list(rests)
    for one in rests:
        others = [other for other in left if other != one]
        if any(follows(one, other) for other in others):
            left = others
    return left
