"""When was a child in child labour in MICS4, table CP.2?

Follows the tabulation programme of the fourth round. Fetching water and collecting firewood are
work here, not chores, and their hours are added to those of the other work before the threshold
of 12-14 is applied. Answers that were not told leave the result unknown, and a dated limit says
how the unknown counts.
"""

import narwhals as nw

from measure87.define.child_labour.hours import at_ages, does_long_chores, works_long_hours
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import any_of, or_unknown

_KEY = "MICS4-SYNTAX-CP"


@cites(
    Cite(_KEY, at="economic activity, 5-11: CL3 of 1 or 2, CL5 or CL7 of 1", seen="printed"),
    Cite("MICS4-FORM", at="CL5, fetching water or collecting firewood", seen="secondary"),
)
@rule(level="person")
def any_work_at_5_to_11(
    economic_activity: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
    fetched_water: nw.Expr | None = None,
    collected_firewood: nw.Expr | None = None,
) -> nw.Expr:
    """Child of 5 to 11 in any work, water and firewood among it, for whatever hours.

    Reading: the column is called *for at least one hour*, and its programme does not look at the
    hours. Whether a child works is a question that arises for every child: not asked is unknown.
    """
    told = [a for a in (fetched_water, collected_firewood) if a is not None]
    any_work = any_of(or_unknown(economic_activity), *told)
    return at_ages(limits["age_of_any_work"].reached_by(age_years), any_work)


@cites(
    Cite(_KEY, at="economic activity, 12-14: CL4, CL6 and CL8 together 14 and more", seen="printed")
)
@rule(level="person")
def work_at_12_to_14(
    economic_activity: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
    fetched_water: nw.Expr | None = None,
    water_hours_low: nw.Expr | None = None,
    water_hours_high: nw.Expr | None = None,
    collected_firewood: nw.Expr | None = None,
    firewood_hours_low: nw.Expr | None = None,
    firewood_hours_high: nw.Expr | None = None,
) -> nw.Expr:
    """Child of 12 to 14 in work, water and firewood among it, for at least 14 hours together."""
    return does_long_chores(
        (or_unknown(economic_activity), fetched_water, collected_firewood),
        (economic_hours_low, water_hours_low, firewood_hours_low),
        (economic_hours_high, water_hours_high, firewood_hours_high),
        age_years,
        limits["work_at_12_to_14"],
    )


@cites(Cite(_KEY, at="household chores, 5-14: CL10 of 28 to 95", seen="printed"))
@rule(level="person")
def household_chores_at_5_to_14(
    household_chores: nw.Expr,
    chores_hours_low: nw.Expr,
    chores_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 5 to 14 in household chores, without water and firewood, for at least 28 hours.

    Reading: the programme counts no hours above 95, which are codes; a number is a number here.
    """
    return works_long_hours(
        household_chores,
        chores_hours_low,
        chores_hours_high,
        age_years,
        limits["household_chores_at_5_to_14"],
    )
