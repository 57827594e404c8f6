"""Is a child in employment below the minimum age that is not light work?"""

import narwhals as nw

from measure87.define.child_labour.hours import at_ages, hours_are
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import all_of, negate


@cites(
    Cite(
        "ICLS18-CL-2008",
        at="employment below the minimum age, paragraphs 32-33 unamended",
        seen="secondary",
    ),
    Cite("SDG-871-META-2021", at="definition, children aged 5-11", seen="printed"),
)
@rule(level="person")
def employed_below_light_work_age(
    in_employment: nw.Expr,
    working_hours_low: nw.Expr,
    working_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child too young for light work, in employment for at least one hour in the week."""
    worked = all_of(
        in_employment, hours_are(limits["any_work"], working_hours_low, working_hours_high)
    )
    return at_ages(limits["light_work_age"].reached_by(age_years), worked)


@cites(
    Cite("OECD-COCOA", at="component 3, light work", seen="secondary"),
    Cite("C138", at="light work", seen="secondary"),
)
@rule(level="person")
def light_work(
    working_hours_low: nw.Expr,
    working_hours_high: nw.Expr,
    hazardous_work: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Work of less than 14 hours in the week that is not hazardous.

    Reading: whether there is work at all, and whether light work is permitted at the child's
    age, is said by the rule on employment beyond light work.
    """
    short = hours_are(limits["light_work_hours"], working_hours_low, working_hours_high)
    return all_of(short, negate(hazardous_work))


@cites(
    Cite(
        "ICLS18-CL-2008",
        at="employment below the minimum age, paragraphs 32-33 unamended",
        seen="secondary",
    ),
    Cite("C138", at="minimum age and light work", seen="secondary"),
)
@rule(level="person")
def employed_beyond_light_work(
    in_employment: nw.Expr, light_work: nw.Expr, age_years: nw.Expr, limits: Limits
) -> nw.Expr:
    """Child old enough for light work and below the minimum age, whose work is not light."""
    too_young = limits["light_work_age"].reached_by(age_years)
    below = limits["minimum_age"].reached_by(age_years)
    return at_ages(below & ~too_young, all_of(in_employment, negate(light_work)))
