"""Two lists: Chapman's nearly unbiased form of the oldest estimate of all."""

import math

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import (
    refuse_list_of_everybody,
    usable_lists,
)
from measure87.estimate.multiple_lists.intervals.log_normal import log_normal_limits
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from measure87.vocabulary.estimate import Notice

FEW_ON_BOTH = 7
"""Persons on both lists under which the estimate is known to be biased low."""


def chapman(table: CaptureTable, *, level: float = 0.95) -> SizeEstimate:
    """Population size from two independent lists.

    Parameters
    ----------
    table : CaptureTable
        Of two lists.
    level : float
        0 to 1.

    Returns
    -------
    SizeEstimate
        (n1 + 1)(n2 + 1) / (m + 1) - 1, with n1 and n2 persons on the lists and m on both.

    Raises
    ------
    NotEstimableError
        If there are not two lists, they are kept apart, they share nobody, or one of them holds
        everybody.

    Notes
    -----
    Assumes that being on one list does not change the chance of the other, and that at least on
    one list all persons have the same chance. Two lists can never show whether that holds.
    Variance: Seber's; interval: symmetric for the logarithm of the number unobserved.

    Sources: Chapman (1951), Univ. California Publ. Statist. 1, 131-160; Seber (1982), The
    Estimation of Animal Abundance, page 60 (page not seen); Chao (1987), Biometrics 43, 783-791.

    >>> pair = CaptureTable.from_histories("AB", [[1, 0], [0, 1], [1, 1]], [90, 40, 10])
    >>> round(chapman(pair).value, 1)
    467.3
    """
    if table.apart:
        raise NotEstimableError(
            "the two lists are mutually exclusive, so that their overlap says nothing",
            code="lists-mutually-exclusive",
        )
    used, notices = usable_lists(table.in_canonical_order())
    if used.n_lists != 2:
        raise NotEstimableError(
            f"{used.n_lists} lists are not two",
            code="not-two-lists",
            hint="merge lists into two, or use another method",
        )
    refuse_list_of_everybody(used)
    n1, n2 = (float(total) for total in used.list_totals)
    m, n = float(used.overlap(3)), float(used.observed)
    value = (n1 + 1.0) * (n2 + 1.0) / (m + 1.0) - 1.0
    variance = (n1 + 1.0) * (n2 + 1.0) * (n1 - m) * (n2 - m) / ((m + 1.0) ** 2 * (m + 2.0))
    se = math.sqrt(variance)
    lower, upper = log_normal_limits(n, value - n, se, level)
    few = (
        (Notice("few-overlaps", f"{m:g} persons are on both lists; the estimate leans low"),)
        if m < FEW_ON_BOTH
        else ()
    )
    return SizeEstimate(
        method="chapman",
        value=value,
        lower=lower,
        upper=upper,
        level=level,
        interval="log-normal",
        observed=used.observed,
        se=se,
        notices=(*notices, *few),
        diagnostics={"petersen": n1 * n2 / m, "on_both": int(m)},
    )
