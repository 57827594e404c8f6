"""When is a child in child labour or under hazardous conditions in MICS6, table PR.3.4?

Follows the custodian's tabulation programme. Hours are those of the reference week, summed
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
        "MICS6-SYNTAX-PR",
        at="economic activity at or above the age threshold, 5-11",
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
        "MICS6-SYNTAX-PR",
        at="economic activity at or above the age threshold, 12-14",
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
        "MICS6-SYNTAX-PR",
        at="economic activity at or above the age threshold, 15-17",
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


@cites(Cite("MICS6-SYNTAX-PR", at="household chores, sum of CL8, CL10 and CL13", seen="printed"))
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

    Reading: water and firewood are chores here, although inside the SNA boundary. No test at
    15 to 17.
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
        "MICS6-SYNTAX-PR", at="hazardous conditions, any of CL4, CL5, CL6A-E, CL6X", seen="printed"
    )
)
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


@cites(Cite("MICS6-SYNTAX-PR", at="table PR.3.4, CL4", seen="printed"))
@rule(level="person")
def works_with_heavy_loads(economic_activity: nw.Expr, heavy_loads: nw.Expr) -> nw.Expr:
    """Child whose work requires carrying heavy loads."""
    return any_told(economic_activity, heavy_loads)


@cites(Cite("MICS6-SYNTAX-PR", at="table PR.3.4, CL5", seen="printed"))
@rule(level="person")
def works_with_dangerous_tools(economic_activity: nw.Expr, dangerous_tools: nw.Expr) -> nw.Expr:
    """Child who works with dangerous tools or operates heavy machinery."""
    return any_told(economic_activity, dangerous_tools)


@cites(Cite("MICS6-SYNTAX-PR", at="table PR.3.4, CL6A", seen="printed"))
@rule(level="person")
def works_with_dust_fumes_gas(economic_activity: nw.Expr, dust_fumes_gas: nw.Expr) -> nw.Expr:
    """Child exposed to dust, fumes or gas at work."""
    return any_told(economic_activity, dust_fumes_gas)


@cites(Cite("MICS6-SYNTAX-PR", at="table PR.3.4, CL6B", seen="printed"))
@rule(level="person")
def works_with_extreme_temperature(
    economic_activity: nw.Expr, extreme_temperature: nw.Expr
) -> nw.Expr:
    """Child exposed to extreme cold, heat or humidity at work."""
    return any_told(economic_activity, extreme_temperature)


@cites(Cite("MICS6-SYNTAX-PR", at="table PR.3.4, CL6C", seen="printed"))
@rule(level="person")
def works_with_noise_vibration(economic_activity: nw.Expr, noise_vibration: nw.Expr) -> nw.Expr:
    """Child exposed to loud noise or vibration at work."""
    return any_told(economic_activity, noise_vibration)


@cites(Cite("MICS6-SYNTAX-PR", at="table PR.3.4, CL6D", seen="printed"))
@rule(level="person")
def works_with_heights(economic_activity: nw.Expr, heights: nw.Expr) -> nw.Expr:
    """Child required to work at heights."""
    return any_told(economic_activity, heights)


@cites(Cite("MICS6-SYNTAX-PR", at="table PR.3.4, CL6E", seen="printed"))
@rule(level="person")
def works_with_chemicals_explosives(
    economic_activity: nw.Expr, chemicals_explosives: nw.Expr
) -> nw.Expr:
    """Child required to work with chemicals or explosives."""
    return any_told(economic_activity, chemicals_explosives)


@cites(Cite("MICS6-SYNTAX-PR", at="table PR.3.4, CL6X", seen="printed"))
@rule(level="person")
def works_with_other_hazard(economic_activity: nw.Expr, other_hazard: nw.Expr) -> nw.Expr:
    """Child exposed to other things, processes or conditions bad for health or safety."""
    return any_told(economic_activity, other_hazard)
