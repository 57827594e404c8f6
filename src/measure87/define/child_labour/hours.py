"""Long hours: does a child reach a limit that holds at her age?

The texts on child labour set hours by age in the same form, so their rules share these
sentences; each text has limits, boundaries and citations of its own.
"""

import narwhals as nw

from measure87.define.limits import Limit
from measure87.vocabulary.columns import HOURS_IN_WEEK
from measure87.vocabulary.status import NO, UNKNOWN, all_of, any_of, from_bounds, status


def hours_are(limit: Limit, hours_low: nw.Expr, hours_high: nw.Expr) -> nw.Expr:
    """Status of `the hours lie on the limit's side`; unknown where the bounds disagree."""
    least, greatest = limit.reached_by(hours_low), limit.reached_by(hours_high)
    return from_bounds(least & greatest, least | greatest)


def at_ages(ages: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """The answer at some ages (a boolean expression), and no at others."""
    return nw.when(ages).then(answer).otherwise(status(NO))


def works_long_hours(
    activity: nw.Expr,
    hours_low: nw.Expr,
    hours_high: nw.Expr,
    age_years: nw.Expr,
    limit: Limit,
) -> nw.Expr:
    """In an activity, for hours that reach the limit at her age; no at other ages.

    Whether a child works is a question that arises for every child: not asked is unknown.
    """
    reached = hours_are(limit, hours_low, hours_high)
    both = nw.when(activity.is_null()).then(status(UNKNOWN)).otherwise(all_of(activity, reached))
    return at_ages(limit.covers_age(age_years), both)


def does_long_chores(
    chores: tuple[nw.Expr | None, ...],
    hours_low: tuple[nw.Expr | None, ...],
    hours_high: tuple[nw.Expr | None, ...],
    age_years: nw.Expr,
    limit: Limit,
) -> nw.Expr:
    """In one of several kinds of chores, for hours that together reach the limit at her age.

    A kind that the questionnaire does not have (None) adds nothing; one whose hours it does
    not ask may take any, unless the child does not do it.
    """
    asked = [chore for chore in chores if chore is not None]
    low = together(nw.lit(0.0), *hours_low)
    high = together(nw.lit(0.0), *map(most_hours, chores, hours_high))
    return works_long_hours(any_of(*asked), low, high, age_years, limit)


def most_hours(chore: nw.Expr | None, hours_high: nw.Expr | None) -> nw.Expr | None:
    """Greatest hours of a kind of work; any, if it may have been done and they were not asked."""
    if chore is None or hours_high is not None:
        return hours_high
    none = nw.lit(0.0)
    return nw.when(chore.is_null() | (chore == NO)).then(none).otherwise(nw.lit(HOURS_IN_WEEK))


def together(first: nw.Expr, *more: nw.Expr | None) -> nw.Expr:
    """Sum of hours; what the questionnaire does not have is None and adds nothing."""
    total = first
    for hours in more:
        total = total if hours is None else total + hours
    return total
