"""One method on what is known of one stratum: a table, several, or one whose cells were rounded."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from measure87.estimate.multiple_lists.capture.behind_rounding import TablesBehind
from measure87.estimate.multiple_lists.capture.pooling import pool_tables
from measure87.estimate.multiple_lists.capture.rounding_error import NOT_WITHIN, with_rounding
from measure87.estimate.multiple_lists.capture.suppressed_cells import with_suppressed_cells
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.methods import METHODS, MethodOptions
from measure87.estimate.multiple_lists.size_estimate import SizeEstimate
from measure87.estimate.multiple_lists.trust.panel import PointMethod


def size_over(
    tables: Sequence[CaptureTable],
    name: str,
    options: MethodOptions,
    behind: TablesBehind | None,
) -> SizeEstimate:
    """One method on one table, or pooled over several; widened where cells were rounded."""
    if len(tables) > 1:
        one = partial(_on_table, name=name, options=options, many=True)
        size = pool_tables(tables, one, level=options.level)
    else:
        size = _on_table(tables[0], name, options)
    if behind is None:
        return size
    point = METHODS[name].size or METHODS[name].again
    if point is None:
        return replace(size, notices=(*size.notices, NOT_WITHIN))
    return with_rounding(size, behind, point_of(point, options), options.rng(f"{name} rounding"))


def _on_table(
    table: CaptureTable, name: str, options: MethodOptions, *, many: bool = False
) -> SizeEstimate:
    """One method on one table (of many), cells known as a range filled."""
    run = partial(_run, name=name, options=options, many=many or bool(table.suppressed))
    if not table.suppressed:
        return run(table)
    return with_suppressed_cells(
        table, run, level=options.level, rng=options.rng(f"{name} suppressed")
    )


def _run(table: CaptureTable, name: str, options: MethodOptions, *, many: bool) -> SizeEstimate:
    """The method, in brief where many tables are pooled."""
    method = METHODS[name]
    return (method.in_brief if many and method.in_brief else method.run)(table, options)


def point_of(
    size: Callable[[CaptureTable, MethodOptions], float], options: MethodOptions
) -> PointMethod:
    """A point estimate with its options."""
    return lambda table: size(table, options)
