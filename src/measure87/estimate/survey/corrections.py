"""Finite population corrections: numbers of units or fractions, and never a mixture."""

import numpy as np
import polars as pl

from measure87.numerics.arrays import BoolArray
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.survey_design import SurveyDesign


def check_corrections(table: pl.LazyFrame, design: SurveyDesign) -> BoolArray:
    """Whether each stage's correction is a fraction (all values at most 1) or a number of units.

    Raises
    ------
    DataError
        If a correction is missing, not positive, or mixes fractions with numbers.
    """
    n_stages = max(1, len(design.clusters))
    is_fraction = np.zeros(n_stages, dtype=np.bool_)
    if not design.fpc:
        return is_fraction
    looks = []
    for name in dict.fromkeys(design.fpc):
        value = pl.col(name).cast(pl.Float64)
        looks += [
            value.is_null().sum().alias(f"{name}__null"),
            value.min().alias(f"{name}__min"),
            value.max().alias(f"{name}__max"),
            value.is_nan().sum().alias(f"{name}__nan"),
        ]
    found = table.select(looks).collect(engine="streaming").row(0, named=True)
    for stage, name in enumerate(design.fpc):
        missing = found[f"{name}__null"] + (found[f"{name}__nan"] or 0)
        is_fraction[stage] = judge_correction(
            name, missing, found[f"{name}__min"], found[f"{name}__max"]
        )
    return is_fraction


def judge_correction(name: str, missing: int, lowest: float | None, highest: float | None) -> bool:
    """Whether a correction is a fraction; raises if it is neither fraction nor number."""
    hint = "give for every row the units in the population (1 or more) or the fraction sampled"
    if missing:
        raise DataError(
            f"the correction {name} is missing in {missing} rows",
            code="correction-missing",
            where=name,
            hint=hint,
        )
    if lowest is None or highest is None:
        return False
    if lowest <= 0:
        raise DataError(
            f"the correction {name} must be positive, and in some rows it is not",
            code="correction-not-positive",
            where=name,
            hint=hint,
        )
    if lowest < 1 < highest:
        raise DataError(
            f"the correction {name} mixes fractions (under 1) with numbers of units (above 1)",
            code="correction-mixed",
            where=name,
            hint=hint,
        )
    return highest <= 1
