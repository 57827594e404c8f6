"""Estimates of a survey: from a table to figures with their uncertainty, domain by domain."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from measure87.estimate.replicates.settings import Replicates
from measure87.estimate.survey import flags as flagging
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.intervals import (
    DEFAULT_INTERVAL,
    CellIntervals,
    StatusBehind,
    check_interval,
    intervals,
    total_varies,
)
from measure87.estimate.survey.levels import EVERYBODY
from measure87.estimate.survey.linearised import LinearisedCells, linearise
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.reading import read_sample
from measure87.estimate.survey.results import (
    METHOD,
    Labels,
    SurveyResult,
    diagnostics_of,
    finite,
    labels_of,
    missing_numbers,
    nobody,
    only_unknown,
)
from measure87.estimate.survey.scaled_weights import refuse_totals_of_the_sample
from measure87.estimate.survey.status_columns import with_statuses
from measure87.estimate.survey.unit_codes import with_groups_alike
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Alternative, Estimate, Interval, Notice, Refusal
from measure87.vocabulary.survey_design import SurveyDesign

if TYPE_CHECKING:
    from measure87.estimate.weighting.prepared import PreparedRecipe
    from measure87.estimate.weighting.recipe import Recipe


def estimate_survey(
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    domains: Sequence[DomainTable] = (),
    *,
    interval: Interval = DEFAULT_INTERVAL,
    level: float = 0.95,
    labels: Labels | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    benchmark: Benchmark | None = None,
    replicates: Replicates | None = None,
    recipe: "Recipe | PreparedRecipe | None" = None,
) -> SurveyResult:
    """Design-based estimates of every outcome in every domain, from one pass.

    Estimates are weighted sums and their ratios; variances are linearised (Taylor) over all
    stages of the design. Clusters are counted in the whole sample before any filter, so
    that a domain is a part of the sample and never a smaller survey.

    Parameters
    ----------
    table : polars DataFrame or LazyFrame, DuckDB relation, PySpark DataFrame
        One row per person, with the columns that outcomes, design and domains name.
    outcomes : sequence of Outcome
        What to estimate.
    design : SurveyDesign
        How the sample was drawn. Rows of weight 0 count for the clusters and nothing else.
    domains : sequence of DomainTable
        For whom; none is everybody.
    interval : str
        Confidence interval of proportions; see `docs/methods/survey.md`.
    level : float
        Confidence level, 0 to 1.
    labels : mapping, optional
        Variable to code to label, for people.
    where : mapping, optional
        Variable to the codes of the persons who count, for all domains.
    benchmark : Benchmark, optional
        Known numbers of the population that the weights are made to meet, with the variance
        that goes with it; persons of ages that it does not have are left out.
    replicates : MadeReplicates or GivenReplicates, optional
        Variances from replicates of the weights in the place of linearised ones; see
        `docs/methods/replicates.md`. With a benchmark each replicate is benchmarked again.
    recipe : Recipe or PreparedRecipe, optional
        Steps that make the weights, in the place of the design's; needs replicates, in each of
        which every step is repeated. One that is prepared is of the rows of this table, in their
        order.

    Returns
    -------
    SurveyResult
        Figures in the order of outcomes and domains; domains without persons in `refused`.

    Raises
    ------
    DataError
        If a column is not there, a weight cannot be used, a status is none, or a stratum has
        one cluster under `fail`.
    UsageError
        If an option is unknown.

    Notes
    -----
    Degrees of freedom are clusters less strata, of those with persons of the domain. Below 1
    there is no standard error, and no limits but those from a borrowed design effect, unless
    its strata are there as a whole.
    Sources: Sarndal, Swensson & Wretman (1992); Korn & Graubard (1998), Survey Methodology
    24, 193-201. Agrees with R survey 4.4: `tests/estimate/survey/test_r_survey.py`.
    """
    check_interval(interval)
    if not 0.0 < level < 1.0:
        raise UsageError(
            f"the confidence level must lie between 0 and 1, not be {level}",
            code="level",
            hint="give a share, such as 0.95",
        )
    if not outcomes:
        raise UsageError("there is no outcome to estimate", hint="name at least one --measure")
    tables = tuple(domains) or (DomainTable(),)
    chosen = tuple(outcomes)
    if any(outcome.statistic == "quantile" for outcome in chosen):
        _refuse_benchmark(benchmark if recipe is None else recipe)
        from measure87.estimate.survey.quantiles import estimate_quantiles

        return estimate_quantiles(
            table,
            chosen,
            design,
            tables,
            interval=interval,
            level=level,
            labels=labels,
            where=where,
            replicates=replicates,
        )
    table, chosen = with_statuses(as_frame(table), chosen)
    read = read_sample(table, chosen, design, tables, where or {}, benchmark, replicates, recipe)
    sums, levels = read.sums, read.levels
    notices = list(with_groups_alike(read.notices, (group for _, group in levels.reported())))
    cells = linearise(sums, chosen, design.single_cluster, read.covariance, read.replicated)
    estimates: list[Estimate] = []
    refused: list[Refusal] = []
    statuses: dict[str, StatusBehind] = {}
    method = METHOD if read.replicated is None else read.replicated.method
    for outcome, figures in zip(chosen, cells, strict=True):
        status = _status_of(outcome, statuses)
        limits = intervals(figures, outcome, interval, level, status)
        if limits.borrowed is not None:
            statuses[outcome.name] = StatusBehind(figures, limits.borrowed)
        writer = _Writer(outcome, figures, limits, level, labels or {}, method)
        for cell, group in levels.reported():
            if figures.n[cell] > 0 and math.isfinite(figures.value[cell]):
                estimates.append(writer.estimate(cell, group))
            else:
                refused.append(_refusal(outcome, figures, cell, group))
        refused.extend(nobody(outcome, group) for group in levels.absent())
        notices += _unknown_notices(outcome, figures)
    notices += _interval_notices(chosen, interval)
    facts = {} if read.replicated is None else read.replicated.facts
    result = SurveyResult(
        tuple(estimates),
        tuple(refused),
        tuple(notices),
        diagnostics_of(sums, levels, design) | facts,
    )
    if design.fpc and design.weight is None and benchmark is None and recipe is None:
        return refuse_totals_of_the_sample(result)
    return result


def _refuse_benchmark(benchmark: "Benchmark | Recipe | PreparedRecipe | None") -> None:
    """Quantiles have no residuals, and their replicates none of the steps."""
    if benchmark is not None:
        raise UsageError(
            "quantiles are not estimated with benchmarked weights",
            code="benchmark",
            hint="leave the population table or the recipe out, or choose another statistic",
        )


def _status_of(outcome: Outcome, statuses: Mapping[str, StatusBehind]) -> StatusBehind | None:
    """The status behind a share of a period."""
    if outcome.share_of is None:
        return None
    found = statuses.get(outcome.share_of)
    if found is None:
        raise UsageError(
            f"{outcome.name} is the share of a period in {outcome.share_of!r}, "
            "which is no status outcome before it",
            hint=f"outcomes before it: {', '.join(statuses) or 'none'}",
        )
    return found


@dataclass(frozen=True)
class _Writer:
    """Writes the estimates of one outcome."""

    outcome: Outcome
    figures: LinearisedCells
    found: CellIntervals
    level: float
    labels: Labels
    method: str = METHOD

    def estimate(self, cell: int, group: Mapping[str, str]) -> Estimate:
        """The estimate of one cell."""
        outcome, figures = self.outcome, self.figures
        is_status = outcome.kind == "status"
        n, cases = int(figures.n[cell]), int(figures.n_cases[cell])
        value = float(figures.value[cell])
        has_spread = not (is_status and cases in (0, n))
        if outcome.share_of is not None:
            has_spread = 0.0 < value < 1.0
        is_size = is_status and outcome.statistic == "total" and 0 < cases == n
        has_error = has_spread or (is_size and bool(total_varies(value, figures.variance[cell])))
        se = math.sqrt(v) if math.isfinite(v := float(figures.variance[cell])) else math.nan
        lower, upper = finite(self.found.lower[cell]), finite(self.found.upper[cell])
        used = self.found.used
        n_effective = None if used is None else finite(used.n_effective[cell])
        source = None if used is None or n_effective is None else str(used.source[cell])
        bounds = None
        n_unknown = int(figures.n_unknown[cell])
        if is_status:
            bounds = (float(figures.value_if_no[cell]), float(figures.value_if_yes[cell]))
        figure = flagging.Figure(
            is_status=is_status,
            value=value,
            scale=float(figures.size[cell]) if outcome.statistic == "total" else 1.0,
            se=finite(se),
            has_variance=math.isfinite(se),
            lower=lower,
            upper=upper,
            n=n,
            n_cases=cases,
            n_clusters_with_cases=int(figures.n_clusters_with_cases[cell]),
            n_effective=n_effective,
            df=float(figures.df[cell]),
            deff_source=source,
            coverage_doubtful=self._is_doubtful(cell),
            bounds=bounds if n_unknown else None,
        )
        return Estimate(
            name=outcome.name,
            statistic=outcome.statistic,
            method=self.method,
            group=dict(group),
            labels=labels_of(group, self.labels),
            definition=outcome.definition,
            unit=_unit(outcome),
            value=figure.value,
            se=figure.se if has_error else None,
            lower=lower,
            upper=upper,
            level=self.level if lower is not None else None,
            interval=self.found.name if lower is not None else None,
            n=n,
            n_cases=cases if is_status else None,
            n_clusters=int(figures.n_clusters[cell]),
            n_clusters_with_cases=figure.n_clusters_with_cases if is_status else None,
            df=figure.df,
            deff=finite(figures.deff[cell]) if has_spread else None,
            deff_replacement=finite(figures.deff_replacement[cell]) if has_spread else None,
            deff_used=None if used is None else finite(used.deff_used[cell]),
            deff_source=source,
            n_effective=figure.n_effective,
            weighted_n=float(figures.weighted_n[cell]),
            n_unknown=n_unknown if is_status or n_unknown else None,
            value_if_no=bounds[0] if bounds else None,
            value_if_yes=bounds[1] if bounds else None,
            alternatives=self._alternatives(cell, lower),
            flags=flagging.flags_of(figure),
        )

    def _is_doubtful(self, cell: int) -> bool:
        """Whether the default interval of a cell may cover less often than it says."""
        borrowed = self.found.borrowed
        if borrowed is None or self.found.name != DEFAULT_INTERVAL:
            return False
        return bool(borrowed.coverage_doubtful[cell])

    def _alternatives(self, cell: int, lower: float | None) -> tuple[Alternative, ...]:
        """The default interval without borrowing, beside the one with it."""
        borrowed, own = self.found.borrowed, self.found.own
        if borrowed is None or own is None or lower is None or borrowed.source[cell] == "own":
            return ()
        if not math.isfinite(self.figures.variance[cell]):
            return ()
        deff = float(borrowed.deff_own[cell])
        return (
            Alternative(
                interval=self.found.name,
                lower=float(own.lower[cell]),
                upper=float(own.upper[cell]),
                deff=max(deff, 1.0) if math.isfinite(deff) else 1.0,
                note="design effect of this domain alone",
            ),
        )


def _unit(outcome: Outcome) -> str | None:
    """Unit of the figure."""
    if outcome.unit is None and outcome.kind == "status":
        return "proportion" if outcome.statistic == "proportion" else "persons"
    return outcome.unit


def _refusal(
    outcome: Outcome, figures: LinearisedCells, cell: int, group: Mapping[str, str]
) -> Refusal:
    """Why a cell has no figure."""
    unknown = int(figures.n_unknown[cell])
    if figures.n[cell] > 0:
        return Refusal(
            outcome.name,
            "zero-denominator",
            "the weighted denominator is zero, so there is no ratio",
            dict(group),
        )
    return only_unknown(outcome, unknown, group) if unknown else nobody(outcome, group)


def _unknown_notices(outcome: Outcome, figures: LinearisedCells) -> list[Notice]:
    """Warn where unknowns enter a figure without saying so."""
    unknown = int(figures.n_unknown[EVERYBODY])
    if unknown == 0:
        return []
    if outcome.kind == "number":
        return [missing_numbers(outcome, unknown)]
    left_out = outcome.unknown == "exclude" and not outcome.spread_unknown
    if outcome.statistic == "total" and left_out:
        who = "1 unknown person is" if unknown == 1 else f"{unknown} unknown persons are"
        text = f"{outcome.name}: {who} not in the total; value_if_yes counts them"
        values = {"measure": outcome.name, "persons": unknown}
        return [Notice("unknowns-not-in-total", text, values)]
    return []


def _interval_notices(outcomes: Sequence[Outcome], interval: Interval) -> list[Notice]:
    """Warn where an interval for shares was asked of figures that are none."""
    names = [o.name for o in outcomes if o.kind == "number" and o.share_of is None]
    if not names or interval in (DEFAULT_INTERVAL, "wald"):
        return []
    text = f"{interval} is an interval of shares; {', '.join(names)} has t limits (wald)"
    return [Notice("interval-of-shares", text, {"interval": interval, "measures": names})]
