"""Build the table of jobs, from a file of its own or from wide rows of persons."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from measure87.collect.checks import ROW, check_identifiers, check_known
from measure87.collect.linked_rows import JOB_KEYS, built, like_persons, of_kept
from measure87.collect.mapping import ColumnMapping, InputMapping, JobBlock
from measure87.collect.table_building import (
    Built,
    Findings,
    Needed,
    Sheet,
    check_columns,
    code_labels,
)
from measure87.files import SourceTable
from measure87.vocabulary.status import NO, UNKNOWN


def build_jobs(
    section: InputMapping,
    sources: Mapping[str, SourceTable],
    persons: Built,
    needed: Needed,
) -> Built:
    """The table of jobs; errors as in `apply_mapping`."""
    if isinstance(section.jobs, Mapping):
        return _of_rows(section, section.jobs, sources, persons, needed)
    return _of_blocks(section, section.jobs or (), sources["persons"], persons, needed)


def _of_rows(
    section: InputMapping,
    columns: Mapping[str, ColumnMapping],
    sources: Mapping[str, SourceTable],
    persons: Built,
    needed: Needed,
) -> Built:
    source = sources.get("jobs", sources["persons"])
    sheet = Sheet(source, section, keep="jobs" not in sources)
    findings = check_columns(section, "jobs", columns, sheet, needed)
    made = like_persons(sheet.rows_of(columns), persons)
    numbered = sheet.settled(made)
    check_identifiers(numbered, JOB_KEYS, f"{section.name}.jobs", "job")
    check_known(
        numbered, persons.keys, ("person_id",), f"{section.name}.jobs",
        row="job(s)", owner="a person",
    )  # fmt: skip
    kept = of_kept(numbered, persons, ("person_id",))
    return built(kept, numbered, "jobs", columns, code_labels(columns, source), findings)


def _of_blocks(
    section: InputMapping,
    blocks: Iterable[JobBlock],
    source: SourceTable,
    persons: Built,
    needed: Needed,
) -> Built:
    sheet = Sheet(source, section, keep=True)
    person_id = sheet.expressions({"person_id": section.persons["person_id"]})["person_id"]
    parts: list[pl.LazyFrame] = []
    denied: list[pl.LazyFrame] = []
    findings = Findings()
    columns: dict[str, ColumnMapping] = {}
    labels: dict[str, dict[str, str]] = {}
    for block in blocks:
        present = {} if block.present is None else {"present": block.present}
        findings += check_columns(section, "jobs", {**present, **block.columns}, sheet, needed)
        of_block = (person_id, pl.lit(block.job).alias("job_id"))
        part = sheet.rows_of({**present, **block.columns}, *of_block)
        if present:
            denied.append(part.filter(pl.col("present") == NO).select("person_id"))
            part = part.filter(pl.col("present") >= UNKNOWN).drop("present")
        parts.append(part)
        asked = {name: each for name, each in columns.items() if not each.asks_nothing}
        columns = {**columns, **block.columns, **asked}
        for name, pairs in code_labels(block.columns, source).items():
            labels[name] = pairs | labels.get(name, {})
    numbered = sheet.settled(pl.concat(parts, how="diagonal"))
    kept = numbered.drop(ROW)
    made_of_blocks = built(kept, numbered, "jobs", columns, labels, findings)
    return replace(made_of_blocks, without_job=pl.concat(denied) if denied else None)
