"""A proxy's answers to an adult's module on forced labour: not asked.

Whoever answers for a grown person of the household may be the one who holds her, or may not know.
So what a proxy says of an adult's work episodes and their circumstances is left out, and she counts
as one who was not asked: unknown, never no. Children are asked about through others as a rule.
"""

from dataclasses import replace

import polars as pl

from measure87.collect.collecting import Collected
from measure87.collect.report import row_count, told_rows
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.instrument import PROXY
from measure87.vocabulary.status import NO

CODE = "proxy-not-asked"
_RESPONDENT = "respondent"
_ANSWERED = "answered_on_work"


def without_proxies(collected: Collected, *, adult: int, stated: str | None = None) -> Collected:
    """The tables without what proxies said of adults' work.

    Parameters
    ----------
    adult : completed years from which a person is an adult; whose age is unknown may be one
    stated : who answered, as the study states it, where the column `respondent` is not mapped

    Returns
    -------
    Collected
        Without jobs and circumstances of these adults, who did not answer on work
        (`answered_on_work` is no), and with a notice of how many they are.
    """
    columns = collected.persons.collect_schema().names()
    if collected.circumstances is None or (_RESPONDENT not in columns and stated != PROXY):
        return collected
    proxied = _proxied(columns) & _may_be_adult(columns, adult)
    proxied_adults = collected.persons.filter(proxied).select("person_id")
    count = int(proxied_adults.select(pl.len()).collect().item())
    if not count:
        return collected
    answered = pl.col(_ANSWERED) if _ANSWERED in columns else pl.lit(None, dtype=pl.Int8)
    unasked = pl.when(proxied).then(pl.lit(NO, dtype=pl.Int8)).otherwise(answered)
    return replace(
        collected,
        persons=collected.persons.with_columns(unasked.alias(_ANSWERED)),
        jobs=_without(collected.jobs, proxied_adults),
        circumstances=_without(collected.circumstances, proxied_adults),
        items=collected.items | {_ANSWERED},
        report=replace(collected.report, left_out=(*collected.report.left_out, _notice(count))),
    )


def _proxied(columns: list[str]) -> pl.Expr:
    """Whether somebody else answered; nobody told counts as herself."""
    if _RESPONDENT not in columns:
        return pl.lit(True)
    return (pl.col(_RESPONDENT) == PROXY).fill_null(False)


def _may_be_adult(columns: list[str], adult: int) -> pl.Expr:
    age = pl.col("age_years")
    return (age.is_null() | (age >= adult)) if "age_years" in columns else pl.lit(True)


def _without(table: pl.LazyFrame | None, persons: pl.LazyFrame) -> pl.LazyFrame | None:
    return None if table is None else table.join(persons, on="person_id", how="anti")


def _notice(count: int) -> Notice:
    text = f"{told_rows(count)} of adults for whom a proxy answered count as not asked"
    return Notice(CODE, text, {"rows": row_count(count)})
