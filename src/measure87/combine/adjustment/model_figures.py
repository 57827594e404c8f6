"""Published figures as the model reads them: which serve, of which cells, and how surely.

A figure is log-odds with an error, or a count. Its error is its published standard error; without
one that of its sample size and design effect; without these what `ErrorRules` assumes, which is
told beside every figure. Figures with a sample size that expect only a few cases enter as counts,
for the log-odds of three cases are far from normal.

What sets a figure apart from what is asked for (its ages, recall, flow for stock, what the user
knows of its source) is put right before that: flows become stocks, and what is known of a source's
bias is taken off. How uncertain either is, is common to all figures that have it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import log10
from typing import Any

import numpy as np
import polars as pl

from measure87.combine.adjustment.asked import Asked, ErrorRules
from measure87.combine.adjustment.known_differences import Flow, SourceBias
from measure87.combine.adjustment.selection import Persons, cell_weight, cells_of, selected
from measure87.combine.inputs import FigureTable
from measure87.combine.model.figures import Figures
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import RefusedError


def adjustments_of(
    rows: list[dict[str, Any]], asked: Asked
) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Names, values (n, a) and standard deviations (a,) of what sets figures apart."""
    found: list[tuple[str, list[float], float]] = []
    for a, b in asked.other_ages:
        values = [float((r["age_from"], r["age_to"]) == (a, b)) for r in rows]
        found.append((f"ages {a}-{b}", values, asked.other_ages_sd))
    if asked.recall_days is not None:
        reference = asked.recall_days
        flows = {one.measure for one in asked.flows}
        values = [
            0.0
            if r["recall_days"] is None or r["measure"] in flows
            else log10(r["recall_days"] / reference)
            for r in rows
        ]
        found.append(("recall period, tenfold", values, asked.recall_sd))
    for flow in asked.flows:
        values = [float(r["measure"] == flow.measure) for r in rows]
        found.append((f"stock from {flow.measure}", values, flow.log_sd))
    for bias in asked.source_bias:
        values = [float(r["source_type"] == bias.source_type) for r in rows]
        found.append((f"bias of {bias.source_type}", values, bias.sd))
    for one in asked.apart:
        values = [float(all(r.get(k) == v for k, v in one.which)) for r in rows]
        found.append((one.name, values, one.sd))
    found = [one for one in found if any(one[1])]
    values_of = np.array([one[1] for one in found], dtype=np.float64).reshape(len(found), len(rows))
    return tuple(one[0] for one in found), values_of.T, np.array([one[2] for one in found])


@dataclass(frozen=True)
class Entry:
    """One figure as it enters: share, effective n, counted, error of the published share."""

    share: float
    effective_n: float
    logit_se: float
    counted: bool
    published_se: float
    assumed: str


def entry_of(
    row: Mapping[str, Any], errors: ErrorRules, flow: Flow | None, bias: SourceBias | None = None
) -> Entry:
    """A row of published figures as it enters the model.

    Parameters
    ----------
    row
        Columns of `PUBLISHED_FIGURES`; of a flow with its recall period.
    """
    share, n, se = float(row["estimate"]), row["n"], row["se"]
    per_flow = 1.0 if flow is None else flow.stock_per_flow(float(row["recall_days"]))
    stock = share * per_flow
    per_found = 1.0 if bias is None else bias.true_per_found(stock)
    inside = 0.0 < share < 1.0
    if se is not None and inside:
        effective, assumed = share * (1.0 - share) / float(se) ** 2, "published"
    elif n is not None:
        deff = float(row["deff"]) if row["deff"] is not None else errors.deff
        effective, assumed = max(float(n) / deff, 1.0), "n"
    else:
        effective, assumed = errors.effective_n, "assumed"
    rare = n is not None and min(share, 1.0 - share) * effective < errors.fewest_cases
    spread = float(np.sqrt(max(share * (1.0 - share), 0.25 / effective) / effective))
    if assumed == "published":
        spread = float(se)
    true = stock * per_found
    if rare or not inside:
        # As many cases as if so many more (or fewer) persons had been asked.
        return Entry(true, effective / (per_flow * per_found), 0.0, True, spread, assumed)
    # A bias moves the log-odds and leaves their error.
    logit_se = per_flow * spread / (stock * (1.0 - stock))
    return Entry(true, 0.0, logit_se, False, spread, assumed)


def logit_of(one: Entry) -> float:
    """Log-odds of the share; of a count with half a case added to both sides."""
    share = one.share
    if one.counted:
        share = (share * one.effective_n + 0.5) / (one.effective_n + 1.0)
    return float(np.log(share / (1.0 - share)))


@dataclass(frozen=True)
class ModelFigures:
    """Figures for the model, and where they come from.

    Attributes
    ----------
    figures : Figures
    step_sign : tuple of int
        Per definition from 1: 1 where it counts more than definition 0, -1 where less.
    same_ages : tuple of tuple of int
        Per definition from 1: places of the ages at which it is the same as definition 0.
    row : (n,)
        Row of the table of published figures.
    assumed_se : (n,)
        Standard error that was used, of the share as it was published.
    assumed : (n,) of str
        `published`, `n` or `assumed`.
    source_types, surveys, adjustments : tuple of str
        Names by code.
    known_sources : tuple of int
        Codes of the source types whose bias is among the adjustments.
    survey_errors : tuple of (source type, standard deviation)
        Codes of the source types of which it is stated how far surveys lie apart.
    table : DataFrame
        All rows of the table with `used` and `why_not`.
    """

    figures: Figures
    step_sign: tuple[int, ...]
    same_ages: tuple[tuple[int, ...], ...]
    row: IntArray
    assumed_se: FloatArray
    assumed: tuple[str, ...]
    source_types: tuple[str, ...]
    known_sources: tuple[int, ...]
    survey_errors: tuple[tuple[int, float], ...]
    surveys: tuple[str, ...]
    adjustments: tuple[str, ...]
    table: pl.DataFrame


def _why_none(frame: pl.DataFrame, asked: Asked) -> str:
    """Why figures do not serve, the most frequent reasons first; or the measures there are."""
    mine = frame.filter(pl.col("measure").is_in([asked.measure, *asked.other_measures]))
    if mine.is_empty():
        present = ", ".join(sorted(frame["measure"].unique().to_list())) or "none"
        return f"measures in the files: {present}"
    counts = mine["why_not"].value_counts().sort(["count", "why_not"], descending=[True, False])
    return "left out: " + "; ".join(f"{why} ({n})" for why, n in counts.head(4).iter_rows())


def model_figures(
    table: FigureTable,
    asked: Asked,
    countries: tuple[str, ...],
    errors: ErrorRules,
    persons: Persons | None = None,
    *,
    without_population: Collection[str] = (),
) -> ModelFigures:
    """Choose the figures that serve and turn them into arrays.

    Parameters
    ----------
    persons
        Of whom shares are taken, in the model's cells: totals are weighed by them. Without it no
        total serves.
    without_population
        As of `selected`.

    Raises
    ------
    RefusedError
        `no-figures`: none serves.
    """
    frame = selected(table, asked, countries, persons, without_population=without_population)
    used = frame.filter("used")
    if used.is_empty():
        raise RefusedError(
            f"no published figure serves {asked.measure}",
            code="no-figures",
            hint=_why_none(frame, asked),
        )
    flows = {one.measure: one for one in asked.flows}
    rows = used.to_dicts()
    biases = {one.source_type: one for one in asked.source_bias}
    entries = [
        entry_of(row, errors, flows.get(row["measure"]), biases.get(row["source_type"]))
        for row in rows
    ]
    surveys = _codes([(r["country"], r["year"], r["source_type"], r["source"]) for r in rows])
    sources = _source_types([str(r["source_type"]) for r in rows], asked.reference_source)
    names, values, spread = adjustments_of(rows, asked)
    figures = Figures(
        country=np.array([countries.index(r["country"]) for r in rows], dtype=np.int64),
        year=np.array([r["year"] for r in rows], dtype=np.int64),
        cell_weight=np.stack([_weight(r, asked, persons) for r in rows]),
        definition=np.array([_definition(r, asked) for r in rows], dtype=np.int64),
        source_type=np.array([sources.index(r["source_type"]) for r in rows], dtype=np.int64),
        survey=surveys,
        logit=np.array([logit_of(one) for one in entries]),
        logit_se=np.array([0.0 if one.counted else one.logit_se for one in entries]),
        counted=np.array([one.counted for one in entries], dtype=np.bool_),
        cases=np.array([one.share * one.effective_n * one.counted for one in entries]),
        effective_n=np.array([one.effective_n * one.counted for one in entries]),
        adjustment=values,
        adjustment_sd=spread,
    )
    return ModelFigures(
        figures=figures,
        step_sign=tuple(1 if one.higher else -1 for one in asked.crosswalks),
        same_ages=tuple(asked.same_ages.values()),
        row=used["row"].to_numpy().astype(np.int64),
        assumed_se=np.array([one.published_se for one in entries]),
        assumed=tuple(one.assumed for one in entries),
        source_types=sources,
        known_sources=tuple(i for i, name in enumerate(sources) if name in biases),
        survey_errors=_survey_errors(sources, asked),
        surveys=_survey_names(rows, surveys),
        adjustments=names,
        table=frame,
    )


def _weight(row: Mapping[str, Any], asked: Asked, persons: Persons | None) -> FloatArray:
    cells = cells_of(row["sex"], (row["age_from"], row["age_to"]), asked)
    if len(cells.places) == 1 or persons is None:
        return cell_weight(cells, asked, None)
    return cell_weight(cells, asked, persons(row["country"], row["year"]))


def _definition(row: Mapping[str, Any], asked: Asked) -> int:
    """0 for the asked measure and flows of it; crosswalks from 1."""
    names = [one.measure for one in asked.crosswalks]
    return 1 + names.index(row["measure"]) if row["measure"] in names else 0


def _codes(keys: list[tuple[Any, ...]]) -> IntArray:
    order: dict[tuple[Any, ...], int] = {}
    return np.array([order.setdefault(key, len(order)) for key in keys], dtype=np.int64)


def _survey_errors(sources: tuple[str, ...], asked: Asked) -> tuple[tuple[int, float], ...]:
    """Kinds of source with what is stated of each, or of all that nothing else is stated of."""
    stated = {one.source_type: one.sd for one in asked.survey_error}
    found = [(code, stated.get(kind, stated.get(""))) for code, kind in enumerate(sources)]
    return tuple((code, sd) for code, sd in found if sd is not None)


def _survey_names(rows: list[dict[str, Any]], surveys: IntArray) -> tuple[str, ...]:
    names = {
        int(code): f"{row['country']} {row['year']} {row['source'] or row['source_type']}"
        for row, code in zip(rows, surveys, strict=True)
    }
    return tuple(names[code] for code in sorted(names))


def _source_types(present: list[str], reference: str | None) -> tuple[str, ...]:
    """The reference first, the others by name."""
    counts = {name: present.count(name) for name in sorted(set(present))}
    first = reference if reference in counts else max(counts, key=lambda name: counts[name])
    return (first, *(name for name in counts if name != first))
