"""Intervals drawn inside the cells of a table: a bar from limit to limit, a point at the estimate.

Positions are shares of the cell's width, so that one drawing serves every screen, paper, and both
directions of writing. The figures stand beside them as text.
"""

from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import ShareAxis
from measure87.disseminate.pages.world.rows import EstimateRow


@dataclass(frozen=True)
class Bar:
    """Places of limits and estimate, per cent of the width; `borrowed` is drawn hollow."""

    start: float
    width: float
    point: float
    borrowed: bool = False


def bar_of(row: EstimateRow, axis: ShareAxis) -> Bar | None:
    """The bar of an estimate; None where it has no limits."""
    if row.value is None or row.lower is None or row.upper is None:
        return None
    start, end = axis.at(row.lower), axis.at(row.upper)
    return Bar(start, round(end - start, 1), axis.at(row.value), row.basis == "borrowed")
