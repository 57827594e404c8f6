"""From the design columns to sampled units: where does one cluster end and the next begin?

A unit is known by its stratum, its parents and its own code together. The pass wants each
unit's rows together; `SampledUnits` sees at once, or at the latest at the end, when they
are not, and the pass is then made again over sorted rows.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from measure87.vocabulary.errors import DataError
from measure87.vocabulary.survey_design import SurveyDesign


class NotTogetherError(Exception):
    """The rows of a unit do not stand together."""


def effective_stages(design: SurveyDesign) -> tuple[str, ...]:
    """The cluster columns that bear on the variance.

    Sampling below a stage that was drawn with replacement (no correction) adds nothing to
    the variance estimate, so stages after the first without a correction are left out.
    """
    return design.clusters[: max(1, len(design.fpc) + 1)] if design.fpc else design.clusters[:1]


@dataclass(frozen=True)
class UnitRows:
    """Design of one batch: see `measure87.numerics.accumulation.Rows`."""

    change: npt.NDArray[np.int8]
    stratum: npt.NDArray[np.int32]
    correction: npt.NDArray[np.float64]


class SampledUnits:
    """Finds the units of a design in batches of rows."""

    def __init__(self, design: SurveyDesign) -> None:
        self.strata = design.strata
        self.clusters = effective_stages(design)
        self.n_stages = max(1, len(self.clusters))
        self.fpc = design.fpc[: self.n_stages]
        self.stratum_names: list[object] = []
        self._stratum_numbers: dict[object, int] = {}
        self._stratum_fpc: dict[int, float] = {}
        self._last: pl.DataFrame | None = None
        self._starts: list[pl.DataFrame] = []

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed."""
        names = (*((self.strata,) if self.strata else ()), *self.clusters, *self.fpc)
        return tuple(dict.fromkeys(names))

    def read(self, frame: pl.DataFrame) -> UnitRows:
        """The units of one batch."""
        self._refuse_missing(frame)
        change = self._changes(frame)
        stratum = self._strata(frame, change)
        self._note_starts(frame, change)
        return UnitRows(change, stratum, self._corrections(frame, change, stratum))

    def check_together(self) -> None:
        """Raise `NotTogetherError` if a unit's rows were seen in more than one place."""
        if self.clusters and self._starts:
            _check(pl.concat(self._starts), self.strata, self.clusters)

    def _refuse_missing(self, frame: pl.DataFrame) -> None:
        """Strata and clusters must be known for every row."""
        for name in (*((self.strata,) if self.strata else ()), *self.clusters):
            column = frame[name]
            missing = column.null_count()
            if column.dtype.is_float():
                missing += int(column.is_nan().sum())
            if missing:
                raise DataError(
                    f"{name} is missing in {missing} rows",
                    code="missing-design",
                    where=name,
                    hint="every row needs its stratum and cluster; correct or drop these rows",
                )

    def _changes(self, frame: pl.DataFrame) -> npt.NDArray[np.int8]:
        """The first stage at which each row starts a new unit."""
        n = frame.height
        if not self.clusters:
            return np.zeros(n, dtype=np.int8)
        change = np.full(n, len(self.clusters), dtype=np.int8)
        names = (*((self.strata,) if self.strata else ()), *self.clusters)
        for name in reversed(names):
            stage = self.clusters.index(name) if name in self.clusters else 0
            change[_differs(frame[name], self._last)] = stage
        self._last = frame.select(names).tail(1)
        return change

    def _strata(self, frame: pl.DataFrame, change: npt.NDArray[np.int8]) -> npt.NDArray[np.int32]:
        """The number of each row's stratum."""
        if self.strata is None:
            if not self.stratum_names:
                self.stratum_names.append(None)
            return np.zeros(frame.height, dtype=np.int32)
        column = frame[self.strata]
        starts = np.flatnonzero(change == 0)
        if starts.size == 0 or starts[0] != 0:
            starts = np.concatenate([[0], starts])
        at_start = column.gather(pl.Series(starts))
        if at_start.dtype in (pl.Categorical, pl.Enum):
            at_start = at_start.cast(pl.String)
        for value in at_start.unique(maintain_order=True).to_list():
            if value not in self._stratum_numbers:
                self._stratum_numbers[value] = len(self.stratum_names)
                self.stratum_names.append(value)
        numbers = at_start.replace_strict(
            pl.Series(list(self._stratum_numbers), dtype=at_start.dtype),
            pl.Series(list(self._stratum_numbers.values()), dtype=pl.Int32),
            return_dtype=pl.Int32,
        ).to_numpy()
        lengths = np.diff(np.append(starts, frame.height))
        return np.repeat(numbers.astype(np.int32), lengths)

    def _note_starts(self, frame: pl.DataFrame, change: npt.NDArray[np.int8]) -> None:
        """Keep the codes of the units that begin here."""
        if not self.clusters:
            return
        names = (*((self.strata,) if self.strata else ()), *self.clusters)
        starts = np.flatnonzero(change < len(self.clusters))
        begun = frame.select(names)[starts].with_columns(
            pl.Series("__change", change[starts], dtype=pl.Int8)
        )
        _check(begun, self.strata, self.clusters)
        self._starts.append(begun)

    def _corrections(
        self,
        frame: pl.DataFrame,
        change: npt.NDArray[np.int8],
        stratum: npt.NDArray[np.int32],
    ) -> npt.NDArray[np.float64]:
        """The correction of each stage in each row; constant within the parent."""
        values = np.full((self.n_stages, frame.height), np.nan)
        for stage, name in enumerate(self.fpc):
            values[stage] = frame[name].cast(pl.Float64).to_numpy()
            if stage == 0:
                self._check_stratum_correction(name, values[0], stratum)
            else:
                same_parent = change[1:] >= stage
                varies = same_parent & (values[stage, 1:] != values[stage, :-1])
                if varies.any():
                    row = int(np.flatnonzero(varies)[0]) + 1
                    raise _varying(name, values[stage, row - 1], values[stage, row])
        return values

    def _check_stratum_correction(
        self,
        name: str,
        values: npt.NDArray[np.float64],
        stratum: npt.NDArray[np.int32],
    ) -> None:
        """The first-stage correction is one number per stratum."""
        n_strata = len(self.stratum_names)
        lowest = np.full(n_strata, np.inf)
        highest = np.full(n_strata, -np.inf)
        np.minimum.at(lowest, stratum, values)
        np.maximum.at(highest, stratum, values)
        for number in np.flatnonzero(np.isfinite(lowest)):
            known = self._stratum_fpc.setdefault(int(number), float(lowest[number]))
            for value in (float(lowest[number]), float(highest[number])):
                if value != known:
                    raise _varying(name, known, value)


def _varying(name: str, one: float, other: float) -> DataError:
    return DataError(
        f"the correction {name} is both {one:g} and {other:g} in one stratum or cluster",
        code="correction-varies",
        where=name,
        hint="the number of units in the population belongs to the stratum or parent cluster "
        "and must be the same in all its rows",
    )


def _differs(column: pl.Series, last: pl.DataFrame | None) -> npt.NDArray[np.bool_]:
    """Whether each value differs from the one before it."""
    differs = np.ones(column.len(), dtype=np.bool_)
    if column.len() > 1:
        differs[1:] = (column[1:] != column[:-1]).to_numpy()
    if last is not None and column.len():
        differs[0] = last[column.name][0] != column[0]
    return differs


def _check(begun: pl.DataFrame, strata: str | None, clusters: tuple[str, ...]) -> None:
    """Raise if a unit begins twice."""
    for stage in range(len(clusters)):
        names = [*([strata] if strata else []), *clusters[: stage + 1]]
        rows = begun.filter(pl.col("__change") <= stage).select(list(dict.fromkeys(names)))
        if rows.n_unique() != rows.height:
            raise NotTogetherError
