"""Attack: how long was another case in the status, for one who knows her own days, or no days?

A stock times the weight of a group is how long all its cases were in the status together. The
reader knows who the cases are (they worked side by side), what everybody weighs, and that each was
in the status for some part of the period, from none of it to all. She may be one of them, and takes
her own days off.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.attacks.evidence import Public
from tests.attacks.reading import Release

STOCK = "_stock"
SAME = 1e-9


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
    for stock in release.figures:
        if stock.statistic != "mean" or stock.is_hidden or not stock.name.endswith(STOCK):
            continue
        inside = public.inside(stock.group)
        own = cases[inside[cases]]
        weight, everybody = public.weight[own], public.weight[inside].sum()
        half = (stock.digits or 0.0) / 2
        low, high = ((stock.value + move) * everybody for move in (-half, half))
        for j, row in enumerate(own):
            for i in (None, *(k for k in range(len(own)) if k != j)):
                mine = 0.0 if i is None else weight[i] * share[own[i]]
                others = weight.sum() - weight[j] - (0.0 if i is None else weight[i])
                least = max((low - mine - others) / weight[j], 0.0)
                most = min((high - mine) / weight[j], 1.0)
                yield Days(int(row), least, most, None if i is None else int(own[i]))
