"""Who left the groups of an earlier release, and who came, by their weights.

Weights are those that rates are made with. Where those who stayed weigh as they did, or all so many
times that, the weighted numbers of two releases differ by those who left or came alone. Where they
have other weights, as a population table makes them anew, these are not of one unit. Those who
stayed are told as well, with both weights.
"""

from collections.abc import Iterable
from functools import cached_property, partial

import numpy as np
import polars as pl

from measure87.disseminate.gate.kept_releases import (
    Group,
    Inside,
    Turnover,
    Weighed,
    WhoStayed,
)
from measure87.numerics.arrays import BoolArray, FloatArray
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
