"""Is a child in employment below the minimum age that is not light work?"""

import narwhals as nw

from measure87.define.child_labour.hours import at_ages, hours_are
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, negate, status

_ARTICLE_6 = Cite("C138", at="Article 6, work in schools and in training", seen="secondary")


@cites(_ARTICLE_6)
@rule(level="job")
def is_exempt_training(work_in_training: nw.Expr, age_years: nw.Expr, limits: Limits) -> nw.Expr:
    """Work in a school, or from 14 on in an approved programme of training in an undertaking.

    Reading: such work counts; under the reading `training` the minimum age does not reach it.
    Hazardous work in it counts all the same, for Convention 182 has no such exception.
    """
    of_age = limits["work_in_training"].covers_age(age_years)
    in_undertaking = (work_in_training == "undertaking") & of_age
    return (
        nw.when(work_in_training.is_null())
        .then(status(NO))
        .when((work_in_training == "school") | in_undertaking)
        .then(status(YES))
        .when(work_in_training == "unknown")
        .then(status(UNKNOWN))
        .otherwise(status(NO))
    )


@cites(_ARTICLE_6)
@rule(level="job", reduce="sum", gives="number")
def hours_beside_training_low(
    in_reference_week: nw.Expr,
    is_exempt_training: nw.Expr,
    hours_low: nw.Expr,
    is_employment: nw.Expr | None = None,
) -> nw.Expr:
    """Least hours of work that is surely no such training."""
    counts = (in_reference_week == YES) & (is_exempt_training == NO)
    if is_employment is not None:
        counts = counts & (is_employment == YES)
    return nw.when(counts).then(hours_low).otherwise(nw.lit(0.0))


@cites(_ARTICLE_6)
@rule(level="job", reduce="sum", gives="number")
def hours_beside_training_high(
    in_reference_week: nw.Expr,
    is_exempt_training: nw.Expr,
    hours_high: nw.Expr,
    is_employment: nw.Expr | None = None,
) -> nw.Expr:
    """Greatest hours of work that may be no such training."""
    counts_not = (in_reference_week == NO) | (is_exempt_training == YES)
    if is_employment is not None:
        counts_not = counts_not | (is_employment == NO)
    return nw.when(counts_not).then(nw.lit(0.0)).otherwise(hours_high)


@cites(_ARTICLE_6)
@rule(level="person", gives="number")
def hours_before_minimum_age_low(
    working_hours_low: nw.Expr,
    limits: Limits,
    is_exempt_training: nw.Expr | None = None,
    hours_beside_training_low: nw.Expr | None = None,
) -> nw.Expr:
    """Least hours of work which the minimum age reaches."""
    least = nw.lit(0.0) if hours_beside_training_low is None else hours_beside_training_low
    return _beside_training(working_hours_low, is_exempt_training, least, limits)


@cites(_ARTICLE_6)
@rule(level="person", gives="number")
def hours_before_minimum_age_high(
    working_hours_high: nw.Expr,
    limits: Limits,
    is_exempt_training: nw.Expr | None = None,
    hours_beside_training_high: nw.Expr | None = None,
) -> nw.Expr:
    """Greatest hours of work which the minimum age reaches."""
    most = working_hours_high if hours_beside_training_high is None else hours_beside_training_high
    return _beside_training(working_hours_high, is_exempt_training, most, limits)


def _beside_training(
    hours: nw.Expr, in_training: nw.Expr | None, beside: nw.Expr, limits: Limits
) -> nw.Expr:
    """Hours of all work, or of that beside training for a child with a job in training."""
    if limits["work_in_training"].bound == "employment" or in_training is None:
        return hours
    return nw.when(in_training == NO).then(hours).otherwise(beside)


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
    hours_before_minimum_age_low: nw.Expr,
    hours_before_minimum_age_high: nw.Expr,
    age_years: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child too young for light work, in employment for at least one hour in the week."""
    worked = all_of(
        in_employment,
        hours_are(limits["any_work"], hours_before_minimum_age_low, hours_before_minimum_age_high),
    )
    return at_ages(limits["light_work_age"].reached_by(age_years), worked)


@cites(
    Cite("OECD-COCOA", at="component 3, light work", seen="secondary"),
    Cite("C138", at="light work", seen="secondary"),
)
@rule(level="person")
def light_work(
    hours_before_minimum_age_low: nw.Expr,
    hours_before_minimum_age_high: nw.Expr,
    hazardous_work: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Work of less than 14 hours in the week that is not hazardous.

    Reading: whether there is work at all, and whether light work is permitted at the child's
    age, is said by the rule on employment beyond light work.
    """
    short = hours_are(
        limits["light_work_hours"], hours_before_minimum_age_low, hours_before_minimum_age_high
    )
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
