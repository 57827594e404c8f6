"""How much more alike are two interviews than two households of this survey are by chance?

For each answer that both gave: what would a copy with one slip in twenty answers make of it,
against chance? An equal answer speaks for a copy the more the rarer it is, an unequal one against
it. The sum is the logarithm of a likelihood ratio; with answers drawn alone it would exceed t with
chance exp(-t) at most (Markov). Answers of a household hang together, so the tail is not taken
from there but from pairs of different interviewers, who cannot copy from one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.collect.quality.checking import Look
from measure87.collect.quality.items import MAIN
from measure87.numerics.arrays import FloatArray, IntArray

_SLIPS = 0.05
_MOST_ANSWERS = 64
"""Answers compared: those in which households differ most."""
_MOST_ROWS = 4
"""Members of a repeat that are compared, the first ones."""
_ALL_PAIRS_UP_TO = 1_500
"""Interviews up to which all pairs are looked at; beyond, those of one interviewer."""
_BY_CHANCE = 200_000
_AT_ONCE = 50_000
_ABSENT = -1
LEAST_ANSWERS = 8
"""Answers that both of a pair gave, from which on they are compared."""
_COMPARED = ("select_one", "select_multiple", "integer", "decimal")


@dataclass(frozen=True)
class Coded:
    """Answers as codes, and what an equal one is worth.

    Attributes
    ----------
    codes : (interviews, answers) int, -1 where there is none
    worth : (answers, codes) float, log likelihood ratio of an equal answer
    unequal : (answers,) float, of an unequal one
    """

    codes: IntArray
    worth: FloatArray
    unequal: FloatArray

    def equal_share(self, first: IntArray, second: IntArray) -> FloatArray:
        """Share of answers that both gave in which pairs are equal; NaN without any."""
        a, b = self.codes[first], self.codes[second]
        both = (a != _ABSENT) & (b != _ABSENT)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(((a == b) & both).sum(axis=1) / both.sum(axis=1))


def coded(look: Look) -> Coded:
    """Answers of all interviews: those with choices and numbers, and of the first members."""
    columns = [column for column in _columns(look) if column.n_unique() > 1]
    ranked = sorted(columns, key=_variety, reverse=True)[:_MOST_ANSWERS]
    if not ranked:
        return Coded(np.zeros((look.data.main.height, 0), np.int64), np.zeros((0, 1)), np.zeros(0))
    codes = np.stack([_coded_column(column) for column in ranked], axis=1)
    size = int(codes.max()) + 1
    worth, unequal = np.zeros((codes.shape[1], size)), np.zeros(codes.shape[1])
    for number, column in enumerate(codes.T):
        counts = np.bincount(column[column != _ABSENT], minlength=size) + 0.5
        share = counts / counts.sum()
        worth[number] = np.log((1.0 - _SLIPS) / share + _SLIPS)
        unequal[number] = np.log(_SLIPS)
    return Coded(codes, worth, unequal)


def _columns(look: Look) -> Iterator[pl.Series]:
    """Columns of answers, one entry an interview."""
    places = pl.DataFrame({"_id": look.data.main["_id"]})
    for item in look.data.items:
        if item.question.kind not in _COMPARED or item.name in look.data.design:
            continue
        frame = look.data.tables[item.table]
        if item.table == MAIN:
            yield from (frame[name].cast(pl.String) for name in item.columns)
            continue
        if "_row" not in frame.columns:
            continue
        for row in range(1, _MOST_ROWS + 1):
            some = frame.filter(pl.col("_row") == row).unique("_id", keep="first")
            wide = places.join(some.select("_id", *item.columns), on="_id", how="left",
                               maintain_order="left")  # fmt: skip
            yield from (wide[name].cast(pl.String) for name in item.columns)


def _variety(column: pl.Series) -> float:
    """Chance that two interviews which both have the answer differ in it, by how often both do."""
    told = column.drop_nulls()
    if told.len() < 2:
        return 0.0
    shares = told.value_counts()["count"].to_numpy() / told.len()
    return float((1.0 - (shares**2).sum()) * (told.len() / column.len()) ** 2)


def _coded_column(column: pl.Series) -> IntArray:
    ranks = column.rank("dense").cast(pl.Int64) - 1
    return ranks.fill_null(_ABSENT).to_numpy().astype(np.int64)


@dataclass(frozen=True)
class Pairs:
    """Pairs that are looked at, and pairs by chance; `count` of the first is what is shared."""

    first: IntArray
    second: IntArray
    chance_first: IntArray
    chance_second: IntArray

    @property
    def count(self) -> int:
        """Pairs that are looked at."""
        return int(self.first.size)


def pairs_of(who: IntArray) -> Pairs:
    """All pairs, or those of one interviewer where there are many; some of different ones."""
    n = who.size
    if n <= _ALL_PAIRS_UP_TO:
        first, second = np.triu_indices(n, k=1)
    else:
        own = [np.flatnonzero(who == one) for one in np.unique(who[who >= 0])]
        both = [np.stack(np.triu_indices(one.size, k=1)) for one in own]
        first = np.concatenate([one[pair[0]] for one, pair in zip(own, both, strict=True)])
        second = np.concatenate([one[pair[1]] for one, pair in zip(own, both, strict=True)])
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, n, (2, _BY_CHANCE))
    differ = (who[a] != who[b]) | ((who[a] < 0) & (a != b))
    return Pairs(first.astype(np.int64), second.astype(np.int64), a[differ], b[differ])


def likeness(content: Coded, first: IntArray, second: IntArray) -> FloatArray:
    """The log likelihood ratio of each pair; minus infinity with too few answers of both."""
    found = np.zeros(first.size)
    answers = np.arange(content.codes.shape[1])
    codes = content.codes.astype(np.int16) if content.worth.shape[1] < 2**15 else content.codes
    for start in range(0, first.size, _AT_ONCE):
        here = slice(start, start + _AT_ONCE)
        a, b = codes[first[here]], codes[second[here]]
        both = (a != _ABSENT) & (b != _ABSENT)
        equal = (a == b) & both
        worth = np.where(equal, content.worth[answers, np.maximum(a, 0)], 0.0)
        ratio = worth.sum(axis=1) + (both & ~equal) @ content.unequal
        found[here] = np.where(both.sum(axis=1) >= LEAST_ANSWERS, ratio, -np.inf)
    return found


@dataclass(frozen=True)
class Tail:
    """An exponential tail: beyond `begins` lies `share` of pairs, falling by e every `scale`."""

    begins: float
    share: float
    scale: float
    is_empty: bool = False

    def chance(self, scores: FloatArray) -> FloatArray:
        """Chance of a score or a greater one; 1 below where the tail begins."""
        beyond = (scores - self.begins) / self.scale
        return np.where(beyond > 0, self.share * np.exp(-np.maximum(beyond, 0.0)), 1.0)


def tail_of(scores: FloatArray, share: float = 0.001) -> Tail:
    """The tail of scores of pairs that did not copy.

    Its scale is the mean excess over its beginning, and never less than 1, the scale that answers
    drawn alone would have at most. A tail that falls faster than an exponential is so overstated.
    """
    scores = scores[np.isfinite(scores)]
    if scores.size * share < 20:
        return Tail(0.0, 1.0, 1.0, is_empty=True)
    begins = float(np.quantile(scores, 1.0 - share))
    beyond = scores[scores > begins] - begins
    if not beyond.size:
        return Tail(begins, share, 1.0)
    return Tail(begins, share, max(1.0, float(beyond.mean())))
