"""What one published figure says, and how surely: log-odds with an error, or a count.

A figure's error is its published standard error; without one that of its sample size and design
effect; without these what `ErrorRules` assumes, which is told beside every figure. Figures with a
sample size that expect only a few cases enter as counts, for the log-odds of three cases are far
from normal. Flows become stocks before that, and what is known of a source's bias is taken off; how
uncertain either is, is common to all figures that have it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from measure87.combine.adjustment.asked import ErrorRules
from measure87.combine.adjustment.known_differences import Flow, SourceBias


@dataclass(frozen=True)
class Entry:
    """One figure as it enters: share, effective n, counted, error of the published share."""

    share: float
    effective_n: float
    logit_se: float
    counted: bool
    published_se: float
    assumed: str


def entry_of(
    row: Mapping[str, Any], errors: ErrorRules, flow: Flow | None, bias: SourceBias | None = None
) -> Entry:
    """A row of published figures as it enters the model.

    Parameters
    ----------
    row
        Columns of `PUBLISHED_FIGURES`; of a flow with its recall period.
    """
    share, n, se = float(row["estimate"]), row["n"], row["se"]
    per_flow = 1.0 if flow is None else flow.stock_per_flow(float(row["recall_days"]))
    stock = share * per_flow
    per_found = 1.0 if bias is None else bias.true_per_found(stock)
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
    true = stock * per_found
    if rare or not inside:
        # As many cases as if so many more (or fewer) persons had been asked.
        return Entry(true, effective / (per_flow * per_found), 0.0, True, spread, assumed)
    # A bias moves the log-odds and leaves their error.
    logit_se = per_flow * spread / (stock * (1.0 - stock))
    return Entry(true, 0.0, logit_se, False, spread, assumed)


def logit_of(one: Entry) -> float:
    """Log-odds of the share; of a count with half a case added to both sides."""
    share = one.share
    if one.counted:
        share = (share * one.effective_n + 0.5) / (one.effective_n + 1.0)
    return float(np.log(share / (1.0 - share)))
