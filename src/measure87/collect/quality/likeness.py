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
_ALL_PAIRS_UP_TO = 12_000
"""Interviews up to which all pairs are looked at; beyond, those of one interviewer."""
_BLOCK, _SLACK = 500, 0.1
"""Rows at once; what single precision may be wrong by."""
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


def chance_pairs(who: IntArray) -> tuple[IntArray, IntArray]:
    """Pairs of different interviewers, drawn at random; the same for the same interviews."""
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, who.size, (2, _BY_CHANCE))
    differ = (who[a] != who[b]) | ((who[a] < 0) & (a != b))
    return a[differ], b[differ]


@dataclass(frozen=True)
class Alike:
    """Pairs above a score, and of how many pairs in all."""

    first: IntArray
    second: IntArray
    count: int


def pairs_looked_at(who: IntArray) -> int:
    """How many pairs there are to look at: all, or of one interviewer where there are many."""
    n = who.size
    if n <= _ALL_PAIRS_UP_TO:
        return n * (n - 1) // 2
    own = np.bincount(who[who >= 0])
    return int((own * (own - 1) // 2).sum())


def alike_pairs(content: Coded, who: IntArray, score: float) -> Alike:
    """Pairs above a score among those that are looked at."""
    groups = [np.arange(who.size)]
    if who.size > _ALL_PAIRS_UP_TO:
        groups = [np.flatnonzero(who == one) for one in np.unique(who[who >= 0])]
    found = [_above(content, rows, score) for rows in groups if rows.size > 1]
    none = np.zeros((2, 0), np.int64)
    first, second = np.concatenate([none, *found], axis=1)
    return Alike(first, second, pairs_looked_at(who))


def _above(content: Coded, rows: IntArray, score: float) -> IntArray:
    """Pairs of some interviews above a score, by products of matrices, a block of rows at a time.

    An equal answer adds its worth, and what an unequal one would have taken; that is taken off for
    all answers of both. Single precision decides who is scored again in double.
    """
    codes = content.codes[rows]
    given = (codes != _ABSENT).astype(np.float32)
    parts = []
    for answer, column in enumerate(codes.T):
        kinds, counts = np.unique(column[column != _ABSENT], return_counts=True)
        for kind in kinds[counts > 1]:
            gain = content.worth[answer, kind] - content.unequal[answer]
            parts.append(np.where(column == kind, np.sqrt(max(gain, 0.0)), 0.0).astype(np.float32))
    if not parts:
        return np.zeros((2, 0), np.int64)
    weighed = np.stack(parts, axis=1)
    loss = given * content.unequal.astype(np.float32)
    found = []
    for start in range(0, rows.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        scores = weighed[block] @ weighed[start:].T + loss[block] @ given[start:].T
        above = scores > score - _SLACK
        above &= np.arange(scores.shape[1]) > np.arange(scores.shape[0])[:, None]
        i, j = np.nonzero(above)
        found.append(np.stack([rows[i + start], rows[j + start]]))
    first, second = np.concatenate(found, axis=1)
    sure = likeness(content, first, second) > score
    return np.stack([first[sure], second[sure]])


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

    def score_of(self, chance: float) -> float:
        """The score that is reached with a chance, or the tail's beginning."""
        return self.begins + self.scale * max(0.0, float(np.log(self.share / chance)))


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
