"""Figures of a measure within another, so that estimates stay within each other in every draw.

Hazardous work lies within child labour, and child labour within children in employment (for the
definitions where that holds). Estimated one by one, a draw could have more children in hazardous
work than in child labour. So what is modelled is how much of the one the other is:

    within    q = p(inner) / p(base)                     then  inner = base x q
    beyond    q = (p(outer) - p(base)) / (1 - p(base))   then  outer = base + (1 - base) x q

with q a share of its own, of those in the base, or of those outside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.combine.adjustment.asked import ErrorRules
from measure87.combine.aggregation.new_survey import error_between, share_with_error
from measure87.combine.inputs import Figure, FigureTable, figure_table
from measure87.combine.inputs.figure_table import figures_of
from measure87.numerics.arrays import FloatArray

KEY = ("country", "year", "sex", "age_from", "age_to", "source_type", "source")
"""What two figures of one survey have in common."""
_Key = tuple[object, ...]


@dataclass(frozen=True)
class Contradiction:
    """Two figures of one survey of which one is larger than the other allows."""

    figure: Figure
    """Of the nested measure; left out."""
    base: Figure


def nested_figures(
    table: FigureTable, measure: str, base: str, errors: ErrorRules, *, beyond: bool
) -> FigureTable:
    """Figures of q, from surveys that have both measures for a sex and ages.

    A survey that has one of them alone says nothing of q. Sample sizes become those of persons
    in the base, or outside it: as many as the published standard error stands for, else those
    that were asked, else what `errors` assumes (`precision_told`).
    """
    found = (_ratio(one, of_base, errors, beyond) for one, of_base in _pairs(table, measure, base))
    return figure_table(list(found), inputs=table.inputs)


def contradictions(
    table: FigureTable, measure: str, base: str, *, beyond: bool
) -> list[Contradiction]:
    """Figures that `nested_figures` leaves out: more, or less, than the base allows."""
    return [
        Contradiction(one, of_base)
        for one, of_base in _pairs(table, measure, base)
        if not 0.0 <= _part(_share(one), _share(of_base), beyond) <= 1.0
    ]


def _pairs(table: FigureTable, measure: str, base: str) -> Iterator[tuple[Figure, Figure]]:
    """Figures of the measure, each with that of the base of the same survey."""
    every = [one for one in figures_of(table) if one.included and one.estimate is not None]
    bases = {_key(one): one for one in every if one.measure == base}
    for one in every:
        if one.measure == measure and _key(one) in bases:
            yield one, bases[_key(one)]


def nested_share(base: FloatArray, q: FloatArray, *, beyond: bool) -> FloatArray:
    """The nested measure's share from the base's and q; never outside or inside what it may.

    >>> nested_share(np.array([0.2]), np.array([0.5]), beyond=False)
    array([0.1])
    >>> nested_share(np.array([0.2]), np.array([0.5]), beyond=True)
    array([0.6])
    """
    return np.asarray(base + (1.0 - base) * q if beyond else base * q, dtype=np.float64)


def nested_error(
    base: FloatArray, base_error: FloatArray, q: FloatArray, q_error: FloatArray, *, beyond: bool
) -> FloatArray:
    """What a new survey's errors of base and q come to, on the log-odds of the nested measure.

    A new survey finds the base and q, each with an error of its own: how far the two are the same
    error is not known, and as in the estimates they are taken to be independent.

    Parameters
    ----------
    base, q : (draws, countries, years, sexes, ages)
        Shares without any survey's error.
    base_error, q_error : of the same shape, or (draws, countries)
        Log-odds.
    """
    found = nested_share(
        share_with_error(base, _in_cells(base_error, base)),
        share_with_error(q, _in_cells(q_error, q)),
        beyond=beyond,
    )
    return error_between(nested_share(base, q, beyond=beyond), found)


def _in_cells(error: FloatArray, share: FloatArray) -> FloatArray:
    return error.reshape(error.shape + (1,) * (share.ndim - error.ndim))


def precision_told(table: FigureTable, nested: pl.DataFrame, measure: str) -> tuple[str, ...]:
    """For each row of nested figures what its error rests on: `published`, `n` or `assumed`.

    Parameters
    ----------
    nested
        Rows as `nested_figures` makes them.
    """
    told = {
        _key(one): "published" if one.se is not None else "n" if one.n is not None else "assumed"
        for one in figures_of(table)
        if one.included and one.measure == measure
    }
    return tuple(told[key] for key in nested.select(KEY).iter_rows())


def _key(one: Figure) -> _Key:
    return tuple(getattr(one, name) for name in KEY)


def _ratio(one: Figure, base: Figure, errors: ErrorRules, beyond: bool) -> Figure:
    q = _part(_share(one), _share(base), beyond)
    deff = one.deff or errors.deff
    n = _asked(one, errors, deff) * (1.0 - _share(base) if beyond else _share(base))
    possible = 0.0 <= q <= 1.0
    fine = possible and n >= 1.0
    made = Figure(
        country=one.country,
        year=one.year,
        sex=one.sex,
        age_from=one.age_from,
        age_to=one.age_to,
        measure=one.measure,
        origin=one.origin,
        estimate=float(q) if fine else None,
        definition=one.definition,
        source_type=one.source_type,
        source=one.source,
        recall_days=one.recall_days,
        n=float(n) if fine else None,
        deff=deff,
        note=one.note,
        where=one.where,
    )
    if fine:
        return made
    if possible:
        return made.leave_out(f"fewer than one person tells of {one.measure} beside {base.measure}")
    return made.leave_out(f"{one.measure} does not lie as it must beside {base.measure}")


def _part(inner: float, outer: float, beyond: bool) -> float:
    """The share of those in the base, or outside it; not a number where there are none."""
    whole = 1.0 - outer if beyond else outer
    if not whole > 0.0:
        return float("nan")
    return (inner - outer) / whole if beyond else inner / whole


def _asked(one: Figure, errors: ErrorRules, deff: float) -> float:
    """Persons asked: as many as its standard error stands for, those told, or those assumed."""
    share = _share(one)
    if one.se is not None and 0.0 < share < 1.0:
        return deff * share * (1.0 - share) / one.se**2
    return one.n or deff * errors.effective_n


def _share(one: Figure) -> float:
    if one.estimate is None:
        raise AssertionError("figures without an estimate were left out before")
    return one.estimate
