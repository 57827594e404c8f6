"""Attack: which sets of persons fit a group's row and a difference that it is a side of?

As `known_rows`, by a reader who has the difference of two groups too, in a sample of persons that
were drawn one by one, so that the two vary apart. Its limits are put together from those of both
sides: the distance below is the root of the squares of one side's distance below and the other's
above. With the other side's row she works out what the first side's may be. How many persons its
limits are worth is said to two digits, and so is the design effect behind them.
"""

from collections.abc import Iterator
from itertools import product
from math import comb, floor, log10
from typing import Any

import numpy as np
from scipy.stats import beta

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import MOST_SETS, all_sets, estimated, fitting, in_each_release
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES

_LEVEL = 0.95
_DOUBT = 0.005
"""Of a distance: what the reader's arithmetic may be off by."""
_DOUBT_OF_SIZE = 0.03
"""Of an effective size by a set's own design effect."""

type Between = tuple[np.ndarray, np.ndarray]
"""Least and greatest of a number of each set."""


def differences(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, by a group's row and a difference."""
    return in_each_release(evidence, _named)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for told in release.said.get("differences", ()):
        groups = [frozenset(side["group"].items()) for side in (told, told["minus"])]
        sides = [release.shares.get((told["name"], group)) for group in groups]
        if "lower" not in told or groups[0] == groups[1]:
            continue
        if any(one is None or one.is_hidden or one.n_clusters != one.n for one in sides):
            continue
        first, second = sides
        rows = np.flatnonzero(public.inside(groups[0]))
        size = first.n_cases or 0
        if first.unknown != 0 or first.n != len(rows) or comb(len(rows), size) > MOST_SETS:
            continue
        sets = all_sets(len(rows), size)
        sets = sets[fitting(sets, first, rows, public)]
        share, error, _ = estimated(sets, rows, public)
        sets = sets[
            limits_fit(
                told, (first, second), raw_sides(release, told["name"], groups), share, error
            )
        ]
        if len(sets):
            times = np.bincount(sets.ravel(), minlength=len(rows))
            how = f"all sets of {size} in {len(rows)} that fit its row and a difference"
            for place in np.flatnonzero(times == len(sets)):
                yield Person(int(rows[place]), told["name"], YES, how)


def raw_sides(release: Release, name: str, groups: list[frozenset[Any]]) -> list[dict[str, Any]]:
    """The two sides with all that the file has of them."""
    of_group = {
        frozenset(one["group"].items()): one
        for one in release.said["estimates"]
        if one["name"] == name and one["statistic"] == "proportion"
    }
    return [of_group[group] for group in groups]


def limits_fit(
    told: dict[str, Any],
    sides: tuple[Figure, Figure],
    raw: list[dict[str, Any]],
    share: np.ndarray,
    error: np.ndarray,
) -> np.ndarray:
    """(sets,) which of them the limits of a difference do not rule out."""
    below, above = told["value"] - told["lower"], told["upper"] - told["value"]
    step = _step(0.1 * told["se"])
    own_below, own_above = _own(share, error, raw[0])
    other_below, other_above = _other(sides[1], raw[1])
    return _is_within(below, own_below, other_above, step) & _is_within(
        above, own_above, other_below, step
    )


def _is_within(told: float, own: Between, other: tuple[float, float], step: float) -> np.ndarray:
    """Whether a distance, which is rounded up to a step, can be the one that is released."""
    least = np.hypot(own[0], other[0]) * (1 - _DOUBT)
    most = np.hypot(own[1], other[1]) * (1 + _DOUBT)
    slack = 1e-3 * step
    return (least <= told + slack) & (most >= told - step - slack)


def _own(share: np.ndarray, error: np.ndarray, raw: dict[str, Any]) -> tuple[Between, Between]:
    """Of each set the distances of its limits."""
    if raw.get("deff_source") == "own":
        deff = np.maximum(error**2 * raw["n"] / (share * (1 - share)), 1.0)
        size = raw["n"] / deff
        sizes = [size * (1 - _DOUBT_OF_SIZE), size * (1 + _DOUBT_OF_SIZE)]
    else:
        sizes = [np.asarray(one) for one in _sizes(raw)]
    below, above = zip(*(_distances(share, size) for size in sizes), strict=True)
    return (np.minimum(*below), np.maximum(*below)), (np.minimum(*above), np.maximum(*above))


def _other(side: Figure, raw: dict[str, Any]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Of the other side, least and greatest, by all values and sizes that it may have."""
    half = (side.digits or 0.0) / 2
    values = [(side.value or 0.0) + move for move in (-half, 0.0, half)]
    found = [_distances(np.asarray(p), np.asarray(n)) for p, n in product(values, _sizes(raw))]
    below, above = ([float(one) for one in ends] for ends in zip(*found, strict=True))
    return (min(below), max(below)), (min(above), max(above))


def _sizes(raw: dict[str, Any]) -> tuple[float, float]:
    """What an effective size of two digits may be."""
    size = raw["n_effective"]
    half = 10.0 ** (floor(log10(size)) - 1) / 2
    return size - half, size + half


def _distances(share: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far Korn & Graubard's limits lie below and above a share of so many."""
    cases, tail = share * size, (1 - _LEVEL) / 2
    low = beta.ppf(tail, cases, size - cases + 1)
    high = beta.ppf(1 - tail, cases + 1, size - cases)
    return share - low, high - share


def _step(most: float) -> float:
    power = 10.0 ** floor(log10(most * (1 + 1e-9)))
    return max(one * power for one in (1, 2, 5) if one * power <= most * (1 + 1e-9))
