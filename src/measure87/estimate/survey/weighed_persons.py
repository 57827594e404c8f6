"""Who is behind the figures of a pass: weight, cluster and status of each person of a group.

Asked of the microdata, for the disclosure gate: whoever has a public-use file knows all of it but
the status, and a weighted figure is one more equation of who the cases are.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.survey.benchmarked import calibrated_table
from measure87.estimate.survey.engine_columns import Frame, collect
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.errors_of_persons import (
    Repeated,
    errors_of_benchmark,
    errors_of_replicates,
)
from measure87.estimate.survey.levels import code_text
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import CLASS, WEIGHT, Calibrated
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.errors_of_sets import ErrorsOfSets
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.survey_design import SurveyDesign

_IDENTIFIER = "person_id"
Bring = Callable[[Frame], pl.LazyFrame]
"""How a table of an engine comes to this process."""
StatusArray = np.ndarray[tuple[int], np.dtype[np.int8]]
"""No 0, unknown 1, yes 2."""


_MOST_ROWS = 4_000_000
"""Rows of groups that are kept, of all together: 32 MB."""


class NumbersOfPersons:
    """Numbers persons by their identifiers, from 0: the same one the same in each sample."""

    def __init__(self) -> None:
        self._known = pl.DataFrame(schema={"person": pl.String, "number": pl.Int64})

    def of(self, identifiers: pl.Series) -> IntArray:
        """(n,) the number of each."""
        persons = pl.DataFrame({"person": identifiers.cast(pl.String)})
        new = persons.unique(maintain_order=True).join(
            self._known, on="person", how="anti", nulls_equal=True, maintain_order="left"
        )
        numbers = pl.int_range(self._known.height, self._known.height + new.height, eager=True)
        self._known = self._known.vstack(new.with_columns(numbers.alias("number")))
        found = persons.join(
            self._known, on="person", how="left", nulls_equal=True, maintain_order="left"
        )
        return found["number"].to_numpy()


class PersonsOfGroups:
    """The persons of every group of a pass; read when the first is asked for.

    Parameters
    ----------
    table, outcomes, design, domains, benchmark
        As `estimate_survey` had them; of the outcomes, statuses coded 0, 1 and 2.
    beside
        Further groups whose persons are asked for, though nothing was estimated of them.
    repeated
        What errors by replicates were estimated from, if they were.
    numbers
        What numbers persons, where other samples have some of them: they are then told by these
        numbers, and no longer by their rows.
    """

    def __init__(
        self,
        table: Any,
        outcomes: Sequence[Outcome],
        design: SurveyDesign,
        domains: Sequence[DomainTable],
        benchmark: Benchmark | None = None,
        beside: Sequence[DomainTable] = (),
        repeated: Repeated | None = None,
        numbers: NumbersOfPersons | None = None,
    ) -> None:
        self._given, self._design, self._benchmark = table, design, benchmark
        self._repeated, self._numbers = repeated, numbers
        self._outcomes, self._domains = tuple(outcomes), tuple(domains)
        self._beside = tuple(beside)
        self._told_apart = (*self._domains, *self._beside)
        self._bring: Bring | None = None
        self._inside: dict[tuple[str, str], BoolArray] = {}
        self._of_groups: dict[frozenset[tuple[str, str]], IntArray] = {}
        self._room = _MOST_ROWS
        self._statuses: dict[str, tuple[BoolArray, StatusArray]] = {}

    def by_way_of(self, bring: Bring) -> "PersonsOfGroups":
        """The same, whose rows come from an engine by files: through its driver they do not fit."""
        return self._again(bring, self._numbers)

    def numbered_by(self, numbers: NumbersOfPersons) -> "PersonsOfGroups":
        """The same, whose persons have the numbers that they have in other samples too."""
        return self._again(self._bring, numbers)

    def _again(self, bring: Bring | None, numbers: NumbersOfPersons | None) -> "PersonsOfGroups":
        found = PersonsOfGroups(
            self._given,
            self._outcomes,
            self._design,
            self._domains,
            self._benchmark,
            self._beside,
            self._repeated,
            numbers,
        )
        found._bring = bring
        return found

    def knows(self, group: Mapping[str, str]) -> bool:
        """Whether the variables of a group are among those by which persons are told apart."""
        return {*group} <= {name for domain in self._told_apart for name in domain.variables}

    @cached_property
    def benchmarked_weights(self) -> pl.DataFrame | None:
        """Persons by identifier with the weights that the population's numbers ask for.

        Columns are `person_id` and `WEIGHT`, of those who are in a class of the population; None
        where weights are the survey's own.
        """
        if self._benchmark is None:
            return None
        inside = self._table.filter(pl.col(CLASS).is_not_null())
        return inside.select(_IDENTIFIER, WEIGHT)

    def of(self, column: str, group: Mapping[str, str]) -> WeighedPersons:
        """Those of a group whom a column of statuses is about, with a weight above 0."""
        about, status = self._status(column)
        rows = self._rows(group)
        rows = rows[about[rows]]
        return WeighedPersons(
            self._weight[rows],
            self._units[0][rows],
            self._units[1][rows],
            self._units[2],
            status[rows].astype(np.int64),
            rows if self._number is None else self._number[rows],
            self._unasked,
            None if self._errors is None else self._errors.only(_as_mask(rows, len(about))),
        )

    def _rows(self, group: Mapping[str, str]) -> IntArray:
        """Rows of a group, in order; kept while there is room, for all measures are asked of it."""
        key = frozenset(group.items())
        if key in self._of_groups:
            return self._of_groups[key]
        inside = np.ones(self._table.height, dtype=np.bool_)
        for variable, code in group.items():
            inside &= self._members(variable, code)
        found = np.flatnonzero(inside)
        self._room -= len(found)
        if self._room >= 0:
            self._of_groups[key] = found
        return found

    def _status(self, column: str) -> tuple[BoolArray, StatusArray]:
        """(n,) whom a column is about, with a weight above 0, and her status."""
        if column not in self._statuses:
            status = self._table[column]
            about = status.is_not_null().to_numpy() & (self._weight > 0)
            self._statuses[column] = about, status.fill_null(0).to_numpy().astype(np.int8)
        return self._statuses[column]

    @cached_property
    def _read(self) -> tuple[pl.DataFrame, SurveyDesign, Calibrated | None]:
        frame, design, calibrated = as_frame(self._given), self._design, None
        if self._benchmark is not None:
            calibrated, design = calibrated_table(
                frame.to_native(), self._outcomes, design, self._domains, {}, self._benchmark
            )
            frame = nw.from_native(calibrated.table)
        variables = (name for domain in self._told_apart for name in domain.variables)
        statuses = (outcome.column for outcome in self._outcomes if outcome.kind == "status")
        more = [] if calibrated is None else [CLASS]
        is_named = self._repeated is not None and self._repeated.recipe is not None
        is_named |= calibrated is not None and _IDENTIFIER in frame.collect_schema().names()
        if is_named or self._numbers is not None:
            more.append(_IDENTIFIER)
        columns = list(dict.fromkeys((*design.columns, *variables, *statuses, *more)))
        return _in_order(frame, columns, self._bring), design, calibrated

    @property
    def _table(self) -> pl.DataFrame:
        return self._read[0]

    @cached_property
    def _number(self) -> IntArray | None:
        """(n,) the number of each person in all samples that have her; None where rows tell her."""
        return None if self._numbers is None else self._numbers.of(self._table[_IDENTIFIER])

    @cached_property
    def _weight(self) -> FloatArray:
        name = self._read[1].weight
        if name is None:
            return np.ones(self._table.height)
        return self._table[name].cast(pl.Float64).to_numpy()

    @cached_property
    def _units(
        self,
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Cluster and stratum of each row, from 0, and how many clusters each stratum has."""
        design = self._read[1]
        stratum = np.zeros(self._table.height, dtype=np.int64)
        if design.strata is not None:
            stratum = _numbered(self._table.select(design.strata))
        cluster = np.arange(self._table.height)
        if design.clusters:
            first = [design.clusters[0], *([design.strata] if design.strata else [])]
            cluster = _numbered(self._table.select(*dict.fromkeys(first)))
        pairs = np.unique(np.stack([stratum, cluster]), axis=1)
        units = np.bincount(pairs[0]).astype(np.float64)
        return cluster, stratum, units

    @cached_property
    def _unasked(self) -> FloatArray | None:
        """Share of each stratum's clusters that are not in the sample; None without one stage's."""
        design = self._read[1]
        if len(design.fpc) != 1:
            return None
        _, stratum, units = self._units
        given = np.ones(len(units))
        given[stratum] = self._table[design.fpc[0]].cast(pl.Float64).to_numpy()
        is_fraction = given.max(initial=0.0) <= 1
        return np.clip(1 - (given if is_fraction else units / given), 0.0, 1.0)

    @cached_property
    def _errors(self) -> ErrorsOfSets | None:
        """How errors were made of everybody; None where they are those between clusters."""
        of = self._repeated
        if of is not None:
            inside = None if of.recipe is None else self._table[_IDENTIFIER]
            found = errors_of_replicates(of, self._outcomes, self._domains, self._benchmark, inside)
            if found is not None:
                return found
        calibrated = self._read[2]
        if calibrated is None:
            return None
        kind = self._table[CLASS].fill_null(-1).to_numpy()
        return errors_of_benchmark(
            calibrated.classes, kind, self._weight, *self._units, self._unasked
        )

    def _members(self, variable: str, code: str) -> BoolArray:
        """(n,) who is in a group of one variable."""
        if (variable, code) not in self._inside:
            groups = (d.groups.get(variable, {}) for d in self._told_apart)
            codes = next((one[code] for one in groups if code in one), (code,))
            column = self._table[variable]
            texts = {value: code_text(value) for value in column.unique().to_list()}
            wanted = [value for value, text in texts.items() if text in codes]
            inside = column.is_in([value for value in wanted if value is not None]).fill_null(
                value=None in wanted
            )
            self._inside[variable, code] = inside.to_numpy()
        return self._inside[variable, code]


def _as_mask(rows: IntArray, size: int) -> BoolArray:
    """(size,) which rows are among some."""
    found = np.zeros(size, dtype=np.bool_)
    found[rows] = True
    return found


def _numbered(columns: pl.DataFrame) -> IntArray:
    """Equal rows the same number, from 0."""
    rank = columns.select(pl.struct(pl.all()).rank("dense")).to_series()
    return np.asarray(rank.to_numpy(), dtype=np.int64) - 1


def _in_order(frame: Frame, columns: Sequence[str], bring: Bring | None) -> pl.DataFrame:
    """Columns in one order on every engine: sets of persons that are drawn by their places in it
    are then of the same persons."""
    if frame.implementation.is_polars():
        return collect(frame.select(*columns) if columns else frame)
    present = frame.collect_schema().names()
    order = _IDENTIFIER if _IDENTIFIER in present else None
    read = dict.fromkeys((*columns, *(() if order is None else (order,))))
    wanted = frame.select(*read) if read else frame
    found = collect(wanted).lazy() if bring is None else bring(wanted)
    in_order = found.sort(pl.all() if order is None else order)
    return in_order.select(columns or pl.all()).collect()
