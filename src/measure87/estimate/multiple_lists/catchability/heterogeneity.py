"""Persons who differ in how easily they are found: the models Mh and Mth of Darroch and others.

The data say how many persons are on 1, 2, ... lists; these models carry that trend on to 0. The
trends of the three forms agree where there are data and part where there are none, so that the
choice between them is not one that the lists can make.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import (
    refuse_list_of_everybody,
    usable_lists,
)
from measure87.estimate.multiple_lists.catchability.capture_regression import FORMS, capture_design
from measure87.estimate.multiple_lists.intervals.profile import profile_limits
from measure87.estimate.multiple_lists.kernels.poisson_regression import NoMaximumError, PoissonFit
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

Form = Literal["darroch", "poisson2", "gamma3.5"]

DISAGREE_BEYOND = 1.5
"""Largest over smallest figure among the forms that fit as well."""
AS_GOOD_WITHIN = 2.0
"""Difference of deviance up to which a form counts as fitting as well as the one chosen."""
SURELY_BELOW = -1.645
"""Standard errors below 0 from which a trend counts as surely negative."""


@dataclass(frozen=True)
class _Fitted:
    """One model: persons in all, the standard error, how well it fits, and its trend."""

    value: float
    se: float
    trend: float
    fit: PoissonFit


def heterogeneity(
    table: CaptureTable,
    *,
    level: float = 0.95,
    form: Form = "darroch",
    lists_differ: bool = True,
) -> SizeEstimate:
    """Population size with persons who are not equally easy to find.

    Parameters
    ----------
    table : CaptureTable
        Of three lists or more.
    level : float
        0 to 1.
    form : str
        `darroch` (normal among those on no list), `poisson2`, `gamma3.5`: names as in
        Rcapture.
    lists_differ : bool
        Mth (each list has its own chance) or Mh (all the same).

    Returns
    -------
    SizeEstimate
        With the forms that fit side by side in `diagnostics["forms"]`.

    Raises
    ------
    NotEstimableError
        With fewer than three lists, without overlap, with a list of everybody, or where the
        likelihood has no maximum (Rcapture then prints the number observed as the estimate).
    UsageError
        For a form that is not known.

    Notes
    -----
    Assumes that lists are independent given the person and that persons differ by one number
    that acts on all lists alike. A trend below 0 is no heterogeneity: lists then keep persons
    away from one another, and the figure is marked (`no-heterogeneity`; `does-not-fit` where the
    trend is surely below 0).

    Interval: profile of the multinomial likelihood; the choice of the form is not in it.

    Sources: Darroch, Fienberg, Glonek & Junker (1993), JASA 88, 1137-1148; Rivest & Baillargeon
    (2007), Biometrics 63, 999-1006; Cormack (1992), Biometrics 48, 567-576.
    """
    if form not in FORMS:
        raise UsageError(
            f"{form!r} is no form of heterogeneity",
            code="unknown-form",
            hint=f"one of {', '.join(FORMS)}",
        )
    used, notices = usable_lists(table.in_canonical_order(), at_least=3)
    refuse_list_of_everybody(used)
    chosen = _fitted(used, form, lists_differ=lists_differ)
    design = capture_design(used, form, lists_differ=lists_differ)
    lower, upper = _profile(design.design, design.counts, design.offset, chosen.value, level)
    others = _others(used, lists_differ=lists_differ)
    return SizeEstimate(
        method="heterogeneity",
        value=chosen.value,
        lower=lower,
        upper=upper,
        level=level,
        interval="profile",
        observed=used.observed,
        se=chosen.se,
        notices=(*notices, *_cautions(chosen, others, upper)),
        diagnostics={
            "form": form,
            "model": "Mth" if lists_differ else "Mh",
            "trend": chosen.trend,
            "deviance": chosen.fit.deviance,
            "df": len(design.counts) - len(chosen.fit.coefficients),
            "forms": {name: _plain(item) for name, item in others.items()},
        },
    )


def _fitted(table: CaptureTable, form: str, *, lists_differ: bool) -> _Fitted:
    """Maximum likelihood of one form."""
    design = capture_design(table, form, lists_differ=lists_differ)
    if len(design.counts) < design.design.shape[1]:
        raise NotEstimableError(
            f"{len(design.counts)} cells are fewer than the {design.design.shape[1]} parameters",
            code="too-few-cells",
        )
    try:
        fit = design.fitted()
    except NoMaximumError as error:
        raise NotEstimableError(
            f"the likelihood of the {form} form has no maximum: too few persons are on three "
            "lists or more to tell a trend",
            code="no-maximum",
            hint="use a lower bound (chao), which needs persons on two lists only",
        ) from error
    missing = math.exp(float(fit.coefficients[0]))
    variance = missing + missing**2 * float(fit.covariance[0, 0])
    return _Fitted(table.observed + missing, math.sqrt(variance), float(fit.coefficients[-1]), fit)


def _profile(
    design: Any, counts: Any, offset: Any, value: float, level: float
) -> tuple[float, float | None]:
    """Limits, or a refusal."""
    try:
        return profile_limits(design, counts, offset, value, level)
    except NoMaximumError as error:
        raise NotEstimableError(
            "the likelihood has no profile in the size", code="no-maximum"
        ) from error


def _others(table: CaptureTable, *, lists_differ: bool) -> dict[str, _Fitted]:
    """All forms that can be fitted."""
    found = {}
    for form in FORMS:
        try:
            found[form] = _fitted(table, form, lists_differ=lists_differ)
        except NotEstimableError:
            continue
    return found


def _plain(item: _Fitted) -> dict[str, float]:
    """Plain values."""
    return {
        "value": item.value,
        "se": item.se,
        "deviance": item.fit.deviance,
        "trend": item.trend,
    }


def _cautions(chosen: _Fitted, others: dict[str, _Fitted], upper: float | None) -> list[Notice]:
    """What weakens the estimate."""
    found = []
    if chosen.trend < 0:
        surely = chosen.trend < SURELY_BELOW * math.sqrt(float(chosen.fit.covariance[-1, -1]))
        found.append(
            Notice(
                "does-not-fit" if surely else "no-heterogeneity",
                "the trend is below 0: these lists keep persons away from one another rather "
                "than share those who are easy to find, which the model does not describe",
            )
        )
    alike = [
        item.value
        for item in others.values()
        if item.fit.deviance - chosen.fit.deviance <= AS_GOOD_WITHIN
    ]
    if max(alike) > DISAGREE_BEYOND * min(alike):
        found.append(
            Notice(
                "forms-disagree",
                f"forms that fit as well give {min(alike):,.0f} to {max(alike):,.0f}; the lists "
                "cannot choose between them",
            )
        )
    if upper is None:
        found.append(Notice("no-upper-limit", "sizes of any magnitude agree with the lists"))
    return found
