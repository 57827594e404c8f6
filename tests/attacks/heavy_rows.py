"""Attack: without which heavy person could no so many give the row of a group with many cases?

Of more than ten cases nobody goes through all sets. In a sample of persons that were drawn one by
one a share and its error follow from two sums over the cases, of their weights and of the squares
of these. So the reader asks an integer programme whether so many persons without one of the
heaviest have two sums that give the row as it is rounded. Where there are none she is a case.

With the difference from another group whose limits have digits of their own she knows more of both
sums, and of the difference of two measures, one in the other, they are those of who is a case of
the wider alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attacks.claims import Claim, Person
from tests.attacks.differences import limits_fit, raw_sides
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import in_each_release, off_by
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES

LEAST = 11
HEAVIEST = 4
_PARTS = 12
"""Parts of what a share may be that are tried apart, for the sum of squares depends on it."""
_TRIED = 9
"""Shares and errors of a part by which the sum of squares is bounded."""
_DOUBT = 1e-3
"""Of that sum: what the reader's arithmetic may be off by."""

type Fits = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Of shares and errors, whether whatever else is released may be of them."""


def heavy_rows(evidence: Evidence) -> list[Claim]:
    """Heavy persons who are cases, by the rows of groups of many cases and their differences."""
    return in_each_release(evidence, _named)


def heavy_alone(evidence: Evidence) -> list[Claim]:
    """Heavy persons who are cases of the wider of two measures alone, by their difference."""
    return in_each_release(evidence, _named_alone)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for (name, group), figure in release.shares.items():
        rows = np.flatnonzero(public.inside(group))
        if figure.is_hidden or figure.unknown != 0 or figure.n != len(rows):
            continue
        if figure.n_clusters == figure.n and LEAST <= (figure.n_cases or 0) < len(rows):
            for place in _needed(figure, public, rows, _beside(release, name, group)):
                how = f"no {figure.n_cases} others in {len(rows)} fit its row"
                yield Person(int(rows[place]), name, YES, how)


def _named_alone(release: Release, public: Public) -> Iterator[Claim]:
    for told in release.said.get("differences", ()):
        group = frozenset(told["group"].items())
        wide, narrow = (
            release.shares.get((name, group)) for name in (told["name"], told["minus"]["name"])
        )
        if "se" not in told or wide is None or narrow is None or wide is narrow:
            continue
        rows = np.flatnonzero(public.inside(group))
        steps = [one.digits or 0.0 for one in (wide, narrow)]
        rounding = sqrt(sum(step**2 for step in steps) / 12)
        error = sqrt(max(told["se"] ** 2 - rounding**2, 0.0))
        figure = Figure(
            0, wide.name, "difference", group, frozenset(), value=told["value"], se=error,
            digits=sum(steps), n_cases=(wide.n_cases or 0) - (narrow.n_cases or 0),
        )  # fmt: skip
        if wide.n == len(rows) and (figure.n_cases or 0) >= LEAST:
            far = off_by(replace(figure, se=told["se"], digits=0.1 * told["se"]))
            for place in _needed(figure, public, rows, _everything, far):
                how = f"no {figure.n_cases} others in {len(rows)} fit a difference"
                yield Person(int(rows[place]), wide.name, YES, how)


def _everything(share: np.ndarray, error: np.ndarray) -> np.ndarray:
    return np.ones(len(share), dtype=bool)


def _beside(release: Release, name: str, group: frozenset[tuple[str, str]]) -> Fits:
    """What the limits of a difference from another group, if there is one, leave of a row."""
    for told in release.said.get("differences", ()):
        groups = [frozenset(side["group"].items()) for side in (told, told["minus"])]
        if told["name"] != name or groups[0] != group or groups[0] == groups[1]:
            continue
        first, second = (release.shares.get((name, one)) for one in groups)
        if "lower" not in told or first is None or second is None or second.is_hidden:
            continue
        if not _follows(told, first, second):
            return partial(limits_fit, told, (first, second), raw_sides(release, name, groups))
    return _everything


def _follows(told: dict[str, Any], first: Figure, second: Figure) -> bool:
    """Whether limits are those that the two released rows give, so that they tell nothing."""
    below = sqrt((first.value - first.lower) ** 2 + (second.upper - second.value) ** 2)
    above = sqrt((first.upper - first.value) ** 2 + (second.value - second.lower) ** 2)
    step = 0.1 * told["se"] * (1 + 1e-9)
    off = (told["value"] - told["lower"] - below, told["upper"] - told["value"] - above)
    return all(-1e-9 <= one <= step for one in off)


def _needed(
    figure: Figure, public: Public, rows: np.ndarray, fits: Fits, far: float | None = None
) -> list[int]:
    """Places of the heaviest persons who are in every set that fits; none where no set does."""
    weight = public.weight[rows]
    parts = _parts(figure, weight, len(public.weight), fits, off_by(figure) if far is None else far)
    if not any(_is_possible(weight, figure.n_cases or 0, part, None) for part in parts):
        return []
    return [
        int(place)
        for place in np.argsort(-weight)[:HEAVIEST]
        if not any(_is_possible(weight, figure.n_cases or 0, part, place) for part in parts)
    ]


def _parts(
    figure: Figure, weight: np.ndarray, drawn: int, fits: Fits, far: float
) -> list[tuple[float, float, float, float]]:
    """Least and greatest sum of weights and of their squares, part by part of what is possible."""
    half = (figure.digits or 0.0) / 2
    ends = np.linspace(figure.value - half - 1e-12, figure.value + half + 1e-12, _PARTS + 1)
    everybody, squares = weight.sum(), weight @ weight
    found = []
    for low, high in pairwise(ends):
        share, error = (
            grid.ravel()
            for grid in np.meshgrid(
                np.linspace(low, high, _TRIED),
                np.linspace(max(figure.se - far, 1e-9), figure.se + far, 8 * _TRIED),
            )
        )
        is_left = fits(share, error)
        if not is_left.any():
            continue
        share, error = share[is_left], error[is_left]
        one_error = 2 * far / (8 * _TRIED - 1)  # the grid's own width, to either side
        own = []
        for move in (-one_error, one_error):
            spread = ((error + move) * everybody) ** 2 * (drawn - 1) / drawn - share**2 * squares
            rest = 1 - 2 * share
            own.append(spread / np.where(np.abs(rest) < 0.02, np.nan, rest))
        sums = np.concatenate(own)
        bounds = (0.0, squares) if np.isnan(sums).any() else (sums.min(), sums.max())
        slack = _DOUBT * max(abs(bounds[0]), abs(bounds[1]))
        found.append((low * everybody, high * everybody, bounds[0] - slack, bounds[1] + slack))
    return found


def _is_possible(
    weight: np.ndarray, size: int, part: tuple[float, float, float, float], without: int | None
) -> bool:
    """Whether so many persons, without one, have such sums."""
    n = len(weight)
    most = np.ones(n)
    if without is not None:
        most[without] = 0.0
    scale = weight.max()
    low, high, least, greatest = part
    found = milp(
        np.zeros(n),
        integrality=np.ones(n),
        bounds=Bounds(np.zeros(n), most),
        constraints=LinearConstraint(
            np.stack([np.ones(n), weight / scale, (weight / scale) ** 2]),
            [size, low / scale, least / scale**2],
            [size, high / scale, greatest / scale**2],
        ),
    )
    return found.status != 2  # 2: there is none
