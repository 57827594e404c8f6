"""Is a child in employment, and for how many hours?

Economic activity within the SNA production boundary. Hours are those of the reference week,
summed over all of a child's jobs.
"""

import narwhals as nw

from measure87.define.child_labour.hours import together
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import any_of, or_unknown


def water_is_employment(limits: Limits) -> bool:
    """Whether the limit `water_and_firewood` counts them as employment."""
    return limits["water_and_firewood"].bound == "economic activity"


@cites(Cite("SDG-871-META-2021", at="concepts, the two production boundaries", seen="printed"))
@rule(level="person")
def in_economic_activity(economic_activity: nw.Expr) -> nw.Expr:
    """Child in economic activity, water and firewood apart.

    Reading: the question arises for every child; one who was not asked is unknown.
    """
    return or_unknown(economic_activity)


@cites(Cite("SDG-871-META-2021", at="concepts, the two production boundaries", seen="printed"))
@rule(level="person")
def in_employment(
    in_economic_activity: nw.Expr,
    limits: Limits,
    fetched_water: nw.Expr | None = None,
    collected_firewood: nw.Expr | None = None,
) -> nw.Expr:
    """Child in economic activity within the SNA production boundary.

    Reading: fetching water and collecting firewood lie inside the boundary, yet SDG indicator
    8.7.1 counts them as chores. The limit `water_and_firewood` says where they are counted.
    """
    if not water_is_employment(limits):
        return in_economic_activity
    asked = [answer for answer in (fetched_water, collected_firewood) if answer is not None]
    return any_of(in_economic_activity, *asked)


@cites(Cite("SDG-871-META-2021", at="concepts, the two production boundaries", seen="printed"))
@rule(level="person", gives="number")
def working_hours_low(
    economic_hours_low: nw.Expr,
    limits: Limits,
    water_hours_low: nw.Expr | None = None,
    firewood_hours_low: nw.Expr | None = None,
) -> nw.Expr:
    """Least hours in employment in the week, summed over all of a child's jobs."""
    if not water_is_employment(limits):
        return economic_hours_low
    return together(economic_hours_low, water_hours_low, firewood_hours_low)


@cites(Cite("SDG-871-META-2021", at="concepts, the two production boundaries", seen="printed"))
@rule(level="person", gives="number")
def working_hours_high(
    economic_hours_high: nw.Expr,
    limits: Limits,
    water_hours_high: nw.Expr | None = None,
    firewood_hours_high: nw.Expr | None = None,
) -> nw.Expr:
    """Greatest hours in employment in the week, summed over all of a child's jobs."""
    if not water_is_employment(limits):
        return economic_hours_high
    return together(economic_hours_high, water_hours_high, firewood_hours_high)
