"""Who lives in a forced marriage, as the global estimates of modern slavery measure it?

A person, of whatever age, who was forced to marry without her consent. Whoever says that she was
forced is asked whether she consented; consent that is not known stays unknown.
"""

import narwhals as nw

from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, any_of, or_unknown, status

_FORCED = Cite(
    "WALK-FREE-FM-2018",
    at="persons, regardless of their age, forced to marry without their consent",
    seen="secondary",
)
_UNDER_18 = Cite("SDG-531-META-2021", at="married or in a union before age 18", seen="printed")


@cites(_UNDER_18)
@rule(level="person")
def under_18_at_marriage(
    limits: Limits,
    age_at_marriage: nw.Expr | None = None,
    age_years: nw.Expr | None = None,
    ever_in_union: nw.Expr | None = None,
    marriage_goes_on: nw.Expr | None = None,
) -> nw.Expr:
    """Under 18 when the marriage or union began.

    Whoever is married and not yet 18 was under 18 then, also where nobody knows at what age.
    """
    untold = status(UNKNOWN)
    if age_years is not None:
        child = ~limits["adult"].reached_by(age_years)
        for sign in (ever_in_union, marriage_goes_on):
            if sign is not None:
                untold = nw.when(child & (sign == YES)).then(status(YES)).otherwise(untold)
    if age_at_marriage is None:
        return untold
    adult = limits["adult"].reached_by(age_at_marriage)
    told = nw.when(adult).then(status(NO)).otherwise(status(YES))
    return nw.when(age_at_marriage.is_null()).then(untold).otherwise(told)


@cites(
    _FORCED,
    Cite(
        "WALK-FREE-FM-2018",
        at="all who answered yes were asked if they consented to that marriage",
        seen="secondary",
    ),
    Cite("MARRIAGE-CONSENT-1962", at="Article 1(1), full and free consent", seen="secondary"),
)
@rule(level="person")
def married_without_consent(
    marriage_consent_lacked: nw.Expr,
    under_18_at_marriage: nw.Expr,
    limits: Limits,
    ever_in_union: nw.Expr | None = None,
    forced_to_marry: nw.Expr | None = None,
) -> nw.Expr:
    """Forced to marry, or to enter a union, without her consent.

    Reading: where nobody asked whether she was forced, consent alone decides. Under the reading
    `child_marriage_is_forced` every marriage or union of a person under 18 is one without consent.
    """
    criteria = [or_unknown(marriage_consent_lacked)]
    if forced_to_marry is not None:
        criteria.append(or_unknown(forced_to_marry))
    forced = all_of(*criteria)
    if limits["marriage_of_a_child"].bound == "forced":
        forced = any_of(forced, under_18_at_marriage)
    return forced if ever_in_union is None else all_of(or_unknown(ever_in_union), forced)


@cites(
    _FORCED,
    Cite("GEMS-2022", at="people living in a forced marriage on any given day", seen="secondary"),
)
@rule(level="person")
def living_in_forced_marriage(
    married_without_consent: nw.Expr, marriage_goes_on: nw.Expr
) -> nw.Expr:
    """In a marriage or union that was forced and goes on."""
    return all_of(married_without_consent, or_unknown(marriage_goes_on))


@cites(_FORCED, _UNDER_18)
@rule(level="person")
def living_in_forced_marriage_since_childhood(
    living_in_forced_marriage: nw.Expr, under_18_at_marriage: nw.Expr
) -> nw.Expr:
    """In a forced marriage or union that began before 18 and goes on."""
    return all_of(living_in_forced_marriage, under_18_at_marriage)
