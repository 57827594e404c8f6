"""The methods by name: how each draws, and the joint probabilities of its units."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from measure87.design.selection.cube import draw_cube
from measure87.design.selection.sampford import draw_sampford, sampford_pairs
from measure87.design.selection.sequential import (
    chromy_pairs,
    draw_chromy,
    draw_pivotal,
    draw_systematic,
    pivotal_pairs,
    systematic_pairs,
    whole_ended,
)
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.progress import progress

Method = Literal[
    "srs",
    "systematic",
    "random-systematic",
    "sampford",
    "chromy",
    "pivotal",
    "random-pivotal",
    "cube",
]
METHODS: tuple[Method, ...] = get_args(Method)

Draw = Callable[[FloatArray, FloatArray, np.random.Generator], BoolArray]
"""From probabilities (above 0, below 1), variables to balance on, and a generator."""


@dataclass(frozen=True)
class _Way:
    """A method.

    is_ordered : whether the order of the frame counts
    pairs : joint probabilities, exactly, of some units of all; None: by simulation
    most : largest number of units for which they are made
    """

    draw: Draw
    is_ordered: bool
    pairs: Callable[[FloatArray, IntArray], FloatArray] | None
    most: int = 5_000


def draw(method: Method, pi: FloatArray, x: FloatArray, rng: np.random.Generator) -> BoolArray:
    """A sample: certain units (pi of 1) and those drawn among the rest.

    pi : (N,) float, adding up to a whole number; x : (N, p) float, used by `cube`
    """
    drawn = pi >= 1.0
    open_ = np.flatnonzero((pi > 0) & (pi < 1.0))
    if open_.size:
        drawn[open_] = _WAYS[method].draw(pi[open_], x[open_], rng)
    return drawn


def is_ordered(method: Method) -> bool:
    """Whether the order of the frame is part of the design (implicit stratification)."""
    return _WAYS[method].is_ordered


def most_with_pairs(method: Method) -> int:
    """Most units for which joint probabilities are made."""
    return _WAYS[method].most


@dataclass(frozen=True)
class Pairs:
    """Joint probabilities of some units.

    pi : (M, M) float, with the inclusion probabilities on the diagonal
    draws : how many samples they were counted in; None: they are exact
    """

    pi: FloatArray
    draws: int | None = None

    @property
    def error(self) -> FloatArray | None:
        """(M, M) standard error of the simulation; None where they are exact."""
        if self.draws is None:
            return None
        return np.sqrt(self.pi * (1.0 - self.pi) / self.draws)


def pairs_of(
    method: Method,
    pi: FloatArray,
    x: FloatArray,
    of: IntArray,
    rng: np.random.Generator,
    draws: int = 10_000,
) -> Pairs | None:
    """Joint probabilities of the units at the places `of`; None where there are too many units.

    Exact for `srs`, `systematic`, `sampford`, `chromy` and `pivotal`; for `random-systematic`,
    `random-pivotal` and `cube` shares of that many simulated samples. A certain unit is drawn with
    each other at that one's own probability.
    """
    way = _WAYS[method]
    if pi.size > way.most:
        return None
    open_ = np.flatnonzero((pi > 0) & (pi < 1.0))
    found = np.outer(pi[of], pi[of])
    place = np.full(pi.size, -1, dtype=np.int64)
    place[open_] = np.arange(open_.size)
    asked = place[of]
    inside = np.flatnonzero(asked >= 0)
    if inside.size:
        if way.pairs is not None:
            part = way.pairs(pi[open_], asked[inside])
        else:
            part = _simulated(way.draw, pi[open_], x[open_], asked[inside], rng, draws)
        found[np.ix_(inside, inside)] = part
    np.fill_diagonal(found, pi[of])
    return Pairs(found, None if way.pairs is not None else draws)


def _simulated(
    draw_: Draw, pi: FloatArray, x: FloatArray, of: IntArray, rng: np.random.Generator, draws: int
) -> FloatArray:
    together = np.zeros((of.size, of.size))
    for turn in range(draws):
        if turn % 500 == 0:
            progress("Joint probabilities", turn / draws)
        taken = np.flatnonzero(draw_(pi, x, rng)[of])
        together[np.ix_(taken, taken)] += 1.0
    return together / draws


def _draw_srs(pi: FloatArray, x: FloatArray, rng: np.random.Generator) -> BoolArray:
    drawn = np.zeros(pi.size, dtype=bool)
    drawn[rng.choice(pi.size, round(float(pi.sum())), replace=False)] = True
    return drawn


def _srs_pairs(pi: FloatArray, of: IntArray) -> FloatArray:
    """n (n - 1) / (N (N - 1))."""
    n, N = float(pi.sum()), pi.size
    found = np.full((of.size, of.size), n * (n - 1.0) / (N * (N - 1.0)) if N > 1 else 0.0)
    np.fill_diagonal(found, pi[of])
    return found


def _in_list(walk: Callable[[FloatArray, np.random.Generator], BoolArray]) -> Draw:
    """A method that walks along the list as it stands."""
    return lambda pi, x, rng: walk(pi, rng)


def _shuffled(walk: Callable[[FloatArray, np.random.Generator], BoolArray]) -> Draw:
    """A method that walks along the list in an order that is drawn first."""

    def draw_shuffled(pi: FloatArray, x: FloatArray, rng: np.random.Generator) -> BoolArray:
        order = rng.permutation(pi.size)
        drawn = np.zeros(pi.size, dtype=bool)
        drawn[order] = walk(pi[order], rng)
        return drawn

    return draw_shuffled


def _part(
    all_pairs: Callable[[FloatArray], FloatArray],
) -> Callable[[FloatArray, IntArray], FloatArray]:
    return lambda pi, of: all_pairs(pi)[np.ix_(of, of)]


_WAYS: dict[Method, _Way] = {
    "srs": _Way(_draw_srs, False, _srs_pairs, 10_000_000),
    "systematic": _Way(
        _in_list(draw_systematic),
        True,
        _part(lambda pi: systematic_pairs(pi, whole_ended(np.cumsum(pi)))),
    ),
    "random-systematic": _Way(_shuffled(draw_systematic), False, None),
    "sampford": _Way(_in_list(draw_sampford), False, sampford_pairs, 2_000),
    "chromy": _Way(_in_list(draw_chromy), True, _part(chromy_pairs), 1_000),
    "pivotal": _Way(_in_list(draw_pivotal), True, _part(pivotal_pairs)),
    "random-pivotal": _Way(_shuffled(draw_pivotal), False, None),
    "cube": _Way(draw_cube, False, None),
}
