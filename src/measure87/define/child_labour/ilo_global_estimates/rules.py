"""Which children would the global estimates of child labour count in this survey?

Follows the rule behind the numbers for the world that the ILO and UNICEF publish (160 million
children in 2020, 138 million in 2024), as far as others tell of it; their annex on methods was not
seen. Children of 5 to 11 in employment, children of 12 to 14 in employment that is not light work,
and children of 5 to 17 in hazardous work: by industry, by occupation, or by long hours. A bridge
between definitions in one survey. It is never the figure of the ILO and UNICEF, who estimate for
the world from many surveys, and no step from one series of figures to another.
"""

import narwhals as nw

from measure87.define.child_labour.designated import code_on_list
from measure87.define.child_labour.hours import at_ages, hours_are
from measure87.define.child_labour.hours import works_long_hours as works_for_hours
from measure87.define.limits import Limits
from measure87.define.lists import Lists
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import all_of, or_unknown

_BY_LISTS = Cite("GE-CL-2020", at="hazardous work by industry and occupation", seen="unseen")
_INDUSTRIES = Cite("ILO-IPEC-HAZARD-LISTS", at="designated hazardous industries", seen="unseen")
_OCCUPATIONS = Cite("ILO-IPEC-HAZARD-LISTS", at="designated hazardous occupations", seen="unseen")


@cites(
    Cite("UCW-METADATA", at="group a, all forms of economic activity", seen="secondary"),
    Cite("GE-CL-2020", at="children in employment", seen="unseen"),
)
@rule(level="person")
def in_employment(economic_activity: nw.Expr) -> nw.Expr:
    """Child in employment: any economic activity in the week, water and firewood apart.

    Reading: whether the global estimates count water and firewood as employment was not seen.
    """
    return or_unknown(economic_activity)


@cites(
    Cite("UCW-METADATA", at="group a, children aged 5-11 years", seen="secondary"),
    Cite("SDG-871-META-2021", at="definition, children aged 5-11", seen="printed"),
)
@rule(level="person")
def employed_at_5_to_11(
    in_employment: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 5 to 11 in employment for at least one hour in the week."""
    worked = hours_are(limits["employment"], economic_hours_low, economic_hours_high)
    return at_ages(limits["employment"].covers_age(age_years), all_of(in_employment, worked))


@cites(
    Cite("GE-CL-2020", at="light work at 12 to 14", seen="unseen"),
    Cite("OECD-COCOA", at="component 3, light work", seen="secondary"),
)
@rule(level="person")
def employed_beyond_light_work_at_12_to_14(
    economic_activity: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of 12 to 14 in employment for more hours than light work has.

    Reading: work that is hazardous is no light work either; it counts by its own grounds.
    """
    limit = limits["beyond_light_work"]
    return works_for_hours(
        economic_activity, economic_hours_low, economic_hours_high, age_years, limit
    )


@cites(Cite("GE-CL-2020", at="hazardous work by long hours", seen="unseen"))
@rule(level="person")
def works_long_hours(
    in_employment: nw.Expr,
    economic_hours_low: nw.Expr,
    economic_hours_high: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child in employment for long hours in the week."""
    long = hours_are(limits["long_hours"], economic_hours_low, economic_hours_high)
    return all_of(in_employment, long)


@cites(_BY_LISTS, _INDUSTRIES)
@rule(level="job")
def in_listed_industry(
    industry: nw.Expr,
    lists: Lists,
    in_reference_week: nw.Expr | None = None,
    form_of_work: nw.Expr | None = None,
) -> nw.Expr:
    """Job in an industry that a list designates as hazardous, verified or not.

    Reading: a job of unknown industry is unknown. Services for own use are no employment: no.
    """
    return code_on_list(industry, lists["hazardous_industries"], in_reference_week, form_of_work)


@cites(_BY_LISTS, _OCCUPATIONS)
@rule(level="job")
def in_listed_occupation(
    occupation: nw.Expr,
    lists: Lists,
    in_reference_week: nw.Expr | None = None,
    form_of_work: nw.Expr | None = None,
) -> nw.Expr:
    """Job in an occupation that a list designates as hazardous, verified or not.

    Reading: a job of unknown occupation is unknown. Services for own use are no employment: no.
    """
    return code_on_list(occupation, lists["hazardous_occupations"], in_reference_week, form_of_work)


@cites(_BY_LISTS, _INDUSTRIES)
@rule(level="person")
def works_in_listed_industry(in_employment: nw.Expr, in_listed_industry: nw.Expr) -> nw.Expr:
    """Child with a job in an industry that a list designates, verified or not."""
    return all_of(in_employment, in_listed_industry)


@cites(_BY_LISTS, _OCCUPATIONS)
@rule(level="person")
def works_in_listed_occupation(in_employment: nw.Expr, in_listed_occupation: nw.Expr) -> nw.Expr:
    """Child with a job in an occupation that a list designates, verified or not."""
    return all_of(in_employment, in_listed_occupation)
