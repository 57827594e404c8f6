"""One pass over the persons: from a table to `SampleSums`.

Polars tables (the default) go through in ordered batches into one accumulator, so the
memory needed does not grow with the number of persons. If the rows of a cluster do not
stand together the pass is made again over parts of the sample, whole clusters in each,
sorted by the design columns. Tables of other engines go through `engine_sums`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from measure87.estimate.survey.batches import batch_rows, part_rows
from measure87.estimate.survey.corrections import check_corrections
from measure87.estimate.survey.faults import (
    bad_correction,
    bad_number,
    bad_status,
    bad_weight,
    check_fractions,
    is_status,
)
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.sampled_units import (
    NotTogetherError,
    SampledUnits,
    UnitRows,
)
from measure87.estimate.survey.sums import Room, SampleSums, ordered
from measure87.numerics import accumulation as acc
from measure87.numerics import pass_arrays as arrays
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.progress import progress
from measure87.vocabulary.status import YES
from measure87.vocabulary.survey_design import SurveyDesign

_WEIGHT = "__weight"


def reduce_polars(
    table: pl.LazyFrame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
) -> tuple[SampleSums, Domains]:
    """Sums of a polars table.

    Raises
    ------
    DataError
        If a weight is missing, negative or not finite, a status is not 0, 1 or 2, a stratum
        or cluster is missing, or a correction is impossible.
    """
    is_fraction = check_corrections(table, design)
    try:
        return _one_pass(table, [table], outcomes, design, tables, where, is_fraction)
    except NotTogetherError:
        parts = _sorted_parts(table, design)
        return _one_pass(table, parts, outcomes, design, tables, where, is_fraction)


def _sorted_parts(table: pl.LazyFrame, design: SurveyDesign) -> list[pl.LazyFrame]:
    """The rows in parts that fit into memory, each cluster in one of them, sorted by design."""
    keys = SampledUnits(design).order
    rows = int(table.select(pl.len()).collect(engine="streaming").item())
    n_parts = -(-rows // part_rows(len(table.collect_schema())))
    part_of = pl.struct(keys[: 2 if design.strata else 1]).hash(seed=0) % n_parts
    chosen = [table.filter(part_of == i) for i in range(n_parts)] if n_parts > 1 else [table]
    return [part.sort(keys, maintain_order=True) for part in chosen]


def _one_pass(
    table: pl.LazyFrame,
    parts: Sequence[pl.LazyFrame],
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    is_fraction: BoolArray,
) -> tuple[SampleSums, Domains]:
    """One pass over the parts of a table, rows as they come."""
    domains = Domains(tables, where)
    units = SampledUnits(design)
    room = Room(outcomes, design, units.n_stages, is_fraction)
    seen = 0
    shift = np.full(len(outcomes), np.nan)
    rows: arrays.Rows | None = None
    for part in parts:
        for batch in _batches(part, outcomes, design, units, domains):
            if batch.height == 0:
                continue
            rows = rows_of_pass(batch, outcomes, units.read(batch), domains, shift)
            room.fit(domains, len(units.stratum_names))
            _add(rows, 0, room, outcomes, table, design)
            seen += batch.height
            progress("persons read", float(seen))
    units.check_together()
    if rows is not None:
        _add(rows, len(rows.weight), room, outcomes, table, design, is_last=True)
    done = room.finish(domains, units.stratum_names, seen)
    sums = replace(done, shift=np.nan_to_num(shift), notices=units.notices())
    return check_fractions(sums, design), domains


def _batches(
    table: pl.LazyFrame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    units: SampledUnits,
    domains: Domains,
) -> Iterator[pl.DataFrame]:
    """Batches with the columns that the pass needs, in the order of the rows."""
    columns = columns_of_pass(table, outcomes, design, units, domains)
    yield from columns.collect_batches(
        chunk_size=batch_rows(len(columns.collect_schema())),
        maintain_order=True,
        engine="streaming",
    )


def columns_of_pass(
    table: pl.LazyFrame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    units: SampledUnits,
    domains: Domains,
    more: tuple[str, ...] = (),
) -> pl.LazyFrame:
    """The columns that `rows_of_pass` needs, and more."""
    weight = pl.lit(1.0) if design.weight is None else pl.col(design.weight).cast(pl.Float64)
    columns = dict.fromkeys((*units.columns, *domains.variables, *more))
    schema = table.collect_schema()
    values: dict[str, pl.Expr] = {}
    for outcome in outcomes:
        if outcome.kind == "status":
            values[f"__s{outcome.column}"] = _status(outcome.column, schema[outcome.column])
        else:
            for name in outcome.columns:
                values[f"__n{name}"] = pl.col(name).cast(pl.Float64).fill_null(float("nan"))
    return table.select(
        *columns,
        weight.fill_null(float("nan")).alias(_WEIGHT),
        *(expression.alias(name) for name, expression in values.items()),
    )


def _status(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column as Int8: a status, `OUTSIDE` where it is null, another number if it is none."""
    value = pl.col(name)
    if dtype == pl.Int8:
        return value.fill_null(arrays.OUTSIDE)
    if dtype == pl.Null:
        return pl.lit(arrays.OUTSIDE, dtype=pl.Int8)
    none = pl.lit(YES + 1, dtype=pl.Int8)
    known = pl.when(is_status(name)).then(value.cast(pl.Int8, strict=False)).otherwise(none)
    return pl.when(value.is_null()).then(pl.lit(arrays.OUTSIDE, dtype=pl.Int8)).otherwise(known)


def _add(
    rows: arrays.Rows,
    begin: int,
    room: Room,
    outcomes: tuple[Outcome, ...],
    table: pl.LazyFrame,
    design: SurveyDesign,
    *,
    is_last: bool = False,
) -> None:
    """Add rows to the sums, and close what is open after the last."""
    row = begin
    code = acc.NEEDS_SLOTS
    while code == acc.NEEDS_SLOTS:
        code, row = acc.add_rows(room.sums, rows, row, room.is_fraction, is_last)
        if code == acc.NEEDS_SLOTS:
            room.add_slots()
    if code == acc.BAD_WEIGHT:
        raise bad_weight(table, design)
    if code == acc.BAD_STATUS:
        raise bad_status(table, outcomes)
    if code == acc.BAD_NUMBER:
        raise bad_number(table, outcomes)
    if code == acc.BAD_CORRECTION:
        raise bad_correction(design)


def rows_of_pass(
    batch: pl.DataFrame,
    outcomes: tuple[Outcome, ...],
    read: UnitRows,
    domains: Domains,
    shift: FloatArray,
) -> arrays.Rows:
    """A batch as arrays, numbers less their shift; a shift that is NaN is found and filled in."""
    n = batch.height
    statuses, numbers = ordered(outcomes)
    status = np.empty((len(statuses), n), dtype=np.int8)
    for row, i in enumerate(statuses):
        status[row] = batch[f"__s{outcomes[i].column}"].to_numpy()
    number = np.empty((len(numbers), n))
    divisor = np.ones((len(numbers), n))
    for row, i in enumerate(numbers):
        number[row] = batch[f"__n{outcomes[i].column}"].to_numpy()
        if outcomes[i].denominator is not None:
            divisor[row] = batch[f"__n{outcomes[i].denominator}"].to_numpy()
        if np.isnan(shift[i]):
            # A share of a period lies near zero already, and is exactly 0 without a case.
            is_share = outcomes[i].share_of is not None
            shift[i] = 0.0 if is_share else _typical(number[row], divisor[row])
        with np.errstate(invalid="ignore"):  # an infinite divisor is told of by the pass
            number[row] -= np.nan_to_num(shift[i]) * divisor[row]
    return arrays.Rows(
        _writable(batch[_WEIGHT].to_numpy()),
        read.change,
        read.stratum,
        read.correction,
        domains.base_levels(batch),
        status,
        number,
        divisor,
    )


def _typical(number: FloatArray, divisor: FloatArray) -> float:
    """A ratio near the middle of a batch, NaN if the batch has no number at all.

    Sums of squares of values far from zero lose the digits in which they differ; values less
    a typical one do not.
    """
    known = ~(np.isnan(number) | np.isnan(divisor))
    if not known.any():
        return np.nan
    below = float(divisor[known].sum())
    found = float(number[known].sum()) / below if below != 0.0 else 0.0
    return found if np.isfinite(found) else 0.0


def _writable(array: FloatArray) -> FloatArray:
    """The array, copied if it is read-only: the compiled pass has one signature."""
    return array if array.flags.writeable else array.copy()
