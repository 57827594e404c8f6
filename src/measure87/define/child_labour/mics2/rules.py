"""When was a child currently working in MICS2?

Follows slides of UNICEF's own workshop: any work counts, chores from a number of hours a day.
"""

import narwhals as nw

from measure87.define.child_labour.hours import most_hours, together, works_long_hours
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.columns import HOURS_IN_DAY
from measure87.vocabulary.status import any_of, or_unknown

_MICS2 = "indicator used in MICS2"


@cites(
    Cite(
        "MICS-WORKSHOP-GOALS",
        at=f"{_MICS2}: any paid or unpaid work for a non-member, or other family work",
        seen="secondary",
    )
)
@rule(level="person")
def any_work(economic_activity: nw.Expr) -> nw.Expr:
    """Child who did any work for somebody outside the household, or other family work.

    Reading: that is economic activity, for whatever hours. Whether a child works is a question
    that arises for every child: not asked is unknown.
    """
    return or_unknown(economic_activity)


@cites(
    Cite(
        "MICS-WORKSHOP-GOALS",
        at=f"{_MICS2}: 4 or more hours per day of housekeeping chores",
        seen="secondary",
    )
)
@rule(level="person")
def household_chores_for_hours_a_day(
    household_chores: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
    chores_hours_per_day: nw.Expr | None = None,
    chores_hours_low: nw.Expr | None = None,
    chores_hours_high: nw.Expr | None = None,
    fetched_water: nw.Expr | None = None,
    water_hours_low: nw.Expr | None = None,
    water_hours_high: nw.Expr | None = None,
    collected_firewood: nw.Expr | None = None,
    firewood_hours_low: nw.Expr | None = None,
    firewood_hours_high: nw.Expr | None = None,
) -> nw.Expr:
    """Child of 5 to 14 in household chores for at least four hours a day.

    Reading: hours of the week, water and firewood among them, are spread over its seven days
    for a child whose hours a day were not told.
    """
    days = limits["days_of_chores"].number
    low, high = nw.lit(0.0), nw.lit(HOURS_IN_DAY)
    if chores_hours_low is not None and chores_hours_high is not None:
        low = together(chores_hours_low, water_hours_low, firewood_hours_low) / days
        water = most_hours(fetched_water, water_hours_high)
        firewood = most_hours(collected_firewood, firewood_hours_high)
        high = together(chores_hours_high, water, firewood) / days
    if chores_hours_per_day is not None:
        untold = chores_hours_per_day.is_null()
        low = nw.when(untold).then(low).otherwise(chores_hours_per_day)
        high = nw.when(untold).then(high).otherwise(chores_hours_per_day)
    asked = (fetched_water, collected_firewood, household_chores)
    chores = any_of(*(each for each in asked if each is not None))
    return works_long_hours(chores, low, high, age_years, limits["chores_a_day"])
