"""What other engines add up for each unit: columns whose sums `pass_arrays.Leaf` holds."""

from collections.abc import Iterator
from typing import Any

import narwhals as nw
import polars as pl

from measure87.estimate.survey.outcomes import Outcome
from measure87.numerics.linearisation import PAIRS
from measure87.numerics.pass_arrays import LARGEST

Frame = nw.LazyFrame[Any]


def only_where(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    """The value where a condition holds, 0 where it does not or is not known."""
    return nw.when(condition).then(value).otherwise(nw.lit(0.0))


def status_sums(outcome: Outcome, w: nw.Expr, usable: nw.Expr) -> Iterator[tuple[str, nw.Expr]]:
    """Sums, counts and squares of a status; and how many are none."""
    status = nw.col(outcome.column)
    for k in range(3):
        here = usable & (status == k)
        yield f"sum{k}", only_where(here, w)
        yield f"count{k}", only_where(here, nw.lit(1.0))
        yield f"square{k}", only_where(here, w * w)
    yield "none", only_where(~((status == 0) | (status == 1) | (status == 2)), nw.lit(1.0))


def _pair(outcome: Outcome) -> tuple[nw.Expr, nw.Expr]:
    """A number and its denominator, 1 where there is none."""
    y = nw.col(outcome.column).cast(nw.Float64)
    if outcome.denominator is None:
        return y, nw.lit(1.0)
    return y, nw.col(outcome.denominator).cast(nw.Float64)


def _is_missing(value: nw.Expr) -> nw.Expr:
    return value.is_null() | value.is_nan()


def number_sums(
    outcome: Outcome, w: nw.Expr, usable: nw.Expr, shift: float
) -> Iterator[tuple[str, nw.Expr]]:
    """Sums, counts and squares of a number, and the products for persons drawn directly."""
    y, x = _pair(outcome)
    wrong = [only_where(~v.is_nan() & (v.abs() >= LARGEST), nw.lit(1.0)) for v in (y, x)]
    missing = _is_missing(y) | _is_missing(x)
    here = usable & ~missing
    y = y - shift * x
    yield "none", wrong[0] + wrong[1]
    yield "sum0", only_where(here, w * y)
    yield "sum1", only_where(here, w * x)
    yield "sum2", only_where(here, w)
    yield "count0", only_where(here, nw.lit(1.0))
    yield "count1", only_where(here & (y != 0.0), nw.lit(1.0))
    yield "count2", only_where(usable & missing, nw.lit(1.0))
    yield "square0", only_where(here, w * w)
    yield "square1", only_where(here, w * y * y)
    yield "square2", only_where(here, w * x * y)
    yield "square3", only_where(here, w * x * x)
    vector = (w * y, w * x, w)
    for place, (a, b) in enumerate(PAIRS):
        yield f"product{place}", only_where(here, vector[a] * vector[b])


def collect(frame: Frame) -> pl.DataFrame:
    """The rows as a polars table; sums of integers may come as decimals."""
    found: pl.DataFrame = frame.collect(backend="polars").to_native()
    decimals = [name for name, dtype in found.schema.items() if dtype.is_decimal()]
    return found.with_columns(pl.col(decimals).cast(pl.Float64))


def typical_ratios(table: Frame, outcomes: tuple[Outcome, ...]) -> list[float]:
    """A ratio near the middle of each number, 0 of a status: see `SampleSums.shift`."""
    sums: dict[str, nw.Expr] = {}
    for i, outcome in enumerate(outcomes):
        if outcome.kind == "number" and outcome.share_of is None:
            y, x = _pair(outcome)
            known = ~(_is_missing(y) | _is_missing(x))
            known = known & (y.abs() < LARGEST) & (x.abs() < LARGEST)
            sums |= {f"y{i}": only_where(known, y), f"x{i}": only_where(known, x)}
    if not sums:
        return [0.0] * len(outcomes)
    added = table.with_columns(**sums).select(*(nw.col(name).sum() for name in sums))
    found = {name: float(value or 0.0) for name, value in collect(added).row(0, named=True).items()}
    ratios = []
    for i in range(len(outcomes)):
        below = found.get(f"x{i}", 0.0)
        ratios.append(found[f"y{i}"] / below if below else 0.0)
    return ratios
