"""Rows that belong to a person or to a job: alike in identifiers, and of kept rows only."""

from collections.abc import Mapping

import polars as pl

from measure87.collect.checks import ROW
from measure87.collect.mapping import ColumnMapping
from measure87.collect.table_building import Built, Findings, asked, count_unknown
from measure87.vocabulary.columns import AT_LEAST_SUFFIX

JOB_KEYS = ("person_id", "job_id")


def like_persons(rows: pl.LazyFrame, persons: Built) -> pl.LazyFrame:
    """Rows whose `person_id` has the type that it has in the table of persons."""
    return _as_type(rows, "person_id", persons)


def like_jobs(rows: pl.LazyFrame, jobs: Built) -> pl.LazyFrame:
    """Rows whose `job_id` has the type that it has in the table of jobs."""
    return _as_type(rows, "job_id", jobs)


def _as_type(rows: pl.LazyFrame, key: str, owners: Built) -> pl.LazyFrame:
    wanted = owners.table.collect_schema()[key]
    return rows.with_columns(pl.col(key).cast(wanted, strict=False))


def of_kept(numbered: pl.LazyFrame, owners: Built, keys: tuple[str, ...]) -> pl.LazyFrame:
    """Rows that belong to a kept row of another table, in their own order."""
    return numbered.join(
        owners.table.select(keys), on=list(keys), how="semi", maintain_order="left"
    ).drop(ROW)


def built(
    kept: pl.LazyFrame,
    numbered: pl.LazyFrame,
    table: str,
    columns: Mapping[str, ColumnMapping],
    labels: dict[str, dict[str, str]],
    findings: Findings,
) -> Built:
    """The table with its counts; `numbered` holds its rows before those not kept went."""
    given = kept.collect_schema().names()
    names = tuple(name for name in given if not name.endswith(AT_LEAST_SUFFIX))
    return Built(
        table=kept,
        keys=numbered.select(JOB_KEYS),
        columns=names,
        rows_read=int(numbered.select(pl.len()).collect().item()),
        rows_kept=int(kept.select(pl.len()).collect().item()),
        labels=labels,
        items=frozenset(names) - (frozenset(columns) - asked(columns)),
        unmapped=findings.unmapped,
        out_of_range=findings.out_of_range,
        suspected=findings.suspected,
        contrary=findings.contrary,
        unknown=count_unknown(kept, table, columns),
    )
