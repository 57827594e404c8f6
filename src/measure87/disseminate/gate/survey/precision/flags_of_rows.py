"""Flags of figures that do not say how many gave no answer, made from the row as it is released.

Which flags a figure has goes by limits: 30 persons, 30 effective ones, 20 cases, an interval 0.30
wide. A row without its number of unknowns has the n of all who were asked, and neither effective n
nor design effect. By who answered, a flag would tell one or two of them: of 31 asked it said 30
persons or fewer, and so that two did not answer. By the row a flag says no more than the row does.

What the row does not have is taken from what it has: effective persons by the width of its
interval. Where a flag is of a number that is not there (the source of a design effect, bounds) it
goes. Rows that say how many are unknown keep the flags of the estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.disseminate.gate.audit.seen import GroupKey, Measure, measures_of
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.precision.limits import is_capped
from measure87.disseminate.gate.tables.tables import base_of
from measure87.numerics.proportion_intervals import exact_limits
from measure87.numerics.weighed_persons import KnownPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.flags import (
    ALL_CASES,
    COVERAGE_DOUBTFUL,
    DAYS_FILLED,
    FEW_CASES,
    FEW_CLUSTERS_WITH_CASES,
    FEW_DEGREES_OF_FREEDOM,
    FEW_PERSONS,
    FEWEST_CASES,
    FEWEST_CASES_UNEQUAL_WEIGHTS,
    FEWEST_EFFECTIVE,
    FEWEST_EFFECTIVE_CASES,
    FEWEST_PERSONS,
    LARGEST_RELATIVE_SE,
    LOW_EFFECTIVE_N,
    NARROW,
    NO_CASES,
    NO_VARIANCE,
    OPEN_INTERVAL,
    ORDER,
    UNEQUAL_WEIGHTS,
    UNKNOWNS_MATTER,
    WIDE_INTERVAL,
    WIDEST,
    WIDEST_RELATIVE,
)

OF_BOUNDS = UNKNOWNS_MATTER
"""That of bounds for the unknown answers, which go with their number."""
_KEPT = frozenset(
    {
        FEW_CLUSTERS_WITH_CASES,
        FEW_DEGREES_OF_FREEDOM,
        NO_VARIANCE,
        OPEN_INTERVAL,
        DAYS_FILLED,
    }
)
"""Those of them that are made of what is released, or known of who was asked, elsewhere."""
_OF_CASES = frozenset({NO_CASES, FEW_CASES, FEW_CLUSTERS_WITH_CASES})
"""Those that a stock has from its status."""


@dataclass(frozen=True)
class _Interval:
    """A share as it is released, with its limits, all from 0 to 1."""

    value: float
    lower: float
    upper: float
    level: float

    def is_of_fewer(self, effective: float) -> bool:
        """Whether it is as wide as one by so few effective persons, or wider."""
        limits = exact_limits(self.value, effective, level=self.level)
        return self.upper - self.lower >= float(limits.upper) - float(limits.lower)


def with_flags_of_rows(
    figures: Sequence[Estimate], exact: Sequence[Estimate], persons: KnownPersons | None = None
) -> list[Estimate]:
    """Released figures in their order, with flags that say no more than their rows.

    Parameters
    ----------
    figures, exact
        As they are released otherwise, and before anything was hidden.
    persons
        Who was asked of each: whether their weights are very unequal is known.
    """
    found = list(figures)
    measures = measures_of(figures)
    counted = {(one.name, one.definition or "") for one in figures if one.n_cases is not None}
    shares: dict[tuple[Measure, GroupKey], int] = {}
    order = sorted(range(len(found)), key=lambda k: figures[k].statistic != "proportion")
    for k in order:
        figure, measure, group = figures[k], measures[k], frozenset(figures[k].group.items())
        if figure.suppressed:
            continue
        if figure.statistic == "proportion":
            shares[measure, group] = k
        status = measure
        if figure.n_cases is None and measure[:2] not in counted:
            status = (*base_of(measure[:2], counted), measure[2])
        at = shares.get((status, group))
        share = None if at is None else found[at]
        is_stock = status != measure and share is not None
        if _lacks_numbers(figure, exact[k]):
            unequal = _are_unequal(status, figure.group, persons)
            found[k] = _flagged(figure, _of_row(figure, share, unequal, is_stock=is_stock))
        elif is_stock and share is not None and figure.unit == "proportion":
            few = FEW_CLUSTERS_WITH_CASES
            own = [one for one in figure.flags if one != few]
            found[k] = _flagged(figure, {*own, *({few} & {*share.flags})}, sort=False)
        if UNKNOWN_NOT_SHOWN in figure.flags and OF_BOUNDS in found[k].flags:
            found[k] = _flagged(found[k], {*found[k].flags} - {OF_BOUNDS}, sort=False)
    return found


def _lacks_numbers(figure: Estimate, exact: Estimate) -> bool:
    """Whether its n counts some who did not answer, or told no number.

    Its weighted n is that of who did, and goes with them.
    """
    gone = figure.weighted_n is None and exact.weighted_n is not None
    return gone and UNKNOWN_NOT_SHOWN in figure.flags


def _are_unequal(measure: Measure, group: Mapping[str, str], persons: KnownPersons | None) -> bool:
    """Whether weights of those asked are so unequal that more effective cases are needed."""
    behind = None if persons is None else persons.of(measure, "proportion", group)
    if behind is None or not len(behind.weight):
        return False
    weight = behind.weight
    return bool(len(weight) * (weight**2).sum() > UNEQUAL_WEIGHTS * weight.sum() ** 2)


def _of_row(row: Estimate, share: Estimate | None, unequal: bool, *, is_stock: bool) -> set[str]:
    """The flags of a row, of those in `ORDER`."""
    flags = {*row.flags} & _KEPT
    n, of = row.n or 0, _interval_of(row, share, is_stock=is_stock)
    if n < FEWEST_PERSONS:
        flags.add(FEW_PERSONS)
    if of is not None and of.is_of_fewer(FEWEST_EFFECTIVE):
        flags.add(LOW_EFFECTIVE_N)
    if _is_wide(row, of):
        flags.add(WIDE_INTERVAL)
    if row.n_cases is None:
        if is_stock and share is not None:
            flags = flags - _OF_CASES | ({*share.flags} & _OF_CASES)
        return flags
    flags |= _case_flags(row, share)
    if is_capped(row) and of is not None and _is_doubtful(of, unequal):
        flags.add(COVERAGE_DOUBTFUL)
    return flags


def _case_flags(row: Estimate, share: Estimate | None) -> set[str]:
    n, cases = row.n or 0, row.n_cases or 0
    if not cases:
        return {NO_CASES}
    of = row if row.statistic == "proportion" else share
    if of is not None and of.value == 1:
        return {ALL_CASES}
    return {FEW_CASES} if min(cases, n - cases) < FEWEST_CASES else set()


def _interval_of(row: Estimate, share: Estimate | None, *, is_stock: bool) -> _Interval | None:
    """Value and limits as shares; of a total those of the share beside it."""
    of = share if row.statistic == "total" and not is_stock else row
    if of is None or (of.statistic != "proportion" and not is_stock):
        return None
    if of.value is None or of.lower is None or of.upper is None or of.level is None:
        return None
    return _Interval(of.value, of.lower, of.upper, of.level)


def _is_wide(row: Estimate, of: _Interval | None) -> bool:
    if row.value is None or row.lower is None or row.upper is None:
        return False
    if row.n_cases is None:
        return row.se is not None and row.se > LARGEST_RELATIVE_SE * abs(row.value)
    width = row.upper - row.lower
    if row.statistic == "proportion":
        return width >= WIDEST or (width > NARROW and width > WIDEST_RELATIVE * row.value)
    if of is None or not row.value:
        return width > WIDEST_RELATIVE * row.value
    as_share = width * of.value / row.value
    return as_share >= WIDEST or (as_share > NARROW and as_share > WIDEST_RELATIVE * of.value)


def _is_doubtful(of: _Interval, unequal: bool) -> bool:
    """Whether it has too few effective cases, or others, for its interval to be sure."""
    fewest = FEWEST_CASES_UNEQUAL_WEIGHTS if unequal else FEWEST_EFFECTIVE_CASES
    rarer = min(of.value, 1 - of.value)
    return rarer <= 0 or of.is_of_fewer(fewest / rarer)


def _flagged(figure: Estimate, flags: set[str], *, sort: bool = True) -> Estimate:
    """With these and with what the gate says of it, in an order that tells nothing."""
    if not sort:
        more = [one for one in ORDER if one in flags and one not in figure.flags]
        kept = [one for one in figure.flags if one in flags]
        return replace(figure, flags=(*kept, *more))
    own = [one for one in ORDER if one in flags]
    return replace(figure, flags=(*own, *(one for one in figure.flags if one not in ORDER)))
