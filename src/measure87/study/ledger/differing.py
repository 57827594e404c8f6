"""The persons in whom releases differ: of two who left and came, of more whom they leave together.

Who left the groups of an earlier release, and who came, is told by their weights, those that rates
are made with (`turnover`). Where those who stayed weigh as they did, or all so many times that, the
weighted numbers of two releases differ by those who left or came alone. Where they have other
weights, as a population table makes them anew, these are not of one unit. Those who stayed are told
as well, with both weights.

Three releases and more, added and taken from each other, leave few persons too (`leave_few`).
Everybody, those without late interviews, those without proxies, and those without both: the first
less the second less the third plus the fourth is those of both kinds, however many are of one kind.
So signs are tried for the releases of a group, the new one among them. Two are compared by
themselves, and what follows from such differences of the same few persons is not asked again.
"""

from collections.abc import Iterable
from functools import cache, cached_property, partial
from itertools import combinations, product

import numpy as np
import polars as pl

from measure87.disseminate.gate.kept_releases import (
    Group,
    Inside,
    Turnover,
    Way,
    Weighed,
    WhoStayed,
)
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.study.ledger.census import AMONG, BY, PERSON, WEIGHS, Census, held_by
from measure87.vocabulary.estimate import MISSING_CATEGORY

type Universes = tuple[str | None, str | None]
"""Of this release and of an earlier one; None is everybody of the input."""
MOST = 500
"""Persons who left or came up to whom it is told: of more nobody is found by two rows."""
_ALIKE = 1e-6
"""Share by which the same number of times may differ, as weights are written."""


def turnover(
    new: Census,
    old: Census,
    groups: Iterable[Group],
    before: str,
    universes: Universes = (None, None),
) -> dict[Group, Turnover]:
    """Of each group that anybody left, or came to, who that was.

    Parameters
    ----------
    new, old
        Those of this release and of the earlier one, in codes that stand for the same.
    groups
        By these codes; those by a variable that either does not have are passed over.
    before
        Code of `WHO` of the earlier release.
    universes
        Of whom a figure is in this release and in the earlier one.
    """
    if WEIGHS not in new.persons.columns or WEIGHS not in old.persons.columns:
        return {}
    both = _Both(new, old, universes)
    found = {}
    for group in groups:
        one = both.turnover(group, before)
        if one is not None:
            found[group] = one
    return found


class _Both:
    """The persons of two releases, each once."""

    def __init__(self, new: Census, old: Census, universes: Universes) -> None:
        self._now_among, self._then_among = universes
        sides = [
            one.persons.select(
                PERSON,
                *(pl.col(name).alias(f"{side} {name}") for name in one.persons.columns[1:]),
            )
            for side, one in (("then", old), ("now", new))
        ]
        self._joined = sides[0].join(sides[1], on=PERSON, how="full", coalesce=True)
        self._masks: dict[tuple[str, str, str], BoolArray | None] = {}

    def turnover(self, group: Group, before: str) -> Turnover | None:
        """Of one group; None where nobody left or came, or very many did."""
        then, now = self._inside(group, "then"), self._inside(group, "now")
        if then is None or now is None:
            return None
        left, came, stayed = then & ~now, now & ~then, then & now
        if not 0 < left.sum() + came.sum() <= MOST:
            return None
        times = self._times(stayed if stayed.any() else self._in_both)
        was, weighs = self._weight_then, self._weight_now / (times or 1.0)
        if times is None and not stayed.any():
            return None
        both = WhoStayed(
            was[stayed],
            weighs[stayed],
            times is None,
            partial(self._inside_of, "then", left, stayed),
            partial(self._inside_of, "now", came, stayed),
        )
        return Turnover(
            before, was[left], weighs[came], _weighed(was[then]), _weighed(weighs[now]), both
        )

    def _inside_of(
        self, side: str, changed: BoolArray, stayed: BoolArray, group: Group
    ) -> Inside | None:
        """Who of some was in a group of one release."""
        found = self._inside(group, side)
        return None if found is None else (found[changed], found[stayed])

    def _times(self, stayed: BoolArray) -> float | None:
        """How many times their earlier weight some who stayed weigh now; None if it differs."""
        if not stayed.any():
            return 1.0
        times = self._weight_now[stayed] / self._weight_then[stayed]
        least, most = float(times.min()), float(times.max())
        return float(np.median(times)) if most - least <= _ALIKE * most else None

    @cached_property
    def _in_both(self) -> BoolArray:
        return (self._weight_then > 0) & (self._weight_now > 0)

    @cached_property
    def _weight_then(self) -> FloatArray:
        return self._floats(f"then {WEIGHS}")

    @cached_property
    def _weight_now(self) -> FloatArray:
        return self._floats(f"now {WEIGHS}")

    def _floats(self, name: str) -> FloatArray:
        return self._joined[name].fill_null(0.0).to_numpy()

    def _inside(self, group: Group, side: str) -> BoolArray | None:
        """(persons,) who was in a group of one release; None if it is not by its variables."""
        found = (self._weight_then if side == "then" else self._weight_now) > 0
        found = found & self._of_universe(side)
        for name, code in group:
            key = (side, name, code)
            if key not in self._masks:
                self._masks[key] = self._with_code(f"{side} {BY}{name}", name, code)
            own = self._masks[key]
            if own is None:
                return None
            found = found & own
        return np.asarray(found, dtype=np.bool_)

    def _of_universe(self, side: str) -> BoolArray:
        """(persons,) who is of those whom a figure speaks of; where it is not known, as then."""
        universe = self._then_among if side == "then" else self._now_among
        sides = (side, "now" if side == "then" else "then")
        columns = [f"{one} {AMONG}{universe}" for one in sides]
        known = [self._joined[name] for name in columns if name in self._joined.columns]
        if universe is None or not known:
            return np.ones(self._joined.height, dtype=np.bool_)
        if len(known) > 1:
            known[0] = known[0].zip_with(known[0].is_not_null(), known[1])
        return known[0].fill_null(value=False).to_numpy()

    def _with_code(self, column: str, name: str, code: str) -> BoolArray | None:
        if column not in self._joined.columns:
            return None
        codes = self._joined[column]
        if code == MISSING_CATEGORY:
            return codes.is_null().to_numpy()
        return codes.is_in([*held_by(name, code)]).fill_null(value=False).to_numpy()


def _weighed(weights: FloatArray) -> Weighed:
    return Weighed(len(weights), float(weights.sum()), float((weights**2).sum()))


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
