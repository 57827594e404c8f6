"""When was a child in child labour in MICS3?

Follows slides of UNICEF's own workshop. Hours are those of the week, summed over all of a child's
work before any threshold is applied; hours that were not told leave the answer unknown.
"""

import narwhals as nw

from measure87.define.child_labour.hours import does_long_chores, works_long_hours
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites


@cites(
    Cite(
        "MICS-WORKSHOP-GOALS",
        at="indicator for MICS3, ages 5-11: at least one hour of economic activity",
        seen="secondary",
    )
)
@rule(level="person")
def economic_activity_at_5_to_11(
    economic_activity: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 5 to 11 in economic activity for at least one hour in the week."""
    limit = limits["economic_activity_at_5_to_11"]
    return works_long_hours(
        economic_activity, economic_hours_low, economic_hours_high, age_years, limit
    )


@cites(
    Cite(
        "MICS-WORKSHOP-GOALS",
        at="indicator for MICS3, ages 12-14: at least 14 hours of economic activity",
        seen="secondary",
    )
)
@rule(level="person")
def economic_activity_at_12_to_14(
    economic_activity: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 12 to 14 in economic activity for at least 14 hours in the week."""
    limit = limits["economic_activity_at_12_to_14"]
    return works_long_hours(
        economic_activity, economic_hours_low, economic_hours_high, age_years, limit
    )


@cites(
    Cite(
        "MICS-WORKSHOP-GOALS",
        at="indicator for MICS3: at least 28 hours of household chores",
        seen="secondary",
    ),
    Cite("MICS3-FORM", at="CL6, household chores", seen="secondary"),
)
@rule(level="person")
def household_chores_at_5_to_14(
    household_chores: nw.Expr,
    chores_hours_low: nw.Expr,
    chores_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
    fetched_water: nw.Expr | None = None,
    water_hours_low: nw.Expr | None = None,
    water_hours_high: nw.Expr | None = None,
    collected_firewood: nw.Expr | None = None,
    firewood_hours_low: nw.Expr | None = None,
    firewood_hours_high: nw.Expr | None = None,
) -> nw.Expr:
    """Child of 5 to 14 in household chores, water and firewood among them, for at least 28 hours.

    Reading: the form names water and firewood among the household chores of one question; a form
    that asks about them apart gives the same sum.
    """
    limit = limits["household_chores_at_5_to_14"]
    return does_long_chores(
        (fetched_water, collected_firewood, household_chores),
        (water_hours_low, firewood_hours_low, chores_hours_low),
        (water_hours_high, firewood_hours_high, chores_hours_high),
        age_years,
        limit,
    )
