"""Rates of groups as they would be if all groups were made up like one population.

What is estimated: the directly standardised share, mean or ratio of each group g,

    r_g = sum_h W_h p_gh,   W_h the share of class h (such as an age) in the standard population,

with p_gh the figure of those of the group who are of the class. Groups of different ages are then
compared at the same ages. W is taken as known; the error is linearised over the whole sample, the
same that R survey's `svystandardize` gives by weights made to fit.

Limits of a share are those of the effective number of persons, never above the persons in the
sample (Korn & Graubard); where no person, or every person, is a case the effective number is that
of the class in which one person stands for most of the standard, min_h n_h / W_h, over the design
effect of the group's plain share. Other figures have t limits. A group without persons in a class
of the standard is refused: nothing is put in the place of a rate that was not seen.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from measure87.estimate.survey.covariance import value_and_gradient
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.estimates import estimate_survey
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.results import METHOD, Labels, SurveyResult
from measure87.estimate.survey.status_columns import with_statuses
from measure87.estimate.survey.table_cells import TableCells, Where, table_cells
from measure87.estimate.weighting.benchmark import Benchmark, Class, Margin, Range
from measure87.numerics.arrays import BoolArray
from measure87.numerics.proportion_intervals import (
    exact_limits,
    korn_graubard,
    student_quantile,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Notice, Refusal
from measure87.vocabulary.flags import NO_VARIANCE
from measure87.vocabulary.survey_design import SurveyDesign


def standardised_rates(
    table: Any,
    outcome: Outcome,
    design: SurveyDesign,
    standard: Margin,
    by: str | None = None,
    *,
    where: Where | None = None,
    level: float = 0.95,
    benchmark: Benchmark | None = None,
    labels: Labels | None = None,
) -> SurveyResult:
    """Directly standardised figures of groups; see the module.

    Parameters
    ----------
    table, design, where, level, benchmark, labels
        As `estimate_survey` takes them.
    outcome : Outcome
        A proportion, a mean or a ratio.
    standard : Margin
        Persons of the standard population by class; only their shares matter. A class may be a
        range of a number, such as ages 5 to 11.
    by : str, optional
        Column of the groups; everybody is one group without it.

    Returns
    -------
    SurveyResult
        An estimate of each group; refused are groups without persons in some class
        (`empty-class`), and those of which the plain figure is.
    """
    if outcome.statistic not in ("proportion", "mean", "ratio"):
        raise UsageError(
            f"a {outcome.statistic} is not standardised",
            code="statistic",
            hint="standardise a proportion, a mean or a ratio",
        )
    if by in standard.variables:
        raise UsageError(
            f"{by} is the variable of the groups and of the standard",
            code="standard",
            hint="compare groups by another column than those of the standard",
        )
    groups = () if by is None else (by,)
    plain = estimate_survey(
        table, [outcome], design, [DomainTable(groups)], where=where, level=level,
        labels=labels, benchmark=benchmark,
    )  # fmt: skip
    frame, (read,) = with_statuses(as_frame(table), [outcome])
    variables = (*groups, *standard.variables)
    cells = table_cells(
        frame, (read,), design, variables, where=where, benchmark=benchmark, keep_missing=True
    )
    rates = _Rates(cells, read, standard, len(groups))
    found: list[Estimate] = []
    refused = list(plain.refused)
    outside = 0
    for crude in plain.estimates:
        one = rates.of(crude)
        if isinstance(one, Refusal):
            refused.append(one)
        else:
            found.append(one)
            outside += (crude.n or 0) - (one.n or 0)
    warnings = (*plain.warnings, *_outside_notices(outcome.name, outside))
    return replace(plain, estimates=tuple(found), refused=tuple(refused), warnings=warnings)


def _outside_notices(name: str, persons: int) -> list[Notice]:
    """Warn of persons whose class the standard does not have, or who have none."""
    if persons <= 0:
        return []
    text = f"{name}: {persons} persons with an answer are in no class of the standard population "
    text += "that has persons, and are left out"
    if persons == 1:
        text = f"{name}: 1 person with an answer is in no class of the standard population "
        text += "that has persons, and is left out"
    return [Notice("outside-standard", text, {"measure": name, "persons": persons})]


@dataclass(frozen=True)
class _Rates:
    """The cells of groups by classes, with the standard."""

    cells: TableCells
    outcome: Outcome
    standard: Margin
    n_groups: int

    def of(self, crude: Estimate) -> Estimate | Refusal:
        """The standardised figure of the group of a plain one."""
        codes = tuple(crude.group.values())
        gradient = np.zeros((len(self.cells.codes), 1, 3, 1))
        value, persons, least = 0.0, 0.0, math.inf
        inside = np.zeros(len(self.cells.codes), dtype=np.bool_)
        for which, number in self.standard.persons.items():
            share = number / self.standard.total
            if share == 0.0:
                continue
            members = self._members(codes, which)
            figure = value_and_gradient(self.outcome, self.cells.sums[members, 0].sum(axis=0))
            if figure is None:
                return self._empty(crude.group, which)
            value += share * figure[0]
            gradient[members, 0, :, 0] += share * figure[1]
            here = float(self.cells.persons[members].sum())
            persons, least = persons + here, min(least, here / share)
            inside |= members
        variance = max(float(self.cells.covariance(gradient)[0, 0]), 0.0)
        df = self.cells.df_of(inside, 0)
        return self._estimate(crude, value, variance, df, persons, least)

    def _members(self, group: tuple[str, ...], which: Class) -> BoolArray:
        """The cells of a group that belong to a class, (C,)."""
        n = self.n_groups
        return np.array(
            [
                codes[:n] == group and all(map(_belongs, codes[n:], which))
                for codes in self.cells.codes
            ],
            dtype=np.bool_,
        )

    def _empty(self, group: Mapping[str, str], which: Class) -> Refusal:
        return Refusal(
            self.outcome.name,
            "empty-class",
            "nobody of the group has an answer in a class of the standard population: "
            f"{self.standard.text_of(which)}",
            dict(group),
        )

    def _estimate(
        self,
        crude: Estimate,
        value: float,
        variance: float,
        df: float,
        persons: float,
        least: float,
    ) -> Estimate:
        """The figure with its limits."""
        level = crude.level or 0.95
        is_share = self.outcome.statistic == "proportion"
        has_error = df >= 1.0 and (variance > 0.0 or not is_share)
        se = math.sqrt(variance) if has_error else None
        ends: tuple[float | None, float | None] = (None, None)
        if is_share:
            effect = _effect(crude)
            ends = _share_limits(value, variance, df, persons, least / effect, effect, level)
        elif se is not None:
            half = float(student_quantile(df, level)) * se
            ends = value - half, value + half
        return Estimate(
            name=self.outcome.name,
            statistic="standardised",
            method=METHOD,
            group=dict(crude.group),
            labels=dict(crude.labels),
            definition=crude.definition,
            unit=crude.unit,
            value=value,
            se=se,
            lower=ends[0],
            upper=ends[1],
            level=None if ends[0] is None else level,
            interval=None if ends[0] is None else "korn-graubard" if is_share else "wald",
            n=round(persons),
            n_unknown=crude.n_unknown,
            n_clusters=crude.n_clusters,
            df=df,
            flags=() if se is not None else (NO_VARIANCE,),
        )


def _belongs(code: str, part: str | Range) -> bool:
    """Whether a code is of a class, a number of a range."""
    if isinstance(part, str):
        return code == part
    try:
        return part.holds(float(code))
    except ValueError:
        return False


def _effect(crude: Estimate) -> float:
    """The design effect that the plain share's limits used, at least 1."""
    if crude.n and crude.n_effective:
        return max(1.0, crude.n / crude.n_effective)
    return 1.0


def _share_limits(
    p: float, variance: float, df: float, n: float, least: float, effect: float, level: float
) -> tuple[float, float]:
    """Limits of a share; `least` is the effective number where its variance says nothing."""
    p = min(1.0, max(0.0, p))
    if 0.0 < p < 1.0 and variance > 0.0 and df >= 1.0:
        limits = korn_graubard(p, n, df, deff=variance * n / (p * (1.0 - p)), level=level)
    else:
        limits = exact_limits(p, min(n / effect, least), level=level)
    return float(limits.lower), float(limits.upper)
