"""Base weights: columns multiplied, divided by the chance of being drawn at each stage.

A person drawn with probability p_1 p_2 ... p_k over the stages gets 1 / (p_1 p_2 ... p_k), by which
totals are unbiased (Horvitz & Thompson). Who was not drawn but lives with somebody who was has a
weight of 0, and no probability.

Source: Horvitz & Thompson (1952), J. Am. Stat. Assoc. 47, 663-685 (unseen).
"""

import numpy as np

from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.recipe import BaseWeights
from measure87.estimate.weighting.steps.kinds import CellStep, Persons
from measure87.estimate.weighting.steps.selected_one import KnownFactors
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError


def base_weights(base: BaseWeights, columns: Columns) -> FloatArray:
    """The weight of each person before all steps, (n,).

    Raises
    ------
    DataError
        If a weight is missing or negative, a probability is none, or nobody has a weight.
    """
    everybody = np.ones(columns.frame.height, dtype=bool)
    found = np.ones(columns.frame.height)
    for name in base.weights:
        weight = columns.numbers(name, everybody)
        columns.refuse(
            weight < 0.0, f"{name} is negative in", "negative-weight",
            "a weight is a number of persons; write 0 for who was not drawn",
        )  # fmt: skip
        found *= weight
    drawn = found > 0.0
    for name in base.probabilities:
        chance = columns.numbers(name, drawn)
        columns.refuse(
            drawn & ((chance <= 0.0) | (chance > 1.0)), f"{name} is no probability in",
            "not-a-probability", "write the chance of being drawn, above 0 and at most 1",
        )  # fmt: skip
        found[drawn] /= chance[drawn]
    if not drawn.any():
        raise DataError(
            "nobody has a base weight", code="no-weights", where=columns.name,
            hint="look at the columns of [base]",
        )  # fmt: skip
    return found


def as_drawn(persons: Persons) -> CellStep:
    """The weights as they are: one cell of all who were drawn, so that they are told of too."""
    cell = np.where(persons.drawn, 0, -1).astype(np.int32)
    return CellStep(cell, 1, KnownFactors(np.ones(1)), persons)
