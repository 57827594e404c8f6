"""Margins joined where they go round in a circle.

Age x sex, sex x region and age x region tell more of age x sex x region together than each two
of them: a reader who cuts persons by all three at once sees it. Where margins do not go round in
a circle, whatever each of them allows, all allow together, so that they are left as they are.
"""

from collections.abc import Callable, Iterator, Sequence

Margin = tuple[str, ...]


def without_circles(
    margins: Sequence[Margin], cells: Callable[[Margin], int], most: int
) -> list[Margin]:
    """The margins, those of each circle joined into one where it has at most `most` cells.

    Dimensions are taken out one by one, each time the one that joins the fewest pairs that no
    margin has; those beside it become a margin with it (triangulation by minimum fill-in).

    Parameters
    ----------
    margins
        No one a part of another.
    cells
        How many cells a margin would have.
    most
        Cells, above which margins are left apart.

    >>> without_circles([("a", "b"), ("a", "c"), ("b", "c"), ("c", "d")], lambda _: 1, 1)
    [('a', 'b', 'c'), ('c', 'd')]
    >>> without_circles([("a", "b"), ("a", "c")], lambda _: 1, 1)
    [('a', 'b'), ('a', 'c')]
    """
    joined = [one for one in _cliques(margins) if cells(one) <= most]
    every = {*margins, *joined}
    return sorted(one for one in every if not any(set(one) < set(other) for other in every))


def _cliques(margins: Sequence[Margin]) -> Iterator[Margin]:
    """Of every dimension that is taken out, it and those beside it."""
    beside: dict[str, set[str]] = {name: set() for margin in margins for name in margin}
    for margin in margins:
        for name in margin:
            beside[name] |= {*margin} - {name}
    while beside:
        name = min(sorted(beside), key=lambda one: (_lacking(beside, one), len(beside[one])))
        yield tuple(sorted({name, *beside[name]}))
        around = beside.pop(name)
        for other in around:
            beside[other] = (beside[other] | around) - {name, other}


def _lacking(beside: dict[str, set[str]], name: str) -> int:
    """Pairs of dimensions beside one that no margin has."""
    return sum(len(beside[name] - beside[one] - {one}) for one in beside[name])
