"""Is there a date at which the slope changes? One bend, and the price of having looked for it.

At each round but the first and the last the line may bend: y = a + b t + d max(t - date, 0). The
date is the one where d over its standard error is largest, and its p-value that of the largest of
all these tests under a straight line: looking at several dates finds some bend by chance. The null
distribution is that of the largest of correlated Student's t, whose correlation follows from the
rounds' covariance; it is simulated, and the error of the simulation is stated. Bonferroni's bound
stands beside it. The interval of the change holds for all dates at once, so that it may be read at
the one that was chosen. Rounds are few: the date found is one of the rounds', and where no bend
shows there may still be one.

Source of the idea (unseen in print): Andrews (1993), Econometrica 61, 821-856, the largest of the
tests for a change at an unknown point; here with known covariance and few dates, so that no
asymptotic table is used.
"""

import math
from dataclasses import replace

import numpy as np

from measure87.estimate.trend.chain import Chain
from measure87.estimate.trend.line import (
    NO_CASE,
    TOGETHER,
    correlation_of,
    error_of,
    estimate_of,
    on_scale,
    trend_of,
)
from measure87.numerics.trend_line import bend_contrasts, largest_test, two_sided_p
from measure87.vocabulary.estimate import Estimate, Refusal
from measure87.vocabulary.trend import Scale

METHOD = "sup-wald"
SUP_T = "sup-t"
FEWEST = 3


def turning_point_of(
    chain: Chain, scale: Scale = "identity", *, rng: np.random.Generator
) -> Estimate | Refusal:
    """The change of slope at the date where it shows most, tested over all dates tried.

    Parameters
    ----------
    chain : a chain of which there is a slope on this scale
    rng : of the simulated null distribution; not used where one date alone can be tried
    """
    if len(chain.rounds) < FEWEST:
        text = f"a turning point needs three rounds, and there are {len(chain.rounds)}"
        return chain.refusal("few-rounds", text)
    at = on_scale(chain, scale)
    if not at.tested:
        text = "a round has no case, or nobody who is none: a turning point cannot be tested"
        return chain.refusal(NO_CASE, text)
    if at.df is None or chain.last.level is None:
        return chain.refusal("no-df", "the rounds do not say the degrees of freedom of their error")
    dates = chain.dates
    c = np.stack([bend_contrasts(dates, at.weights, one)[1] for one in dates[1:-1]])
    change, v = c @ at.y, c @ at.v @ c.T
    errors = [error_of(one, at.v) for one in c]
    if None in errors:
        return chain.refusal("no-variance", TOGETHER)
    se = np.array(errors, dtype=np.float64)
    t = change / se
    best = int(np.argmax(np.abs(t)))
    largest = largest_test(t, correlation_of(v), at.df, chain.last.level, rng)
    smallest = float(two_sided_p(t[best], at.df))
    value, half = float(change[best]), largest.multiplier * float(se[best])
    if not math.isfinite(half):
        return chain.refusal("no-variance", "the rounds give no interval of the change")
    return replace(
        estimate_of(chain, scale, "change-of-slope", METHOD, value, float(se[best]), at.df),
        lower=value - half,
        upper=value + half,
        level=chain.last.level,
        interval=SUP_T,
        trend=replace(
            trend_of(chain, scale),
            p_value=largest.p_value,
            p_error=largest.p_error or None,
            p_bonferroni=min(1.0, len(t) * smallest),
            at=float(dates[1:-1][best]),
            tried=len(t),
        ),
    )
