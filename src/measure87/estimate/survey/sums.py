"""The sums of one pass: room for them, and the result when the pass is over."""

from dataclasses import dataclass

import numpy as np

from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import Outcome
from measure87.numerics import pass_arrays as arrays
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array, IntArray
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign


def ordered(outcomes: tuple[Outcome, ...]) -> tuple[list[int], list[int]]:
    """Positions of the outcomes that are statuses, and of those that are numbers."""
    statuses = [i for i, outcome in enumerate(outcomes) if outcome.kind == "status"]
    numbers = [i for i, outcome in enumerate(outcomes) if outcome.kind == "number"]
    return statuses, numbers


@dataclass(frozen=True)
class SampleSums:
    """What one pass leaves of a sample: R cells, O outcomes, H strata, K (stratum, cell) slots.

    counts, totals : (R, O, 3); persons and sums of weights, as `numerics.accumulation` says
    squares : (R, O, 4)
    clusters, clusters_with_cases, cluster_n2, cluster_w2 : (R, O)
    slot_cell, slot_stratum : (K,)
    first (K, O, 3); second, within (K, O, 6); present, lone (K, O)
    units, weighted_units : (H,); sampled first-stage units, those with a positive weight
    fraction : (H,); share of the population's first-stage units that is in the sample
    stratum_names : the strata's codes
    rows, zero_weights : persons read; those with weight 0
    shift : (O,); a number y enters as y - shift x, so that sums keep their precision
    lone_parents : sampled units with one sampled unit below them, and not all of them
    notices : what is odd in the codes of strata and clusters
    """

    counts: FloatArray
    totals: FloatArray
    squares: FloatArray
    clusters: FloatArray
    clusters_with_cases: FloatArray
    cluster_n2: FloatArray
    cluster_w2: FloatArray
    slot_cell: Int32Array
    slot_stratum: Int32Array
    first: FloatArray
    second: FloatArray
    within: FloatArray
    present: FloatArray
    lone: FloatArray
    units: FloatArray
    weighted_units: FloatArray
    fraction: FloatArray
    stratum_names: tuple[object, ...]
    rows: int
    zero_weights: int
    shift: FloatArray
    lone_parents: int
    notices: tuple[Notice, ...] = ()

    @property
    def lone_strata(self) -> IntArray:
        """Strata with one sampled cluster that do not hold the whole stratum."""
        return np.flatnonzero((self.units == 1) & (self.fraction < 1.0 - 1e-7))

    @property
    def design_df(self) -> float:
        """Clusters less strata of the whole sample."""
        has_weight = self.weighted_units > 0
        return float(self.weighted_units.sum() - has_weight.sum())


def refuse_empty(sums: SampleSums) -> None:
    """Refuse a sample of nobody."""
    if sums.rows == 0:
        raise DataError(
            "the table has no rows",
            code="empty-table",
            hint="look at the steps that made it; nothing can be said of nobody",
        )


class Room:
    """The arrays of a pass, which grow with the levels and strata that turn up."""

    def __init__(
        self,
        outcomes: tuple[Outcome, ...],
        design: SurveyDesign,
        n_stages: int,
        is_fraction: BoolArray,
    ) -> None:
        statuses, numbers = ordered(outcomes)
        self.order = [*statuses, *numbers]
        self.is_fraction = is_fraction
        kinds = [outcomes[i] for i in self.order]
        o, s = len(kinds), n_stages
        zeros = np.zeros
        leaf = arrays.Leaf(
            zeros((0, len(statuses), 4, 3)),
            zeros((0, len(numbers), 10)),
            zeros((0, o, 4)),
            zeros(0, dtype=np.bool_),
            zeros(0, dtype=np.int64),
        )
        units = arrays.Units(
            zeros((s, 0, o, 3)), zeros((s, 0, o, 6)), zeros((s, 0, o, 6)), zeros((s, 0, o, 3)),
            zeros((s, 0, o)), zeros((s, 0, o)), zeros((s, 0), dtype=np.bool_),
            zeros((s, 0), dtype=np.int64), zeros(s, dtype=np.int64), zeros(s, dtype=np.int64),
            np.full(s, np.nan), zeros((0, o, 6)),
        )  # fmt: skip
        slots = arrays.Slots(
            np.full((0, 0), -1, dtype=np.int32), zeros(0, dtype=np.int32),
            zeros(0, dtype=np.int32), zeros((0, o, 3)), zeros((0, o, 6)), zeros((0, o, 6)),
            zeros((0, o)), zeros((0, o)),
        )  # fmt: skip
        cells = arrays.Cells(
            zeros((0, o, 3)), zeros((0, o)), zeros((0, o)), zeros((0, o)), zeros((0, o))
        )
        strata = arrays.Strata(zeros(0, dtype=np.int64), zeros(0, dtype=np.int64), zeros(0))
        plan = arrays.Plan(
            zeros(1, dtype=np.int64), zeros(0, dtype=np.int64),
            np.array([kind.in_denominator for kind in kinds]).reshape(o, 3),
            np.array([kind.is_case for kind in kinds]).reshape(o, 3),
            np.array([kind.kind == "number" for kind in kinds], dtype=np.bool_),
            design.single_cluster == "average",
        )  # fmt: skip
        state = arrays.State(*(zeros(1, dtype=np.int64) for _ in range(7)))
        self.sums = arrays.Pass(leaf, units, slots, cells, strata, plan, state)

    def fit(self, domains: Domains, n_strata: int) -> None:
        """Make room for the levels, cells and strata known by now."""
        total = self.sums
        n_base, n_cells = len(domains.targets), len(domains.cells)
        if n_base > total.leaf.touched.shape[0]:
            self._fit_levels(domains, _more(n_base))
        elif n_base + 1 != total.plan.target_start.shape[0]:
            self._fit_levels(domains, total.leaf.touched.shape[0])
        if n_cells > total.units.first.shape[1] or n_strata > total.strata.units.shape[0]:
            self._fit_cells(
                max(_more(n_cells), total.units.first.shape[1]),
                max(_more(n_strata), total.strata.units.shape[0]),
            )

    def _fit_levels(self, domains: Domains, n_base: int) -> None:
        """Room for base levels, and the cells that each belongs to."""
        total = self.sums
        leaf = arrays.Leaf(*(_stretch(array, 0, n_base) for array in total.leaf))
        lengths = [len(cells) for cells in domains.targets]
        plan = total.plan._replace(
            target_start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            target=np.array([c for cells in domains.targets for c in cells], dtype=np.int64),
        )
        self.sums = total._replace(leaf=leaf, plan=plan)

    def _fit_cells(self, n_cells: int, n_strata: int) -> None:
        """Room for cells and strata."""
        total = self.sums
        u = total.units
        per_cell = {
            name: _stretch(getattr(u, name), 1, n_cells)
            for name in (
                "first", "second", "within", "counts", "present", "lone", "touched", "order"
            )
        }  # fmt: skip
        slot_of = _stretch(_stretch(total.slots.slot_of, 0, n_strata, -1), 1, n_cells, -1)
        self.sums = total._replace(
            units=u._replace(**per_cell, inside=_stretch(u.inside, 0, n_cells)),
            slots=total.slots._replace(slot_of=slot_of),
            cells=arrays.Cells(*(_stretch(array, 0, n_cells) for array in total.cells)),
            strata=arrays.Strata(*(_stretch(array, 0, n_strata) for array in total.strata)),
        )

    def add_slots(self) -> None:
        """Room for more (stratum, cell) pairs."""
        slots = self.sums.slots
        n = _more(slots.cell.shape[0] + self.sums.units.first.shape[1])
        grown = {
            name: _stretch(getattr(slots, name), 0, n)
            for name in ("cell", "stratum", "first", "second", "within", "present", "lone")
        }
        self.sums = self.sums._replace(slots=slots._replace(**grown))

    def finish(self, domains: Domains, names: list[object], rows: int) -> SampleSums:
        """Hand over the sums, outcomes in the caller's order."""
        total = self.sums
        k, r, h = int(total.state.n_slots[0]), len(domains.cells), len(names)
        back = np.argsort(self.order)
        slots, cells = total.slots, total.cells
        squares = np.zeros((r, len(back), 4))
        for base, targets in enumerate(domains.targets):
            for cell in targets:
                squares[cell] += total.leaf.squares[base]
        totals = np.zeros((r, len(back), 3))
        np.add.at(totals, slots.cell[:k], slots.first[:k])
        units = total.strata.units[:h].astype(np.float64)
        correction = total.strata.correction[:h]
        sampled = correction if self.is_fraction[0] else units / correction
        return SampleSums(
            counts=cells.counts[:r, back],
            totals=totals[:, back],
            squares=squares[:, back],
            clusters=cells.clusters[:r, back],
            clusters_with_cases=cells.clusters_with_cases[:r, back],
            cluster_n2=cells.cluster_n2[:r, back],
            cluster_w2=cells.cluster_w2[:r, back],
            slot_cell=slots.cell[:k],
            slot_stratum=slots.stratum[:k],
            first=slots.first[:k, back],
            second=slots.second[:k, back],
            within=slots.within[:k, back],
            present=slots.present[:k, back],
            lone=slots.lone[:k, back],
            units=units,
            weighted_units=total.strata.weighted_units[:h].astype(np.float64),
            fraction=np.where(np.isnan(correction), 0.0, sampled),
            stratum_names=tuple(names),
            rows=rows,
            zero_weights=int(total.state.n_zero_weight[0]),
            shift=np.zeros(len(back)),
            lone_parents=int(total.state.n_lone_parents[0]),
        )


def _more(n: int) -> int:
    """A capacity that leaves room to grow."""
    return max(8, n + n // 2)


def _stretch(array: np.ndarray, axis: int, n: int, fill: float = 0) -> np.ndarray:
    """The array with one axis lengthened to n."""
    if array.shape[axis] >= n:
        return array
    shape = list(array.shape)
    shape[axis] = n
    grown = np.full(shape, fill, dtype=array.dtype)
    grown[tuple(slice(0, size) for size in array.shape)] = array
    return grown
