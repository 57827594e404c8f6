"""Quantiles of a survey, with Woodruff's limits.

The quantile is the smallest value below which lies the share p of the weighted persons. Its
limits are the quantiles at the limits of that share: the persons at or below the estimate
are counted as a proportion of the domain, which has an interval, and the two ends of the
interval are read off the distribution again. So every interval of proportions serves.

Where many give one value (40 hours), far more than the share p may lie at or below the estimate,
and an interval about that proportion leaves out a smaller value at which the population just
reaches p. The default interval is therefore that of the share p itself, among as many effective
persons as the proportion has: in 200 samples of a population that reaches the median at one value
with 50.5 % and leaps to 80 % at the next, it holds the median in 99.5 of 100, and about the
proportion in 57.5. The other intervals are about the proportion, as those of R are.

Source: Woodruff (1952), J. Am. Stat. Assoc. 47, 635-646 (unseen in print). Agrees with
`svyquantile(qrule = "math")` of R survey 4.4 under its intervals "mean" (here `wald`),
"beta" (`korn-graubard-r`), "xlogit" and "asin".
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.replicates.settings import GivenReplicates, Replicates
from measure87.estimate.survey.engines import as_frame, check_columns, read_sums
from measure87.estimate.survey.faults import number_error
from measure87.estimate.survey.intervals import DEFAULT_INTERVAL, CellIntervals, intervals
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.linearised import LinearisedCells, linearise
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.replicate_columns import check_replicate_columns
from measure87.estimate.survey.replicate_quantiles import judge_jackknife, quantile_variances
from measure87.estimate.survey.replicate_sample import Sampled
from measure87.estimate.survey.replicated import replicate
from measure87.estimate.survey.results import (
    METHOD,
    Labels,
    SurveyResult,
    diagnostics_of,
    labels_of,
    missing_numbers,
    nobody,
    only_unknown,
)
from measure87.estimate.survey.single_cluster import judge_lone_strata
from measure87.estimate.survey.unit_codes import odd_units, with_groups_alike
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.numerics.proportion_intervals import exact_limits, student_quantile
from measure87.numerics.quantiles import weighted_quantile
from measure87.vocabulary import flags as flagging
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import Estimate, Interval, Notice, Refusal
from measure87.vocabulary.flags import FEWEST_DF, FEWEST_PERSONS, LARGEST_RELATIVE_SE
from measure87.vocabulary.status import NO, YES
from measure87.vocabulary.survey_design import SurveyDesign


def estimate_quantiles(
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    domains: Sequence[DomainTable],
    *,
    interval: Interval,
    level: float,
    labels: Labels | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    replicates: Replicates | None = None,
) -> SurveyResult:
    """Quantiles of every outcome in every domain; parameters and errors of `estimate_survey`.

    The columns that are needed are held in memory.
    """
    chosen, selection = tuple(outcomes), dict(where or {})
    if any(outcome.statistic != "quantile" for outcome in chosen):
        raise UsageError(
            "quantiles are estimated apart from other statistics",
            hint="estimate them in a call of their own",
        )
    more: tuple[str, ...] = ()
    if replicates is not None:
        more = replicates.columns if isinstance(replicates, GivenReplicates) else ()
    frame = _columns(table, chosen, design, tuple(domains), selection, more)
    rule = _Rule(interval, level, labels or {}, replicates)
    found = [
        _in_part(frame, chosen, design, part, selection, rule)
        for whole in domains
        for part in _partitions(whole)
    ]
    names = [outcome.name for outcome in chosen]
    estimates = _once([item for part in found for item in part.estimates])
    refused = _once([item for part in found for item in part.refused])
    groups = [*(one.group for one in estimates), *(one.group for one in refused)]
    return SurveyResult(
        tuple(sorted(estimates, key=lambda item: names.index(item.name))),
        tuple(sorted(refused, key=lambda item: names.index(item.name))),
        with_groups_alike(found[0].warnings, groups),
        {**found[0].diagnostics, "domains": len(estimates) // len(names)},
    )


def _once[Figure: (Estimate, Refusal)](items: Sequence[Figure]) -> list[Figure]:
    """Each figure once: missing codes are in every part of a table with groups."""
    return list({(item.name, tuple(item.group.items())): item for item in items}.values())


def _partitions(table: DomainTable) -> list[DomainTable]:
    """The table as tables whose domains do not overlap: one for each choice of groups."""
    grouped = [variable for variable in table.variables if table.groups.get(variable)]
    choices = product(*(table.groups[variable].items() for variable in grouped))
    return [
        replace(
            table, groups={v: {code: codes} for v, (code, codes) in zip(grouped, one, strict=True)}
        )
        for one in choices
    ]


def _columns(
    table: Any,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    domains: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    more: tuple[str, ...],
) -> pl.DataFrame:
    """The columns that are needed, in memory."""
    frame = as_frame(table)
    check_columns(frame, outcomes, design, domains, where)
    check_replicate_columns(frame, more)
    names = [name for outcome in outcomes for name in outcome.columns]
    names += [*design.columns, *(v for one in domains for v in one.variables), *where, *more]
    chosen: nw.LazyFrame[Any] = frame.select(*dict.fromkeys(names))
    found: pl.DataFrame = chosen.collect(backend="polars").to_native()
    if found.height == 0:
        raise DataError("the table has no rows", code="empty-table")
    return found


@dataclass(frozen=True)
class _Rule:
    """How quantiles get their limits, and what they are called."""

    interval: Interval
    level: float
    labels: Labels
    replicates: Replicates | None = None


def _in_part(
    frame: pl.DataFrame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    part: DomainTable,
    where: Mapping[str, tuple[str, ...]],
    rule: _Rule,
) -> SurveyResult:
    """Quantiles in the domains of a table that do not overlap."""
    cell, groups = _cell_of(frame, part, where)
    samples = [_Distribution(frame, outcome, design, cell) for outcome in outcomes]
    statuses = {f"__below{i}": sample.at_or_below() for i, sample in enumerate(samples)}
    shares = tuple(
        Outcome(outcome.name, name, definition=outcome.definition, coding="status")
        for outcome, name in zip(outcomes, statuses, strict=True)
    )
    told = frame.with_columns(**statuses)
    sums, levels = read_sums(told, shares, design, (part,), where)
    replicated = None
    spread: list[dict[int, float] | None] = [None] * len(samples)
    if rule.replicates is None:
        lone = judge_lone_strata(sums, design.single_cluster, design.strata)
        warnings = [*odd_units(sums, design), *lone]
    else:
        sampled = Sampled(as_frame(told), shares, design, sums, levels)
        replicated = replicate(sampled, rule.replicates)
        of_replicates = (*replicated.notices, *judge_jackknife(rule.replicates))
        warnings = [*odd_units(sums, design), *of_replicates]
        if rule.replicates.quantiles == "replicates":
            spread = [_spread(sampled, sample, rule.replicates) for sample in samples]
    estimates: list[Estimate] = []
    refused: list[Refusal] = []
    figures = linearise(sums, shares, design.single_cluster, replicated=replicated)
    method = METHOD if replicated is None else replicated.method
    for outcome, share, sample, cells, variance in zip(
        outcomes, shares, samples, figures, spread, strict=True
    ):
        limits = intervals(cells, share, rule.interval, rule.level)
        if rule.interval == DEFAULT_INTERVAL:
            limits = _about_share(limits, outcome.quantile or 0.5, rule.level)
        for place, group in levels.reported():
            own = groups[tuple(group.items())]
            if own in sample.value_of:
                written = _estimate(outcome, sample, own, cells, limits, place, rule.level)
                if variance is not None:
                    written = _with_spread(written, variance[own], rule.level)
                written = replace(written, method=method, group=group)
                estimates.append(replace(written, labels=labels_of(group, rule.labels)))
            else:
                refused.append(_refusal(outcome, sample, own, group))
        refused.extend(nobody(outcome, group) for group in levels.absent())
        warnings += _missing(outcome, sample)
    facts = {} if replicated is None else replicated.facts
    return SurveyResult(
        tuple(estimates),
        tuple(refused),
        tuple(warnings),
        diagnostics_of(sums, levels, design) | facts,
    )


def _about_share(limits: CellIntervals, share: float, level: float) -> CellIntervals:
    """The default interval of the share that is asked for, where the proportion's rests on data."""
    if limits.borrowed is None:
        return limits
    n_effective = limits.borrowed.n_effective
    about = exact_limits(np.full_like(n_effective, share), n_effective, level=level)
    unfounded = np.isnan(limits.lower) | np.isnan(limits.upper)
    lower, upper = (np.where(unfounded, np.nan, end) for end in (about.lower, about.upper))
    return replace(limits, lower=lower, upper=upper)


def _spread(sampled: Sampled, sample: "_Distribution", asked: Replicates) -> dict[int, float]:
    """Variance of the quantile of each cell, from those of the replicates."""
    cells = list(sample.value_of)
    value = np.array([sample.value_of[cell] for cell in cells])

    def quantiles(weight: FloatArray) -> FloatArray:
        return np.array([sample.under(cell, weight) for cell in cells])

    found = quantile_variances(sampled, asked, value, quantiles)
    return dict(zip(cells, found.tolist(), strict=True))


def _with_spread(written: Estimate, variance: float, level: float) -> Estimate:
    """The estimate with limits of the spread between replicates, as `svyquantile` of R has them
    under `interval.type = "quantile"`."""
    if not math.isfinite(variance) or written.value is None:
        return replace(
            written,
            se=None,
            lower=None,
            upper=None,
            level=None,
            interval=None,
            flags=tuple(dict.fromkeys((*written.flags, flagging.NO_VARIANCE))),
        )
    se, df = math.sqrt(variance), written.df or 0.0
    half = float(student_quantile(df, level)) * se
    lower, upper = written.value - half, written.value + half
    flags = tuple(_flags(written.value, se, lower, upper, written.n or 0, df))
    return replace(
        written, se=se, lower=lower, upper=upper, level=level, interval="wald", flags=flags
    )


def _cell_of(
    frame: pl.DataFrame, part: DomainTable, where: Mapping[str, tuple[str, ...]]
) -> tuple[IntArray, dict[tuple[tuple[str, str], ...], int]]:
    """The reported cell of each row, -1 where it is in none; and the cell of each group."""
    domains = Domains((part,), where)
    base = domains.base_levels(frame)[0]
    own = [cells[-1] if len(cells) > 1 or not part.variables else -1 for cells in domains.targets]
    cell = np.where(base >= 0, np.array([*own, -1])[base], -1)
    return cell, {tuple(group.items()): place for place, group in domains.reported()}


class _Distribution:
    """Values and weights of one outcome by cell; its quantiles.

    value_of : cell to quantile; missing_in : cell to persons without a number
    """

    def __init__(
        self,
        frame: pl.DataFrame,
        outcome: Outcome,
        design: SurveyDesign,
        cell: IntArray,
    ) -> None:
        number = frame[outcome.column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        if np.isinf(number).any():
            raise number_error(outcome.column)
        weight = np.ones(frame.height)
        if design.weight is not None:
            weight = frame[design.weight].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        member = (cell >= 0) & (weight > 0.0)
        known = member & ~np.isnan(number)
        self.number, self.cell, self.known = number, cell, known
        rows = np.flatnonzero(known)
        rows = rows[np.lexsort((number[rows], cell[rows]))]
        bounds = [*np.flatnonzero(np.diff(cell[rows], prepend=-1)), len(rows)]
        self._slices = {int(cell[rows[a]]): rows[a:b] for a, b in pairwise(bounds)}
        self._weight = weight
        self._share = outcome.quantile or 0.5
        self.value_of = {one: self.at(one, self._share) for one in self._slices}
        cells, persons = np.unique(cell[member & ~known], return_counts=True)
        self.missing_in = dict(zip(cells.tolist(), persons.tolist(), strict=True))

    def at(self, cell: int, share: float) -> float:
        """The quantile of a cell."""
        rows = self._slices[cell]
        return weighted_quantile(self.number[rows], self._weight[rows], share)

    def under(self, cell: int, weight: FloatArray) -> float:
        """The quantile of a cell under other weights (n,); NaN if they leave nobody."""
        rows = self._slices[cell]
        rows = rows[weight[rows] > 0.0]
        if not len(rows):
            return math.nan
        return weighted_quantile(self.number[rows], weight[rows], self._share)

    def at_or_below(self) -> pl.Series:
        """Whether each person lies at or below the quantile of her cell, as a status."""
        threshold = np.full(max(self.value_of, default=0) + 2, np.nan)
        for cell, value in self.value_of.items():
            threshold[cell] = value
        below = self.number <= threshold[np.minimum(self.cell, len(threshold) - 1)]
        status = pl.Series(np.where(below, YES, NO), dtype=pl.Int8)
        return pl.select(pl.when(pl.Series(self.known)).then(status)).to_series()


def _estimate(
    outcome: Outcome,
    sample: _Distribution,
    own: int,
    cells: LinearisedCells,
    limits: CellIntervals,
    place: int,
    level: float,
) -> Estimate:
    """The quantile of one cell: `own` in the distribution, `place` in the sums."""
    value, df = sample.value_of[own], float(cells.df[place])
    lower, upper = _limits(sample, own, cells, limits, place)
    se = None
    has_variance = math.isfinite(float(cells.share_variance[place]))
    if lower is not None and upper is not None and has_variance:
        se = (upper - lower) / (2.0 * float(student_quantile(df, level)))
    has_limit = lower is not None or upper is not None
    return Estimate(
        name=outcome.name,
        statistic="quantile",
        method=METHOD,
        definition=outcome.definition,
        unit=outcome.unit,
        quantile=outcome.quantile,
        value=value,
        se=se,
        lower=lower,
        upper=upper,
        level=level if has_limit else None,
        interval=limits.name if has_limit else None,
        n=int(cells.n[place]),
        n_clusters=int(cells.n_clusters[place]),
        df=df,
        weighted_n=float(cells.weighted_n[place]),
        n_unknown=sample.missing_in.get(own),
        flags=(
            *_flags(value, se, lower, upper, int(cells.n[place]), df),
            *(() if has_limit and has_variance else (flagging.NO_VARIANCE,)),
        ),
    )


def _limits(
    sample: _Distribution, own: int, cells: LinearisedCells, limits: CellIntervals, place: int
) -> tuple[float | None, float | None]:
    """Limits of the quantile; None where the share's limit is 0 or 1, beyond all values."""
    low, high = float(limits.lower[place]), float(limits.upper[place])
    if math.isnan(low) or math.isnan(high) or int(cells.n[place]) < 2:
        return None, None
    return (
        sample.at(own, low) if low > 0.0 else None,
        sample.at(own, high) if high < 1.0 else None,
    )


def _flags(
    value: float, se: float | None, lower: float | None, upper: float | None, n: int, df: float
) -> Iterator[str]:
    """Flags of a quantile."""
    if n < FEWEST_PERSONS:
        yield flagging.FEW_PERSONS
    if df < FEWEST_DF:
        yield flagging.FEW_DEGREES_OF_FREEDOM
    if se is not None and se > LARGEST_RELATIVE_SE * abs(value):
        yield flagging.WIDE_INTERVAL
    if (lower is None) != (upper is None):
        yield flagging.OPEN_INTERVAL


def _refusal(
    outcome: Outcome, sample: _Distribution, own: int, group: Mapping[str, str]
) -> Refusal:
    """Why a cell has no quantile."""
    if missing := sample.missing_in.get(own):
        return only_unknown(outcome, missing, group)
    return nobody(outcome, group)


def _missing(outcome: Outcome, sample: _Distribution) -> list[Notice]:
    """Warn of persons without a number."""
    missing = sum(sample.missing_in.values())
    return [missing_numbers(outcome, missing)] if missing else []
