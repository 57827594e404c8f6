"""Is a child in employment, and for how many hours?

Economic activity within the SNA production boundary. Hours are those of the reference week,
summed over all of a child's jobs. Two readings look further: at hours usually worked and jobs from
which she was away in the week, and at work in the past twelve months.
"""

import narwhals as nw

from measure87.define.child_labour.hours import most_hours, together
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.columns import HOURS_IN_WEEK
from measure87.vocabulary.status import NO, YES, all_of, any_of, or_unknown, status


def water_is_employment(limits: Limits) -> bool:
    """Whether the limit `water_and_firewood` counts them as employment."""
    return limits["water_and_firewood"].bound == "economic activity"


_TWO_BOUNDARIES = Cite(
    "SDG-871-META-2021", at="concepts, the two production boundaries", seen="printed"
)
_FORMS_OF_WORK = Cite("ICLS19-WORK-2013", at="forms of work", seen="unseen")
_USUALLY = Cite("ICLS19-WORK-2013", at="temporary absence, hours usually worked", seen="unseen")
_WHOLE_YEAR = Cite("ICLS18-CL-2008", at="the reference period", seen="unseen")


def _usually(limits: Limits) -> bool:
    """Whether hours usually worked count, and jobs from which a child was away."""
    return limits["hours_of_work"].bound == "hours usually worked"


def _over_the_year(limits: Limits) -> bool:
    """Whether work in the past twelve months counts, and not of the reference week alone."""
    return limits["period_of_work"].bound == "the past twelve months"


@cites(_FORMS_OF_WORK)
@rule(level="job")
def is_employment(form_of_work: nw.Expr) -> nw.Expr:
    """Job that lies within the SNA production boundary, as all but services for own use do.

    Reading: a job of which the form was not told is taken for one.
    """
    outside = ~form_of_work.is_null() & (form_of_work == "own_use_services")
    return nw.when(outside).then(status(NO)).otherwise(status(YES))


@cites(_USUALLY)
@rule(level="job")
def is_usual_job(
    in_reference_week: nw.Expr,
    temporarily_absent: nw.Expr | None = None,
    is_employment: nw.Expr | None = None,
) -> nw.Expr:
    """Job of the reference week, or one from which the child was temporarily absent in it.

    Reading: counts under the reading `usual` alone, and where hours usually worked were asked.
    """
    absent = [] if temporarily_absent is None else [temporarily_absent]
    had = any_of(in_reference_week, *absent)
    return had if is_employment is None else all_of(had, is_employment)


@cites(_USUALLY)
@rule(level="job", reduce="sum", gives="number")
def usual_hours_in_job_low(is_usual_job: nw.Expr, usual_hours_low: nw.Expr) -> nw.Expr:
    """Least hours usually worked in such a job."""
    return nw.when(is_usual_job == YES).then(usual_hours_low).otherwise(nw.lit(0.0))


@cites(_USUALLY)
@rule(level="job", reduce="sum", gives="number")
def usual_hours_in_job_high(is_usual_job: nw.Expr, usual_hours_high: nw.Expr) -> nw.Expr:
    """Greatest hours usually worked in such a job."""
    return nw.when(is_usual_job == NO).then(nw.lit(0.0)).otherwise(usual_hours_high)


@cites(_WHOLE_YEAR)
@rule(level="job")
def is_seasonal_job(seasonal: nw.Expr, is_employment: nw.Expr | None = None) -> nw.Expr:
    """Job of a season within the past twelve months."""
    return seasonal if is_employment is None else all_of(seasonal, is_employment)


@cites(_WHOLE_YEAR)
@rule(level="person")
def worked_at_another_time(
    worked_in_past_year: nw.Expr | None = None,
    is_seasonal_job: nw.Expr | None = None,
) -> nw.Expr:
    """Child who worked in the past twelve months, or in a season of them.

    Reading: counts under the reading `twelve_months` alone.
    """
    told = [one for one in (worked_in_past_year, is_seasonal_job) if one is not None]
    return any_of(*told) if told else status(NO)


@cites(_TWO_BOUNDARIES, _FORMS_OF_WORK)
@rule(level="person")
def in_economic_activity(
    economic_activity: nw.Expr,
    worked_at_another_time: nw.Expr,
    limits: Limits,
    is_usual_job: nw.Expr | None = None,
    usual_hours_in_job_low: nw.Expr | None = None,
) -> nw.Expr:
    """Child in economic activity, water and firewood apart.

    Reading: the question arises for every child; one who was not asked is unknown. Jobs of which
    the form of work is services for own use are none of it.
    """
    also = [worked_at_another_time] if _over_the_year(limits) else []
    if _usually(limits) and is_usual_job is not None and usual_hours_in_job_low is not None:
        also.append(is_usual_job)
    return any_of(or_unknown(economic_activity), *also)


@cites(_TWO_BOUNDARIES)
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


@cites(_TWO_BOUNDARIES)
@rule(level="person", gives="number")
def working_hours_low(
    economic_hours_low: nw.Expr,
    economic_activity: nw.Expr,
    worked_at_another_time: nw.Expr,
    limits: Limits,
    is_usual_job: nw.Expr | None = None,
    usual_hours_in_job_low: nw.Expr | None = None,
    water_hours_low: nw.Expr | None = None,
    firewood_hours_low: nw.Expr | None = None,
) -> nw.Expr:
    """Least hours in employment in the week, summed over all of a child's jobs."""
    hours = economic_hours_low
    if _usually(limits) and is_usual_job is not None and usual_hours_in_job_low is not None:
        hours = nw.when(is_usual_job == NO).then(hours).otherwise(usual_hours_in_job_low)
    if _over_the_year(limits):
        at_least = nw.lit(limits["any_work"].number)
        away = or_unknown(economic_activity) == NO
        hours = nw.when(away & (worked_at_another_time != NO)).then(at_least).otherwise(hours)
    if not water_is_employment(limits):
        return hours
    return together(hours, water_hours_low, firewood_hours_low)


@cites(_TWO_BOUNDARIES)
@rule(level="person", gives="number")
def working_hours_high(
    economic_hours_high: nw.Expr,
    economic_activity: nw.Expr,
    worked_at_another_time: nw.Expr,
    limits: Limits,
    is_usual_job: nw.Expr | None = None,
    usual_hours_in_job_high: nw.Expr | None = None,
    fetched_water: nw.Expr | None = None,
    water_hours_high: nw.Expr | None = None,
    collected_firewood: nw.Expr | None = None,
    firewood_hours_high: nw.Expr | None = None,
) -> nw.Expr:
    """Greatest hours in employment in the week, summed over all of a child's jobs."""
    hours = economic_hours_high
    if _usually(limits) and is_usual_job is not None and usual_hours_in_job_high is not None:
        hours = nw.when(is_usual_job == NO).then(hours).otherwise(usual_hours_in_job_high)
    if _over_the_year(limits):
        at_most = nw.lit(HOURS_IN_WEEK)
        away = or_unknown(economic_activity) != YES
        hours = nw.when(away & (worked_at_another_time != NO)).then(at_most).otherwise(hours)
    if not water_is_employment(limits):
        return hours
    water = most_hours(fetched_water, water_hours_high)
    return together(hours, water, most_hours(collected_firewood, firewood_hours_high))
