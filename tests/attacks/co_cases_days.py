"""Attack: how long was another case in the status, for one who knows her own days, or no days?

A stock times the weight of a group is how long all its cases were in the status together. The
reader knows who the cases are (they worked side by side), what everybody weighs, and that each was
in the status for some part of the period, from none of it to all. She may be one of them, and takes
her own days off. A stock that is not shown is what a whole has more than its other parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.attacks.evidence import Public
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import Group

STOCK = "_stock"


@dataclass(frozen=True)
class Days:
    """Between which two parts of the period a case is said to have been in the status.

    `herself` is the row of the case who says so; None for somebody who merely knows who they are.
    """

    row: int
    least: float
    most: float
    herself: int | None


def days_of_others(
    release: Release, public: Public, cases: np.ndarray, share: np.ndarray
) -> Iterator[Days]:
    """What stocks say of the days of each case, to each other case and to who knows them all.

    Parameters
    ----------
    cases : rows of those who are cases
    share : of the period, of everybody; of the cases the reader looks at her own alone
    """
    for stock in _shown_stocks(release):
        yield from _days_of(stock.group, _sum_of(stock, public), public, cases, share)


def days_of_the_rest(
    release: Release, public: Public, cases: np.ndarray, share: np.ndarray
) -> Iterator[Days]:
    """The same of stocks that are not shown: a whole by one variable less, less its other parts."""
    shown = {one.group: one for one in _shown_stocks(release)}
    for hidden in release.figures:
        if not _is_stock(hidden) or not hidden.is_hidden:
            continue
        for variable, _ in hidden.group:
            whole = frozenset(one for one in hidden.group if one[0] != variable)
            parts = [one for one in shown if _one_more(one, whole, variable)]
            of_parts = sum(public.inside(one).sum() for one in (*parts, hidden.group))
            if whole not in shown or of_parts != public.inside(whole).sum():
                continue
            low, high = _sum_of(shown[whole], public)
            for one in parts:
                least, most = _sum_of(shown[one], public)
                low, high = low - most, high - least
            yield from _days_of(hidden.group, (low, high), public, cases, share)


def days_of_one_alone(
    more: tuple[Figure, np.ndarray],
    less: tuple[Figure, np.ndarray],
    public: Public,
    cases: np.ndarray,
    share: np.ndarray,
) -> Iterator[Days]:
    """What two stocks say of the cases of one of them alone, by what it has more.

    Of two measures, one of whose cases the other does not count; or of two releases.

    Parameters
    ----------
    more, less : a stock, and (n,) who of everybody is asked
    cases : rows of those who are cases of the first alone
    """
    (low, high), (least, most) = (
        _sum_of_some(stock, public.weight[asked].sum()) for stock, asked in (more, less)
    )
    yield from _days_of(frozenset(), (low - most, high - least), public, cases, share)


def _one_more(group: Group, whole: Group, variable: str) -> bool:
    return whole < group and {name for name, _ in group - whole} == {variable}


def _is_stock(figure: Figure) -> bool:
    return figure.statistic == "mean" and figure.name.endswith(STOCK)


def _shown_stocks(release: Release) -> list[Figure]:
    return [one for one in release.figures if _is_stock(one) and not one.is_hidden]


def _sum_of(stock: Figure, public: Public) -> tuple[float, float]:
    """Least and greatest weight times share of the period of all cases together."""
    return _sum_of_some(stock, public.weight[public.inside(stock.group)].sum())


def _sum_of_some(stock: Figure, everybody: float) -> tuple[float, float]:
    half = (stock.digits or 0.0) / 2
    value = stock.value or 0.0
    return (value - half) * everybody, (value + half) * everybody


def _days_of(
    group: Group,
    together: tuple[float, float],
    public: Public,
    cases: np.ndarray,
    share: np.ndarray,
) -> Iterator[Days]:
    """What a sum of days says of each case of a group."""
    low, high = together
    own = cases[public.inside(group)[cases]]
    weight = public.weight[own]
    for j, row in enumerate(own):
        for i in (None, *(k for k in range(len(own)) if k != j)):
            mine = 0.0 if i is None else weight[i] * share[own[i]]
            others = weight.sum() - weight[j] - (0.0 if i is None else weight[i])
            least = max((low - mine - others) / weight[j], 0.0)
            most = min((high - mine) / weight[j], 1.0)
            yield Days(int(row), least, most, None if i is None else int(own[i]))
