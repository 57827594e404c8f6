"""Sums by sampled unit and domain, and the covariance of figures made of them.

What is answered: how do figures vary together? That needs the table of units, which is small,
and not the sums over strata that `estimate_survey` keeps.
"""

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np

from measure87.estimate.survey.covariance import (
    check_lone_parents,
    covariance_of_sums,
    one_unit_per_row,
)
from measure87.estimate.survey.group_sums import GroupedUnits, grouped_units
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.linearisation import totals_of
from measure87.vocabulary.survey_design import SurveyDesign


class UnitSums:
    """The units of one sample, and how sums over them vary.

    frame, design : the table; where persons were drawn directly each is a unit
    units : the units, from a look at the table without domains
    """

    added: tuple[str, ...] = ()
    """Variables that every domain is crossed with."""

    def __init__(
        self, frame: "nw.LazyFrame[Any]", design: SurveyDesign, some: tuple[Outcome, ...]
    ) -> None:
        self.frame, self.design = frame, design
        if not design.clusters:
            self.frame, self.design = one_unit_per_row(frame, design)
        self.domains = Domains((DomainTable(self.added),), most=None)
        self.units = grouped_units(self.frame, some, self.design, self.domains)
        check_lone_parents(self.units, design.single_cluster)

    def grouped(
        self,
        outcomes: tuple[Outcome, ...],
        variables: tuple[str, ...],
        groups: Mapping[str, Mapping[str, tuple[str, ...]]],
        where: Mapping[str, tuple[str, ...]],
    ) -> tuple[GroupedUnits, Domains]:
        """Sums by unit and domain."""
        domains = Domains((DomainTable((*variables, *self.added), groups),), where, most=None)
        return grouped_units(self.frame, outcomes, self.design, domains), domains

    def of(self, values: FloatArray, unit: IntArray, kind: IntArray) -> FloatArray:
        """Sums of rows (m, q) by unit, (U, q); `kind` is of those who benchmark."""
        return totals_of(values, unit, len(self.units.starts))

    def covariance(self, z: FloatArray, present: BoolArray) -> FloatArray:
        """Covariance matrix of sums over units, (U, k) to (k, k).

        `present` (U, k) says where a unit has persons of the figure.
        """
        return covariance_of_sums(self.units, self.design, z, present)


def unit_of_row(units: GroupedUnits) -> IntArray:
    """The last-stage unit of each row of a table of units."""
    begins = np.zeros(len(units.level), dtype=np.int64)
    begins[units.starts] = 1
    return np.asarray(np.cumsum(begins) - 1)


def rows_by_base(units: GroupedUnits, n_bases: int) -> list[IntArray]:
    """The rows of each base level."""
    order = np.argsort(units.level, kind="stable")
    bounds = np.searchsorted(units.level[order], np.arange(n_bases + 1))
    return [order[bounds[base] : bounds[base + 1]] for base in range(n_bases)]
