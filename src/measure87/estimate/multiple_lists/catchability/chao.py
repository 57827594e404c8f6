"""A lower bound of the size that holds however much persons differ: Chao's, for lists.

What is unobserved is at least what those on one list (f1) and on two (f2) imply, because
persons who are easy to find fill the higher counts. With k lists that hold different numbers of
persons the classic f1^2 / (2 f2) is no lower bound any more; the default form allows for that.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import (
    refuse_list_of_everybody,
    usable_lists,
)
from measure87.estimate.multiple_lists.catchability.capture_regression import (
    capture_design,
    fit_convex,
)
from measure87.estimate.multiple_lists.intervals.log_normal import log_normal_limits
from measure87.estimate.multiple_lists.kernels.poisson_regression import NoMaximumError
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

Form = Literal["lists", "counts", "occasions", "bias-corrected", "classic"]

FEW_ON_TWO = 10
"""Persons on exactly two lists under which the bound is marked as shaky."""


@dataclass(frozen=True)
class _Bound:
    """Persons unobserved, at least, with the variance of that number."""

    unobserved: float
    variance: float


def chao(table: CaptureTable, *, level: float = 0.95, form: Form = "lists") -> SizeEstimate:
    """Lower bound of the population size.

    Parameters
    ----------
    table : CaptureTable
    level : float
        0 to 1. `lower` is the lower end of a two-sided interval of the bound, so that a
        one-sided statement has a level of (1 + level) / 2.
    form : str
        `lists`: log-linear model with a chance of its own for each list and a convex trend in
        the number of lists (Rcapture's `Mth Chao (LB)`).
        `counts`: the same with equal chances (`Mh Chao (LB)`).
        `occasions`: f1 (f1 - 1) / (2 (f2 + 1)) times (k - 1) / k.
        `bias-corrected`: without the factor. `classic`: f1^2 / (2 f2) (Chao 1987).

    Returns
    -------
    SizeEstimate
        `upper` is None. All forms stand in `diagnostics["forms"]`, with the interval of each
        bound, as far as they exist.

    Raises
    ------
    NotEstimableError
        Without overlap, with fewer than two lists, with a list of everybody (form `lists`), or
        with nobody on exactly two lists (forms that divide by f2).
    UsageError
        For a form that is not known.

    Notes
    -----
    Assumes that lists are independent given the person, or that dependence is positive: a list
    that keeps others away can make any of these an overestimate. Forms other than `lists` also
    assume that all lists have the same chance of holding a person; where they have not, and
    where lists are kept apart, they exceed the size that they should bound.

    Interval: symmetric for the logarithm of the number unobserved.

    Sources: Chao (1987), Biometrics 43, 783-791; Chao (1989), Biometrics 45, 427-438 (bias
    correction and occasions); Rivest & Baillargeon (2007), Biometrics 63, 999-1006.
    """
    if form not in _FORMS:
        raise UsageError(
            f"{form!r} is no form of this bound",
            code="unknown-form",
            hint=f"one of {', '.join(_FORMS)}",
        )
    used, notices = usable_lists(table.in_canonical_order())
    bound = _FORMS[form](used)
    n = float(used.observed)
    f1, f2 = frequencies(used)[:2]
    lower, _ = _limits(n, bound, level)
    return SizeEstimate(
        method="chao",
        value=n + bound.unobserved,
        lower=lower,
        upper=None,
        level=level,
        interval="log-normal",
        observed=used.observed,
        se=math.sqrt(bound.variance),
        lower_bound_only=True,
        notices=(*notices, *_cautions(used, f2, form)),
        diagnostics={
            "form": form,
            "frequencies": [int(f) for f in frequencies(used)],
            "forms": _all_forms(used, level),
            "zelterman": n / -math.expm1(-2.0 * f2 / f1) if f1 and f2 else None,
        },
    )


def frequencies(table: CaptureTable) -> list[float]:
    """Persons on exactly 1, 2, ... k lists."""
    sizes = np.bitwise_count(table.histories)
    return [float(table.counts[sizes == m].sum()) for m in range(1, table.n_lists + 1)]


def _classic(table: CaptureTable) -> _Bound:
    """f1^2 / (2 f2), with the variance of Chao (1987)."""
    f1, f2 = frequencies(table)[:2]
    _refuse_no_pairs(f2)
    ratio = f1 / f2
    return _Bound(f1**2 / (2.0 * f2), f2 * (0.25 * ratio**4 + ratio**3 + 0.5 * ratio**2))


def _bias_corrected(table: CaptureTable) -> _Bound:
    """f1 (f1 - 1) / (2 (f2 + 1)), which exists without pairs too."""
    f1, f2 = frequencies(table)[:2]
    more = f2 + 1.0
    return _Bound(
        f1 * (f1 - 1.0) / (2.0 * more),
        f1 * (f1 - 1.0) / (2.0 * more)
        + f1 * (2.0 * f1 - 1.0) ** 2 / (4.0 * more**2)
        + f1**2 * f2 * (f1 - 1.0) ** 2 / (4.0 * more**4),
    )


def _occasions(table: CaptureTable) -> _Bound:
    """The bias-corrected bound for k lists, with the variance that Rcapture gives it."""
    f1, f2 = frequencies(table)[:2]
    share = (table.n_lists - 1.0) / table.n_lists
    bound = share * f1 * (f1 - 1.0) / (2.0 * (f2 + 1.0))
    spread = (
        share**2
        * f1
        * (f1 - 1.0)
        * (f1**2 + 4.0 * f1 * f2 + 3.0 * f1 - 6.0 * f2 - 6.0)
        / (4.0 * (f2 + 1.0) ** 2 * (f2 + 2.0))
    )
    return _Bound(bound, max(0.0, bound + spread))


def _by_lists(table: CaptureTable) -> _Bound:
    """Each list with a chance of its own."""
    refuse_list_of_everybody(table)
    return _convex(table, lists_differ=True)


def _by_counts(table: CaptureTable) -> _Bound:
    """All lists with the same chance."""
    return _convex(table, lists_differ=False)


def _convex(table: CaptureTable, *, lists_differ: bool) -> _Bound:
    """The number on no list under a convex trend in the number of lists."""
    _refuse_no_pairs(frequencies(table)[1])
    try:
        fit, _ = fit_convex(capture_design(table, "chao", lists_differ=lists_differ))
    except NoMaximumError as error:
        raise NotEstimableError(
            "the overlaps are too few to bound the size: the likelihood has no maximum",
            code="no-maximum",
            hint="merge small lists, or ask for the form bias-corrected",
        ) from error
    missing = math.exp(float(fit.coefficients[0]))
    return _Bound(missing, missing + missing**2 * float(fit.covariance[0, 0]))


_FORMS: Mapping[str, Callable[[CaptureTable], _Bound]] = {
    "lists": _by_lists,
    "counts": _by_counts,
    "occasions": _occasions,
    "bias-corrected": _bias_corrected,
    "classic": _classic,
}


def _all_forms(table: CaptureTable, level: float) -> dict[str, dict[str, Any]]:
    """Every form as plain values; what cannot be had is left out."""
    found = {}
    for name, form in _FORMS.items():
        try:
            bound = form(table)
        except NotEstimableError:
            continue
        lower, upper = _limits(float(table.observed), bound, level)
        found[name] = {
            "value": table.observed + bound.unobserved,
            "se": math.sqrt(bound.variance),
            "lower": lower,
            "upper": upper,
        }
    return found


def _limits(n: float, bound: _Bound, level: float) -> tuple[float, float]:
    """Interval of a bound; nobody unobserved has no width."""
    if bound.unobserved <= 0:
        return n, n
    return log_normal_limits(n, bound.unobserved, math.sqrt(bound.variance), level)


def _refuse_no_pairs(f2: float) -> None:
    """Refuse to divide by no pairs."""
    if f2 == 0:
        raise NotEstimableError(
            "nobody is on exactly two lists, by which this bound divides",
            code="no-pairs",
            hint="ask for the form bias-corrected",
        )


def _cautions(table: CaptureTable, f2: float, form: str) -> list[Notice]:
    """What weakens the bound."""
    found = []
    if f2 < FEW_ON_TWO:
        found.append(
            Notice("few-overlaps", f"the bound rests on {f2:g} persons, those on exactly two lists")
        )
    if form != "lists":
        if len(set(table.list_totals.tolist())) > 1:
            found.append(
                Notice(
                    "lists-of-different-size",
                    "this form takes all lists to be alike; they are not, and it may lie above "
                    "the size that it should bound",
                )
            )
        if table.apart:
            found.append(
                Notice(
                    "mutually-exclusive-ignored",
                    "this form does not allow for mutually exclusive lists",
                )
            )
    return found
