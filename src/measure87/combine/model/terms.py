"""The part of the model that countries share, as columns with one scale per group.

Each column has a coefficient with mean 0; the coefficients of one group have one standard
deviation. World, region, sub-region, drift, trend, sex, age and source type are such groups.

A second-order random walk is written through its second differences: with knots 0, 1, 2, ...
the path with a single bend at knot j is max(0, t - j), so that independent normal bends give
the walk, and the group for level and slope give its two free constants.
"""

from dataclasses import dataclass

import numpy as np

from measure87.combine.model.figures import Figures
from measure87.combine.model.hierarchy import Hierarchy
from measure87.combine.model.parts import ModelParts
from measure87.numerics.arrays import FloatArray, IntArray

WORLD_SD = 3.0
WORLD_MEAN = -4.0
DRIFT_SD = 0.3
# Groups whose scale is set, not estimated: one coefficient says nothing of a spread.
SET_SCALES = {"world": WORLD_SD, "drift": DRIFT_SD, "adjustment": 1.0}
# Half-normal prior of the other scales, on the log-odds (bends: per decade and bend).
SCALE_PRIORS = {
    "region": 1.0,
    "subregion": 0.5,
    "region_drift": 0.3,
    "bend": 0.3,
    "region_bend": 0.3,
    "sex": 0.5,
    "age": 1.0,
    "sex_age": 0.3,
    "source": 0.5,
}


@dataclass(frozen=True)
class Layout:
    """How many columns each group has.

    Attributes
    ----------
    regions, subregions, sexes, ages, source_types : int
    knots : (bends,)
        Calendar years at which a trend may bend; empty without a trend.
    """

    regions: int
    subregions: int
    sexes: int
    ages: int
    source_types: int
    knots: FloatArray


@dataclass(frozen=True)
class Cells:
    """Where figures or estimates lie: (n,) codes and calendar years, weights of cells
    (n, sexes, ages), adjustments in SDs (n, a).
    """

    region: IntArray
    subregion: IntArray
    year: FloatArray
    cell_weight: FloatArray
    source_type: IntArray
    adjustment: FloatArray


def layout_of(figures: Figures, hierarchy: Hierarchy, parts: ModelParts) -> Layout:
    """The columns that these figures need."""
    first = min(int(figures.year.min()), parts.years[0])
    last = max(int(figures.year.max()), parts.years[1])
    knots = np.arange(first + parts.knots_every, last, parts.knots_every, dtype=np.float64)
    return Layout(
        regions=int(hierarchy.region.max()) + 1,
        subregions=len(hierarchy.region),
        sexes=figures.cell_weight.shape[1],
        ages=figures.cell_weight.shape[2],
        source_types=int(figures.source_type.max()) + 1,
        knots=knots if parts.trend else np.zeros(0),
    )


def cells_of(figures: Figures, hierarchy: Hierarchy) -> Cells:
    """Where the figures lie."""
    return Cells(
        region=hierarchy.region_of_country[figures.country],
        subregion=hierarchy.subregion[figures.country],
        year=figures.year.astype(np.float64),
        cell_weight=figures.cell_weight,
        source_type=figures.source_type,
        adjustment=figures.adjustment * figures.adjustment_sd,
    )


def term_columns(layout: Layout, parts: ModelParts, cells: Cells) -> dict[str, FloatArray]:
    """Columns of each group, (n, columns) each; groups without a choice are left out.

    A row of several cells has their weighted mean: its columns are its weights.
    """
    n = len(cells.year)
    decades = parts.decades(cells.year)
    region = _indicator(cells.region, layout.regions)
    columns = {
        "world": np.ones((n, 1)),
        "region": region,
        "subregion": _indicator(cells.subregion, layout.subregions),
        "drift": decades[:, None],
    }
    if len(layout.knots):
        bend = np.maximum(0.0, cells.year[:, None] - layout.knots) / 10.0
        columns["bend"] = bend
        columns["region_drift"] = region * decades[:, None]
        columns["region_bend"] = (region[:, :, None] * bend[:, None, :]).reshape(n, -1)
    if layout.sexes > 1:
        columns["sex"] = cells.cell_weight.sum(axis=2)
    if layout.ages > 1:
        columns["age"] = cells.cell_weight.sum(axis=1)
    if layout.sexes > 1 and layout.ages > 1:
        columns["sex_age"] = cells.cell_weight.reshape(n, -1)
    # Source type 0 is held to be without bias, unless its bias is stated; it has no column.
    free = [kind for kind in range(1, layout.source_types) if kind not in parts.known_sources]
    if free:
        columns["source"] = _indicator(cells.source_type, layout.source_types)[:, free]
    if cells.adjustment.shape[1]:
        columns["adjustment"] = cells.adjustment
    return columns


def stacked(columns: dict[str, FloatArray]) -> tuple[FloatArray, IntArray, tuple[str, ...]]:
    """All columns side by side (n, p), the group of each (p,), and the groups' names."""
    names = tuple(columns)
    widths = [columns[name].shape[1] for name in names]
    group = np.repeat(np.arange(len(names)), widths)
    return np.concatenate([columns[name] for name in names], axis=1), group, names


def _indicator(code: IntArray, levels: int) -> FloatArray:
    return np.asarray(code[:, None] == np.arange(levels), dtype=np.float64)
