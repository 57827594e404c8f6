"""Trends from one table of all rounds, whose shared places or persons are known by their codes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.estimates import estimate_survey
from measure87.estimate.survey.faults import bad_rows, bad_weight
from measure87.estimate.survey.levels import code_text
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.results import Labels, SurveyResult
from measure87.estimate.survey.scaled_weights import refuse_scaled_totals
from measure87.estimate.survey.status_columns import with_statuses
from measure87.estimate.trend.chain import Chain, chain_of, check_rounds
from measure87.estimate.trend.crosswalk import Crosswalk, check_crosswalks
from measure87.estimate.trend.overlap import (
    RoundUnits,
    covariance_of,
    units_of_round,
)
from measure87.estimate.trend.released import lacks
from measure87.estimate.trend.result import Trends, trends_of
from measure87.estimate.trend.shared_units import what_is_shared
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import (
    MISSING_CATEGORY,
    Estimate,
    Interval,
    Notice,
    Refusal,
)
from measure87.vocabulary.survey_design import SurveyDesign
from measure87.vocabulary.trend import YEARS, Overlap, Scale, TrendRound, decimal_year

_MOST = 100
_TIME = re.compile(r"\d{4}-\d\d?-\d\d?[ T]\d\d?:\d\d")
"""How a day with its time begins, of whatever library."""
ROUND = "round"
"""Value of a warning or refusal that says of which round it is."""


@dataclass(frozen=True)
class RoundsOfTable:
    """Which rows are of which round, and what the rounds share.

    Parameters
    ----------
    column : str
        Column with the round: a year, a month (`2019-05`) or a day, unless `dates` says when.
    dates : mapping
        Code of a round to its date in decimal years.
    overlap : str or None
        `none`: independent samples, whatever codes their units have; `clusters`: a first-stage
        unit with the same stratum and code is the same place; `persons`: so for persons drawn
        directly, by `person`. None is `none` where no codes are the same, and is asked for else.
    person : str or None
        Column that names persons, for `persons`. Where there are clusters the persons must be in
        the same ones in all rounds: clusters are the units, and what persons share lies in them.
    rotation : str or None
        Column with the rotation group of each cluster, for `clusters`: a cluster is the same place
        in two rounds only where its group is the same too, so that codes may be given out again.
    table : str
        What messages call the table.
    """

    column: str
    dates: Mapping[str, float] = field(default_factory=dict)
    overlap: Overlap | None = None
    person: str | None = None
    rotation: str | None = None
    table: str = ""

    @property
    def where(self) -> str:
        """The column with the round, and the table that it is in."""
        return ", ".join(filter(None, (self.table, self.column)))


def estimate_trends(
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    rounds: RoundsOfTable,
    domains: Sequence[DomainTable] = (),
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    interval: Interval = "korn-graubard",
    level: float = 0.95,
    labels: Labels | None = None,
    scale: Scale = "identity",
    crosswalks: Sequence[Crosswalk] = (),
    rng: np.random.Generator,
) -> Trends:
    """Slopes and turning points of outcomes, in everybody and in each group.

    Parameters
    ----------
    table, outcomes, design, domains, where, interval, level, labels
        As `estimate_survey` takes them; each round is a sample of its own in the table, and a
        condition on the column of the rounds says which of them are taken.
    rounds : which rows are of which round, and what the rounds share
    scale : `identity` or `logit`, see `line`
    crosswalks : what carries rounds over that were measured otherwise
    rng : of the turning point's null distribution

    Raises
    ------
    DataError
        If there is one round only, two of one date, a row without a round, or no unit in common
        where units are said to be shared.
    """
    frame = as_frame(table)
    _require_weights(frame, design)
    conditions = dict(where or {})
    found = _rounds_in(frame, rounds, conditions.pop(rounds.column, None))
    check_rounds(found)
    check_crosswalks(crosswalks, found)
    samples = [frame.filter(_is_round(frame, rounds.column, one.name)) for one in found]
    overlap, units_design = what_is_shared(
        samples, design, rounds.overlap, rounds.person, rounds.rotation
    )
    tables = (DomainTable(), *(one for one in domains if one.variables))
    results = [
        estimate_survey(
            sample.to_native(), outcomes, design, tables,
            interval=interval, level=level, labels=labels or {}, where=conditions,
        )
        for sample in samples
    ]  # fmt: skip
    if not design.fpc:
        results = [refuse_scaled_totals(one) for one in results]
    shared = None
    if overlap != "none":
        shared = [
            [units_of_round(
                *with_statuses(sample, outcomes), units_design, one, conditions,
                rounds.rotation)
             for sample in samples]
            for one in tables
        ]  # fmt: skip
    chains = _chains(found, results, overlap, tables, shared, crosswalks)
    trends = trends_of(chains, scale, column=rounds.column, rng=rng)
    figures = [
        replace(figure, group={rounds.column: one.name, **figure.group})
        for one, result in zip(found, results, strict=True)
        for figure in result.estimates
    ]
    return replace(
        trends,
        figures=tuple(figures),
        refused=(*_refused_in(found, results), *trends.refused),
        warnings=_warned_in(found, results),
    )


def _require_weights(frame: "nw.LazyFrame[Any]", design: SurveyDesign) -> None:
    """Refuse weights that cannot be used, by their rows in the table and not in one round."""
    native: Any = frame.to_native()
    name, kinds = design.weight, frame.collect_schema()
    if name is None or name not in kinds or not isinstance(native, pl.LazyFrame):
        return
    if not kinds[name].is_numeric():
        return
    weights = native.select(pl.col(name).cast(pl.Float64))
    if weights.select(bad_rows(name).any()).collect().item():
        raise bad_weight(native, design)


def _refused_in(rounds: Sequence[TrendRound], results: Sequence[SurveyResult]) -> list[Refusal]:
    """What a round by itself refuses, with its name."""
    return [
        replace(one, text=f"{name.name}: {one.text}", values={**one.values, ROUND: name.name})
        for name, result in zip(rounds, results, strict=True)
        for one in result.refused
    ]


def _warned_in(rounds: Sequence[TrendRound], results: Sequence[SurveyResult]) -> tuple[Notice, ...]:
    """What a round by itself warns of, with its name."""
    return tuple(
        replace(one, text=f"{name.name}: {one.text}", values={**one.values, ROUND: name.name})
        for name, result in zip(rounds, results, strict=True)
        for one in result.warnings
    )


def _rounds_in(
    frame: "nw.LazyFrame[Any]", rounds: RoundsOfTable, chosen: Sequence[str] | None
) -> list[TrendRound]:
    """The rounds of a table, or the chosen ones, earliest first."""
    values = collect(frame.select(nw.col(rounds.column)).unique())[rounds.column].to_list()
    every = [code_text(value) for value in values]
    names = [name for name in every if chosen is None or name in chosen]
    if MISSING_CATEGORY in names:
        which = _rows_of(frame, rounds.column, MISSING_CATEGORY)
        raise DataError(
            f"{rounds.column} is missing in some rows{which}",
            code="missing-round",
            where=rounds.where,
            hint="every row needs its round; correct or drop these rows",
        )
    if len(names) > _MOST:
        raise DataError(
            f"{rounds.column} has {len(names):,} values, and a chain at most {_MOST} rounds",
            code="too-many-rounds",
            where=rounds.where,
            hint="name the column that says of which round a row is",
        )
    stray = [name for name in rounds.dates if name not in every]
    if stray:
        raise UsageError(
            f"a date is of the round {stray[0]}, which there is not",
            code="round-date",
            hint=f"rounds: {', '.join(sorted(every))}",
        )
    found = []
    for name in names:
        when = rounds.dates.get(name, decimal_year(name))
        if when is None:
            raise DataError(
                f"a code of {rounds.column} is no date{_rows_of(frame, rounds.column, name)}",
                code="round-date",
                where=rounds.where,
                hint="it has a time of day or a time zone; keep the day alone (.dt.date in Python)"
                if _TIME.match(name)
                else "give dates for the rounds, or code them as years, months or days (2019-05)",
            )
        if name not in rounds.dates and not YEARS[0] <= when < YEARS[1] + 1:
            raise _no_year(frame, rounds, name)
        found.append(TrendRound(name, when))
    return sorted(found, key=lambda one: one.date)


def _no_year(frame: "nw.LazyFrame[Any]", rounds: RoundsOfTable, name: str) -> DataError:
    """The error for a code such as 9999, which is a date and rather one of no known round."""
    first, last = YEARS
    return DataError(
        f"a code of {rounds.column} is before {first} or after {last} as a year"
        f"{_rows_of(frame, rounds.column, name)}",
        code="round-date",
        where=rounds.where,
        hint="if it says that the round is not known, correct or drop these rows; if it is a "
        "round, such as a year of another calendar, give dates for the rounds",
    )


def _rows_of(frame: "nw.LazyFrame[Any]", column: str, name: str) -> str:
    """How many rows have a code and which is the first, of a table whose rows have an order."""
    table: Any = frame.to_native()
    if not isinstance(table, pl.LazyFrame):
        return ""
    values = table.select(column).collect()[column].to_list()
    rows = [row for row, value in enumerate(values, 1) if code_text(value) == name]
    return f" ({len(rows):,} such rows, first at row {rows[0]})"


def _is_round(frame: "nw.LazyFrame[Any]", column: str, name: str) -> nw.Expr:
    """Whether a row is of a round, of which the code is known as text."""
    kind = frame.collect_schema()[column]
    if kind.is_numeric():
        return nw.col(column).cast(nw.Float64) == float(name)
    if kind == nw.Datetime:
        return nw.col(column).dt.to_string("%Y-%m-%d") == name
    return nw.col(column).cast(nw.String) == name


def _chains(
    rounds: Sequence[TrendRound],
    results: Sequence[SurveyResult],
    overlap: Overlap,
    tables: Sequence[DomainTable],
    shared: Sequence[Sequence[RoundUnits]] | None,
    crosswalks: Sequence[Crosswalk],
) -> list[Chain | Refusal]:
    """The chain of every figure of the newest round."""
    known = [{_key(one): one for one in result.estimates} for result in results]
    chains: list[Chain | Refusal] = []
    for key in dict.fromkeys(key for own in known for key in own):
        figures = [own.get(key) for own in known]
        lacking = [one.name for one, it in zip(rounds, figures, strict=True) if it is None]
        there = [one for one in figures if one is not None]
        if lacking:
            chains.append(lacks(there[0], lacking))
            continue
        v = None
        if shared is not None:
            variables = set(there[-1].group)
            number = next(k for k, one in enumerate(tables) if set(one.variables) == variables)
            v = covariance_of(there, shared[number], key)
        chains.append(chain_of(rounds, there, v, overlap=overlap, crosswalks=crosswalks))
    return chains


def _key(figure: Estimate) -> tuple[str, frozenset[tuple[str, str]]]:
    return figure.name, frozenset(figure.group.items())
