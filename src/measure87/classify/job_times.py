"""When was a job, and how old was she then? By what was told of its times.

* An end that was told places the job: one that surely lies before the reference period is not of
  it. An end that may lie in it counts as in it, as an empty answer does.
* An age during the episode that is surely one before the period contradicts that; where no end was
  told, it is then not known whether the job is of the period.
* An age above that at the interview cannot be, and counts as not told.
* Ages when the job began and ended are told, or known between two ages by dates.

Ages are in completed years, so that each leaves a year open. A survey has one reference date, and
the day of each interview is not in the standard tables: it is taken to lie within a year of it.
Without a reference date, dates say neither.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import narwhals as nw

from measure87.classify.frames import Levels
from measure87.define import Definition
from measure87.define.forced_labour.whole_years import whole_years
from measure87.define.survey_period import period_days
from measure87.vocabulary.columns import HIGH_SUFFIX, LEAP_DAY, LOW_SUFFIX
from measure87.vocabulary.status import NO, UNKNOWN, YES, any_of, status

_A_YEAR = timedelta(days=366)
"""So far from the reference date an interview may lie."""
_YEARS_OF_FIELDWORK = 1
"""The same in whole years."""


@dataclass(frozen=True)
class SurveyTime:
    """How many days back a survey looks, and its reference date; None where it is not stated."""

    days: float | None = None
    day: date | None = None


def survey_time(definition: Definition) -> SurveyTime:
    """The times of the survey that a definition is used for."""
    return SurveyTime(period_days(definition), definition.reference_date)


def days_inside(days: nw.Expr, survey: SurveyTime) -> nw.Expr:
    """Days inside the reference period; not told where they are less than none, or too many."""
    possible = days >= 0
    if survey.days is not None:
        possible = possible & (days <= survey.days + LEAP_DAY)
    return nw.when(possible).then(days)


def possible_ages(levels: Levels) -> dict[str, nw.Expr]:
    """Ages told of jobs that have the age at interview; those above it count as not told."""
    now = nw.col("age_years")
    return {
        name: nw.when(now.is_null() | (nw.col(name) <= now)).then(nw.col(name))
        for name in ("age_at_episode", "start_age", "end_age")
        if levels.has("job", name)
    }


def whether_in_period(levels: Levels, survey: SurveyTime, *, aged: bool) -> nw.Expr:
    """Status of `of the reference period`, where that was not told.

    Parameters
    ----------
    aged : whether jobs have the age at interview
    """
    if survey.days is None:
        return status(YES)
    found = []
    if survey.day is not None and levels.has("job", "end_date"):
        found.append(_by_end_date(survey.day, survey.days))
    if aged:
        found += [
            _by_age(age, survey.days, before)
            for age, before in (("end_age", NO), ("age_at_episode", UNKNOWN))
            if levels.has("job", age)
        ]
    placed = nw.coalesce(*found, status(YES)) if found else status(YES)
    # Who was in it in the reference week, or still is, was in it in the period, and may have been.
    still = [nw.col(name) for name in ("goes_on", "in_reference_week") if levels.has("job", name)]
    return any_of(placed, *still)


def _by_end_date(day: date, days: float) -> nw.Expr:
    """No for an end before the period whenever the interview was; unknown if it depends on it."""
    end = nw.col("end_date").cast(nw.Date())
    if days + _A_YEAR.days >= day.toordinal():  # so long a period has no day before it
        return nw.when(~end.is_null()).then(status(YES))
    began = day - timedelta(days=days)
    surely = nw.when(end < nw.lit(began - _A_YEAR)).then(status(NO))
    placed = surely.when(end < nw.lit(began)).then(status(UNKNOWN)).otherwise(status(YES))
    return nw.when(~end.is_null()).then(placed)


def _by_age(name: str, days: float, before: int) -> nw.Expr:
    """Status of a job by an age told of it; `before` if that age is one before the period."""
    _, most = whole_years(days)
    years_ago = nw.col("age_years") - nw.col(name)
    placed = nw.when(years_ago > most).then(status(before)).otherwise(status(YES))
    return nw.when(~years_ago.is_null()).then(placed)


def add_ages(levels: Levels, survey: SurveyTime, *, aged: bool) -> None:
    """Add the least and the greatest age at which a job began and ended, where a time was told."""
    for which in ("start", "end"):
        found = _ages(levels, which, survey.day if aged else None)
        names = (f"{which}_age{LOW_SUFFIX}", f"{which}_age{HIGH_SUFFIX}")
        levels.add("job", **dict(zip(names, found, strict=False)))


def no_time_told(levels: Levels) -> nw.Expr:
    """Whether nothing tells an age at the beginning or at the end of a job."""
    untold = nw.lit(True)
    for name in (f"start_age{LOW_SUFFIX}", f"end_age{LOW_SUFFIX}"):
        if levels.has("job", name):
            untold = untold & nw.col(name).is_null()
    return untold


def _ages(levels: Levels, which: str, day: date | None) -> tuple[nw.Expr, ...]:
    """Least and greatest age at the start or end: as told, or else by the date; () without both."""
    dated = () if day is None else _ages_on(levels, f"{which}_date", day)
    if not levels.has("job", f"{which}_age"):
        return dated
    told = nw.col(f"{which}_age").cast(nw.Int64())
    if not dated:
        return told, told
    return tuple(nw.when(told.is_null()).then(age).otherwise(told) for age in dated)


def _ages_on(levels: Levels, name: str, day: date) -> tuple[nw.Expr, ...]:
    """Least and greatest age on a day that was told, of who has `age_years` at the interview.

    From an age in completed years and a time in whole years another is known but for a year; the
    interview may be a year earlier than the reference date, or later.
    """
    if not levels.has("job", name):
        return ()
    age = nw.col("age_years").cast(nw.Int64())
    then = age - _whole_years_between(nw.col(name).cast(nw.Date()), day)
    most = then + _YEARS_OF_FIELDWORK
    return then - 1 - _YEARS_OF_FIELDWORK, nw.when(most > age).then(age).otherwise(most)


def _whole_years_between(then: nw.Expr, day: date) -> nw.Expr:
    """Birthdays, so to say, of a day that was told, until another day."""
    in_year = then.dt.month().cast(nw.Int64()) * 100 + then.dt.day().cast(nw.Int64())
    ahead = nw.when(in_year > day.month * 100 + day.day).then(nw.lit(1)).otherwise(nw.lit(0))
    return nw.lit(day.year) - then.dt.year().cast(nw.Int64()) - ahead
