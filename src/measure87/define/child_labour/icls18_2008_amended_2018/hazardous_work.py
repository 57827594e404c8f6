"""Is a child's work hazardous?

The five items of Recommendation 190, paragraph 3, and the industries and occupations that are
designated as hazardous: under `verified_lists` only by a list that somebody checked against its
source, under `lists` by any.
"""

import narwhals as nw

from measure87.define.child_labour.designated import code_on_list
from measure87.define.child_labour.hazards import any_told, hazard_of_work
from measure87.define.child_labour.hours import hours_are
from measure87.define.limits import Limits
from measure87.define.lists import Lists
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, all_of, any_of, negate, or_unknown, status

_HAZARDOUS = (
    Cite("SDG-871-META-2021", at="hazardous work, paragraphs 21-32 as amended", seen="printed"),
    Cite("ICLS20-CL-2018", at="hazardous work, paragraphs 21-32 as amended", seen="secondary"),
)
"""The custodians' metadata number the paragraphs; the resolution itself was not read."""


@cites(
    Cite("C138", at="Article 3(3), hazardous work from 16 years", seen="secondary"),
    Cite("R190", at="hazardous work from 16 years", seen="unseen"),
)
@rule(level="person")
def exposed_in_employment(
    in_employment: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
    protected_at_work: nw.Expr | None = None,
) -> nw.Expr:
    """Child in employment whom hazardous work concerns.

    Reading: all who work. Under the reading `protected` not those of 16 and 17 who are fully
    protected and trained, which national law may authorise; of whom it was not told, unknown.
    """
    limit = limits["protected_hazardous_work"]
    if limit.bound == "hazardous work" or protected_at_work is None:
        return in_employment
    unprotected = all_of(in_employment, negate(or_unknown(protected_at_work)))
    return nw.when(limit.covers_age(age_years)).then(unprotected).otherwise(in_employment)


@cites(Cite("R190", at="paragraph 3, first item", seen="printed"))
@rule(level="person")
def abused_at_work(exposed_in_employment: nw.Expr, abuse_at_work: nw.Expr | None = None) -> nw.Expr:
    """Work that exposes a child to physical, psychological or sexual abuse."""
    return hazard_of_work(exposed_in_employment, abuse_at_work)


@cites(Cite("R190", at="paragraph 3, second item", seen="printed"))
@rule(level="person")
def works_in_dangerous_places(
    exposed_in_employment: nw.Expr,
    underground_underwater_confined: nw.Expr | None = None,
    heights: nw.Expr | None = None,
) -> nw.Expr:
    """Work underground, under water, at dangerous heights or in confined spaces."""
    return hazard_of_work(exposed_in_employment, underground_underwater_confined, heights)


@cites(Cite("R190", at="paragraph 3, third item", seen="printed"))
@rule(level="person")
def works_with_dangerous_tools_or_loads(
    exposed_in_employment: nw.Expr,
    heavy_loads: nw.Expr | None = None,
    dangerous_tools: nw.Expr | None = None,
) -> nw.Expr:
    """Work with dangerous machinery, equipment and tools, or with heavy loads.

    Reading: the item of the Recommendation names both as alternatives, so a survey that asks about
    one of them, or about both in one question, asks about the item. These questions stand first in
    every module known to us: a child at work who was asked neither is unknown. A survey without
    either says nothing here; it needs a verified list of industries or occupations instead.
    """
    asked = [answer for answer in (heavy_loads, dangerous_tools) if answer is not None]
    if not asked:
        return nw.lit(None, dtype=nw.Int8)
    return all_of(exposed_in_employment, any_told(exposed_in_employment, *asked))


@cites(Cite("R190", at="paragraph 3, fourth item", seen="printed"))
@rule(level="person")
def works_in_unhealthy_environment(
    exposed_in_employment: nw.Expr,
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
        exposed_in_employment,
        dust_fumes_gas,
        extreme_temperature,
        noise_vibration,
        chemicals_explosives,
        other_hazard,
    )


@cites(Cite("R190", at="paragraph 3, fifth item", seen="printed"))
@rule(level="person")
def works_long_hours(
    exposed_in_employment: nw.Expr,
    working_hours_low: nw.Expr,
    working_hours_high: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Work under particularly difficult conditions: long hours.

    Reading: the Recommendation has no number; 43 hours is the cut of SDG indicator 8.7.1.
    """
    hours = hours_are(limits["long_hours"], working_hours_low, working_hours_high)
    return all_of(exposed_in_employment, hours)


@cites(Cite("R190", at="paragraph 3, fifth item", seen="printed"))
@rule(level="person")
def works_at_night_or_confined(
    exposed_in_employment: nw.Expr,
    night_work: nw.Expr | None = None,
    confined_to_premises: nw.Expr | None = None,
) -> nw.Expr:
    """Work during the night, or unreasonably confined to the premises of the employer."""
    return hazard_of_work(exposed_in_employment, night_work, confined_to_premises)


@cites(
    Cite("ILO-IPEC-HAZARD-LISTS", at="designated hazardous industries", seen="unseen"),
    *_HAZARDOUS,
)
@rule(level="job")
def in_designated_hazardous_industry(
    industry: nw.Expr,
    verified_lists: Lists,
    in_reference_week: nw.Expr | None = None,
    form_of_work: nw.Expr | None = None,
) -> nw.Expr:
    """Job in an industry that a verified list designates as hazardous for children.

    Reading: a list that nobody checked designates nothing, whatever the industry: no. Under a
    verified list, such as a national one that replaces it, a job of unknown industry is unknown.
    Services for own use are no employment: no.
    """
    designated = verified_lists["hazardous_industries"]
    return code_on_list(industry, designated, in_reference_week, form_of_work)


@cites(
    Cite("ILO-IPEC-HAZARD-LISTS", at="designated hazardous occupations", seen="unseen"),
    *_HAZARDOUS,
)
@rule(level="job")
def in_designated_hazardous_occupation(
    occupation: nw.Expr,
    verified_lists: Lists,
    in_reference_week: nw.Expr | None = None,
    form_of_work: nw.Expr | None = None,
) -> nw.Expr:
    """Job in an occupation that a verified list designates as hazardous for children.

    Reading: a list that nobody checked designates nothing, whatever the occupation: no. Under a
    verified list, such as a national one that replaces it, a job of unknown occupation is unknown.
    Services for own use are no employment: no.
    """
    designated = verified_lists["hazardous_occupations"]
    return code_on_list(occupation, designated, in_reference_week, form_of_work)


@cites(
    Cite("ILO-IPEC-HAZARD-LISTS", at="designated hazardous industries", seen="unseen"),
    *_HAZARDOUS,
)
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


@cites(
    Cite("ILO-IPEC-HAZARD-LISTS", at="designated hazardous occupations", seen="unseen"),
    *_HAZARDOUS,
)
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


@cites(
    *_HAZARDOUS,
    Cite("C182", at="Article 3(d)", seen="printed"),
)
@rule(level="person")
def works_in_hazardous_industry(
    exposed_in_employment: nw.Expr,
    verified_lists: Lists,
    in_designated_hazardous_industry: nw.Expr | None = None,
) -> nw.Expr:
    """Child with a job in an industry that a verified list designates as hazardous.

    Reading: a list that nobody checked designates nothing: no. Under a verified list, a survey
    without the industry of jobs says nothing here, neither yes nor no.
    """
    if not verified_lists["hazardous_industries"].codes:
        return status(NO)
    if in_designated_hazardous_industry is None:
        return nw.lit(None, dtype=nw.Int8)
    return all_of(exposed_in_employment, in_designated_hazardous_industry)


@cites(
    *_HAZARDOUS,
    Cite("C182", at="Article 3(d)", seen="printed"),
)
@rule(level="person")
def works_in_hazardous_occupation(
    exposed_in_employment: nw.Expr,
    verified_lists: Lists,
    in_designated_hazardous_occupation: nw.Expr | None = None,
) -> nw.Expr:
    """Child with a job in an occupation that a verified list designates as hazardous.

    Reading: a list that nobody checked designates nothing: no. Under a verified list, a survey
    without the occupation of jobs says nothing here, neither yes nor no.
    """
    if not verified_lists["hazardous_occupations"].codes:
        return status(NO)
    if in_designated_hazardous_occupation is None:
        return nw.lit(None, dtype=nw.Int8)
    return all_of(exposed_in_employment, in_designated_hazardous_occupation)


@cites(
    *_HAZARDOUS,
    Cite("C182", at="Article 3(d)", seen="printed"),
)
@rule(level="person")
def works_in_listed_industry(
    exposed_in_employment: nw.Expr, in_listed_industry: nw.Expr
) -> nw.Expr:
    """Child with a job in an industry that a list designates, verified or not."""
    return all_of(exposed_in_employment, in_listed_industry)


@cites(
    *_HAZARDOUS,
    Cite("C182", at="Article 3(d)", seen="printed"),
)
@rule(level="person")
def works_in_listed_occupation(
    exposed_in_employment: nw.Expr, in_listed_occupation: nw.Expr
) -> nw.Expr:
    """Child with a job in an occupation that a list designates, verified or not."""
    return all_of(exposed_in_employment, in_listed_occupation)


@cites(
    *_HAZARDOUS,
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
    works_in_hazardous_occupation: nw.Expr,
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
        works_in_hazardous_occupation,
    )
