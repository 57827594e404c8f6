"""Population size if being on one list says nothing about being on another."""

import math

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import lists_for_models
from measure87.estimate.multiple_lists.intervals.profile import profile_limits
from measure87.estimate.multiple_lists.loglinear.model import LoglinearFit, fit_model
from measure87.estimate.multiple_lists.size_estimate import SizeEstimate
from measure87.vocabulary.estimate import Notice


def independence(table: CaptureTable, *, level: float = 0.95) -> SizeEstimate:
    """Size under the log-linear model without interactions.

    Parameters
    ----------
    table : CaptureTable
    level : float
        0 to 1.

    Returns
    -------
    SizeEstimate
        `value` is the maximum of the Poisson likelihood (Rcapture `closedp.t`, model Mt;
        SparseMSE, main effects). The interval is that of the profile of the multinomial
        likelihood (Rcapture `closedpCI.t`). `diagnostics["log_normal"]` has the interval that
        is normal for the log of the number unobserved (SparseMSE).

    Raises
    ------
    NotEstimableError
        `nobody`, `too-few-lists`, `no-overlap`, `list-of-everybody`, `no-estimate`,
        `not-identifiable`.

    Notes
    -----
    Assumes that lists are independent, that everybody has the same chance of being on a list,
    a closed population and matches without error. Lists that feed one another make the figure
    too small, lists that keep away from one another too large. Mutually exclusive lists have no
    common cell; their exclusion is part of the model.

    Sources: Cormack (1992), Biometrics 48, 567-576; Rivest & Baillargeon, R package Rcapture.
    """
    usable, notices = lists_for_models(table)
    fit = fit_model(usable)
    on_list = (usable.histories[:, None] >> np.arange(usable.n_lists)) & 1
    design = np.column_stack([np.ones(len(on_list)), on_list])[usable.possible]
    counts = usable.counts[usable.possible].astype(np.float64)
    lower, upper = profile_limits(design, counts, np.zeros_like(counts), fit.size, level)
    if upper is None:
        notices = (
            *notices,
            Notice("no-upper-limit", "so few persons are on two lists that no size is too large"),
        )
    return SizeEstimate(
        method="independence",
        value=fit.size,
        lower=lower,
        upper=upper,
        level=level,
        interval="profile",
        observed=fit.observed,
        se=math.sqrt(fit.unobserved + (fit.unobserved * fit.log_se) ** 2),
        notices=notices,
        diagnostics=fit_diagnostics(fit) | {"log_normal": list(fit.limits(level))},
    )


def independence_size(table: CaptureTable) -> float:
    """The point estimate alone, persons; raises as `independence`."""
    return fit_model(lists_for_models(table)[0]).size


def fit_diagnostics(fit: LoglinearFit) -> dict[str, float | int]:
    """How well a model fits, as plain values."""
    return {"deviance": fit.deviance, "df": fit.df, "aic": fit.aic, "bic": fit.bic}
