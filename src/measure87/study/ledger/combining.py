"""Three releases and more, added and taken from each other: the few persons whom that leaves.

Everybody, those without late interviews, those without proxies, and those without both: the first
less the second less the third plus the fourth is those of both kinds, however many are of one kind.
So signs are tried for the releases of a group, the new one among them. Two are compared by
themselves, and what follows from such differences of the same few persons is not asked again.
"""

from functools import cache
from itertools import combinations, product

import numpy as np

from measure87.disseminate.gate.kept_releases import Way
from measure87.numerics.arrays import BoolArray, IntArray

MOST_PERSONS = 10
"""Of more than so many cases rows are not tried either: a reader has too many sets of them."""
_MOST_OTHERS = 6
"""Earlier releases that are all taken together; of more, three at a time."""
_AT_A_TIME = 3


def leave_few(members: BoolArray, sizes: IntArray, most: int = MOST_PERSONS) -> bool:
    """Whether three releases of a group or more leave a few persons of it.

    Parameters
    ----------
    members : (releases, kinds) bool
        Which kinds of persons are in each; the first is the new one.
    sizes : (kinds,) persons
        How many of the group are of each kind.

    Returns
    -------
    bool
        Whether a sum of them, each added or taken away once, and the new one among them, leaves 1
        to `most` persons and nobody else; but for what differences of two of these persons tell.

    Examples
    --------
    Two are of both kinds, thirty late and forty by proxies alone, and two hundred neither.

    >>> releases = [[0, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]]
    >>> leave_few(np.array(releases, dtype=bool), np.array([2, 40, 30, 200]))
    True
    >>> leave_few(np.array(releases, dtype=bool), np.array([11, 40, 30, 200]))
    False
    """
    there = sizes > 0
    kinds, _ = _different(members[:, there])
    if kinds is None:
        return False
    left = _signs(len(kinds) - 1) @ kinds[1:] + kinds[0]
    number = (left != 0) @ sizes[there]
    few = np.unique(left[(number > 0) & (number <= most)], axis=0)
    return any(not _follows_from_two(one, kinds) for one in few)


def ways_to_leave_many(members: BoolArray, sizes: IntArray, few: int = MOST_PERSONS) -> list[Way]:
    """Ways in which three releases of a group or more leave more than a few persons of it.

    The parameters are those of `leave_few`. Not those of which differences of two tell it all.

    Examples
    --------
    >>> releases = [[0, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]]
    >>> ways = ways_to_leave_many(np.array(releases, dtype=bool), np.array([12, 40, 30, 200]))
    >>> [way for way in ways if way.signs == (-1, -1, 1)]
    [Way(signs=(-1, -1, 1), least=0, most=12)]
    """
    there = sizes > 0
    kinds, places = _different(members[:, there])
    if kinds is None:
        return []
    sizes = sizes[there]
    signs = _signs(len(kinds) - 1)
    found = []
    for one, left in zip(signs, signs @ kinds[1:] + kinds[0], strict=True):
        number = int((left != 0) @ sizes)
        if number > few and not _follows_from_two(left, kinds):
            every = np.zeros(len(members) - 1, dtype=np.int64)
            every[places] = one
            least, most = int(np.minimum(left, 0) @ sizes), int(np.maximum(left, 0) @ sizes)
            found.append(Way(tuple(every.tolist()), least, most))
    return found


def _different(members: BoolArray) -> tuple[IntArray | None, list[int]]:
    """The new release and the earlier ones that differ, and their places; None if under three."""
    new = members[0]
    found: dict[bytes, int] = {}
    for at, row in enumerate(members[1:]):
        if row.any() and (row != new).any():
            found.setdefault(row.tobytes(), at)
    places = [*found.values()]
    if len(places) < 2 or not new.any():
        return None, []
    return np.array([new, *members[1:][places]], dtype=np.int64), places


@cache
def _signs(number: int) -> IntArray:
    """(ways, number) how each of so many earlier releases is taken, two of them or more."""
    most = number if number <= _MOST_OTHERS else _AT_A_TIME
    found = []
    for some in range(2, most + 1):
        for chosen in combinations(range(number), some):
            for signs in product((1, -1), repeat=some):
                row = [0] * number
                for at, sign in zip(chosen, signs, strict=True):
                    row[at] = sign
                found.append(row)
    return np.array(found, dtype=np.int64)


def _follows_from_two(left: IntArray, kinds: IntArray) -> bool:
    """Whether differences of two releases, of none but those who are left, tell it all."""
    pairs = [one - other for one, other in combinations(kinds, 2)]
    within = [pair for pair in pairs if not pair[left == 0].any()]
    if not within:
        return False
    known = np.array(within)
    rank = np.linalg.matrix_rank
    return bool(rank(np.vstack([known, left])) == rank(known))
