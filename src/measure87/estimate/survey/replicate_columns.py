"""Sums of a sample under replicate weights that stand in columns, read one after the other.

No more than a block of columns is in memory at a time, and of each only its sums are kept.
Where the columns came from is not asked: of the design its clusters are counted alone.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.replicates.calibrating import judge_failed
from measure87.estimate.replicates.naming import number_of
from measure87.estimate.replicates.settings import GivenReplicates
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.faults import bad_rows, weight_error
from measure87.estimate.survey.group_sums import grouped_units
from measure87.estimate.survey.replicate_sample import (
    ReplicateSums,
    Sampled,
    columns_of_sample,
    empty_presence,
    kinds_of_batch,
    rows_of_batch,
    shifted,
    sums_of_weights,
)
from measure87.estimate.survey.sums import ordered
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array
from measure87.numerics.pass_arrays import Rows
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

BLOCK = 32_000_000
"""Replicate weights that are in memory at a time: 256 MB."""

ROWS_OF_RANK = 20_000
"""Persons, evenly spaced, whose factors say the degrees of freedom of a larger sample."""

_PRODUCT = "measure87_replicate"
_AT_ONCE = 64
"""Columns that are added up together."""
_SAME = 1e-6
"""Share of itself by which a weight may differ where it was rounded otherwise."""
_NEVER_THE_WEIGHT = ("jk1", "brr", "fay")
"""Methods of which no replicate gives everybody her own weight, in no part of a sample."""
_FURTHEST = 2.0
"""How many times as much, or as little, as the sampling weight replicates may add up to."""


def given_replicates(sampled: Sampled, asked: GivenReplicates) -> ReplicateSums:
    """Sums under the columns of a producer.

    Raises
    ------
    DataError
        If a column is not there, or has a weight that is missing, negative or not a number.
    UsageError
        If there is no sampling weight beside them.
    """
    _check(sampled, asked)
    equal = EqualReplicates()
    if sampled.is_polars:
        totals, present, factors, failed = _in_memory(sampled, asked, equal)
    else:
        totals = _by_groups(sampled, asked)
        present, factors, failed = np.zeros((0, 0, 0), dtype=bool), np.zeros((0, asked.n)), 0
    scale, rscales = asked.scales
    return ReplicateSums(
        totals,
        present,
        factors,
        scale,
        rscales,
        asked.mse,
        asked.method,
        (*_without_clusters(sampled), *equal.notices(), *judge_failed(failed, asked.n)),
        {"replicates": asked.n, "replicates_failed": failed},
    )


def _without_clusters(sampled: Sampled) -> list[Notice]:
    """Warn that intervals of rare outcomes know nothing of clusters that nobody named."""
    if sampled.design.clusters or all(one.kind == "number" for one in sampled.outcomes):
        return []
    text = (
        "replicate weights came without the clusters behind them: unless persons were drawn "
        "directly, intervals of shares with few cases, or none, are too narrow; name the clusters"
    )
    return [Notice("replicates-without-clusters", text)]


class EqualReplicates:
    """Counts replicates that are another one again, as where a column was copied.

    Those that leave everybody as she is are left out: in a part of a sample they are alike.
    """

    def __init__(self) -> None:
        self._met: set[bytes] = set()
        self.again = self.replicates = 0

    def take(self, weight: FloatArray, base: FloatArray) -> None:
        """One more, (n,) of all persons, beside their weights."""
        self.replicates += 1
        key = blake2b(weight.tobytes()).digest()
        if key not in self._met:
            self._met.add(key)
        elif (np.abs(weight - base) > _SAME * base).any():
            self.again += 1

    def notices(self) -> list[Notice]:
        """A warning where there are any."""
        if not self.again:
            return []
        text = (
            f"{self.again:,} of {self.replicates:,} replicates are equal to another one in every "
            "row; in a whole sample each differs from all others, so that a column may have been "
            "copied, and errors are wrong"
        )
        values = {"again": self.again, "replicates": self.replicates}
        return [Notice("equal-replicates", text, values)]


def _check(sampled: Sampled, asked: GivenReplicates) -> None:
    """Columns of numbers, and the weight that the figures themselves are made of."""
    if sampled.weighted is not None:
        raise UsageError(
            "replicate weights of a producer went through its own weighting, and a recipe is named",
            code="replicate-weight",
            hint="leave the recipe out, or make replicates (--make-replicates)",
        )
    check_given(sampled.frame, asked, sampled.design)


def check_given(frame: "nw.LazyFrame[Any]", asked: GivenReplicates, design: SurveyDesign) -> None:
    """Raise where there is no sampling weight or it is taken for a replicate, or as
    `check_replicate_columns`."""
    if design.weight is None:
        raise UsageError(
            "replicate weights stand beside a sampling weight, and none is named",
            code="replicate-weight",
            hint="name it with --weight; the figures are those of that weight",
        )
    check_replicate_columns(frame, asked.columns)
    refuse_other_scale(frame, asked, design.weight)
    refuse_the_weight_itself(frame, asked, design.weight)


def refuse_other_scale(frame: "nw.LazyFrame[Any]", asked: GivenReplicates, weight: str) -> None:
    """Raise where replicates do not add up to about what the sampling weight does.

    On average over the replicates the sample weighs in them what it weighs, however they were
    made. Factors taken for weights, and weights taken for factors, or weights scaled otherwise
    than the sampling weight, do not; errors of totals, or all errors, would be wrong.
    """
    sums = [
        value
        for first in range(0, asked.n, _AT_ONCE)
        for value in _sums_beside(frame, asked, weight, asked.columns[first : first + _AT_ONCE])
    ]
    ratio = float(np.mean(sums)) if sums else math.nan
    if 1.0 / _FURTHEST <= ratio <= _FURTHEST or not ratio > 0.0:
        return
    what = "weights" if asked.combined else "factors of the weights"
    raise UsageError(
        f"the replicates cannot be {what}: they would weigh the sample {ratio:.3g} times as much "
        f"as {weight} does",
        code="replicate-sums",
        hint="say whether the columns hold weights or factors of them (--replicate-factors), and "
        "name the weight that they were made of, on the same scale",
    )


def _sums_beside(
    frame: "nw.LazyFrame[Any]", asked: GivenReplicates, weight: str, names: tuple[str, ...]
) -> list[float]:
    """What the sample weighs in some replicates, over what it weighs."""
    base = nw.col(weight).cast(nw.Float64)
    rows = frame.filter(base > 0.0)
    columns = {
        f"measure87_sum_{i}": nw.col(name).cast(nw.Float64) * (1.0 if asked.combined else base)
        for i, name in enumerate(names)
    }
    summed = {name: value.sum() for name, value in columns.items()}
    row = collect(rows.select(base.sum().alias(_PRODUCT), **summed)).row(0)
    if not row[0]:
        return []
    return [math.nan if value is None else float(value) / float(row[0]) for value in row[1:]]


def refuse_the_weight_itself(
    frame: "nw.LazyFrame[Any]", asked: GivenReplicates, weight: str
) -> None:
    """Raise where the sampling weight itself is among the replicates, mostly as number 0.

    A replicate without a difference makes the error too small. In a part of a sample, replicates
    that leave out or draw clusters of other parts have none either, but for some methods.
    """
    always = asked.method in _NEVER_THE_WEIGHT
    names = tuple(name for name in asked.columns if always or number_of(name) == 0)
    same = [
        name
        for first in range(0, len(names), _AT_ONCE)
        for name in _equal_to(frame, asked, weight, names[first : first + _AT_ONCE])
    ]
    if not same:
        return
    what = "the weight itself" if asked.combined else "1 for everybody"
    raise UsageError(
        f"{same[0]} is no replicate of {weight}: it is {what} in every row",
        code="replicate-columns",
        hint="leave it out of the replicates, as with the pattern 'rw[1-9]*'",
    )


def _equal_to(
    frame: "nw.LazyFrame[Any]", asked: GivenReplicates, weight: str, names: tuple[str, ...]
) -> list[str]:
    """Which columns give everybody with a weight that weight, but for rounding."""
    base = nw.col(weight).cast(nw.Float64)
    expected = base if asked.combined else nw.lit(1.0)
    near = {
        f"measure87_near_{i}": (
            (nw.col(name).cast(nw.Float64) - expected).abs() <= expected.abs() * _SAME
        )
        .cast(nw.Int64)
        .sum()
        for i, name in enumerate(names)
    }
    rows = frame.filter(base > 0.0)
    n, *found = collect(rows.select(nw.len().alias(_PRODUCT), **near)).row(0)
    return [name for name, equal in zip(names, found, strict=True) if n and equal == n]


def check_replicate_columns(frame: "nw.LazyFrame[Any]", columns: tuple[str, ...]) -> None:
    """Raise `DataError` for a replicate column that is not there, or holds no numbers."""
    schema = frame.collect_schema()
    absent = [name for name in columns if name not in schema.names()]
    if absent:
        raise DataError(
            f"the table has no replicate column {', '.join(absent[:5])}",
            code="unknown-column",
            where=absent[0],
            hint=f"columns: {', '.join(schema.names()[:40])}",
        )
    texts = [name for name in columns if not schema[name].is_numeric()]
    if texts:
        raise DataError(
            f"the replicate weight {texts[0]} does not hold numbers",
            code="wrong-type",
            where=texts[0],
            hint="replicate weights are numbers; correct the column, or the pattern that names it",
        )


def _in_memory(
    sampled: Sampled, asked: GivenReplicates, equal: EqualReplicates
) -> tuple[FloatArray, BoolArray, FloatArray, int]:
    """Sums of a polars table; its other columns are held, the replicates come in blocks."""
    batch = columns_of_sample(sampled).collect()
    rows, kind = rows_of_batch(batch, sampled), kinds_of_batch(batch, sampled)
    base = rows.weight
    statuses, numbers = ordered(sampled.outcomes)
    order = [*statuses, *numbers]
    back = np.argsort(order)
    shape = (len(sampled.levels.targets), len(order), 3)
    totals = np.zeros((*shape, asked.n))
    seen = _rows_of_rank(base)
    factors = np.zeros((len(seen), asked.n))
    failed = 0
    for r, column in enumerate(columns_of(sampled, asked, batch.height)):
        weight = column if asked.combined else column * base
        factors[:, r] = weight[seen] / base[seen]
        equal.take(weight, base)
        if sampled.calibrated is not None:
            inside = kind >= 0
            n_classes = len(sampled.calibrated.classes.factor)
            given = np.bincount(kind[inside], weight[inside], n_classes)
            found = sampled.class_factors(given[:, None])
            weight = np.where(inside, weight * found.factor[kind, 0], 0.0)
            failed += found.failed
        totals[..., r] = sums_of_weights(rows, weight, shape)[:, back]
    present = empty_presence(sampled, len(seen))
    if present.size:
        _mark(rows, seen, present, sampled.in_base[order] > 0.0)
        present = present[:, back]
    return totals, present, factors, failed


def _rows_of_rank(weight: FloatArray) -> Int32Array:
    """Persons with a weight, all or so many of them evenly spaced."""
    heavy = np.flatnonzero(weight > 0.0)
    if len(heavy) > ROWS_OF_RANK:
        heavy = heavy[np.linspace(0, len(heavy) - 1, ROWS_OF_RANK).astype(np.int64)]
    return heavy.astype(np.int32)


def _mark(rows: Rows, seen: Int32Array, present: BoolArray, in_base: BoolArray) -> None:
    """Mark which of some persons count for each level and outcome, statuses before numbers."""
    n_status = rows.status.shape[0]
    for o in range(present.shape[1]):
        if o < n_status:
            status = rows.status[o, seen]
            counts = np.zeros(len(seen), dtype=bool)
            for code in np.flatnonzero(in_base[o]):
                counts |= status == code
        else:
            at = o - n_status
            counts = ~(np.isnan(rows.number[at, seen]) | np.isnan(rows.divisor[at, seen]))
        for table in range(rows.level.shape[0]):
            level = rows.level[table, seen]
            here = np.flatnonzero(counts & (level >= 0))
            present[level[here], o, here] = True


def columns_of(sampled: Sampled, asked: GivenReplicates, n: int) -> Iterator[FloatArray]:
    """The columns, block by block, each checked."""
    at_once = max(1, BLOCK // max(n, 1))
    for first in range(0, asked.n, at_once):
        names = asked.columns[first : first + at_once]
        block: pl.DataFrame = (
            sampled.frame.to_native().select(pl.col(n).cast(pl.Float64) for n in names).collect()
        )
        for name in names:
            if block.select(bad_rows(name).any()).item():
                bad = block.with_row_index("row", offset=1).filter(bad_rows(name))
                raise weight_error(name, bad.height, bad[name][0], bad["row"][0])
            yield np.array(block[name].to_numpy())


def _by_groups(sampled: Sampled, asked: GivenReplicates) -> FloatArray:
    """Sums of a table of any engine, one group-by for each column and table of domains."""
    shape = (len(sampled.levels.targets), len(sampled.outcomes), 3, asked.n)
    totals = np.zeros(shape)
    for r, name in enumerate(asked.columns):
        frame, weight = sampled.frame, name
        if not asked.combined:
            product = nw.col(name).cast(nw.Float64) * nw.col(str(sampled.design.weight))
            frame, weight = frame.with_columns(product.alias(_PRODUCT)), _PRODUCT
        weighted = replace(sampled.design, weight=weight, strata=None, clusters=(), fpc=())
        for number in range(sampled.levels.n_tables):
            grouped = grouped_units(frame, sampled.outcomes, weighted, sampled.levels, number)
            sums = shifted(grouped, sampled)
            inside = grouped.level >= 0
            np.add.at(totals[..., r], grouped.level[inside], sums[inside])
    return totals
