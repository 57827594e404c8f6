"""Which children work or do chores at all, and which for fewer hours than their age's limit?

Follows the custodian's tabulation programme of tables PR.3.1 to PR.3.4. The columns "less than"
need told hours: the test is made before unknown hours are set to nought, the test of "at or
above" after.
"""

import narwhals as nw

from measure87.define.child_labour.hours import does_long_chores, together, works_long_hours
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.columns import HOURS_IN_WEEK
from measure87.vocabulary.status import YES, any_of, or_unknown

_KEY = "MICS6-SYNTAX-PR"
_BELOW = "economic activity below the age threshold"


@cites(Cite(_KEY, at="economic activity, any of CL1A, CL1B, CL1C, CL1X", seen="printed"))
@rule(level="person")
def in_economic_activity(economic_activity: nw.Expr) -> nw.Expr:
    """Child who did any economic activity in the week."""
    return or_unknown(economic_activity)


@cites(Cite(_KEY, at=f"{_BELOW}, 5-11", seen="printed"))
@rule(level="person")
def economic_activity_below_at_5_to_11(
    economic_activity: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 5 to 11 in economic activity for less than one hour in the week."""
    limit = limits["economic_activity_below_at_5_to_11"]
    return works_long_hours(
        economic_activity, economic_hours_low, economic_hours_high, age_years, limit
    )


@cites(Cite(_KEY, at=f"{_BELOW}, 12-14", seen="printed"))
@rule(level="person")
def economic_activity_below_at_12_to_14(
    economic_activity: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 12 to 14 in economic activity for less than 14 hours in the week."""
    limit = limits["economic_activity_below_at_12_to_14"]
    return works_long_hours(
        economic_activity, economic_hours_low, economic_hours_high, age_years, limit
    )


@cites(Cite(_KEY, at=f"{_BELOW}, 15-17", seen="printed"))
@rule(level="person")
def economic_activity_below_at_15_to_17(
    economic_activity: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 15 to 17 in economic activity for less than 43 hours in the week."""
    limit = limits["economic_activity_below_at_15_to_17"]
    return works_long_hours(
        economic_activity, economic_hours_low, economic_hours_high, age_years, limit
    )


@cites(Cite(_KEY, at="household chores, any of CL7, CL9, CL11A to CL11X", seen="printed"))
@rule(level="person")
def in_household_chores(
    household_chores: nw.Expr,
    fetched_water: nw.Expr | None = None,
    collected_firewood: nw.Expr | None = None,
) -> nw.Expr:
    """Child who fetched water, collected firewood or did other household chores in the week."""
    asked = [a for a in (fetched_water, collected_firewood, household_chores) if a is not None]
    return or_unknown(any_of(*asked))


@cites(Cite(_KEY, at="household chores below the age threshold, 5-14", seen="printed"))
@rule(level="person")
def household_chores_below_at_5_to_14(
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
    """Child of 5 to 14 in chores for less than 21 hours together.

    Reading: hours count as unknown where a kind of chores was told and its hours were not. A
    kind of which it is not known whether she did it adds no hours, as in the programme.
    """
    kinds = (
        (fetched_water, water_hours_low, water_hours_high),
        (collected_firewood, firewood_hours_low, firewood_hours_high),
        (household_chores, chores_hours_low, chores_hours_high),
    )
    asked = [did for did, _, _ in kinds if did is not None]
    low = together(nw.lit(0.0), *(hours for _, hours, _ in kinds))
    high = together(nw.lit(0.0), *(_most(did, hours) for did, _, hours in kinds))
    limit = limits["household_chores_below_at_5_to_14"]
    return works_long_hours(any_of(*asked), low, high, age_years, limit)


def _most(did: nw.Expr | None, hours_high: nw.Expr | None) -> nw.Expr | None:
    """The most hours that a kind of chores may have taken; none unless it was surely done."""
    if did is None:
        return None
    most = nw.lit(HOURS_IN_WEEK) if hours_high is None else hours_high
    return nw.when(did == YES).then(most).otherwise(nw.lit(0.0))


@cites(Cite(_KEY, at="household chores at or above the age threshold, 5-14", seen="printed"))
@rule(level="person")
def household_chores_at_or_above_at_5_to_14(
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
    """Child of 5 to 14 in chores for 21 hours and more together."""
    limit = limits["household_chores_at_or_above_at_5_to_14"]
    return does_long_chores(
        (fetched_water, collected_firewood, household_chores),
        (water_hours_low, firewood_hours_low, chores_hours_low),
        (water_hours_high, firewood_hours_high, chores_hours_high),
        age_years,
        limit,
    )
