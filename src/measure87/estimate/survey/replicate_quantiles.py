"""Quantiles of a sample in every replicate of its weights.

Their spread is the error of a quantile under bootstraps and balanced halves; under jackknives it
is not, however large the sample (Shao & Wu 1989, Ann. Statist. 17, 1176-1197, unseen in print).
"""

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from measure87.estimate.replicates.settings import GivenReplicates, Replicates
from measure87.estimate.survey.replicate_columns import columns_of
from measure87.estimate.survey.replicate_sample import Sampled
from measure87.estimate.survey.replicate_sums import factors_of
from measure87.numerics.arrays import FloatArray
from measure87.numerics.replicate_factors import replicate_variance
from measure87.vocabulary.estimate import Notice

_JACKKNIVES = ("jk1", "jkn", "jk2")

Quantiles = Callable[[FloatArray], FloatArray]
"""From weights (n,) to the quantiles of all cells (cells,), NaN where a cell has nobody."""


def judge_jackknife(asked: Replicates) -> list[Notice]:
    """Warn where the spread of leave-one-out quantiles stands for that of the quantile."""
    if asked.quantiles != "replicates" or asked.method not in _JACKKNIVES:
        return []
    text = (
        f"the quantiles of {asked.method} replicates do not spread as the quantile does, however "
        "large the sample; leave its limits to the share of persons below it (woodruff)"
    )
    return [Notice("quantiles-of-a-jackknife", text, {"method": asked.method})]


def quantile_variances(
    sampled: Sampled, asked: Replicates, value: FloatArray, quantiles: Quantiles
) -> FloatArray:
    """Variance of the quantiles of all cells, (cells,); NaN where a replicate has none."""
    if isinstance(asked, GivenReplicates):
        scale, rscales = asked.scales
        columns = _given_weights(sampled, asked)
    else:
        made, units = factors_of(sampled, asked)
        scale, rscales = made.factors.scale, made.factors.rscales
        frame: pl.DataFrame = sampled.frame.to_native().collect()
        base = _base(sampled, frame)
        own = made.unit[units.of(frame)]
        columns = (base * made.factors.factor[own, r] for r in range(made.factors.n))
    found = np.array([quantiles(weight) for weight in columns])
    return replicate_variance(found, value, scale, rscales, mse=asked.mse)


def _base(sampled: Sampled, frame: pl.DataFrame) -> FloatArray:
    name = sampled.design.weight
    return np.ones(frame.height) if name is None else frame[name].cast(pl.Float64).to_numpy()


def _given_weights(sampled: Sampled, asked: GivenReplicates) -> Iterator[FloatArray]:
    frame: pl.DataFrame = sampled.frame.to_native().collect()
    base = _base(sampled, frame)
    for column in columns_of(sampled, asked, frame.height):
        yield column if asked.combined else column * base
