"""What one published figure says, and how surely: log-odds with an error, or a count.

A figure's error is its published standard error; without one that of its sample size and design
effect; without these what `ErrorRules` assumes, which is told beside every figure. Figures with a
sample size that expect only a few cases enter as counts, for the log-odds of three cases are far
from normal. Flows become stocks before that, with the uncertainty of the conversion common to all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from measure87.combine.adjustment.asked import ErrorRules, Flow


@dataclass(frozen=True)
class Entry:
    """One figure as it enters: share, effective n, counted, error of the published share."""

    share: float
    effective_n: float
    logit_se: float
    counted: bool
    published_se: float
    assumed: str


def entry_of(row: Mapping[str, Any], errors: ErrorRules, flow: Flow | None) -> Entry:
    """A row of published figures as it enters the model.

    Parameters
    ----------
    row
        Columns of `PUBLISHED_FIGURES`; of a flow with its recall period.
    """
    share, n, se = float(row["estimate"]), row["n"], row["se"]
    ratio = 1.0 if flow is None else flow.stock_per_flow(float(row["recall_days"]))
    inside = 0.0 < share < 1.0
    if se is not None and inside:
        effective, assumed = share * (1.0 - share) / float(se) ** 2, "published"
    elif n is not None:
        deff = float(row["deff"]) if row["deff"] is not None else errors.deff
        effective, assumed = max(float(n) / deff, 1.0), "n"
    else:
        effective, assumed = errors.effective_n, "assumed"
    rare = n is not None and min(share, 1.0 - share) * effective < errors.fewest_cases
    spread = float(np.sqrt(max(share * (1.0 - share), 0.25 / effective) / effective))
    if assumed == "published":
        spread = float(se)
    stock = share * ratio
    if rare or not inside:
        # As many cases in a population of stocks as if so many more persons had been asked.
        return Entry(stock, effective / ratio, 0.0, True, spread, assumed)
    logit_se = ratio * spread / (stock * (1.0 - stock))
    return Entry(stock, 0.0, logit_se, False, spread, assumed)


def logit_of(one: Entry) -> float:
    """Log-odds of the share; of a count with half a case added to both sides."""
    share = one.share
    if one.counted:
        share = (share * one.effective_n + 0.5) / (one.effective_n + 1.0)
    return float(np.log(share / (1.0 - share)))
