"""Rows that earlier releases of the same persons showed, beside those of a new one.

A reader has them whatever is released now: a new row is tried beside them, and they can be neither
hidden nor made coarser. How coarse they are is read from what was shown. From released numbers the
rest of a row does not follow, so it is estimated again, of the persons who are in the group now.

An earlier figure stands for these persons where the ledger knows that nobody left or came and that
weights stayed, and its counts are those of the persons who have its codes now. Releases that a
study names are taken to be of the same persons with the same weights.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose

import numpy as np

from measure87.disseminate.gate.audit.seen import Measure
from measure87.disseminate.gate.kept_releases import WHO, Group, KeptReleases, without_who
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.precision.steps import RUNGS, step_of, stepped_error
from measure87.disseminate.gate.survey.rows.possible_sets import rows_of
from measure87.disseminate.gate.tables.tables import cases_of
from measure87.numerics.weighed_persons import KnownPersons, WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import NO, UNKNOWN, YES


@dataclass(frozen=True)
class RowBefore:
    """What earlier releases showed of one group.

    figures : its share and its number of persons, to all digits
    rung : of `steps.RUNGS`, how coarse they were released
    unknown : persons of the group who gave no answer
    """

    figures: tuple[Estimate, ...]
    rung: int
    unknown: int


def shown_before(
    before: Sequence[Estimate], kept: KeptReleases
) -> dict[Measure, dict[Group, list[Estimate]]]:
    """Figures of earlier releases that count cases among the persons of this one, by group."""
    found: dict[Measure, dict[Group, list[Estimate]]] = {}
    for one in before:
        if one.value is None or one.n_cases is None or not _is_of_the_same(one, kept):
            continue
        group = without_who(one.group)
        of_measure = found.setdefault(_measure(one), {})
        of_measure.setdefault(frozenset(group.items()), []).append(replace(one, group=group))
    return found


def _is_of_the_same(figure: Estimate, kept: KeptReleases) -> bool:
    """Whether a figure is of the persons of this release, with the weights that they have now."""
    if figure.suppressed or figure.name in kept.reweighted:
        return False
    if kept.withholds(figure) or kept.few_moved(figure):
        return False
    return figure.group.get(WHO) == kept.who.get(figure.name)


def rows_before(
    shown: Mapping[Group, Sequence[Estimate]], known: KnownPersons, *, leaves_out: bool
) -> Iterator[tuple[Group, RowBefore]]:
    """The rows of one measure, of groups whose persons are known."""
    for group, figures in shown.items():
        share = next((one for one in figures if one.statistic == "proportion"), None)
        behind = None if share is None else _behind(share, known)
        if share is None or behind is None:
            continue
        totals = [one for one in figures if one.statistic == "total"]
        found = [_estimated(one, known, leaves_out=leaves_out) for one in (share, *totals)]
        if found[0] is not None:
            unknown = int((behind.status == UNKNOWN).sum())
            yield group, RowBefore(tuple(one for one in found if one), _rung_of(share), unknown)


def _behind(figure: Estimate, known: KnownPersons) -> WeighedPersons | None:
    return known.of(_measure(figure), figure.statistic, figure.group)


def _measure(figure: Estimate) -> Measure:
    """Of the first sample: releases do not say which of several a figure is of."""
    return figure.name, figure.definition or "", 0


def as_counted(persons: WeighedPersons, cases: int | None, *, leaves_out: bool) -> WeighedPersons:
    """Those of whom so many cases are a share: no or yes, as the figure counts the unknown."""
    if leaves_out:
        return persons.only(persons.status != UNKNOWN)
    counts_unknown = cases == int((persons.status != NO).sum())
    as_one = YES if counts_unknown else NO
    status = np.where(persons.status == UNKNOWN, as_one, persons.status)
    return replace(persons, status=status)


def _estimated(figure: Estimate, known: KnownPersons, *, leaves_out: bool) -> Estimate | None:
    """A released figure to all digits; None where it does not count the persons of now.

    Its error is that of a linearised share or number; where that was not released as the figure
    has it (replicates, finite populations), the error that was.
    """
    persons = _behind(figure, known)
    if persons is None:
        return None
    persons = as_counted(persons, figure.n_cases, leaves_out=leaves_out)
    cases, n = np.flatnonzero(persons.status == YES), len(persons.status)
    tells_n = UNKNOWN_NOT_SHOWN not in figure.flags
    if not n or len(cases) != cases_of(figure) or (tells_n and figure.n != n):
        return None
    row, size = rows_of(persons, cases[None], of_rest=False), float(persons.weight.sum())
    value, error = float(row.value[0]), float(row.error[0])
    if figure.statistic == "total":
        value, error = value * size, float(row.total_error[0])
    elif not _is_released_as(error, figure):
        error = figure.se or 0.0
    return replace(figure, value=value, se=error or None, n=n, weighted_n=size)


def _rung_of(share: Estimate) -> int:
    """How coarse a share was released: the finest rung that its step could be of."""
    steps = (step_of(share.se, rung.value) if share.se else None for rung in RUNGS)
    return next((k for k, step in enumerate(steps) if _is_same(step, share.digits)), 0)


def _is_released_as(error: float, share: Estimate) -> bool:
    if not error or not share.se:
        return False
    released, _ = stepped_error(error, RUNGS[_rung_of(share)])
    return _is_same(released, share.se)


def _is_same(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and isclose(one, other, rel_tol=1e-9)
