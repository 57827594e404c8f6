"""Which nested pairs say more than chains of others do."""

from collections.abc import Collection

from measure87.disseminate.gate.audit.seen import Measure

Nested = tuple[Measure, Measure]


def without_shortcuts(pairs: Collection[Nested]) -> list[Nested]:
    """Pairs (narrow, wide) without those that follow from a chain of the others, sorted.

    One at a time, so that of measures that are nested in each other no pair is lost.

    >>> a, b, c = (("a", "", 0), ("b", "", 0), ("c", "", 0))
    >>> [(one[0], other[0]) for one, other in without_shortcuts([(a, b), (b, c), (a, c)])]
    [('a', 'b'), ('b', 'c')]
    """
    wider: dict[Measure, set[Measure]] = {}
    for narrow, wide in pairs:
        wider.setdefault(narrow, set()).add(wide)
    for narrow, wide in sorted(pairs):
        wider[narrow].discard(wide)
        if not _reaches(wider, narrow, wide):
            wider[narrow].add(wide)
    return [(narrow, wide) for narrow, wide in sorted(pairs) if wide in wider[narrow]]


def widest(measures: Collection[Measure], pairs: Collection[Nested]) -> list[Measure]:
    """Measures to which a chain of pairs (narrow, wide) leads from every other one, sorted.

    What is more than the cases of these is more than those of all; of measures that are nested
    in each other one is taken.

    >>> a, b, c = (("a", "", 0), ("b", "", 0), ("c", "", 0))
    >>> [one[0] for one in widest([a, b, c], [(a, b), (b, a)])]
    ['a', 'c']
    """
    below: dict[Measure, set[Measure]] = {}
    wider: dict[Measure, set[Measure]] = {}
    for narrow, wide in pairs:
        below.setdefault(wide, set()).add(narrow)
        wider.setdefault(narrow, set()).add(wide)
    found: list[Measure] = []
    left = set(measures)
    while left:
        top = [one for one in left if not wider.get(one, set()) & left]
        chosen = min(top or left)
        found.append(chosen)
        led, ahead = {chosen}, [chosen]
        while ahead:
            new = below.get(ahead.pop(), set()) - led
            led |= new
            ahead += new
        left -= led
    return sorted(found)


def _reaches(wider: dict[Measure, set[Measure]], narrow: Measure, wide: Measure) -> bool:
    """Whether a chain of pairs leads from one measure to another."""
    found, left = {narrow}, [narrow]
    while left:
        for one in wider.get(left.pop(), set()) - found:
            if one == wide:
                return True
            found.add(one)
            left.append(one)
    return False
