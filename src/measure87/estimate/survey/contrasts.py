"""Differences within one survey: both figures found, and their covariance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from measure87.estimate.replicates.settings import Replicates
from measure87.estimate.survey.benchmarked import calibrated_table
from measure87.estimate.survey.covariance import has_persons, value_and_gradient
from measure87.estimate.survey.differences import Contrast, Differences, Side, difference
from measure87.estimate.survey.engines import as_frame, check_columns
from measure87.estimate.survey.group_sums import GroupedUnits
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.replicate_contrasts import ReplicatedContrasts
from measure87.estimate.survey.residuals import Residuals, classes_of
from measure87.estimate.survey.status_columns import with_statuses
from measure87.estimate.survey.unit_sums import UnitSums, rows_by_base, unit_of_row
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Refusal
from measure87.vocabulary.survey_design import SurveyDesign

if TYPE_CHECKING:
    from measure87.estimate.weighting.prepared import PreparedRecipe
    from measure87.estimate.weighting.recipe import Recipe

Groups = Mapping[str, Mapping[str, tuple[str, ...]]]


def estimate_differences(
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    contrasts: Sequence[Contrast],
    figures: Sequence[Estimate],
    *,
    groups: Groups | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    benchmark: Benchmark | None = None,
    replicates: Replicates | None = None,
    recipe: "Recipe | PreparedRecipe | None" = None,
) -> Differences:
    """Differences of figures of one survey.

    Parameters
    ----------
    table, outcomes, design, where, benchmark, replicates, recipe
        As `estimate_survey` had them. With replicates the error of a difference is that of the
        differences in the replicates; it is linearised without.
    contrasts : sequence of Contrast
        Which figures to take from which.
    figures : sequence of Estimate
        What `estimate_survey` found; both sides of a contrast must be among them.
    groups : mapping, optional
        Variable to group code to its codes, as the domain tables had them.

    Returns
    -------
    Differences
        In the order of the contrasts. One whose side is no figure, or whose figures are of
        different kinds, is refused.
    """
    chosen = tuple(outcomes)
    known = {Side(f.name, f.group).key: f for f in figures if f.statistic != "difference"}
    named = {outcome.name: outcome for outcome in chosen}
    if len(named) < len(chosen):
        raise UsageError("two outcomes have one name", hint="estimate them in calls of their own")
    sample: _Shared | None = None
    found: list[Estimate] = []
    refused: list[Refusal] = []
    for contrast in contrasts:
        first, second = (known.get(side.key) for side in (contrast.first, contrast.second))
        refusal = _refusal(contrast, first, second, named)
        if refusal is not None or first is None or second is None:
            refused += [refusal] if refusal is not None else []
            continue
        if sample is None:
            sample = _opened(
                table, chosen, design, _answered(contrasts, known), groups or {}, where or {},
                benchmark, replicates, recipe,
            )  # fmt: skip
        shared = sample.covariance(contrast, named, (first, second))
        found.append(difference(first, second, shared))
    return Differences(tuple(found), tuple(refused))


class _Shared(Protocol):
    """What tells how two figures of a survey vary together."""

    def covariance(
        self, contrast: Contrast, named: Mapping[str, Outcome], figures: tuple[Estimate, Estimate]
    ) -> float | None:
        """Covariance of both sides; None where there is none."""


def _answered(contrasts: Sequence[Contrast], known: Mapping[Any, Estimate]) -> tuple[Contrast, ...]:
    """Contrasts both of whose sides are figures with a value."""
    values = {key for key, figure in known.items() if figure.value is not None}
    return tuple(one for one in contrasts if {one.first.key, one.second.key} <= values)


def _opened(
    table: Any,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    contrasts: Sequence[Contrast],
    groups: Groups,
    where: Mapping[str, tuple[str, ...]],
    benchmark: Benchmark | None,
    replicates: Replicates | None,
    recipe: "Recipe | PreparedRecipe | None",
) -> _Shared:
    """Read the sample, linearised or with its replicates."""
    if replicates is None:
        return _Sample.of(table, outcomes, design, groups, where, benchmark)
    frame, outcomes = with_statuses(as_frame(table), outcomes)
    return ReplicatedContrasts(
        frame, outcomes, design, contrasts, groups, where, replicates, benchmark, recipe
    )


def _refusal(
    contrast: Contrast,
    first: Estimate | None,
    second: Estimate | None,
    named: Mapping[str, Outcome],
) -> Refusal | None:
    """Why there is no difference, if so."""
    for side, figure in ((contrast.first, first), (contrast.second, second)):
        if side.outcome not in named:
            raise UsageError(
                f"there is no measure {side.outcome!r} to take a difference of",
                code="difference",
                hint=f"measures: {', '.join(named)}",
            )
        if figure is None or figure.value is None:
            text = f"a side of the difference has no figure: {_words(side)}"
            return Refusal(contrast.first.outcome, "no-side", text, dict(contrast.first.group))
        if named[side.outcome].statistic == "quantile":
            raise UsageError(
                "differences of quantiles are not offered",
                code="difference",
                hint="compare proportions, means, totals or ratios",
            )
    one, other = named[contrast.first.outcome], named[contrast.second.outcome]
    if one.statistic != other.statistic:
        text = f"a {one.statistic} less a {other.statistic} is no figure"
        return Refusal(one.name, "different-statistics", text, dict(contrast.first.group))
    return None


def _words(side: Side) -> str:
    group = ", ".join(f"{variable}={code}" for variable, code in side.group.items())
    return f"{side.outcome}[{group or 'everybody'}]"


@dataclass
class _Sample:
    """The sums by unit of one sample, grouped by what each contrast needs."""

    units: UnitSums
    outcomes: tuple[Outcome, ...]
    groups: Groups
    where: Mapping[str, tuple[str, ...]]
    found: dict[tuple[str, ...], tuple[GroupedUnits, Domains]]

    @staticmethod
    def of(
        table: Any,
        outcomes: tuple[Outcome, ...],
        design: SurveyDesign,
        groups: Groups,
        where: Mapping[str, tuple[str, ...]],
        benchmark: Benchmark | None,
    ) -> "_Sample":
        """Read the units of a table."""
        frame, outcomes = with_statuses(as_frame(table), outcomes)
        if benchmark is None:
            check_columns(frame, outcomes, design, (), where)
            return _Sample(UnitSums(frame, design, outcomes[:1]), outcomes, groups, where, {})
        tables = (DomainTable(),)
        calibrated, weighted = calibrated_table(frame, outcomes, design, tables, where, benchmark)
        return _Sample(Residuals(calibrated, weighted), outcomes, groups, where, {})

    def covariance(
        self, contrast: Contrast, named: Mapping[str, Outcome], figures: tuple[Estimate, Estimate]
    ) -> float | None:
        """Covariance of both sides; None where the design gives none.

        It is what makes up the variance of the difference, which is one variable of the whole
        sample. Where strata have one cluster that is not what the two sides say by themselves:
        each is compared in its own strata, the difference in all of them.
        """
        sides = (contrast.first, contrast.second)
        variables = tuple(sorted({name for side in sides for name in side.group}))
        if variables not in self.found:
            self.found[variables] = self.units.grouped(self.outcomes, variables, {}, self.where)
        grouped, domains = self.found[variables]
        first, second = (
            self._side(side, named[side.outcome], variables, grouped, domains) for side in sides
        )
        everyone = self._with_persons([named[side.outcome] for side in sides], grouped)
        whole = self.units.covariance((first - second)[:, None], everyone[:, None])
        shared = (sum((figure.se or 0.0) ** 2 for figure in figures) - float(whole[0, 0])) / 2.0
        return shared if np.isfinite(shared) else None

    def _position(self, outcome: Outcome) -> int:
        """Where an outcome stands; its column may have been read into another."""
        return [one.name for one in self.outcomes].index(outcome.name)

    def _with_persons(self, outcomes: Sequence[Outcome], grouped: GroupedUnits) -> BoolArray:
        """Which units have persons of either outcome in any group, (U,)."""
        present = np.zeros(len(self.units.units.starts), dtype=np.bool_)
        unit = unit_of_row(grouped)
        for outcome in outcomes:
            here = has_persons(outcome, grouped.sums[:, self._position(outcome)])
            np.logical_or.at(present, unit, here & (grouped.level >= 0))
        return present

    def _side(
        self,
        side: Side,
        outcome: Outcome,
        variables: tuple[str, ...],
        grouped: GroupedUnits,
        domains: Domains,
    ) -> FloatArray:
        """Linearised sums of one side by unit, (U,)."""
        rows = self._rows(side, variables, grouped, domains)
        sums = grouped.sums[rows, self._position(outcome)]
        unit = unit_of_row(grouped)[rows]
        kind = classes_of(domains, grouped)[rows] if self.units.added else unit
        figure = value_and_gradient(outcome, sums.sum(axis=0))
        if figure is None:
            return np.zeros(len(self.units.units.starts))
        return self.units.of((sums @ figure[1])[:, None], unit, kind)[:, 0]

    def _rows(
        self,
        side: Side,
        variables: tuple[str, ...],
        grouped: GroupedUnits,
        domains: Domains,
    ) -> IntArray:
        """Rows of the table of units that belong to a side."""
        wanted = {
            name: self.groups.get(name, {}).get(code, (code,)) for name, code in side.group.items()
        }
        chosen = [
            rows
            for base, rows in enumerate(rows_by_base(grouped, len(domains.targets)))
            if _belongs(dict(zip(variables, _codes(domains, base), strict=False)), wanted)
        ]
        return np.sort(np.concatenate(chosen)) if chosen else np.zeros(0, dtype=np.int64)


def _codes(domains: Domains, base: int) -> tuple[str, ...]:
    """The codes of a base level."""
    return domains.cells[domains.targets[base][-1]][1]


def _belongs(codes: Mapping[str, str], wanted: Mapping[str, tuple[str, ...]]) -> bool:
    return all(codes[name] in kinds for name, kinds in wanted.items())
