"""Ages of which nobody has a job, up to a sharp limit: were they asked about work at all?

Labour force surveys list everybody of the household and ask those from some age on about work. Of
the younger a file then holds no job, as of those who were asked and have none, and a person without
a job counts as a no. Where the mapping does not say who answered (`answered_on_work`), the tables
themselves are looked at: docs/decisions/0076-who-was-asked-about-work.md.
"""

from dataclasses import dataclass, replace

import polars as pl

from measure87.collect.collecting import Collected
from measure87.collect.report import row_count, told_rows
from measure87.vocabulary.columns import PERSON_ITEMS_OF_JOBS, PERSONS
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.status import NO, UNKNOWN

NOT_ASKED = "ages-not-asked"
WITHOUT_JOBS = "ages-without-jobs"
YOUNGEST_ASKED = 5
"""Nobody asks of the work of younger children; their measures say how they count."""
_ANSWERED = "answered_on_work"
_MANY = 25
"""So many persons below the limit are looked at in a file of any size."""
_SHARE, _SOME = 0.10, 10
"""In a small file, this share of its persons and at least so many."""
_WORKING = 0.10
"""Share with a job from the limit on, below which no limit is seen."""
_BAND, _AT_LIMIT = 3, 3
"""Years below the limit that are compared with it, and jobs that there must be at the limit."""
_CHANCE = 0.001
"""A limit is sharp if the years below would be without jobs by a smaller chance than this."""
_LAST = (9, 11, 14, 17)
"""Ages at which a group ends that is told of without a sharp limit: not the age of one worker."""
_OF_WORK = ("economic_activity", "economic_hours", "worked_in_past_year")


@dataclass(frozen=True)
class _Gap:
    """Ages of which nobody has a job: from one to another, and the persons of these ages."""

    first: int
    last: int
    persons: int
    is_sharp: bool


def with_ages_asked(collected: Collected, *, youngest: int) -> Collected:
    """The tables, in which ages that were not asked about work are not asked, with a notice.

    Parameters
    ----------
    youngest : completed years from which the measures speak of persons

    Returns
    -------
    Collected
        Where the limit is sharp, the persons below it did not answer on work; where it is not,
        the tables as they are. In both cases a notice says which ages have no job, how many
        persons they are, and what to do.
    """
    names = collected.persons.collect_schema().names()
    if collected.jobs is None or "age_years" not in names:
        return collected
    gap = _gap_of(_by_age(collected, names), max(youngest, YOUNGEST_ASKED))
    if gap is None:
        return collected
    told = replace(collected.report, left_out=(*collected.report.left_out, _notice(gap)))
    if not gap.is_sharp:
        return replace(collected, report=told)
    answered = pl.col(_ANSWERED) if _ANSWERED in names else pl.lit(None, dtype=pl.Int8)
    unasked = answered.is_null() & (pl.col("age_years") <= gap.last).fill_null(False)
    made = pl.when(unasked).then(pl.lit(NO, dtype=pl.Int8)).otherwise(answered)
    return replace(
        collected, persons=collected.persons.with_columns(made.alias(_ANSWERED)), report=told
    )


def _by_age(collected: Collected, names: list[str]) -> pl.DataFrame:
    """Of each age the persons of whom it is not said whether they answered: how many, with a job,
    and who told of work though they have none."""
    jobs = collected.jobs
    if jobs is None:
        raise AssertionError("ages are compared by their jobs")
    persons = collected.persons.filter(pl.col("age_years").is_not_null())
    if _ANSWERED in names:
        persons = persons.filter(pl.col(_ANSWERED).is_null())
    each = persons.select("person_id", pl.col("age_years").alias("age"), _told(names).alias("told"))
    each = _marked(each, jobs, "job")
    if collected.without_job is not None:
        each = _marked(each, collected.without_job, "denied")
        each = each.with_columns(told=pl.col("told") | pl.col("denied"))
    counted = each.group_by("age").agg(
        persons=pl.len(), jobs=pl.col("job").sum(), told=pl.col("told").sum()
    )
    return counted.sort("age").collect(engine="streaming")


def _marked(each: pl.LazyFrame, others: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """Persons with a mark: whether they are among others."""
    among = others.select("person_id").unique().with_columns(pl.lit(True).alias(name))
    return each.join(among, on="person_id", how="left").with_columns(pl.col(name).fill_null(False))


def _told(names: list[str]) -> pl.Expr:
    """Whether a person's own answers speak of work, so that she was asked."""
    every = dict.fromkeys((*_OF_WORK, *PERSON_ITEMS_OF_JOBS))
    tests = [
        pl.col(name).is_not_null() & (pl.col(name) != UNKNOWN)
        if PERSONS[name].kind == "status"
        else pl.col(name).is_not_null()
        for name in every
        if name in names and name in PERSONS
    ]
    return pl.any_horizontal(tests) if tests else pl.lit(False)


def _gap_of(by_age: pl.DataFrame, youngest: int) -> _Gap | None:
    """The ages from the youngest on of which many persons are there, and none with a job."""
    ages = by_age.filter(pl.col("age") >= youngest)
    limit = ages.filter(pl.col("jobs") > 0)["age"].min()
    if not isinstance(limit, int):
        return None
    below, above = ages.filter(pl.col("age") < limit), ages.filter(pl.col("age") >= limit)
    if _sum(below, "told") or not _are_many(_sum(below, "persons"), _sum(ages, "persons")):
        return None
    if _sum(above, "jobs") < _WORKING * _sum(above, "persons"):
        return None
    if _is_sharp(below, above, limit):
        return _Gap(youngest, limit - 1, _sum(below, "persons"), is_sharp=True)
    last = max((end for end in _LAST if youngest <= end < limit), default=None)
    if last is None:
        return None
    within = _sum(below.filter(pl.col("age") <= last), "persons")
    return _Gap(youngest, last, within, is_sharp=False) if within else None


def _sum(ages: pl.DataFrame, column: str) -> int:
    return int(ages[column].sum())


def _are_many(persons: int, everybody: int) -> bool:
    return persons >= _MANY or (persons >= _SOME and persons >= _SHARE * everybody)


def _is_sharp(below: pl.DataFrame, above: pl.DataFrame, limit: int) -> bool:
    """Whether the years below would hardly be without jobs if as many worked as at the limit."""
    first = above.row(0, named=True)
    near = _sum(below.filter(pl.col("age") >= limit - _BAND), "persons")
    chance = (1 - first["jobs"] / first["persons"]) ** (near or _sum(below, "persons"))
    return bool(first["jobs"] >= _AT_LIMIT and chance < _CHANCE)


def _notice(gap: _Gap) -> Notice:
    """Which ages have no job, how many persons they are, and what to do."""
    values = {"rows": row_count(gap.persons), "first": gap.first, "last": gap.last}
    who = f"persons aged {gap.first} to {gap.last}: {told_rows(gap.persons)}, none with a job"
    if gap.is_sharp:
        return Notice(
            NOT_ASKED,
            f"{who}, while many of those just above have one; they count as not asked about work, "
            "unknown and not no. If they were asked, map `answered_on_work`, which says so",
            values,
        )
    return Notice(
        WITHOUT_JOBS,
        f"{who}; they count as asked, and as having none. If they were not asked about work, map "
        "`answered_on_work`, which says so",
        values,
    )
