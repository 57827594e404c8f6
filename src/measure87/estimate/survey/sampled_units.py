"""From the design columns to sampled units: where does one cluster end and the next begin?

A unit is known by its stratum, its parents and its own code together. The pass wants each
unit's rows together; `SampledUnits` sees at once, or at the latest at the end, when they
are not, and the pass is then made again over sorted rows.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.estimate.survey.unit_codes import codes_alike, odd_codes
from measure87.numerics.arrays import FloatArray, Int8Array, Int32Array, IntArray
from measure87.numerics.scanning import mark_changes
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

_LOOKED_AT = 2
"""Batches that are looked at by themselves: rows in disorder mostly show at once. All are at the
end."""


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

    change: Int8Array
    stratum: Int32Array
    correction: FloatArray


class SampledUnits:
    """Finds the units of a design in batches of rows."""

    def __init__(self, design: SurveyDesign) -> None:
        self.strata = design.strata
        self.clusters = effective_stages(design)
        self.n_stages = max(1, len(self.clusters))
        self.fpc = design.fpc[: self.n_stages]
        self._names = tuple(
            dict.fromkeys((*((self.strata,) if self.strata else ()), *self.clusters))
        )
        self.stratum_names: list[object] = []
        self._stratum_numbers: dict[object, int] = {}
        self._stratum_fpc: dict[int, float] = {}
        self._last: pl.DataFrame | None = None
        self._starts: list[pl.DataFrame] = []
        self._missing = np.full((self.n_stages, 0), np.nan)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed."""
        return tuple(dict.fromkeys((*self._names, *self.fpc)))

    @property
    def order(self) -> list[str]:
        """The columns by which rows are sorted so that each unit's stand together."""
        return list(self._names)

    def read(self, frame: pl.DataFrame) -> UnitRows:
        """The units of one batch."""
        self._refuse_missing(frame)
        change = self.changes(frame)
        stratum = self._strata(frame, change)
        self._note_starts(frame, change)
        return UnitRows(change, stratum, self._corrections(frame, change, stratum))

    def check_together(self) -> None:
        """Raise `NotTogetherError` if a unit's rows were seen in more than one place."""
        if self.clusters and self._starts:
            _check(pl.concat(self._starts), self.strata, self.clusters)

    def notices(self) -> tuple[Notice, ...]:
        """What is odd in the codes of the first-stage units that were read."""
        if not self.clusters:
            return codes_alike(pl.Series(self.strata, self.stratum_names)) if self.strata else ()
        if not self._starts:
            return ()
        begun = pl.concat(self._starts)
        first = begun.filter(pl.col("__change") == 0) if len(self.clusters) > 1 else begun
        return odd_codes(first, self.strata, self.clusters[0])

    def _refuse_missing(self, frame: pl.DataFrame) -> None:
        """Strata and clusters must be known for every row."""
        for name in self._names:
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

    def changes(self, frame: pl.DataFrame) -> Int8Array:
        """The first stage at which each row starts a new unit."""
        n = frame.height
        if not self.clusters:
            return np.zeros(n, dtype=np.int8)
        change = np.full(n, len(self.clusters), dtype=np.int8)
        for name in reversed(self._names):
            stage = self.clusters.index(name) if name in self.clusters else 0
            _mark(frame[name], self._last, stage, change)
        self._last = frame.select(self._names).tail(1)
        return change

    def _strata(self, frame: pl.DataFrame, change: Int8Array) -> Int32Array:
        """The number of the stratum in rows that start a first-stage unit.

        Other rows are filled only where a correction needs them: they belong to the stratum
        of the row before.
        """
        stratum = np.zeros(frame.height, dtype=np.int32)
        if self.strata is None:
            self.stratum_names[:] = [None]
            return stratum
        starts = np.flatnonzero(change == 0)
        if starts.size == 0 or starts[0] != 0:
            starts = np.concatenate([[0], starts])
        codes = frame[self.strata][_as_rows(starts)]
        runs = _run_starts(codes)
        heads = self._stratum_numbers_of(codes[_as_rows(runs)])
        numbers = np.repeat(heads, np.diff(np.append(runs, starts.size)))
        if self.fpc:
            return np.repeat(numbers, np.diff(np.append(starts, frame.height)))
        stratum[starts] = numbers
        return stratum

    def _stratum_numbers_of(self, codes: pl.Series) -> Int32Array:
        """Numbers of strata, new ones where a code was not seen before."""
        if codes.dtype in (pl.Categorical, pl.Enum):
            codes = codes.cast(pl.String)
        known = self._stratum_numbers
        numbers = np.empty(codes.len(), dtype=np.int32)
        for place, value in enumerate(codes.to_list()):
            if value not in known:
                known[value] = len(self.stratum_names)
                self.stratum_names.append(value)
            numbers[place] = known[value]
        return numbers

    def _note_starts(self, frame: pl.DataFrame, change: Int8Array) -> None:
        """Keep the codes of the units that begin here."""
        if not self.clusters:
            return
        starts = np.flatnonzero(change < len(self.clusters))
        begun = frame[_as_rows(starts), list(self._names)].hstack(
            [pl.Series("__change", change[starts])]
        )
        if len(self._starts) < _LOOKED_AT:
            _check(begun, self.strata, self.clusters)
        self._starts.append(begun)

    def _corrections(
        self,
        frame: pl.DataFrame,
        change: Int8Array,
        stratum: Int32Array,
    ) -> FloatArray:
        """The correction of each stage in each row; constant within the parent."""
        if not self.fpc:
            return self._without_corrections(frame.height)
        values = np.full((self.n_stages, frame.height), np.nan)
        for stage, name in enumerate(self.fpc):
            values[stage] = frame[name].cast(pl.Float64).to_numpy()
            if stage == 0:
                self._check_stratum_correction(name, values[0], stratum)
            else:
                same_parent = change[1:] >= stage
                varies = same_parent & (values[stage, 1:] != values[stage, :-1])
                if varies.any():
                    raise _varying(name)
        return values

    def _without_corrections(self, n: int) -> FloatArray:
        """Missing corrections for n rows of a one-stage design, the same array each time."""
        if self._missing.shape[1] < n:
            self._missing = np.full((self.n_stages, n), np.nan)
        return self._missing[:, :n]

    def _check_stratum_correction(
        self,
        name: str,
        values: FloatArray,
        stratum: Int32Array,
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
                    raise _varying(name)


def _varying(name: str) -> DataError:
    return DataError(
        f"the correction {name} has two values in one stratum or cluster",
        code="correction-varies",
        where=name,
        hint="the number of units in the population belongs to the stratum or parent cluster "
        "and must be the same in all its rows",
    )


def _as_rows(places: IntArray) -> pl.Series:
    """Row numbers as the engine has them, which it takes as they are."""
    return pl.Series(places.astype(np.uint32))


def _run_starts(codes: pl.Series) -> IntArray:
    """Places at which a value differs from the one before it, the first among them.

    Strata mostly stand together: each is then looked up once a batch, not once a unit.
    """
    differs = (codes[1:] != codes[:-1]).to_numpy()
    return np.append(0, np.flatnonzero(differs) + 1)


def _mark(column: pl.Series, last: pl.DataFrame | None, stage: int, change: Int8Array) -> None:
    """Write `stage` where a value differs from the one before it."""
    before = None if last is None else last[column.name][0]
    if column.dtype.is_integer() and column.dtype != pl.UInt64:
        values = column.to_numpy().astype(np.int64)
        mark_changes(values, before or 0, before is not None, stage, change)
        return
    differs = np.ones(column.len(), dtype=np.bool_)
    differs[1:] = (column[1:] != column[:-1]).to_numpy()
    differs[0] = before is None or before != column[0]
    change[differs] = stage


def _check(begun: pl.DataFrame, strata: str | None, clusters: tuple[str, ...]) -> None:
    """Raise if a unit begins twice."""
    for stage in range(len(clusters)):
        names = [*([strata] if strata else []), *clusters[: stage + 1]]
        rows = begun.filter(pl.col("__change") <= stage).select(list(dict.fromkeys(names)))
        if rows.n_unique() != rows.height:
            raise NotTogetherError
