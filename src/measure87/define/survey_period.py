"""A definition with the reference period and the reference date of one survey.

The text asks for a specified period and leaves it to the survey. Its limit `reference_period`
holds what the cases were written for, until a survey's own takes its place.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from measure87.define.definition import Definition, Measure
from measure87.define.limits import Limit, Limits
from measure87.vocabulary.reference_period import ReferencePeriod

LIMIT = "reference_period"
UNLIMITED = "without_end"
"""What the limit counts as where the period has no length."""


def with_period(
    definition: Definition, period: ReferencePeriod | None, day: date | None = None
) -> Definition:
    """The definition as a survey with that period, and that reference date, uses it.

    A period without a length (lifetime, not stated) has no average day, so that no measure has a
    stock beside its flow. Definitions that know no period stay as they are.
    """
    if not definition.places_jobs:
        return definition
    definition = replace(definition, jobs_period=period, reference_date=day)
    if period is None or not definition.asks_period:
        return definition
    return _with_length(definition, period)


def period_days(definition: Definition) -> float | None:
    """Days of the reference period: the survey's, or those that the cases are written for.

    None where it has no length, or the definition knows none.
    """
    if definition.jobs_period is not None:
        return definition.jobs_period.days
    known = definition.limits.entries.get(LIMIT)
    return None if known is None else known.length


def _with_length(definition: Definition, period: ReferencePeriod) -> Definition:
    return replace(
        definition,
        period=period,
        limits=_limits(definition.limits, period),
        measures=_measures(definition.measures, period),
    )


def _limits(limits: Limits, period: ReferencePeriod) -> Limits:
    if LIMIT not in limits.entries:
        return limits
    return Limits({**limits.entries, LIMIT: _limit(limits[LIMIT], period)})


def _limit(limit: Limit, period: ReferencePeriod) -> Limit:
    if period.days is None:
        return replace(limit, side="counts_as", bound=UNLIMITED, unit="", words=(UNLIMITED,))
    return replace(limit, side="value", bound=period.days, unit="days", words=())


def _measures(measures: Mapping[str, Measure], period: ReferencePeriod) -> Mapping[str, Measure]:
    if period.days is not None:
        return measures
    return {
        name: replace(measure, days=None, period_without_length=measure.days is not None)
        for name, measure in measures.items()
    }
