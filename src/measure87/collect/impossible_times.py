"""Times of jobs that cannot be: an end before the start, a start after the survey, an age above
that at the interview.

Each answer alone is possible, so that no range finds them; they are counted and told, and an age
above that at the interview counts as not told. Days are counted that no reference period of the
survey's length has.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from measure87.collect.collecting import Collected
from measure87.collect.report import row_count, told_rows
from measure87.vocabulary.columns import LEAP_DAY
from measure87.vocabulary.estimate import Notice

_NOT_AFTER = (
    ("start_date", "end_date"),
    ("start_age", "end_age"),
    ("start_age", "age_years"),
    ("age_at_episode", "age_years"),
    ("end_age", "age_years"),
)
"""Pairs of which the first is not after the second."""
_A_YEAR = timedelta(days=366)
"""So far after the reference date an interview may lie."""


def impossible_times(
    collected: Collected, days: int | None, day: date | None = None
) -> tuple[Notice, ...]:
    """What is told of times of jobs that cannot be.

    Parameters
    ----------
    collected : the standard tables of an input
    days : of its reference period; None if it has no length, or none is stated
    day : the reference date; None where none is stated
    """
    if collected.jobs is None:
        return ()
    jobs = collected.jobs
    if "age_years" in collected.persons.collect_schema():
        ages = collected.persons.select("person_id", "age_years")
        jobs = jobs.join(ages, on="person_id", how="left")
    names = set(jobs.collect_schema().names())
    pairs = [pair for pair in _NOT_AFTER if set(pair) <= names]
    counted = {"/".join(pair): (pl.col(pair[0]) > pl.col(pair[1])).sum() for pair in pairs}
    if "start_date" in names and day is not None and day < date.max - _A_YEAR:
        late = pl.col("start_date") > pl.lit(day + _A_YEAR)
        counted["start_date/reference_date"] = late.sum()
    if "days" in names and days is not None:
        counted["days"] = (pl.col("days") > days + LEAP_DAY).sum()
    if not counted:
        return ()
    rows = jobs.select(**counted).collect().row(0, named=True)
    return tuple(_told(rows, days))


def _told(rows: dict[str, int], days: int | None) -> Iterator[Notice]:
    for name, count in rows.items():
        if count and name == "days" and days is not None:
            yield _too_many_days(days + LEAP_DAY, count)
        elif count:
            yield _out_of_order(name.split("/"), count)


def _out_of_order(pair: list[str], count: int) -> Notice:
    first, second = pair
    return Notice(
        "impossible-times",
        f"jobs: in {told_rows(count)} {first} is after {second}, which cannot be; an age above "
        "that at the interview counts as not told. Look at the answers, and name codes for no "
        "answer in `missing`",
        {"first": first, "second": second, "rows": row_count(count)},
    )


def _too_many_days(most: int, count: int) -> Notice:
    return Notice(
        "out-of-range",
        f"days: {told_rows(count)} outside 0 to {most}, for the reference period has no more; "
        "jobs.days takes them as not stated",
        {"variable": "days", "rows": row_count(count), "minimum": 0, "maximum": most,
         "item": "days"},
    )  # fmt: skip
