"""What can be wrong with a table's values: one sentence and the remedy, without the value."""

import numpy as np
import polars as pl

from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.sums import SampleSums
from measure87.numerics.pass_arrays import LARGEST
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES
from measure87.vocabulary.survey_design import SurveyDesign


def bad_weight(table: pl.LazyFrame, design: SurveyDesign) -> DataError:
    """The error for weights that are missing, negative or not finite."""
    name = design.weight or ""
    value = pl.col(name).cast(pl.Float64)
    rows = (
        table.select(value.alias("value"))
        .with_row_index("row", offset=1)
        .filter(bad_rows("value"))
        .select(pl.len().alias("n"), pl.col("row").first(), pl.col("value").first())
        .collect()
        .row(0, named=True)
    )
    return weight_error(name, rows["n"], rows["value"], rows["row"])


def bad_rows(name: str) -> pl.Expr:
    """Whether a weight cannot be used."""
    value = pl.col(name)
    return value.is_null() | value.is_nan() | ~value.is_between(0.0, LARGEST, closed="left")


def weight_error(name: str, n: int, value: float | None, row: int | None = None) -> DataError:
    """What is wrong with a weight, with the kind of one value and how many there are."""
    if value is None or np.isnan(value):
        shown = "missing"
    else:
        shown = "too large" if LARGEST <= value < np.inf else cell_kind(value)
    place = f", first at row {row}" if row is not None else ""
    return DataError(
        f"a weight must be zero or positive, and a number; {name} is {shown} "
        f"({n} such rows{place})",
        code="bad-weight",
        where=name,
        hint="correct these weights, or drop the rows and say so; a weight of 0 leaves a row out "
        "and keeps its cluster",
    )


def is_status(name: str) -> pl.Expr:
    """Whether a value is a status."""
    value = pl.col(name)
    return (value == NO) | (value == UNKNOWN) | (value == YES)


def bad_status(table: pl.LazyFrame, outcomes: tuple[Outcome, ...]) -> DataError:
    """The error for a status that is none."""
    for outcome in outcomes:
        if outcome.kind == "status":
            name = outcome.column
            wrong = table.filter(pl.col(name).is_not_null() & ~is_status(name))
            found = wrong.select(pl.col(name)).head(1).collect()
            if found.height:
                return status_error(name)
    raise AssertionError("no status is at fault")


def status_error(name: str) -> DataError:
    """A status must be 0, 1, 2 or null."""
    return DataError(
        f"{name} holds a value that is no status",
        code="bad-status",
        where=name,
        hint="a status is no 0, unknown 1, yes 2, or null outside the universe",
    )


def bad_number(table: pl.LazyFrame, outcomes: tuple[Outcome, ...]) -> DataError:
    """The error for a number that cannot be added up."""
    for outcome in outcomes:
        for name in outcome.columns if outcome.kind == "number" else ():
            value = pl.col(name).cast(pl.Float64)
            found = table.select(value).filter(value.abs() >= LARGEST).head(1).collect()
            if found.height:
                return number_error(name)
    raise AssertionError("no number is at fault")


def number_error(name: str) -> DataError:
    """A number must be finite, and its square too."""
    return DataError(
        f"{name} holds a number that cannot be added up: it is infinite, or too large",
        code="bad-number",
        where=name,
        hint="correct this value, or make it missing and say so",
    )


def bad_correction(design: SurveyDesign) -> DataError:
    """The error for more units in the sample than in the population."""
    return DataError(
        f"a correction of {', '.join(design.fpc)} says that fewer units are in the population "
        "than in the sample",
        code="correction-too-small",
        where=", ".join(design.fpc),
        hint="check that each --fpc belongs to its --cluster, in the order of the stages",
    )


def check_fractions(sums: SampleSums, design: SurveyDesign) -> SampleSums:
    """The sums, unless a stratum has more clusters in the sample than in the population."""
    if (sums.fraction > 1.0 + 1e-9).any():
        raise bad_correction(design)
    return sums
