"""Numbers of persons beside rates: which figures are estimated with which weights.

A measure whose universe lies within the population table is estimated with benchmarked weights
and gets a number beside its rate. Another keeps the survey's weights and gets none, and the
reason is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import polars as pl

from measure87.define import Measure
from measure87.estimate.survey import (
    Contrast,
    Differences,
    DomainTable,
    Outcome,
    SurveyResult,
    estimate_differences,
    estimate_survey,
)
from measure87.estimate.survey.scaled_weights import refuse_scaled_totals
from measure87.estimate.weighting import Benchmark, outside_benchmark
from measure87.files.engines import EngineTable
from measure87.files.settings import settings_at_fault
from measure87.study.survey.keys_of_hints import with_keys_in_hints
from measure87.study.survey.number_settings import BENCHMARKED, NumberSettings
from measure87.study.survey.replicating import Estimated, InputReplicates, estimated
from measure87.study.survey.settings import StudySettings
from measure87.vocabulary.columns.persons import PERSONS
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Estimate, Notice, Refusal
from measure87.vocabulary.few_told import told
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.survey_design import SurveyDesign


@dataclass(frozen=True)
class Pass:
    """Outcomes that were estimated with one kind of weights."""

    outcomes: tuple[Outcome, ...]
    benchmark: Benchmark | None
    result: SurveyResult


@dataclass(frozen=True)
class Passes:
    """All figures of one input.

    table, design, domains : the classified persons, and what was asked of them
    read : the same as figures are estimated from them, with replicates and recipe if any
    """

    table: EngineTable
    """The classified persons: a polars DataFrame, or a table of the engine that works on them."""
    design: SurveyDesign
    domains: tuple[DomainTable, ...]
    passes: tuple[Pass, ...]
    refused: tuple[Refusal, ...]
    read: Estimated

    @property
    def result(self) -> SurveyResult:
        """The figures together: rates and numbers side by side, in the order of the outcomes."""
        every = [one.result for one in self.passes]
        names = [o.name for one in self.passes for o in one.outcomes if o.statistic != "total"]
        order = {name: place for place, name in enumerate(names)}
        estimates = sorted(
            (item for one in every for item in one.estimates),
            key=lambda item: (order[item.name], item.statistic == "total"),
        )
        refused = [*(item for one in every for item in one.refused), *self.refused]
        warnings = {(notice.code, notice.text): notice for one in every for notice in one.warnings}
        return SurveyResult(
            tuple(estimates),
            tuple(_once(refused)),
            tuple(warnings.values()),
            every[0].diagnostics,
        )

    def differences(self, contrasts: Sequence[Contrast], shown: Sequence[Estimate]) -> Differences:
        """Differences of rates, both sides from one kind of weights."""
        groups = {v: g for domain in self.domains for v, g in domain.groups.items()}
        rates = [item for item in shown if item.statistic != "total"]
        found: list[Estimate] = []
        refused: list[Refusal] = []
        for place, chosen in groupby(contrasts, self._pass_of):
            if place is None:
                refused += map(_no_weights_in_common, chosen)
                continue
            own = self.passes[place]
            one = estimate_differences(
                self.read.table, list(_rates(own).values()), self.read.design, list(chosen), rates,
                groups=groups, where=self.read.where, benchmark=own.benchmark,
                replicates=self.read.replicates, recipe=self.read.recipe,
            )  # fmt: skip
            found += one.estimates
            refused += one.refused
        return Differences(tuple(found), tuple(refused))

    def _pass_of(self, contrast: Contrast) -> int | None:
        """The pass that has the rates of both sides."""
        names = {contrast.first.outcome, contrast.second.outcome}
        return next((k for k, one in enumerate(self.passes) if names <= set(_rates(one))), None)


def _no_weights_in_common(contrast: Contrast) -> Refusal:
    text = "its two sides are not estimated with the same weights, or not at all"
    return Refusal(contrast.first.outcome, "no-side", text, dict(contrast.first.group))


def _rates(one: Pass) -> Mapping[str, Outcome]:
    return {outcome.name: outcome for outcome in one.outcomes if outcome.statistic != "total"}


def _once(refused: Sequence[Refusal]) -> list[Refusal]:
    """Each refusal once: a rate and its number are refused for the same reason."""
    found = {(r.name, r.code, tuple(r.group.items())): r for r in refused}
    return list(found.values())


def estimate_with_numbers(
    table: EngineTable,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    domains: tuple[DomainTable, ...],
    study: StudySettings,
    *,
    counted: frozenset[str],
    labels: Mapping[str, Mapping[str, str]],
    replicates: InputReplicates | None = None,
) -> Passes:
    """Rates of all outcomes, and numbers of those in `counted` where the study has a source.

    Parameters
    ----------
    table : polars DataFrame, or a table of an engine
        The classified persons, with the variables of the population table.
    counted : frozenset of str
        Names of measures that get numbers.
    replicates : InputReplicates, optional
        From what errors come; they are linearised without.

    Raises
    ------
    StudyError
        If the population is given by a variable that the persons do not have.
    """
    numbers = study.numbers
    _check_variables(table, numbers)
    passes: list[Pass] = []
    refused: list[Refusal] = []
    variables = [variable for domain in domains for variable in domain.variables]
    of = estimated(table, design, replicates, variables)

    def estimate(chosen: Sequence[Outcome], benchmark: Benchmark | None = None) -> None:
        """One more pass, if there is anything to estimate."""
        if not chosen:
            return
        with settings_at_fault(of.place), with_keys_in_hints():
            found = estimate_survey(
                of.table, chosen, of.design, domains, interval=study.design.interval,
                level=study.design.level, labels=labels, benchmark=benchmark, where=of.where,
                replicates=of.replicates, recipe=of.recipe,
            )  # fmt: skip
        if benchmark is None and not design.fpc:
            found = refuse_scaled_totals(found)
        if of.replicates is not None:
            told = _by_replicates(found, of.replicates.method)
            found = replace(found, warnings=(told, *found.warnings))
        passes.append(Pass(tuple(chosen), benchmark, found))

    if numbers is None:
        estimate(outcomes)
    elif numbers.benchmark is None:
        estimate([*outcomes, *_totals(outcomes, counted)])
    else:
        covered, refused = _covered(table, outcomes, design, numbers, counted)
        inside = [outcome for outcome in outcomes if _measure(outcome) in covered]
        totals = _totals(inside, counted)
        if numbers.rates == BENCHMARKED:
            estimate([o for o in outcomes if o not in inside])
            estimate([*inside, *totals], numbers.benchmark)
        else:
            estimate(outcomes)
            estimate(totals, numbers.benchmark)
    return Passes(table, design, domains, tuple(passes), tuple(refused), of)


def _by_replicates(found: SurveyResult, method: str) -> Notice:
    """Where errors come from, for readers."""
    n = found.diagnostics["replicates"]
    text = f"standard errors come from {n} replicates of the weights ({method})"
    return Notice("errors-by-replicates", text, {"replicates": n, "method": method})


def _check_variables(table: EngineTable, numbers: NumberSettings | None) -> None:
    """Refuse a population table by variables that the persons do not have."""
    absent = [] if numbers is None else [v for v in numbers.variables if v not in table.columns]
    if absent and numbers is not None:
        standard = [column.name for column in PERSONS.columns]
        raise StudyError(
            f"the population is given by {', '.join(absent)}, which the persons of the study do "
            "not have",
            code="unknown-column",
            where=f"study.toml [numbers], {numbers.table}",
            hint=f"map {absent[0]} in mapping.toml, or name the table's column as the variable is "
            f"named there; {nearest(absent[0], standard)}",
        )


def counted_measures(measures: Iterable[Measure], study: StudySettings) -> frozenset[str]:
    """The measures that get numbers: those that the study names, or every headline."""
    if study.numbers is None:
        return frozenset()
    chosen = study.numbers.measures
    return frozenset(m.name for m in measures if (m.name in chosen if chosen else m.headline))


def _measure(outcome: Outcome) -> str:
    """The status that an outcome is about: of a stock the measure whose stock it is."""
    return outcome.share_of or outcome.name


def _totals(outcomes: Sequence[Outcome], counted: frozenset[str]) -> list[Outcome]:
    """The number beside each proportion; the unknown are taken to be like the others."""
    return [
        replace(outcome, statistic="total", spread_unknown=True)
        for outcome in outcomes
        if outcome.kind == "status" and outcome.name in counted
    ]


def _covered(
    table: pl.DataFrame,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    numbers: NumberSettings,
    counted: frozenset[str],
) -> tuple[frozenset[str], list[Refusal]]:
    """The measures whose universe lies within the population table, and why others do not."""
    statuses = [outcome for outcome in outcomes if outcome.kind == "status"]
    if numbers.benchmark is None:
        raise AssertionError("there is no population table")
    outside = outside_benchmark(
        table.lazy(), design.weight, numbers.benchmark, [o.column for o in statuses]
    )
    covered = frozenset(o.name for o in statuses if not outside[o.column])
    refused = [
        Refusal(
            outcome.name,
            "outside-population-table",
            f"{told(outside[outcome.column], 'persons')} whom the measure is about are of ages "
            "that are unknown, or that the population table does not have, so that there is no "
            "number of persons",
        )
        for outcome in statuses
        if outcome.name in counted and outcome.name not in covered
    ]
    return covered, refused
