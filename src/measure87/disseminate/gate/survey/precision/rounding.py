"""Rounding of released figures: counts and numbers to multiples of a base.

Rates follow from the rounded numbers. Errors and intervals stay; what would give the counts
back (effective n, design effects, clusters with cases, bounds) goes.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.disseminate.gate.hiding import without_persons_drawn
from measure87.disseminate.gate.survey.precision.controlled_rounding import round_together
from measure87.disseminate.gate.tables.boxes import Dimensions
from measure87.disseminate.gate.tables.geometry import Nesting, nesting
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate


def round_figures(
    estimates: Sequence[Estimate], dims: Dimensions, base: int
) -> tuple[Estimate, ...]:
    """Released figures with rounded counts, in their order.

    Parameters
    ----------
    estimates
        What may be released; figures that are not shown stay as they are.
    dims
        Of all their groups.
    base : persons
        What all counts and numbers become a multiple of.

    Raises
    ------
    UsageError
        If a group that is shown is so small that its number becomes 0.
    """
    rounded = list(estimates)
    measures: dict[tuple[str, str | None], list[int]] = {}
    for k, figure in enumerate(estimates):
        if not figure.suppressed and figure.n is not None:
            measures.setdefault((figure.name, figure.definition), []).append(k)
    for positions in measures.values():
        groups = _groups(estimates, positions)
        nested = nesting(dims, [dims.box(estimates[at[0]].group) for at in groups])
        persons = _rounded(groups, nested, base, [_persons(estimates, at) for at in groups])
        numbers = _rounded(groups, nested, base, [_numbers(estimates, at) for at in groups])
        for at, counts, weighted in zip(groups, persons, numbers, strict=True):
            for k in at:
                rounded[k] = _with_rounded(estimates[k], counts, weighted, base)
    return tuple(rounded)


@dataclass(frozen=True)
class _Pair:
    """A number, and one of a part of it; None where there is none."""

    whole: float | None
    part: float | None
    third: float | None = None
    """Persons without an answer, or the sum of weights, beside the other two."""


def _groups(estimates: Sequence[Estimate], positions: Sequence[int]) -> list[list[int]]:
    """Positions of figures of one measure, those about the same persons together."""
    found: dict[tuple[Hashable, ...], list[int]] = {}
    for k in positions:
        group: Mapping[str, str] = estimates[k].group
        found.setdefault((frozenset(group.items()),), []).append(k)
    return list(found.values())


def _persons(estimates: Sequence[Estimate], at: Sequence[int]) -> _Pair:
    """Respondents and cases of one group."""
    figures = [estimates[k] for k in at]
    return _Pair(
        figures[0].n,
        next((e.n_cases for e in figures if e.n_cases is not None), None),
        next((e.n_unknown for e in figures if e.n_unknown is not None), None),
    )


def _numbers(estimates: Sequence[Estimate], at: Sequence[int]) -> _Pair:
    """Number of persons of a group and of cases, weighted; n where there is no weight."""
    figures = [estimates[k] for k in at]
    size = next((e.weighted_n for e in figures if e.weighted_n is not None), figures[0].n)
    total = next((e.value for e in figures if e.statistic == "total"), None)
    share = next((e.value for e in figures if e.statistic == "proportion"), None)
    if total is not None and share:
        return _Pair(total / share, total, size)
    if total is not None or share is None or size is None:
        return _Pair(size, total)
    return _Pair(size, share * size)


def _with_rounded(figure: Estimate, persons: _Pair, numbers: _Pair, base: int) -> Estimate:
    """One figure with its rounded counts."""
    value = figure.value
    if figure.statistic == "total":
        value = numbers.part
    elif figure.statistic == "proportion":
        if not numbers.whole or numbers.part is None:
            raise UsageError(
                f"rounding to {base} leaves nothing of a group of {figure.name}",
                where="disclosure",
                hint="round to a smaller number, or give weights that add up to persons",
            )
        value = numbers.part / numbers.whole
    shown = {bound: getattr(figure, bound) for bound in ("lower", "upper")}
    if value is not None and shown["lower"] is not None and shown["upper"] is not None:
        shown = {"lower": min(shown["lower"], value), "upper": max(shown["upper"], value)}
    weight = numbers.whole if numbers.third is None else numbers.third
    return replace(
        without_persons_drawn(figure),
        value=value,
        **shown,
        n=_whole(persons.whole),
        n_cases=None if figure.n_cases is None else _whole(persons.part),
        n_unknown=None if figure.n_unknown is None else _whole(persons.third),
        weighted_n=weight if figure.weighted_n is not None else None,
        n_clusters_with_cases=None,
        n_effective=None,
        deff=None,
        deff_replacement=None,
        deff_used=None,
        deff_source=None,
        value_if_no=None,
        value_if_yes=None,
        alternatives=(),
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def _rounded(
    groups: Sequence[Sequence[int]], nested: Nesting, base: int, pairs: Sequence[_Pair]
) -> list[_Pair]:
    """All numbers of one measure rounded together; parts stay within their wholes."""
    size = len(groups)
    columns = [[pair.whole for pair in pairs], [pair.part for pair in pairs]]
    columns.append([pair.third for pair in pairs])
    numbers = np.array(
        [np.nan if x is None else x for column in columns for x in column], dtype=float
    )
    within = [(k + size, k) for k in range(size)]
    sums = [
        (line.parent + start, tuple(k + start for k in line.children))
        for line in nested.lines
        for start in (0, size, 2 * size)
    ]
    found = round_together(numbers, base, sums, within)
    values = [None if np.isnan(x) else float(x) for x in found]
    return [_Pair(values[k], values[k + size], values[k + 2 * size]) for k in range(size)]
