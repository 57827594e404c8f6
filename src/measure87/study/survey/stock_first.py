"""Which figure leads, that on an average day or that of the whole period?

An average day is easier to compare across surveys of different periods, and needs the days of each
episode. Where they were told of most cases the stock leads; otherwise it would rest on those who
remember, and the flow leads. How many told them may be kept back, so that it is decided by what is
released.

Whoever is no case has no days in the status, which is known. So days that were not told are those
of cases alone, and a mean over those whose days are known would be nearer to 0 than the truth. A
case without gets the mean of the cases whose days were told, within what is possible for it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import narwhals as nw
from msgspec.structs import replace as changed

from measure87.classify import days_share_columns
from measure87.define import Measure
from measure87.disseminate.gate.rules import IN_BRACKETS, UNKNOWN_NOT_SHOWN
from measure87.files.engines import EngineTable
from measure87.study.survey.standard_tables import STOCK_SUFFIX
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.flags import DAYS_FILLED
from measure87.vocabulary.releases.survey import StatedMeasure, SurveyDiagnostics, SurveyDisclosure
from measure87.vocabulary.status import YES

DAYS_KNOWN = 0.80
"""Share of the cases in the sample from which on the stock leads."""

FILLED = "_filled"
"""How a stock's name ends where cases whose days were not told have the mean of the others."""

Why = Literal["first", "days-unknown", "days-not-shown", "no-length", "no-cases"]
"""Whether the stock leads, or why it does not."""


@dataclass(frozen=True)
class Days:
    """What is known of the days that the cases of a measure were in the status.

    Attributes
    ----------
    cases, told : persons
        In the sample, and those of them whose days are known.
    mean : 0 to 1
        Weighted mean of the share of the period of those whose days are known; None without one.
    """

    cases: int
    told: int
    mean: float | None

    @property
    def some_untold(self) -> bool:
        """Whether there are cases whose days are not known."""
        return self.told < self.cases

    @property
    def part_told(self) -> float:
        """The part of the cases whose days are known, 0 to 1; 1 where there is none."""
        return self.told / self.cases if self.cases else 1.0

    @property
    def nothing_told(self) -> bool:
        """Whether there are cases, and the days of none are known."""
        return self.cases > 0 and self.told == 0


def days_of(
    classified: EngineTable, measures: Iterable[Measure], weight: str | None
) -> dict[str, Days]:
    """What is known of the days of each measure that counts them.

    Parameters
    ----------
    classified : a table of any engine, one row a person, the status of each measure and its share
        of the period.
    weight : column of weights; None where all weigh alike
    """
    return {
        measure.name: _days(classified, measure.name, weight)
        for measure in measures
        if measure.days is not None
    }


def _days(classified: EngineTable, name: str, weight: str | None) -> Days:
    share = nw.col(days_share_columns(name)[0])
    weighs = nw.lit(1.0) if weight is None else nw.col(weight)
    rows = nw.from_native(classified).lazy().filter(nw.col(name) == YES)
    found = rows.select(
        cases=nw.len(),
        told=share.count(),
        days=(share * weighs).sum(),
        weight=nw.when(~share.is_null()).then(weighs).sum(),
    )
    cases, told, days, of = found.collect(backend="polars").row(0)
    return Days(cases, told, days / of if told and of else None)


def with_filled_days(classified: EngineTable, days: Mapping[str, Days]) -> EngineTable:
    """The persons with a column `MEASURE_days_share_filled` for each measure with days untold.

    Of a case whose days are not known it is the mean of the others, or what is possible for the
    case that is nearest to it; else it is the share itself.
    """
    filled = {}
    for name, known in days.items():
        if known.some_untold and known.mean is not None:
            share, low, high = map(nw.col, days_share_columns(name))
            mean = nw.lit(known.mean)
            possible = nw.when(mean < low).then(low).when(mean > high).then(high).otherwise(mean)
            untold = (nw.col(name) == YES) & share.is_null()
            filled[filled_column(name)] = nw.when(untold).then(possible).otherwise(share)
    if not filled:
        return classified
    return nw.from_native(classified).with_columns(**filled).to_native()


def filled_column(measure: str) -> str:
    """Column of the share of the period with the mean where it was not told."""
    return f"{days_share_columns(measure)[0]}{FILLED}"


def without_length(measures: Iterable[Measure]) -> dict[str, Why]:
    """The measures of a period that has no length, so that there is no stock."""
    return {one.name: "no-length" for one in measures if one.period_without_length}


def with_leading_stocks(released: Result, minimum_cases: int) -> Result:
    """A released result with each stock that leads before its flow, and why another does not.

    Said of released figures alone: by how many told their days, which may be kept back, it would
    tell of them.

    Parameters
    ----------
    minimum_cases : persons
        Fewer cases without days are kept back.
    """
    said = released.diagnostics
    if not isinstance(said, SurveyDiagnostics) or not said.measures:
        return released
    everybody = {(e.name, e.statistic): e for e in released.estimates if not e.group}
    stocks = {
        name: _leads(flow, everybody.get((f"{name}{STOCK_SUFFIX}", "mean")), minimum_cases)
        for name, about in said.measures.items()
        if about.kind == "flow"
        and about.stock is None
        and (flow := everybody.get((name, "proportion"))) is not None
    }
    measures = {name: _stated(name, about, stocks) for name, about in said.measures.items()}
    return replace(
        released,
        estimates=tuple(stock_before_flow(released.estimates, stocks)),
        diagnostics=changed(said, measures=measures),
    )


def without_untold_stocks(released: Result, untold: Collection[str]) -> Result:
    """A released result without stocks of which no case told her days, where their flow is shown.

    A stock that is kept back is listed. So it is listed too where everybody's flow is kept back:
    that it is not there would say that no case told hers.

    Parameters
    ----------
    untold
        Measures with cases none of whom told her days.
    """
    shown = {e.name for e in released.estimates if not (e.group or e.suppressed)}
    names = {f"{name}{STOCK_SUFFIX}" for name in untold if name in shown}
    left_out = [e for e in released.estimates if e.name in names]
    said = released.diagnostics
    if not left_out or not isinstance(said, SurveyDiagnostics):
        return released
    measures = said.measures and {k: one for k, one in said.measures.items() if k not in names}
    account = said.disclosure and _without(said.disclosure, left_out)
    return replace(
        released,
        estimates=tuple(e for e in released.estimates if e.name not in names),
        diagnostics=changed(said, measures=measures, disclosure=account),
    )


def _without(account: SurveyDisclosure, left_out: Sequence[Estimate]) -> SurveyDisclosure:
    """The gate's account of itself, without some figures."""
    flags = Counter(flag for one in left_out for flag in one.flags)
    kept_back = {reason: n - flags[reason] for reason, n in account.suppressed.items()}
    return changed(
        account,
        figures=account.figures - len(left_out),
        shown=account.shown - sum(not one.suppressed for one in left_out),
        in_brackets=account.in_brackets - flags[IN_BRACKETS],
        suppressed={reason: n for reason, n in kept_back.items() if n},
        unknown_not_shown=account.unknown_not_shown - flags[UNKNOWN_NOT_SHOWN],
    )


def _stated(name: str, about: StatedMeasure, stocks: Mapping[str, Why]) -> StatedMeasure:
    """A flow with whether its stock leads; a stock that does not is no main figure."""
    if about.stock_of is not None and about.stock_of in stocks:
        leads = stocks[about.stock_of] in ("first", "no-cases")
        return changed(about, headline=about.headline and leads)
    return changed(about, stock=stocks[name]) if name in stocks else about


def _leads(flow: Estimate, stock: Estimate | None, minimum_cases: int) -> Why:
    """Whether a stock leads, of what is released of everybody."""
    if flow.suppressed or flow.n is None or flow.n_cases is None:
        return "days-not-shown"
    cases = flow.n_cases
    if not cases:
        return "no-cases"
    if stock is None:
        return "days-unknown"
    if stock.suppressed or stock.n is None:
        return "days-not-shown"
    if DAYS_FILLED not in stock.flags:
        return "first"
    untold = flow.n - stock.n
    if untold > 0:
        return "first" if cases - untold >= DAYS_KNOWN * cases else "days-unknown"
    # Kept back, because they are few, and for others more at times.
    most = minimum_cases - 1
    return "first" if cases - most >= DAYS_KNOWN * cases else "days-not-shown"


def stock_before_flow(estimates: Sequence[Estimate], stocks: Mapping[str, Why]) -> list[Estimate]:
    """The estimates with each stock that leads directly before its flow, group by group."""
    leading = {f"{name}{STOCK_SUFFIX}": name for name, why in stocks.items() if why == "first"}
    stock_of = {(leading[e.name], _group(e)): e for e in estimates if e.name in leading}
    ordered: list[Estimate] = []
    for item in estimates:
        stock = stock_of.get((item.name, _group(item))) if item.statistic == "proportion" else None
        ordered += [] if stock is None else [stock]
        ordered += [] if item.name in leading else [item]
    return ordered


def _group(item: Estimate) -> frozenset[tuple[str, str]]:
    return frozenset(item.group.items())
