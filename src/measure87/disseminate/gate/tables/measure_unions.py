"""Which measures make up another, though somebody may be a case of several of them.

A child works under hazardous conditions if she meets any of the hazards: no more children do than
meet each of them, added up. Where all hazards but one are shown to be nobody's, the last is as
common as any.
"""

from collections.abc import Sequence

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray

_MOST_TRIED = 500
"""Sets of parts that are looked at for one whole."""
_MOST_FOUND = 8
"""Sets of parts of one whole; those of the fewest come first."""


def two_overlap(rows: Sequence[tuple[int, Sequence[int]]]) -> bool:
    """Whether two parts may make up a whole, with persons who are in both.

    `rows` holds, group by group, the cases of the whole and of each part. Parts that are never
    less than the whole together, and somewhere each less than it, may be such; by chance
    they may not be, which may cost a figure.
    """
    overlapping = any(sum(parts) > total for total, parts in rows)
    proper = all(any(parts[k] < total for total, parts in rows) for k in range(2))
    return overlapping and proper and all(sum(parts) >= total for total, parts in rows)


def unions(total: FloatArray, counts: FloatArray, cases: BoolArray) -> list[list[int]]:
    """The smallest sets of parts of which everybody who is a case of a whole is a case of one.

    Parameters
    ----------
    total : (groups,)
        Cases of the whole.
    counts : (groups, parts)
        Cases of each part; NaN where it has no figure of a group.
    cases : (persons, parts)
        Of which parts coherent persons may be cases who are cases of the whole.

    None of the sets holds another, and each has no fewer cases than the whole in any group where
    all of its parts have figures. Of very many sets the first are found.

    >>> hazards = np.eye(3, dtype=bool)
    >>> unions(np.array([10.0]), np.array([[0.0, 2.0, 10.0]]), hazards)
    [[0, 1, 2]]
    """
    needed = [frozenset(np.flatnonzero(row).tolist()) for row in np.unique(cases, axis=0)]
    if not all(needed):
        return []
    at_least = np.where(np.isnan(counts), np.inf, counts)
    return [
        chosen
        for chosen in map(sorted, _meeting_all(needed))
        if (at_least[:, chosen].sum(axis=1) >= total).all()
    ]


def _meeting_all(needed: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    """The smallest sets that have one at least of each of some sets, none holding another."""
    first = frozenset[int]().union(*(one for one in needed if len(one) == 1))
    waiting, seen, found = [first], {first}, list[frozenset[int]]()
    while waiting and len(found) < _MOST_FOUND:
        chosen = waiting.pop(min(range(len(waiting)), key=lambda k: len(waiting[k])))
        if any(one <= chosen for one in found):
            continue
        unmet = [one for one in needed if not one & chosen]
        if not unmet:
            found.append(chosen)
            continue
        for more in min((len(one), sorted(one)) for one in unmet)[1]:
            larger = chosen | {more}
            if larger not in seen and len(seen) < _MOST_TRIED:
                seen.add(larger)
                waiting.append(larger)
    return found
