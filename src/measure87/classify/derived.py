"""Columns that the engine derives before the rules run.

* a person's economic activity, hours, hazards and worst forms from her jobs, where the
  questionnaire asks by job: hours are summed over jobs, statuses are *any*; beside them her own
  answer, for the rules that ask for it;
* the least and greatest value of a number that was not, or not wholly, told;
* a job's default answers: it is of the reference period unless said otherwise or its times say so
  (`job_times`), and of the reference week unless said otherwise or it ended before; it goes on at
  the interview if it is of the reference week, unless its end was told; age at the episode is the
  age at interview unless told, or unless a time of its start or end was;
* days of a job inside the reference period: as told, where the period has so many; of jobs that are
  one episode they stand at one of them.

Services for own use (`form_of_work`) lie outside the SNA production boundary: such a job is no
economic activity, and its hours and hazards are not those of work.
"""

from collections.abc import Iterable

import narwhals as nw

from measure87.classify.frames import KEYS, Levels
from measure87.classify.job_times import (
    SurveyTime,
    add_ages,
    days_inside,
    no_time_told,
    possible_ages,
    whether_in_period,
)
from measure87.classify.tied_jobs import days_once
from measure87.define.rule import OWN_PREFIX, Level
from measure87.vocabulary.columns import (
    ACTIVITY_OF_HOURS,
    AT_LEAST_SUFFIX,
    HIGH_SUFFIX,
    HOURS_IN_WEEK,
    JOBS,
    LOW_SUFFIX,
    OWN_USE_SERVICES,
    PERSON_ITEMS_OF_JOBS,
    PERSONS,
    Column,
)
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, status


def items_from_jobs(job_columns: Iterable[str]) -> frozenset[str]:
    """Person-level items that a table of jobs with these columns supplies."""
    names = set(job_columns)
    found = {"economic_activity"} | (names & set(PERSON_ITEMS_OF_JOBS))
    if "hours" in names:
        found.add("economic_hours")
    return frozenset(found)


_TIMED = frozenset({"age_at_episode", "goes_on", "in_reference_period"})
"""What is derived of jobs with the help of the age at interview."""
_TELL_OF_THE_WEEK = ("end_age", "age_at_episode")
"""Ages of jobs that say whether she was in it in the reference week, unless they cannot be: that
must not hang on which measures are asked for, so they are looked at whatever these are."""
_NO_SURVEY = SurveyTime()


def derive(levels: Levels, wanted: frozenset[str], survey: SurveyTime = _NO_SURVEY) -> None:
    """Add the derived columns that the rules will read (`wanted`: names of parameters)."""
    _keep_own_answers(levels, wanted)
    if "job" in levels.frames:
        _complete_jobs(levels, wanted, survey)
        levels.given["job"] = levels.frames["job"]
        _sum_jobs(levels, wanted)
    for column in PERSONS.columns:
        add_bounds(levels, "person", column, wanted)
    for column in JOBS.columns:
        add_bounds(levels, "job", column, wanted)


def _keep_own_answers(levels: Levels, wanted: frozenset[str]) -> None:
    """What a person answered herself, before it becomes one column with what her jobs say."""
    nothing = nw.lit(None, dtype=nw.Int8)
    for name in PERSON_ITEMS_OF_JOBS:
        asked = [level for level in ("person", "job") if levels.has(level, name)]
        if asked and f"{OWN_PREFIX}{name}" in wanted:
            own = nw.col(name) if "person" in asked else nothing
            levels.add("person", **{f"{OWN_PREFIX}{name}": own})


def _complete_jobs(levels: Levels, wanted: frozenset[str], survey: SurveyTime) -> None:
    if levels.has("job", "days"):
        levels.add("job", days=days_inside(nw.col("days"), survey))
    asked = bool(_TIMED & wanted) or any(levels.has("job", name) for name in _TELL_OF_THE_WEEK)
    aged = levels.has("person", "age_years") and asked
    if aged:
        levels.pull_down("job", ["age_years"])
        levels.add("job", **possible_ages(levels))
    period = whether_in_period(levels, survey, aged=aged)
    _add_unless_told(levels, "in_reference_period", period)
    levels.frames["job"] = days_once(levels.frames["job"])
    _add_unless_told(levels, "goes_on", _whether_it_goes_on(levels, aged=aged))
    # A job that ended, or ended before the reference period, is not one of the reference week.
    goes_on = nw.col("goes_on")
    ended = (nw.col("in_reference_period") == NO) | (~goes_on.is_null() & (goes_on == NO))
    week = nw.when(ended).then(status(NO)).otherwise(status(YES))
    _add_unless_told(levels, "in_reference_week", week)
    if "age_at_episode" in wanted:
        add_ages(levels, survey, aged=aged)
        if aged:
            untold = nw.when(no_time_told(levels)).then(nw.col("age_years"))
            _add_unless_told(levels, "age_at_episode", untold)


def _whether_it_goes_on(levels: Levels, *, aged: bool) -> nw.Expr:
    """Status of `goes on at the interview`, where that was not told; null says nothing.

    Who worked in it in the reference week is still there, who did not may be on leave. Where
    nothing was told of the week, a job whose end or earlier age was told is not taken for one.
    """
    ended = nw.lit(False)
    for end in ("end_date", "end_age"):
        if levels.has("job", end):
            ended = ended | ~nw.col(end).is_null()
    untold = nw.when(ended | (nw.col("in_reference_period") == NO)).then(status(NO))
    if aged and levels.has("job", "age_at_episode"):
        earlier = nw.col("age_at_episode") < nw.col("age_years")
        nothing = nw.lit(None, dtype=nw.Int8)
        untold = untold.when(~nw.col("age_at_episode").is_null() & earlier).then(nothing)
    unless = untold.otherwise(status(YES))
    if not levels.has("job", "in_reference_week"):
        return unless
    week = nw.col("in_reference_week")
    worked = nw.when(week == YES).then(status(YES)).when(ended).then(status(NO))
    return nw.when(week.is_null()).then(unless).otherwise(worked)


def _add_unless_told(levels: Levels, name: str, untold: nw.Expr) -> None:
    if levels.has("job", name):
        told = nw.col(name)
        untold = nw.when(told.is_null()).then(untold).otherwise(told)
    levels.add("job", **{name: untold})


def _sum_jobs(levels: Levels, wanted: frozenset[str]) -> None:
    """One pass over jobs in the reference week: any of their statuses, sums of their hours."""
    items = [name for name in PERSON_ITEMS_OF_JOBS if name in wanted and levels.has("job", name)]
    hours = levels.has("job", "hours")
    week = _employed_in_week(levels)
    jobs = levels.frames["job"]
    columns = {"jobs__active": week}
    for name in items:
        answer = nw.col(name)
        columns[f"jobs__{name}"] = nw.when(~answer.is_null()).then(all_of(week, answer))
    if hours:
        told = nw.col("hours")
        least = _told_at_least(levels, "job", "hours")
        most = nw.when(told.is_null()).then(nw.lit(HOURS_IN_WEEK)).otherwise(told)
        columns["jobs__hours_low"] = nw.when(week == YES).then(least).otherwise(nw.lit(0.0))
        columns["jobs__hours_high"] = nw.when(week == NO).then(nw.lit(0.0)).otherwise(most)
    rows = jobs.select(*KEYS["person"], **columns)
    sums = [n for n in columns if n.startswith("jobs__hours")]
    persons = rows.group_by(*KEYS["person"]).agg(
        *[nw.col(n).sum().alias(n) for n in sums],
        *[nw.col(n).max().alias(n) for n in columns if n not in sums],
    )
    levels.frames["person"] = levels.frames["person"].join(
        persons, on=list(KEYS["person"]), how="left"
    )
    levels.columns["person"] |= set(columns)
    _merge_into_person(levels, items, hours)


def _employed_in_week(levels: Levels) -> nw.Expr:
    """Status of a job being economic activity of the week: services for own use are none."""
    week = nw.col("in_reference_week")
    if not levels.has("job", "form_of_work"):
        return week
    form = nw.col("form_of_work")
    own_use = ~form.is_null() & (form == OWN_USE_SERVICES)
    return nw.when(own_use).then(status(NO)).otherwise(week)


def _merge_into_person(levels: Levels, items: list[str], hours: bool) -> None:
    """A person's own answer goes before what her jobs say; nobody's job is a no."""
    unanswered = status(NO)
    if levels.has("person", "answered_on_work"):
        answered = nw.col("answered_on_work")
        unanswered = (
            nw.when(answered.is_null() | (answered == YES))
            .then(status(NO))
            .otherwise(status(UNKNOWN))
        )
    active = nw.col("jobs__active")
    from_jobs = {"economic_activity": nw.when(active.is_null()).then(unanswered).otherwise(active)}
    for name in items:
        from_jobs[name] = nw.col(f"jobs__{name}")
    merged = {}
    for name, expression in from_jobs.items():
        if levels.has("person", name):
            own = nw.col(name)
            expression = nw.when(own.is_null()).then(expression).otherwise(own)
        merged[name] = expression
    levels.add("person", **merged)
    if hours:
        levels.add("person", **_hours_bounds(levels))


def _hours_bounds(levels: Levels) -> dict[str, nw.Expr]:
    low, high = nw.col("jobs__hours_low"), nw.col("jobs__hours_high")
    none = nw.col("jobs__active").is_null()
    active = nw.col("economic_activity")
    untold = nw.when(active == NO).then(nw.lit(0.0)).otherwise(nw.lit(HOURS_IN_WEEK))
    bounds = {
        "economic_hours_low": nw.when(none).then(nw.lit(0.0)).otherwise(low),
        "economic_hours_high": nw.when(none)
        .then(untold)
        .when(high > HOURS_IN_WEEK)
        .then(nw.lit(HOURS_IN_WEEK))
        .otherwise(high),
    }
    if levels.has("person", "economic_hours"):
        own, in_part = nw.col("economic_hours"), _told_at_least(levels, "person", "economic_hours")
        bounds = {
            name: nw.when(own.is_null()).then(nw.max_horizontal(expression, in_part)).otherwise(own)
            for name, expression in bounds.items()
        }
    return bounds


def _told_at_least(levels: Levels, level: Level, name: str) -> nw.Expr:
    """Least value of a number: itself, or the part of a sum that was told, or 0."""
    in_part = nw.lit(0.0)
    if levels.has(level, f"{name}{AT_LEAST_SUFFIX}"):
        told = nw.col(f"{name}{AT_LEAST_SUFFIX}")
        in_part = nw.when(told.is_null()).then(nw.lit(0.0)).otherwise(told)
    return nw.when(nw.col(name).is_null()).then(in_part).otherwise(nw.col(name))


def add_bounds(levels: Levels, level: Level, column: Column, wanted: frozenset[str]) -> None:
    """Least and greatest value of a number that can be untold, where the rules ask for them."""
    name = column.name
    if column.most is None or not levels.has(level, name):
        return
    number = nw.col(name)
    low, high = f"{name}{LOW_SUFFIX}", f"{name}{HIGH_SUFFIX}"
    untold = nw.lit(column.most)
    gate = ACTIVITY_OF_HOURS.get(name)
    if gate is not None and levels.has(level, gate):
        none = nw.col(gate) == NO
        if name != "economic_hours":  # whether a child works is a question that always arises
            none = none | nw.col(gate).is_null()
        untold = nw.when(none).then(_told_at_least(levels, level, name)).otherwise(untold)
    if low in wanted and not levels.has(level, low):
        levels.add(level, **{low: _told_at_least(levels, level, name)})
    if high in wanted and not levels.has(level, high):
        levels.add(level, **{high: nw.when(number.is_null()).then(untold).otherwise(number)})
