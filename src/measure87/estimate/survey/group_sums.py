"""The same sums from DuckDB, PySpark and other lazy engines: one group-by per domain table.

The engine adds persons up to (last-stage unit, codes of the domain table); the few rows that
remain go through the same accumulator as persons do on polars. Where persons were drawn
directly each person is a unit, so the engine also adds up the products A A'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.row_groups import sums_by_codes
from measure87.estimate.survey.corrections import judge_correction
from measure87.estimate.survey.engine_columns import (
    collect,
    number_sums,
    only_where,
    status_sums,
    typical_ratios,
)
from measure87.estimate.survey.faults import (
    bad_correction,
    check_fractions,
    number_error,
    status_error,
    weight_error,
)
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.sampled_units import SampledUnits
from measure87.estimate.survey.sums import Room, SampleSums, ordered
from measure87.numerics import accumulation as acc
from measure87.numerics import pass_arrays as arrays
from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, Int32Array, IntArray
from measure87.numerics.linearisation import PAIRS
from measure87.numerics.pass_arrays import LARGEST
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

Frame = nw.LazyFrame[Any]

_WEIGHT = "measure87_weight"
_PER_CELL = (
    "counts", "totals", "squares", "clusters", "clusters_with_cases", "cluster_n2", "cluster_w2",
)  # fmt: skip
_PER_SLOT = ("slot_cell", "slot_stratum", "first", "second", "within", "present", "lone")


def reduce_groups(
    table: Frame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
) -> tuple[SampleSums, Domains]:
    """Sums of a table of any lazy engine that narwhals knows; errors as `reduce_polars`."""
    is_fraction = check_corrections_of(table, design)
    domains = Domains(tables, where)
    shift = typical_ratios(table, outcomes)
    parts: list[SampleSums] = []
    for number in range(domains.n_tables):
        units = SampledUnits(design)
        variables = domains.variables_of(number)
        grouped = _grouped(table, outcomes, design, units, variables, shift)
        _check_groups(grouped, outcomes, design, table)
        if units.clusters:
            part = _accumulate(grouped, outcomes, design, units, domains, number, is_fraction)
        else:
            part = _elements(grouped, outcomes, units, domains, number, is_fraction)
        parts.append(check_fractions(part, design))
    return replace(_merge(parts, len(domains.cells)), shift=np.array(shift)), domains


@dataclass(frozen=True)
class GroupedUnits:
    """The table of last-stage units by base level, sorted by unit.

    sums (n, O, 3); change, stratum, level (n,); correction (stages, n); is_fraction
    (stages,); starts: the row where each last-stage unit begins; stratum_names: codes;
    notices: what is odd in the codes of first-stage units
    """

    sums: FloatArray
    change: Int8Array
    stratum: Int32Array
    level: Int32Array
    correction: FloatArray
    is_fraction: BoolArray
    starts: IntArray
    stratum_names: tuple[object, ...]
    notices: tuple[Notice, ...] = ()


def grouped_units(
    table: Frame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    domains: Domains,
    number: int = 0,
) -> GroupedUnits:
    """The unit table of one domain table, the first; errors as `reduce_polars`."""
    is_fraction = check_corrections_of(table, design)
    units = SampledUnits(design)
    variables = domains.variables_of(number)
    grouped = _grouped(table, outcomes, design, units, variables, only=("sum", "none"))
    _check_groups(grouped, outcomes, design, table)
    read = units.read(grouped)
    return GroupedUnits(
        _vectors(grouped, outcomes, "sum", 3),
        read.change,
        read.stratum,
        domains.base_levels(grouped, only=number)[0],
        read.correction,
        is_fraction,
        np.flatnonzero(read.change < units.n_stages),
        tuple(units.stratum_names),
        units.notices(),
    )


def check_corrections_of(table: Frame, design: SurveyDesign) -> BoolArray:
    """Whether each stage's correction is a fraction; see `corrections.judge_correction`."""
    is_fraction = np.zeros(max(1, len(design.clusters)), dtype=np.bool_)
    for stage, name in enumerate(design.fpc):
        value = nw.col(name).cast(nw.Float64)
        missing = nw.when(value.is_null() | value.is_nan()).then(nw.lit(1.0)).otherwise(0.0)
        found = collect(
            table.select(
                missing.sum().alias("missing"),
                value.min().alias("lowest"),
                value.max().alias("highest"),
            )
        ).row(0, named=True)
        is_fraction[stage] = judge_correction(
            name, int(found["missing"] or 0), found["lowest"], found["highest"]
        )
    return is_fraction


def _grouped(
    table: Frame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    units: SampledUnits,
    variables: tuple[str, ...],
    shift: Sequence[float] | None = None,
    only: tuple[str, ...] = ("",),
) -> pl.DataFrame:
    """Sums by unit and codes, sorted by unit; of a number y those of y - shift x.

    `only` names the kinds of sums that are needed, by how they begin.
    """
    weight = nw.lit(1.0) if design.weight is None else nw.col(design.weight).cast(nw.Float64)
    prepared = table.with_columns(weight.alias(_WEIGHT))
    w = nw.col(_WEIGHT)
    bad = w.is_null() | w.is_nan() | (w < 0.0) | (w >= LARGEST)
    usable = ~bad & (w > 0.0)
    sums: dict[str, nw.Expr] = {
        "n_rows": nw.lit(1.0),
        "n_bad": only_where(bad, nw.lit(1.0)),
        "n_weighted": only_where(usable, nw.lit(1.0)),
    }
    for i, outcome in enumerate(outcomes):
        if outcome.kind == "status":
            parts = status_sums(outcome, w, usable)
        else:
            parts = number_sums(outcome, w, usable, 0.0 if shift is None else shift[i])
        sums |= {f"{name}_{i}": value for name, value in parts if name.startswith(only)}
    prepared = prepared.with_columns(
        *(value.cast(nw.Float64).alias(f"measure87_{name}") for name, value in sums.items())
    )
    keys = list(dict.fromkeys((*units.columns, *variables)))
    if not keys:
        prepared = prepared.with_columns(nw.lit(0).alias("measure87_all"))
        keys = ["measure87_all"]
    grouped = _added_up(prepared, keys, [f"measure87_{name}" for name in sums])
    order = [*([units.strata] if units.strata else []), *units.clusters]
    return collect(grouped).sort(list(dict.fromkeys((*order, *keys))))


def _added_up(table: Frame, keys: list[str], names: list[str]) -> Frame:
    """Sums of columns by keys; of a polars table in the order of its rows, so that the same
    table gives the same last digit."""
    native: Any = table.to_native()
    if isinstance(native, pl.LazyFrame):
        frame = native.select(*keys, *names).collect()
        return nw.from_native(sums_by_codes(frame, keys, names).lazy())
    return table.group_by(*keys).agg(*(nw.col(name).sum() for name in names))


def _check_groups(
    grouped: pl.DataFrame, outcomes: tuple[Outcome, ...], design: SurveyDesign, table: Frame
) -> None:
    """Raise for weights that cannot be used and statuses that are none."""
    if n_bad := int(grouped["measure87_n_bad"].sum()):
        value = nw.col(str(design.weight)).cast(nw.Float64)
        bad = value.is_null() | value.is_nan() | (value < 0.0) | (value >= LARGEST)
        shown = collect(table.filter(bad).select(value.alias("value")).head(1))["value"][0]
        raise weight_error(str(design.weight), n_bad, shown)
    for i, outcome in enumerate(outcomes):
        if outcome.kind == "status" and grouped[f"measure87_none_{i}"].sum():
            raise status_error(outcome.column)
        if outcome.kind == "number" and grouped[f"measure87_none_{i}"].sum():
            _raise_bad_number(outcome, table)


def _raise_bad_number(outcome: Outcome, table: Frame) -> None:
    """Name the first number that cannot be added up."""
    for name in outcome.columns:
        value = nw.col(name).cast(nw.Float64)
        wrong = table.filter(value.abs() >= LARGEST).select(value.alias("value"))
        found = collect(wrong.head(1))
        if found.height:
            raise number_error(name)


def _vectors(grouped: pl.DataFrame, outcomes: tuple[Outcome, ...], name: str, k: int) -> FloatArray:
    """Columns of one kind as an array (rows, outcomes, k), 0 where a kind does not exist."""
    found = np.zeros((grouped.height, len(outcomes), k))
    for i in range(len(outcomes)):
        for j in range(k):
            column = f"measure87_{name}{j}_{i}"
            if column in grouped.columns:
                found[:, i, j] = grouped[column].to_numpy()
    return found


def _accumulate(
    grouped: pl.DataFrame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    units: SampledUnits,
    domains: Domains,
    number: int,
    is_fraction: BoolArray,
) -> SampleSums:
    """Sums over clusters."""
    read = units.read(grouped)
    levels = domains.base_levels(grouped, only=number)
    room = Room(outcomes, design, units.n_stages, is_fraction)
    room.fit(domains, len(units.stratum_names))
    groups = arrays.Groups(
        read.change,
        read.stratum,
        read.correction,
        levels[0],
        _status_tally(grouped, outcomes),
        _number_tally(grouped, outcomes),
        grouped["measure87_n_weighted"].to_numpy(),
    )
    row, code = 0, acc.NEEDS_SLOTS
    while code == acc.NEEDS_SLOTS:
        code, row = acc.add_groups(room.sums, groups, row, is_fraction)
        if code == acc.NEEDS_SLOTS:
            room.add_slots()
    if code == acc.BAD_CORRECTION:
        raise bad_correction(design)
    found = room.finish(domains, units.stratum_names, int(grouped["measure87_n_rows"].sum()))
    return replace(found, zero_weights=_zero_weights(grouped), notices=units.notices())


def _status_tally(grouped: pl.DataFrame, outcomes: tuple[Outcome, ...]) -> FloatArray:
    """Statuses as `pass_arrays.Leaf` has them."""
    statuses, _ = ordered(outcomes)
    tally = np.zeros((grouped.height, len(statuses), 4, 3))
    for place, name in enumerate(("sum", "count", "square")):
        tally[:, :, :3, place] = _vectors(grouped, outcomes, name, 3)[:, statuses]
    return tally


def _number_tally(grouped: pl.DataFrame, outcomes: tuple[Outcome, ...]) -> FloatArray:
    """Numbers as `pass_arrays.Leaf` has them."""
    _, numbers = ordered(outcomes)
    parts = (("sum", 3), ("count", 3), ("square", 4))
    found = [_vectors(grouped, outcomes, name, k)[:, numbers] for name, k in parts]
    return np.concatenate(found, axis=2)


def _zero_weights(grouped: pl.DataFrame) -> int:
    return int(grouped["measure87_n_rows"].sum()) - int(grouped["measure87_n_weighted"].sum())


def _elements(
    grouped: pl.DataFrame,
    outcomes: tuple[Outcome, ...],
    units: SampledUnits,
    domains: Domains,
    number: int,
    is_fraction: BoolArray,
) -> SampleSums:
    """Sums where each person is a unit."""
    read = units.read(grouped)
    levels = domains.base_levels(grouped, only=number)[0]
    pairs = [
        (row, cell)
        for row, base in enumerate(levels)
        if base >= 0
        for cell in domains.targets[base]
    ]
    rows = np.array([row for row, _ in pairs], dtype=np.int64)
    cells = np.array([cell for _, cell in pairs], dtype=np.int32)
    n_cells, n_outcomes = len(domains.cells), len(outcomes)
    key = read.stratum[rows].astype(np.int64) * n_cells + cells
    slots, slot_of = np.unique(key, return_inverse=True)
    counts = _vectors(grouped, outcomes, "count", 3)
    squares = _vectors(grouped, outcomes, "square", 4)
    persons = np.einsum("nok,ok->no", counts, [o.in_denominator for o in outcomes])
    cases = np.einsum("nok,ok->no", counts, [o.is_case for o in outcomes])
    in_status = np.array([o.kind == "status" for o in outcomes])[:, None]
    base_w2 = np.array([o.in_denominator for o in outcomes]) * in_status
    cluster_w2 = np.einsum("nok,ok->no", squares[..., :3], base_w2)
    cluster_w2 += squares[..., 0] * ~in_status[:, 0]
    second = _vectors(grouped, outcomes, "product", 6)
    for k in range(3):
        second[..., PAIRS.index((k, k))] += squares[..., k] * in_status[:, 0]

    def by_slot(values: FloatArray) -> FloatArray:
        total = np.zeros((len(slots), *values.shape[1:]))
        np.add.at(total, slot_of, values[rows])
        return total

    def by_cell(values: FloatArray) -> FloatArray:
        total = np.zeros((n_cells, *values.shape[1:]))
        np.add.at(total, cells, values[rows])
        return total

    totals = _vectors(grouped, outcomes, "sum", 3)
    n_strata = len(units.stratum_names)
    sampled = np.bincount(
        read.stratum, weights=grouped["measure87_n_rows"].to_numpy(), minlength=n_strata
    )
    weighted = np.bincount(
        read.stratum, weights=grouped["measure87_n_weighted"].to_numpy(), minlength=n_strata
    )
    correction = np.full(n_strata, np.nan)
    correction[read.stratum] = read.correction[0]
    fraction = correction if is_fraction[0] else sampled / correction
    empty = np.zeros((len(slots), n_outcomes))
    return SampleSums(
        counts=by_cell(counts),
        totals=by_cell(totals),
        squares=by_cell(squares),
        clusters=by_cell(persons),
        clusters_with_cases=by_cell(cases),
        cluster_n2=by_cell(persons),
        cluster_w2=by_cell(cluster_w2),
        slot_cell=(slots % n_cells).astype(np.int32),
        slot_stratum=(slots // n_cells).astype(np.int32),
        first=by_slot(totals),
        second=by_slot(second),
        within=np.zeros((len(slots), n_outcomes, 6)),
        present=by_slot(persons),
        lone=empty,
        units=sampled,
        weighted_units=weighted,
        fraction=np.where(np.isnan(correction), 0.0, fraction),
        stratum_names=tuple(units.stratum_names),
        rows=int(grouped["measure87_n_rows"].sum()),
        zero_weights=_zero_weights(grouped),
        shift=np.zeros(n_outcomes),
        lone_parents=0,
    )


def _merge(parts: list[SampleSums], n_cells: int) -> SampleSums:
    """Put the domain tables' sums together; each cell belongs to one table."""
    changed: dict[str, Any] = {}
    for item in fields(SampleSums):
        values = [getattr(part, item.name) for part in parts]
        if item.name in _PER_CELL:
            total = np.zeros((n_cells, *values[0].shape[1:]))
            for value in values:
                total[: value.shape[0]] += value
            changed[item.name] = total
        elif item.name in _PER_SLOT:
            changed[item.name] = np.concatenate(values)
    return replace(parts[0], **changed)
