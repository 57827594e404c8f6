"""When is a child in child labour under SDG indicator 8.7.1?

Follows the custodians' metadata, and their tabulation where the text leaves it open. Hours
are those of the reference week, summed over all of a child's jobs before any threshold is
applied; hours that were not told leave the answer unknown.
"""

import narwhals as nw

from measure87.define.child_labour.hours import does_long_chores, works_long_hours
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites


@cites(Cite("SDG-871-META-2021", at="definition, children aged 5-11", seen="printed"))
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


@cites(Cite("SDG-871-META-2021", at="definition, children aged 12-14", seen="printed"))
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


@cites(Cite("SDG-871-META-2021", at="definition, children aged 15-17", seen="printed"))
@rule(level="person")
def economic_activity_at_15_to_17(
    economic_activity: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 15 to 17 in economic activity for long hours in the week.

    Reading: the text has more than 43 hours, the custodian's tabulation 43 and more.
    """
    limit = limits["economic_activity_at_15_to_17"]
    return works_long_hours(
        economic_activity, economic_hours_low, economic_hours_high, age_years, limit
    )


@cites(
    Cite("SDG-871-META-2021", at="definition, children aged 5-11 and 12-14", seen="printed"),
    Cite("MICS6-SYNTAX-PR", at="household chores, sum of CL8, CL10 and CL13", seen="printed"),
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
    """Child of 5 to 14 in water, firewood and other household chores for long hours together.

    Reading: water and firewood are chores here, although inside the SNA boundary. The text
    has more than 21 hours, the custodian's tabulation 21 and more; no test at 15 to 17.
    """
    limit = limits["household_chores_at_5_to_14"]
    return does_long_chores(
        (fetched_water, collected_firewood, household_chores),
        (water_hours_low, firewood_hours_low, chores_hours_low),
        (water_hours_high, firewood_hours_high, chores_hours_high),
        age_years,
        limit,
    )
