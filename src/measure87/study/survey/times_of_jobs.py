"""Times of jobs that cannot be, and dates that place no job since no reference date is stated."""

from collections.abc import Iterable
from datetime import date

from measure87.collect import Collected, impossible_times
from measure87.define import Definition
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.reference_period import ReferencePeriod

_DATES = ("start_date", "end_date")


def notices_of_times(
    collected: Collected,
    definitions: Iterable[Definition],
    period: ReferencePeriod | None,
    reference_date: date | None,
) -> tuple[Notice, ...]:
    """What is to be told of the times of jobs, where a definition places jobs in time."""
    if collected.jobs is None or not any(one.places_jobs for one in definitions):
        return ()
    days = None if period is None else period.days
    found = impossible_times(collected, days, reference_date)
    dates = [name for name in _DATES if name in collected.jobs.collect_schema().names()]
    if not dates or reference_date is not None:
        return found
    return (*found, _without_day(dates))


def _without_day(dates: list[str]) -> Notice:
    return Notice(
        "dates-not-used",
        f"the study states no reference_date (study.toml), so the dates of jobs ({', '.join(dates)}"
        ") say neither whether a job is of the reference period nor how old she was then; ages "
        "that were told do",
        {"named": dates},
    )
