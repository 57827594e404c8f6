"""The methods by the names they have in options, and how each is called.

A new method is one entry here.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from measure87.estimate.multiple_lists.bayesian.bayes_threshold import (
    bayes_threshold,
    bayes_threshold_size,
)
from measure87.estimate.multiple_lists.bayesian.decomposable import decomposable
from measure87.estimate.multiple_lists.bayesian.latent_class import latent_class
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.catchability.chao import chao
from measure87.estimate.multiple_lists.catchability.heterogeneity import heterogeneity
from measure87.estimate.multiple_lists.catchability.sample_coverage import sample_coverage
from measure87.estimate.multiple_lists.loglinear.bic import DEFAULT_ORDER, bic, bic_size
from measure87.estimate.multiple_lists.loglinear.independence import independence, independence_size
from measure87.estimate.multiple_lists.loglinear.stepwise import (
    DEFAULT_THRESHOLD,
    stepwise,
    stepwise_size,
)
from measure87.estimate.multiple_lists.size_estimate import SizeEstimate
from measure87.vocabulary.errors import UsageError

DEFAULT_SEED = 87
BRIEF_ITERATIONS = 10_000
"""Of each chain of `latent-class`, on one of many tables."""
_FEW_SAMPLES = 100
"""Of a bootstrap whose limits nobody looks at."""


@dataclass(frozen=True)
class MethodOptions:
    """What a user may set, the same for every method.

    Attributes
    ----------
    level : float
        Confidence level, 0 to 1.
    replicates : int or None
        Bootstrap samples; None lets each method draw until its limits are steady.
    threshold : float
        p-value under which `stepwise` takes an interaction.
    order : int
        Most lists that one interaction of `bic` may join; the same whatever the number of lists.
    seed : int
        Each method draws from a generator of its own, made of this and of the method's name, so
        that asking for another method beside it changes nothing.
    """

    level: float = 0.95
    replicates: int | None = None
    threshold: float = DEFAULT_THRESHOLD
    order: int = DEFAULT_ORDER
    seed: int = DEFAULT_SEED

    def __post_init__(self) -> None:
        """Refuse levels, thresholds and seeds that mean nothing."""
        if not 0.5 <= self.level < 1:
            raise UsageError(
                f"level is {self.level:g}", code="bad-level", hint="it lies from 0.5 to under 1"
            )
        if not 0 <= self.threshold <= 1:
            raise UsageError(
                f"threshold is {self.threshold:g}",
                code="bad-threshold",
                hint="it is a p-value, 0 to 1",
            )
        if self.order < 1:
            raise UsageError(
                f"order is {self.order}",
                code="bad-order",
                hint="it is 2 for interactions of pairs of lists, 3 for three, and so on",
            )
        if self.seed < 0:
            raise UsageError(
                f"seed is {self.seed}", code="bad-seed", hint="it is a whole number from 0"
            )

    def rng(self, name: str) -> np.random.Generator:
        """The generator of a method."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def to_json(self) -> dict[str, Any]:
        """The options as a result tells them, the seed apart."""
        return {
            "level": self.level,
            "threshold": self.threshold,
            "order": self.order,
            "bootstrap": self.replicates or "until the limits are steady",
        }


@dataclass(frozen=True)
class Method:
    """One method.

    Attributes
    ----------
    run : the estimate with its interval
    size : the point estimate alone, persons, or None where that is no cheaper or no use; used
        where a table is changed
    quick : whether `size` is cheap enough for a table that is changed hundreds of times
    in_brief : `run` with fewer random numbers, for one of many tables that are pooled; None is
        `run`
    again : the point estimate of one of some tens of tables that may lie behind a rounded one,
        where there is no `size`; None with no `size`: too slow, and intervals leave rounding out
    """

    run: Callable[[CaptureTable, MethodOptions], SizeEstimate]
    size: Callable[[CaptureTable, MethodOptions], float] | None = None
    quick: bool = True
    in_brief: Callable[[CaptureTable, MethodOptions], SizeEstimate] | None = None
    again: Callable[[CaptureTable, MethodOptions], float] | None = None


def _independence(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    return independence(table, level=options.level)


def _independence_size(table: CaptureTable, options: MethodOptions) -> float:
    return independence_size(table)


def _stepwise(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    return stepwise(
        table,
        threshold=options.threshold,
        level=options.level,
        replicates=options.replicates,
        rng=options.rng("stepwise"),
    )


def _stepwise_size(table: CaptureTable, options: MethodOptions) -> float:
    return stepwise_size(table, options.threshold)


def _bic(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    return bic(
        table,
        order=options.order,
        level=options.level,
        replicates=options.replicates,
        rng=options.rng("bic"),
    )


def _bic_size(table: CaptureTable, options: MethodOptions) -> float:
    return bic_size(table, options.order)


def _bayes_threshold(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    return bayes_threshold(table, level=options.level, rng=options.rng("bayes-threshold"))


def _decomposable(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    return decomposable(table, level=options.level)


def _decomposable_size(table: CaptureTable, options: MethodOptions) -> float:
    return decomposable(table, level=options.level, other_deltas=()).value


def _latent_class(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    return latent_class(table, level=options.level, rng=options.rng("latent-class"))


def _latent_class_in_brief(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    """Chains that begin shorter; they go on until they agree all the same."""
    rng = options.rng("latent-class")
    return latent_class(table, level=options.level, rng=rng, iterations=BRIEF_ITERATIONS)


def _chao(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    return chao(table, level=options.level)


def _sample_coverage(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    rng = options.rng("sample-coverage")
    if options.replicates is None:
        return sample_coverage(table, level=options.level, rng=rng)
    return sample_coverage(table, level=options.level, replicates=options.replicates, rng=rng)


def _heterogeneity(table: CaptureTable, options: MethodOptions) -> SizeEstimate:
    return heterogeneity(table, level=options.level)


def _bayes_threshold_size(table: CaptureTable, options: MethodOptions) -> float:
    return bayes_threshold_size(table)


def _value_of(
    run: Callable[[CaptureTable, MethodOptions], SizeEstimate],
) -> Callable[[CaptureTable, MethodOptions], float]:
    """The value of a run, whose bootstrap is cut short because its limits are not asked for."""
    return lambda table, options: run(table, replace(options, replicates=_FEW_SAMPLES)).value


METHODS: Mapping[str, Method] = {
    "independence": Method(_independence, _independence_size),
    "stepwise": Method(_stepwise, _stepwise_size),
    "bic": Method(_bic, _bic_size, quick=False),
    "bayes-threshold": Method(_bayes_threshold, again=_bayes_threshold_size),
    "decomposable": Method(_decomposable, _decomposable_size, quick=False),
    "latent-class": Method(_latent_class, in_brief=_latent_class_in_brief),
    "chao": Method(_chao, again=_value_of(_chao)),
    "sample-coverage": Method(_sample_coverage, again=_value_of(_sample_coverage)),
    "heterogeneity": Method(_heterogeneity, again=_value_of(_heterogeneity)),
}
