"""The order in which forward selection takes interactions, and the size after each."""

import math
from dataclasses import dataclass

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import lists_for_models
from measure87.estimate.multiple_lists.kernels.forward_selection import select_forward
from measure87.estimate.multiple_lists.kernels.loglinear import FITTED, NO_ESTIMATE
from measure87.estimate.multiple_lists.loglinear.existence import Existence, all_pairs, existence
from measure87.estimate.multiple_lists.loglinear.model import (
    cell_arrays,
    fit_model,
    interactions_in,
    refuse_model,
)
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError
from measure87.numerics.arrays import IntArray


@dataclass(frozen=True)
class Step:
    """One interaction more.

    Attributes
    ----------
    interaction : str
        `A:B`; empty for the model without interactions.
    p_value : float
        Of the overlap before it was taken; 1 for the model without interactions.
    size : float, persons
        Known and unknown, with it in the model.
    lower, upper : float, persons
        Given the model, as if it had been known beforehand.
    """

    interaction: str
    p_value: float
    size: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Selection:
    """Interactions of a canonical table in the order in which they are taken.

    pairs : histories
    log_p_values : logs of the p-values at which each was taken
    refused : histories of pairs passed over because their model has no estimate
    """

    pairs: tuple[int, ...]
    log_p_values: tuple[float, ...]
    refused: tuple[int, ...]


def stepwise_path(
    table: CaptureTable, *, largest: float = 0.2, level: float = 0.95
) -> tuple[Step, ...]:
    """Sizes as the threshold grows: a threshold takes all steps before the first p above it.

    Parameters
    ----------
    table : CaptureTable
    largest : float
        p-value at which to stop.
    level : float

    Raises
    ------
    NotEstimableError
        As `stepwise`.
    """
    usable, _ = lists_for_models(table)
    chosen = select(usable, largest)
    steps = []
    for n in range(len(chosen.pairs) + 1):
        fit = fit_model(usable, chosen.pairs[:n])
        name = interactions_in(usable, table.lists, chosen.pairs[n - 1 : n])[0] if n else ""
        p_value = math.exp(chosen.log_p_values[n - 1]) if n else 1.0
        steps.append(Step(name, p_value, fit.size, *fit.limits(level)))
    return tuple(steps)


def select(table: CaptureTable, threshold: float) -> Selection:
    """Forward selection on a table in canonical order.

    Raises
    ------
    NotEstimableError
        If already the model without interactions has no estimate, or a model that has one
        could not be fitted.
    """
    counts, possible = cell_arrays(table)
    pairs = np.array(all_pairs(table), dtype=np.int64)
    room = len(pairs)
    path, values, logs = np.empty(room, np.int64), np.empty(room + 1), np.empty(room + 1)
    refused = np.empty((room * (room + 1), 3), dtype=np.int64)
    taken, n_refused, status = select_forward(
        counts, possible, table.n_lists, pairs, log_or_minus_infinity(threshold), path, values,
        logs, refused,
    )  # fmt: skip
    if status != FITTED:
        refuse_model(table, ())
    chosen = tuple(int(pair) for pair in pairs[path[:taken]])
    _confirm(table, pairs, chosen, refused[:n_refused])
    return Selection(
        chosen,
        tuple(float(value) for value in values[:taken]),
        tuple(dict.fromkeys(int(pair) for pair in pairs[refused[:n_refused, 0]])),
    )


def _confirm(
    table: CaptureTable,
    pairs: IntArray,
    chosen: tuple[int, ...],
    refused: IntArray,
) -> None:
    """Ask the linear program about models whose fit gave no proof either way."""
    for place, taken, status in refused:
        model = (*chosen[:taken], int(pairs[place]))
        if status != NO_ESTIMATE and existence(table, model) is Existence.EXISTS:
            raise NotEstimableError(
                "the selection came to a model whose estimate exists but could not be computed",
                code="fit-failed",
                hint="merge small lists",
            )


def log_or_minus_infinity(threshold: float) -> float:
    """Log of a threshold; a threshold of 0 takes nothing."""
    return math.log(threshold) if threshold > 0 else -math.inf
