"""Which figure leads, that on an average day or that of the whole period?

An average day is easier to compare across surveys of different periods, and needs the days of each
episode. Where they were told of most cases the stock leads; otherwise it would be the figure of
those who remember, and the flow leads.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import narwhals as nw

from measure87.classify import days_share_columns
from measure87.define import Measure
from measure87.files.engines import EngineTable
from measure87.study.survey.standard_tables import STOCK_SUFFIX
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import YES

DAYS_KNOWN = 0.80
"""Share of the cases in the sample from which on the stock leads."""

Why = Literal["first", "days-unknown", "no-length", "no-cases"]
"""Whether the stock leads, or why it does not."""


def stocks_first(classified: EngineTable, measures: Iterable[Measure]) -> dict[str, Why]:
    """Of each measure that counts days whether its stock leads.

    Parameters
    ----------
    classified : a table of any engine, one row a person, the status of each measure and its share
        of the period.
    """
    found: dict[str, Why] = {}
    for measure in measures:
        if measure.days is not None:
            found[measure.name] = _leads(classified, measure.name)
        elif measure.period_without_length:
            found[measure.name] = "no-length"
    return found


def _leads(classified: EngineTable, name: str) -> Why:
    rows = nw.from_native(classified).lazy().filter(nw.col(name) == YES)
    told = nw.col(days_share_columns(name)[0]).count()
    cases, known = rows.select(cases=nw.len(), told=told).collect(backend="polars").row(0)
    if not cases:
        return "no-cases"
    return "first" if known >= DAYS_KNOWN * cases else "days-unknown"


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
