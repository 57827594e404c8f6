"""The units of a sample in the order of their codes, and which of them a row belongs to.

Replicates are drawn unit by unit in this order, so that the rows may come in any order and from
any engine. Where persons were drawn directly each row is a unit.
"""

from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.replicates.making import DrawnUnits
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.sampled_units import SampledUnits
from measure87.numerics.arrays import BoolArray, Int32Array, IntArray
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.survey_design import SurveyDesign

_NUMBER = "measure87_unit"


class UnitNumbers:
    """The last-stage units of a sample, and their numbers."""

    def __init__(
        self, frame: "nw.LazyFrame[Any]", design: SurveyDesign, is_fraction: BoolArray
    ) -> None:
        reader = SampledUnits(design)
        self._clusters, self._names = reader.clusters, reader.order
        self._design = design
        self.restart()
        columns = list(reader.columns)
        if not reader.clusters:
            rows = _rows_in_memory(frame, columns)
        else:
            rows = collect(frame.select(*columns).unique()).sort(self._names)
        read = reader.read(rows)
        self.drawn = DrawnUnits(
            read.change, read.stratum.astype(np.int64), read.correction, is_fraction
        )
        if reader.clusters:
            self._table = rows.select(self._names).with_row_index(_NUMBER)

    def restart(self) -> None:
        """Forget the rows that were seen, before a pass."""
        self._reader = SampledUnits(self._design)
        self._seen = 0

    def of(self, batch: pl.DataFrame) -> Int32Array:
        """(n,) the unit of each row of the next batch."""
        n = batch.height
        if not self._clusters:
            self._seen += n
            return np.arange(self._seen - n, self._seen, dtype=np.int32)
        change = self._reader.changes(batch)
        starts = np.flatnonzero(change < len(self._clusters))
        if starts.size == 0 or starts[0] != 0:
            starts = np.concatenate([[0], starts])
        begun = batch.select(self._names)[starts]
        numbers = begun.join(self._table, on=self._names, how="left", maintain_order="left")
        found = numbers[_NUMBER].to_numpy().astype(np.int32)
        return np.repeat(found, np.diff(np.append(starts, n)))


def unit_of_groups(change: np.ndarray, n_stages: int) -> IntArray:
    """(n,) the unit of each row of a table of units by codes that is sorted by unit."""
    return np.asarray(np.cumsum(change < n_stages) - 1)


def _rows_in_memory(frame: "nw.LazyFrame[Any]", columns: list[str]) -> pl.DataFrame:
    """The design of each row; of a table whose rows have an order."""
    native: Any = frame.to_native()
    if not isinstance(native, pl.LazyFrame):
        raise UsageError(
            "replicates of persons drawn directly need a table in memory",
            code="table-type",
            hint="collect the table into polars first, or name the clusters",
        )
    if not columns:
        n = native.select(pl.len()).collect().item()
        return pl.DataFrame({_NUMBER: np.zeros(n, dtype=np.int8)})
    return native.select(columns).collect()
