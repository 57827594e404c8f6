"""When is a child in child labour under the ICLS resolution on child labour statistics?

Follows the resolution of the 18th ICLS (2008) as amended by the 20th (2018), read through its
custodians' and national metadata, with the hazards of Recommendation 190. Child labour is
hazardous work, or another worst form, or employment below the minimum age that is not light
work; where the general production boundary is the frame, also hazardous unpaid household
services. Answers that were not told leave the result unknown.
"""

import narwhals as nw

from measure87.define.child_labour.hazards import any_told, hazard_of_work
from measure87.define.child_labour.hours import (
    at_ages,
    does_long_chores,
    hours_are,
    together,
)
from measure87.define.limits import Limits, Lists
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, any_of, negate, or_unknown, status

_ECONOMIC_ACTIVITY = "economic activity"
"""A choice of the limit `water_and_firewood`."""


@cites(Cite("SDG-871-META-2021", at="concepts, the two production boundaries", seen="printed"))
@rule(level="person")
def in_employment(
    economic_activity: nw.Expr,
    limits: Limits,
    fetched_water: nw.Expr | None = None,
    collected_firewood: nw.Expr | None = None,
) -> nw.Expr:
    """Child in economic activity within the SNA production boundary.

    Reading: fetching water and collecting firewood lie inside the boundary, yet SDG indicator
    8.7.1 counts them as chores. The limit `water_and_firewood` says where they are counted.
    """
    if limits["water_and_firewood"].bound != _ECONOMIC_ACTIVITY:
        return or_unknown(economic_activity)
    asked = [answer for answer in (fetched_water, collected_firewood) if answer is not None]
    return any_of(or_unknown(economic_activity), *asked)


@cites(Cite("SDG-871-META-2021", at="concepts, the two production boundaries", seen="printed"))
@rule(level="person", gives="number")
def working_hours_low(
    economic_hours_low: nw.Expr,
    limits: Limits,
    water_hours_low: nw.Expr | None = None,
    firewood_hours_low: nw.Expr | None = None,
) -> nw.Expr:
    """Least hours in employment in the week, summed over all of a child's jobs."""
    if limits["water_and_firewood"].bound != _ECONOMIC_ACTIVITY:
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
    if limits["water_and_firewood"].bound != _ECONOMIC_ACTIVITY:
        return economic_hours_high
    return together(economic_hours_high, water_hours_high, firewood_hours_high)


@cites(Cite("R190", at="paragraph 3, first item", seen="printed"))
@rule(level="person")
def abused_at_work(in_employment: nw.Expr, abuse_at_work: nw.Expr | None = None) -> nw.Expr:
    """Work that exposes a child to physical, psychological or sexual abuse."""
    return hazard_of_work(in_employment, abuse_at_work)


@cites(Cite("R190", at="paragraph 3, second item", seen="printed"))
@rule(level="person")
def works_in_dangerous_places(
    in_employment: nw.Expr,
    underground_underwater_confined: nw.Expr | None = None,
    heights: nw.Expr | None = None,
) -> nw.Expr:
    """Work underground, under water, at dangerous heights or in confined spaces."""
    return hazard_of_work(in_employment, underground_underwater_confined, heights)


@cites(Cite("R190", at="paragraph 3, third item", seen="printed"))
@rule(level="person")
def works_with_dangerous_tools_or_loads(
    in_employment: nw.Expr, heavy_loads: nw.Expr, dangerous_tools: nw.Expr
) -> nw.Expr:
    """Work with dangerous machinery, equipment and tools, or with heavy loads.

    Reading: these two questions stand first in every module known to us, and a survey without
    them cannot tell hazardous work. A child at work who was asked neither is unknown.
    """
    return all_of(in_employment, any_told(in_employment, heavy_loads, dangerous_tools))


@cites(Cite("R190", at="paragraph 3, fourth item", seen="printed"))
@rule(level="person")
def works_in_unhealthy_environment(
    in_employment: nw.Expr,
    dust_fumes_gas: nw.Expr | None = None,
    extreme_temperature: nw.Expr | None = None,
    noise_vibration: nw.Expr | None = None,
    chemicals_explosives: nw.Expr | None = None,
    other_hazard: nw.Expr | None = None,
) -> nw.Expr:
    """Work in an unhealthy environment: substances, processes, temperatures, noise, vibration.

    Reading: other things bad for health or safety, which surveys ask about last, count here.
    """
    return hazard_of_work(
        in_employment,
        dust_fumes_gas,
        extreme_temperature,
        noise_vibration,
        chemicals_explosives,
        other_hazard,
    )


@cites(Cite("R190", at="paragraph 3, fifth item", seen="printed"))
@rule(level="person")
def works_long_hours(
    in_employment: nw.Expr,
    working_hours_low: nw.Expr,
    working_hours_high: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Work under particularly difficult conditions: long hours.

    Reading: the Recommendation has no number; 43 hours is the cut of SDG indicator 8.7.1.
    """
    hours = hours_are(limits["long_hours"], working_hours_low, working_hours_high)
    return all_of(in_employment, hours)


@cites(Cite("R190", at="paragraph 3, fifth item", seen="printed"))
@rule(level="person")
def works_at_night_or_confined(
    in_employment: nw.Expr,
    night_work: nw.Expr | None = None,
    confined_to_premises: nw.Expr | None = None,
) -> nw.Expr:
    """Work during the night, or unreasonably confined to the premises of the employer."""
    return hazard_of_work(in_employment, night_work, confined_to_premises)


@cites(
    Cite("ILO-IPEC-HAZARD-LISTS", at="designated hazardous industries", seen="unseen"),
    Cite("ICLS20-CL-2018", at="hazardous work, paragraphs 21-32 as amended", seen="printed"),
)
@rule(level="job")
def in_designated_hazardous_industry(
    industry: nw.Expr, lists: Lists, in_reference_week: nw.Expr | None = None
) -> nw.Expr:
    """Job in an industry that is designated as hazardous for children.

    Reading: a job of unknown industry is unknown. A national list replaces the list.
    """
    return _listed(industry, lists["hazardous_industries"].holds(industry), in_reference_week)


@cites(
    Cite("ILO-IPEC-HAZARD-LISTS", at="designated hazardous occupations", seen="unseen"),
    Cite("ICLS20-CL-2018", at="hazardous work, paragraphs 21-32 as amended", seen="printed"),
)
@rule(level="job")
def in_designated_hazardous_occupation(
    occupation: nw.Expr, lists: Lists, in_reference_week: nw.Expr | None = None
) -> nw.Expr:
    """Job in an occupation that is designated as hazardous for children.

    Reading: a job of unknown occupation is unknown. A national list replaces the list.
    """
    return _listed(occupation, lists["hazardous_occupations"].holds(occupation), in_reference_week)


def _listed(code: nw.Expr, listed: nw.Expr, in_reference_week: nw.Expr | None) -> nw.Expr:
    """Status of a job's code being on a list, for a job of the reference week."""
    found = nw.when(listed).then(status(YES)).otherwise(status(NO))
    found = nw.when(code.is_null()).then(status(UNKNOWN)).otherwise(found)
    return found if in_reference_week is None else all_of(in_reference_week, found)


@cites(
    Cite("ICLS20-CL-2018", at="hazardous work, paragraphs 21-32 as amended", seen="printed"),
    Cite("C182", at="Article 3(d)", seen="printed"),
)
@rule(level="person")
def works_in_hazardous_industry(
    in_employment: nw.Expr, in_designated_hazardous_industry: nw.Expr | None = None
) -> nw.Expr:
    """Child with a job in a designated hazardous industry.

    Reading: a survey without the industry of jobs says nothing here, neither yes nor no.
    """
    if in_designated_hazardous_industry is None:
        return nw.lit(None, dtype=nw.Int8)
    return all_of(in_employment, in_designated_hazardous_industry)


@cites(
    Cite("ICLS20-CL-2018", at="hazardous work, paragraphs 21-32 as amended", seen="printed"),
    Cite("C182", at="Article 3(d)", seen="printed"),
)
@rule(level="person")
def works_in_hazardous_occupation(
    in_employment: nw.Expr, in_designated_hazardous_occupation: nw.Expr
) -> nw.Expr:
    """Child with a job in a designated hazardous occupation."""
    return all_of(in_employment, in_designated_hazardous_occupation)


@cites(
    Cite("ICLS20-CL-2018", at="hazardous work, paragraphs 21-32 as amended", seen="printed"),
    Cite("C182", at="Article 3(d)", seen="printed"),
)
@rule(level="person")
def hazardous_work(
    abused_at_work: nw.Expr,
    works_in_dangerous_places: nw.Expr,
    works_with_dangerous_tools_or_loads: nw.Expr,
    works_in_unhealthy_environment: nw.Expr,
    works_long_hours: nw.Expr,
    works_at_night_or_confined: nw.Expr,
    works_in_hazardous_industry: nw.Expr,
) -> nw.Expr:
    """Employment of a child that is hazardous in any of these ways."""
    return any_of(
        abused_at_work,
        works_in_dangerous_places,
        works_with_dangerous_tools_or_loads,
        works_in_unhealthy_environment,
        works_long_hours,
        works_at_night_or_confined,
        works_in_hazardous_industry,
    )


@cites(
    Cite("C182", at="Article 3(a)", seen="printed"),
    Cite("ICLS20-CL-2018", at="other worst forms, paragraphs 33-34 as amended", seen="printed"),
)
@rule(level="person")
def in_slavery_or_similar(worst_form_3a: nw.Expr, economic_activity: nw.Expr) -> nw.Expr:
    """Child in slavery or similar practices: sale, trafficking, debt bondage, forced labour."""
    return any_told(economic_activity, worst_form_3a)


@cites(
    Cite("C182", at="Article 3(b)", seen="printed"),
    Cite("ICLS20-CL-2018", at="other worst forms, paragraphs 33-34 as amended", seen="printed"),
)
@rule(level="person")
def in_sexual_exploitation(worst_form_3b: nw.Expr, economic_activity: nw.Expr) -> nw.Expr:
    """Child used, procured or offered for prostitution or pornography."""
    return any_told(economic_activity, worst_form_3b)


@cites(
    Cite("C182", at="Article 3(c)", seen="printed"),
    Cite("ICLS20-CL-2018", at="other worst forms, paragraphs 33-34 as amended", seen="printed"),
)
@rule(level="person")
def in_illicit_activities(worst_form_3c: nw.Expr, economic_activity: nw.Expr) -> nw.Expr:
    """Child used, procured or offered for illicit activities, in particular drugs."""
    return any_told(economic_activity, worst_form_3c)


@cites(Cite("ICLS20-CL-2018", at="other worst forms, paragraphs 33-34 as amended", seen="printed"))
@rule(level="person")
def in_other_worst_form(
    in_slavery_or_similar: nw.Expr | None = None,
    in_sexual_exploitation: nw.Expr | None = None,
    in_illicit_activities: nw.Expr | None = None,
) -> nw.Expr:
    """Child in a worst form of child labour other than hazardous work.

    Reading: most household surveys do not ask; such a survey says nothing here.
    """
    forms = (in_slavery_or_similar, in_sexual_exploitation, in_illicit_activities)
    asked = [form for form in forms if form is not None]
    return any_of(*asked) if asked else nw.lit(None, dtype=nw.Int8)


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
    services = [household_chores]
    low, high = chores_hours_low, chores_hours_high
    if limits["water_and_firewood"].bound != _ECONOMIC_ACTIVITY:
        services += [kind for kind in (fetched_water, collected_firewood) if kind is not None]
        low = together(low, water_hours_low, firewood_hours_low)
        high = together(high, water_hours_high, firewood_hours_high)
    return does_long_chores(
        tuple(services), (low,), (high,), age_years, limits["long_household_services"]
    )


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
    chores_unhealthy: nw.Expr | None = None,
    chores_dangerous_location: nw.Expr | None = None,
) -> nw.Expr:
    """Household services in an unhealthy environment, with unsafe equipment or heavy loads.

    Also those in dangerous locations.
    """
    return hazard_of_work(household_chores, chores_unhealthy, chores_dangerous_location)
