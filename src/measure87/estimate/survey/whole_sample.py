"""A whole sample as arrays, units together: for what one pass cannot do."""

from dataclasses import dataclass

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.survey.corrections import check_corrections
from measure87.estimate.survey.covariance import one_unit_per_row
from measure87.estimate.survey.group_sums import GroupedUnits
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.reduction import columns_of_pass, rows_of_pass
from measure87.estimate.survey.sampled_units import NotTogetherError, SampledUnits
from measure87.estimate.weighting.calibration import CLASS
from measure87.numerics.arrays import FloatArray, Int32Array
from measure87.numerics.pass_arrays import Rows
from measure87.vocabulary.survey_design import SurveyDesign


@dataclass(frozen=True)
class WholeSample:
    """The persons of a calibrated sample, n rows, and its U last-stage units.

    rows : see `pass_arrays.Rows`
    kind : (n,) the calibration class of each row, -1 outside
    unit : (n,) the last-stage unit of each row
    units : one row a unit, without sums
    """

    rows: Rows
    kind: Int32Array
    unit: Int32Array
    units: GroupedUnits

    @property
    def n_units(self) -> int:
        """Last-stage units, U."""
        return len(self.units.starts)


def read_whole(
    table: pl.LazyFrame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    domains: Domains,
    shift: FloatArray,
) -> WholeSample:
    """Read a calibrated table that a pass has read before, with the same domains and shift.

    Where persons were drawn directly each is a unit.
    """
    is_fraction = check_corrections(table, design)
    if not design.clusters:
        frame, design = one_unit_per_row(nw.from_native(table), design)
        table = frame.to_native()
    units = SampledUnits(design)
    batch = columns_of_pass(table, outcomes, design, units, domains, (CLASS,)).collect()
    try:
        read = units.read(batch)
    except NotTogetherError:
        batch = batch.sort(units.order, maintain_order=True)
        units = SampledUnits(design)
        read = units.read(batch)
    rows = rows_of_pass(batch, outcomes, read, domains, shift.copy())
    starts = np.flatnonzero(read.change < units.n_stages)
    unit = np.zeros(batch.height, dtype=np.int32)
    unit[starts] = 1
    return WholeSample(
        rows,
        batch[CLASS].fill_null(-1).to_numpy(),
        np.cumsum(unit, dtype=np.int32) - np.int32(1),
        GroupedUnits(
            np.zeros((0, len(outcomes), 3)),
            read.change[starts],
            read.stratum[starts],
            np.zeros(0, dtype=np.int32),
            read.correction[:, starts],
            is_fraction,
            np.arange(len(starts)),
            tuple(units.stratum_names),
        ),
    )
