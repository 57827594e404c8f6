"""What to know of a design before any figure: strata with one cluster, clusters with one unit.

Figures tell it from their own sums; analyses that keep none ask here, of the whole sample, whatever
part of it they are of.
"""

from typing import Any

import numpy as np

from measure87.estimate.survey.covariance import check_lone_parents, one_unit_per_row
from measure87.estimate.survey.engines import as_frame, check_columns
from measure87.estimate.survey.group_sums import GroupedUnits, grouped_units
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable
from measure87.estimate.survey.single_cluster import WHOLE, judge_lone
from measure87.estimate.survey.unit_codes import SPELT_TWICE
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

OF_DESIGN: tuple[str, ...] = (
    "single-cluster-stratum", "single-unit-cluster", "cluster-in-two-strata", SPELT_TWICE,
)  # fmt: skip
"""Codes of notices that analyses tell of the whole sample."""


def lone_units(table: Any, design: SurveyDesign) -> list[Notice]:
    """Notices of the strata with one cluster of a table of any engine, of clusters with one unit,
    and of odd codes of both; raises under `fail`."""
    if design.strata is None and not design.clusters:
        return []
    frame = as_frame(table)
    check_columns(frame, (), design, (), {})
    if not design.clusters:
        frame, design = one_unit_per_row(frame, design)
    units = grouped_units(frame, (), design, Domains((DomainTable(),), most=None))
    return judge_units(units, design)


def judge_units(units: GroupedUnits, design: SurveyDesign) -> list[Notice]:
    """The same of a table of units."""
    begin = np.flatnonzero(units.change == 0)
    sampled = np.bincount(units.stratum[begin])
    known, stratum = units.correction[0, begin], units.stratum[begin]
    fraction = known if units.is_fraction[0] else sampled[stratum] / known
    lone = (sampled[stratum] == 1) & ~(np.nan_to_num(fraction) >= 1.0 - WHOLE)
    parents = check_lone_parents(units, design.single_cluster)
    found = judge_lone(int(lone.sum()), parents, design.single_cluster, design.strata)
    return [*units.notices, *found]
