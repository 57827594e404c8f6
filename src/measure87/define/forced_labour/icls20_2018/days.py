"""How many days was a person in forced labour, within the reference period?

Rules give the least and the greatest number of days; they differ where days were not told,
where it is unknown whether a job is forced labour, and in a spell across the 18th birthday, of
which the days before and after were not told apart.
"""

import narwhals as nw

from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, YES

_STOCK = Cite("GEMS-2022", at="stock: persons in forced labour on any given day", seen="secondary")


def _least_days(
    answer: nw.Expr, days: nw.Expr | None, limits: Limits, one_age: nw.Expr | None = None
) -> nw.Expr:
    """Days told of a job that is surely forced labour, the least possible where untold.

    They may all be those of another age, unless it is one age (`one_age`; None: it is).
    """
    least = nw.lit(limits["shortest_episode"].number)
    whole = least
    if days is not None:
        told = nw.when(days.is_null() | (days > least)).then(least).otherwise(days)
        whole = nw.when(days.is_null()).then(least).otherwise(days)
        whole = whole if one_age is None else nw.when(one_age).then(whole).otherwise(told)
    return nw.when(answer == YES).then(whole).otherwise(nw.lit(0.0))


def _most_days(answer: nw.Expr, days: nw.Expr | None, limits: Limits) -> nw.Expr:
    """Days told of a job that may be forced labour, the whole period where untold."""
    most = nw.lit(limits["reference_period"].number)
    told = most if days is None else nw.when(days.is_null()).then(most).otherwise(days)
    return nw.when(answer != NO).then(told).otherwise(nw.lit(0.0))


@cites(_STOCK)
@rule(level="job", gives="number", reduce="sum")
def days_as_adult_low(
    forced_labour_of_adult: nw.Expr,
    child_then: nw.Expr,
    limits: Limits,
    days: nw.Expr | None = None,
) -> nw.Expr:
    """Least number of days in an adult's forced labour, in this job."""
    return _least_days(forced_labour_of_adult, days, limits, child_then == NO)


@cites(_STOCK)
@rule(level="job", gives="number", reduce="sum")
def days_as_adult_high(
    forced_labour_of_adult: nw.Expr, limits: Limits, days: nw.Expr | None = None
) -> nw.Expr:
    """Greatest number of days in an adult's forced labour, in this job."""
    return _most_days(forced_labour_of_adult, days, limits)


@cites(_STOCK)
@rule(level="job", gives="number", reduce="sum")
def days_in_job_low(
    job_in_forced_labour: nw.Expr,
    adult_then: nw.Expr,
    child_then: nw.Expr,
    limits: Limits,
    days: nw.Expr | None = None,
) -> nw.Expr:
    """Least number of days in forced labour, in this job."""
    one_age = (child_then == NO) | (adult_then == NO)
    return _least_days(job_in_forced_labour, days, limits, one_age)


@cites(_STOCK)
@rule(level="job", gives="number", reduce="sum")
def days_in_job_high(
    job_in_forced_labour: nw.Expr, limits: Limits, days: nw.Expr | None = None
) -> nw.Expr:
    """Greatest number of days in forced labour, in this job."""
    return _most_days(job_in_forced_labour, days, limits)


@cites(_STOCK)
@rule(level="person", gives="number", reduce="sum")
def days_in_forced_labour_low(
    days_in_job_low: nw.Expr, child_in_worst_form_without_job: nw.Expr, limits: Limits
) -> nw.Expr:
    """Least number of days in forced labour, over all jobs.

    Reading: episodes of one person are taken not to overlap; the sum is capped at the
    reference period where the share of it is made.
    """
    return days_in_job_low + _least_days(child_in_worst_form_without_job, None, limits)


@cites(_STOCK)
@rule(level="person", gives="number", reduce="sum")
def days_in_forced_labour_high(
    days_in_job_high: nw.Expr, child_in_worst_form_without_job: nw.Expr, limits: Limits
) -> nw.Expr:
    """Greatest number of days in forced labour, over all jobs."""
    return days_in_job_high + _most_days(child_in_worst_form_without_job, None, limits)
