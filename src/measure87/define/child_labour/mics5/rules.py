"""When is a child in child labour in MICS5, table CP.4?

Follows the tabulation programme of the fifth round. Hours are those of the reference week, summed
over all of a child's jobs before any threshold is applied; answers that were not told leave
the result unknown, and a dated limit says how the unknown counts.
"""

import narwhals as nw

from measure87.define.child_labour.hazards import any_told
from measure87.define.child_labour.hours import does_long_chores, works_long_hours
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites


@cites(
    Cite(
        "MICS5-SYNTAX-CP",
        at="economic activity, 5-11: CL4 of 1 and more",
        seen="printed",
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
        "MICS5-SYNTAX-CP",
        at="economic activity, 12-14: CL4 of 14 and more",
        seen="printed",
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
        "MICS5-SYNTAX-CP",
        at="economic activity, 15-17: CL4 of 43 and more",
        seen="printed",
    )
)
@rule(level="person")
def economic_activity_at_15_to_17(
    economic_activity: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 15 to 17 in economic activity for at least 43 hours in the week."""
    limit = limits["economic_activity_at_15_to_17"]
    return works_long_hours(
        economic_activity, economic_hours_low, economic_hours_high, age_years, limit
    )


@cites(
    Cite(
        "MICS5-SYNTAX-CP",
        at="household chores, 5-14: CL9 and CL12 together 28 and more",
        seen="printed",
    )
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

    Reading: water and firewood are chores here, although inside the SNA boundary. MICS5 asks
    about both in one question: its hours are those of either column.
    """
    limit = limits["household_chores_at_5_to_14"]
    return does_long_chores(
        (fetched_water, collected_firewood, household_chores),
        (water_hours_low, firewood_hours_low, chores_hours_low),
        (water_hours_high, firewood_hours_high, chores_hours_high),
        age_years,
        limit,
    )


@cites(
    Cite(
        "MICS5-SYNTAX-CP",
        at="household chores, 15-17: CL9 and CL12 together 43 and more",
        seen="printed",
    )
)
@rule(level="person")
def household_chores_at_15_to_17(
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
    """Child of 15 to 17 in water, firewood and other household chores for long hours together.

    Reading: as at 5 to 14; later programmes have no such test.
    """
    limit = limits["household_chores_at_15_to_17"]
    return does_long_chores(
        (fetched_water, collected_firewood, household_chores),
        (water_hours_low, firewood_hours_low, chores_hours_low),
        (water_hours_high, firewood_hours_high, chores_hours_high),
        age_years,
        limit,
    )


@cites(Cite("MICS5-SYNTAX-CP", at="hazardous conditions, any of CL5, CL6, CL7A-F", seen="printed"))
@rule(level="person")
def any_hazardous_condition(
    economic_activity: nw.Expr,
    heavy_loads: nw.Expr | None = None,
    dangerous_tools: nw.Expr | None = None,
    dust_fumes_gas: nw.Expr | None = None,
    extreme_temperature: nw.Expr | None = None,
    noise_vibration: nw.Expr | None = None,
    heights: nw.Expr | None = None,
    chemicals_explosives: nw.Expr | None = None,
    other_hazard: nw.Expr | None = None,
) -> nw.Expr:
    """Child of 5 to 17 who works under at least one hazardous condition.

    Reading: a condition that the form did not ask about, or skipped after another one was
    told, does not count. A child at work who was asked about none of them is unknown.
    """
    return any_told(
        economic_activity,
        heavy_loads,
        dangerous_tools,
        dust_fumes_gas,
        extreme_temperature,
        noise_vibration,
        heights,
        chemicals_explosives,
        other_hazard,
    )
