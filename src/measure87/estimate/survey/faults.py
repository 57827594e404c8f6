"""What can be wrong with a table's values, each as one sentence with the value and the remedy."""

import numpy as np
import numpy.typing as npt
import polars as pl

from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.sums import SampleSums, ordered
from measure87.vocabulary.errors import DataError
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
    return value.is_null() | value.is_nan() | value.is_infinite() | (value < 0)


def weight_error(name: str, n: int, value: float | None, row: int | None = None) -> DataError:
    """What is wrong with a weight, with one value and how many there are."""
    shown = "missing" if value is None or np.isnan(value) else f"{value:g}"
    place = f", first at row {row}" if row is not None else ""
    return DataError(
        f"a weight must be zero or positive; {name} is {shown} ({n} such rows{place})",
        code="bad-weight",
        where=name,
        hint="correct these weights, or drop the rows and say so; a weight of 0 leaves a row out "
        "and keeps its cluster",
    )


def bad_status(values: npt.NDArray[np.int8], outcomes: tuple[Outcome, ...]) -> DataError:
    """The error for a status that is none."""
    statuses, _ = ordered(outcomes)
    at = int(np.flatnonzero(values > 2)[0])
    name = outcomes[statuses[at]].column
    return status_error(name, int(values[at]))


def status_error(name: str, value: int) -> DataError:
    """A status must be 0, 1, 2 or null."""
    return DataError(
        f"{name} holds {value}, which is no status",
        code="bad-status",
        where=name,
        hint="a status is no 0, unknown 1, yes 2, or null outside the universe",
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
