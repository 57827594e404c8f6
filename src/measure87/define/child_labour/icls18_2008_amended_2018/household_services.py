"""Are a child's unpaid household services hazardous?

A ground only where the general production boundary is the frame.
"""

import narwhals as nw

from measure87.define.child_labour.hazards import hazard_of_work
from measure87.define.child_labour.hours import most_hours, together, works_long_hours
from measure87.define.child_labour.icls18_2008_amended_2018.employment import water_is_employment
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import any_of


def _services(
    household_chores: nw.Expr,
    fetched_water: nw.Expr | None,
    collected_firewood: nw.Expr | None,
    limits: Limits,
) -> nw.Expr:
    """Any unpaid household service; water and firewood unless they count as employment."""
    kinds = [] if water_is_employment(limits) else [fetched_water, collected_firewood]
    return any_of(household_chores, *[kind for kind in kinds if kind is not None])


def _hours_of_services(
    household_chores: nw.Expr,
    fetched_water: nw.Expr | None,
    collected_firewood: nw.Expr | None,
    least: tuple[nw.Expr, nw.Expr | None, nw.Expr | None],
    most: tuple[nw.Expr, nw.Expr | None, nw.Expr | None],
    limits: Limits,
) -> tuple[nw.Expr, nw.Expr, nw.Expr]:
    """Any service, and its least and greatest hours: chores, water and firewood together.

    One of the two whose hours were not asked may take any, unless she did not do it.
    """
    services = _services(household_chores, fetched_water, collected_firewood, limits)
    if water_is_employment(limits):
        return services, least[0], most[0]
    water, firewood = most_hours(fetched_water, most[1]), most_hours(collected_firewood, most[2])
    return services, together(*least), together(most[0], water, firewood)


@cites(
    Cite(
        "ICLS18-CL-2008",
        at="hazardous unpaid household services, paragraphs 36-37 unamended",
        seen="secondary",
    ),
)
@rule(level="person")
def household_services_of_long_hours(
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
    """Unpaid household services for long hours.

    Reading: the hours inside the resolution were not seen; those of SDG indicator 8.7.1 stand
    in, which end at 14 years. Water and firewood are added unless counted as employment.
    """
    services, low, high = _hours_of_services(
        household_chores,
        fetched_water,
        collected_firewood,
        (chores_hours_low, water_hours_low, firewood_hours_low),
        (chores_hours_high, water_hours_high, firewood_hours_high),
        limits,
    )
    return works_long_hours(services, low, high, age_years, limits["long_household_services"])


@cites(
    Cite(
        "ICLS18-CL-2008",
        at="hazardous unpaid household services, paragraphs 36-37 unamended",
        seen="secondary",
    ),
    Cite(
        "MICS5-SYNTAX-CP",
        at="household chores, 15-17: CL9 and CL12 together 43 and more",
        seen="printed",
    ),
)
@rule(level="person")
def household_services_of_long_hours_at_15_to_17(
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
    """Unpaid household services for long hours at 15 to 17, by a limit of that age alone.

    Reading: no text was seen that has hours at this age, but the fifth round of MICS; counts in
    the measure beside the headline alone, and the 21 hours of the younger never.
    """
    services, low, high = _hours_of_services(
        household_chores,
        fetched_water,
        collected_firewood,
        (chores_hours_low, water_hours_low, firewood_hours_low),
        (chores_hours_high, water_hours_high, firewood_hours_high),
        limits,
    )
    limit = limits["long_household_services_at_15_to_17"]
    return works_long_hours(services, low, high, age_years, limit)


@cites(
    Cite(
        "ICLS18-CL-2008",
        at="hazardous unpaid household services, paragraphs 36-37 unamended",
        seen="secondary",
    ),
    Cite("ICLS18-CL-2008", at="the conditions of household services", seen="unseen"),
)
@rule(level="person")
def household_services_under_hazards(
    household_chores: nw.Expr,
    limits: Limits,
    fetched_water: nw.Expr | None = None,
    collected_firewood: nw.Expr | None = None,
    chores_unhealthy: nw.Expr | None = None,
    chores_dangerous_location: nw.Expr | None = None,
) -> nw.Expr:
    """Household services in an unhealthy environment, with unsafe equipment or heavy loads.

    Also those in dangerous locations. Reading: water and firewood are such services unless
    they count as employment.
    """
    services = _services(household_chores, fetched_water, collected_firewood, limits)
    return hazard_of_work(services, chores_unhealthy, chores_dangerous_location)
