"""Persons who said that they did not work in the week, and told of a job in it: counted and told.

Labour force surveys ask of work several times; the first question alone is often a no where a later
one is a yes. Her own answer counts (`classify.derived`), and somebody should look at the answers
and at the mapping.
"""

import polars as pl

from measure87.collect.collecting import Collected
from measure87.collect.report import row_count, told_rows
from measure87.vocabulary.columns import OWN_USE_SERVICES
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.status import NO, YES

_ANSWER = "economic_activity"
_WEEK, _HOURS, _FORM = "in_reference_week", "hours", "form_of_work"


def denied_work(collected: Collected) -> tuple[Notice, ...]:
    """How many persons work by a job of theirs, and do not by their own answer."""
    if collected.jobs is None or _ANSWER not in collected.persons.collect_schema().names():
        return ()
    jobs = collected.jobs.filter(_is_told_of_the_week(collected.jobs.collect_schema().names()))
    denied = collected.persons.filter(pl.col(_ANSWER) == NO).select("person_id")
    both = denied.join(jobs.select("person_id"), on="person_id", how="semi")
    count = int(both.select(pl.len()).collect().item())
    return (_notice(count),) if count else ()


def _is_told_of_the_week(columns: list[str]) -> pl.Expr:
    """Whether a job is one of the week by its answer, or by hours told; none for own use."""
    hours = pl.col(_HOURS).fill_null(0) > 0 if _HOURS in columns else pl.lit(False)
    told = hours
    if _WEEK in columns:
        told = pl.when(pl.col(_WEEK).is_null()).then(hours).otherwise(pl.col(_WEEK) == YES)
    if _FORM in columns:
        told = told & pl.col(_FORM).ne_missing(OWN_USE_SERVICES)
    return told


def _notice(count: int) -> Notice:
    return Notice(
        "work-denied",
        f"in {told_rows(count)} of persons {_ANSWER} is no, and a job is said to be of the "
        "reference week or has hours in it. The answer counts: these persons are taken not to "
        "work. Look at the answers, and whether another question on work belongs to this column",
        {"rows": row_count(count), "item": _ANSWER},
    )
