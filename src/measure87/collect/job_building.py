"""Build the tables of jobs and of circumstances, from files of their own or from wide rows."""

from collections.abc import Collection, Iterable, Mapping

import polars as pl

from measure87.collect.checks import ROW, check_identifiers, check_known
from measure87.collect.mapping import ColumnMapping, InputMapping, JobBlock, QuestionMapping
from measure87.collect.report import OutOfRange, UnmappedCode
from measure87.collect.table_building import (
    Built,
    Findings,
    Sheet,
    check_columns,
    code_labels,
    count_unknown,
)
from measure87.files import SourceTable
from measure87.vocabulary.columns import CIRCUMSTANCES
from measure87.vocabulary.status import UNKNOWN, YES

_JOB_KEYS = ("person_id", "job_id")
_THE_JOB = "1"
"""`job_id` where every person has one job that needs no name."""


def build_jobs(
    section: InputMapping,
    sources: Mapping[str, SourceTable],
    persons: Built,
    needed: Collection[str] | None,
) -> Built:
    """The table of jobs; errors as in `apply_mapping`."""
    if isinstance(section.jobs, Mapping):
        return _jobs_of_rows(section, section.jobs, sources, persons, needed)
    return _jobs_of_blocks(section, section.jobs or (), sources["persons"], persons, needed)


def _jobs_of_rows(
    section: InputMapping,
    columns: Mapping[str, ColumnMapping],
    sources: Mapping[str, SourceTable],
    persons: Built,
    needed: Collection[str] | None,
) -> Built:
    source = sources.get("jobs", sources["persons"])
    sheet = Sheet(source, section, keep="jobs" not in sources)
    findings = check_columns(section, "jobs", columns, sheet, needed)
    made = _like_persons(sheet.rows.select(ROW, *sheet.expressions(columns).values()), persons)
    numbered = sheet.settled(made)
    check_identifiers(numbered, _JOB_KEYS, f"{section.name}.jobs", "job")
    check_known(
        numbered, persons.keys, ("person_id",), f"{section.name}.jobs",
        row="job(s)", owner="a person",
    )  # fmt: skip
    kept = _of_kept(numbered, persons, ("person_id",))
    return _built(kept, numbered, "jobs", columns, code_labels(columns, source), findings)


def _jobs_of_blocks(
    section: InputMapping,
    blocks: Iterable[JobBlock],
    source: SourceTable,
    persons: Built,
    needed: Collection[str] | None,
) -> Built:
    sheet = Sheet(source, section, keep=True)
    person_id = sheet.expressions({"person_id": section.persons["person_id"]})["person_id"]
    parts: list[pl.LazyFrame] = []
    unmapped: list[UnmappedCode] = []
    outside: list[OutOfRange] = []
    columns: dict[str, ColumnMapping] = {}
    labels: dict[str, dict[str, str]] = {}
    for block in blocks:
        present = {} if block.present is None else {"present": block.present}
        found = check_columns(section, "jobs", {**present, **block.columns}, sheet, needed)
        unmapped += found.unmapped
        outside += found.out_of_range
        made = sheet.expressions({**present, **block.columns}).values()
        part = sheet.rows.select(ROW, person_id, pl.lit(block.job).alias("job_id"), *made)
        if present:
            part = part.filter(pl.col("present") >= UNKNOWN).drop("present")
        parts.append(part)
        columns |= block.columns
        for name, pairs in code_labels(block.columns, source).items():
            labels[name] = pairs | labels.get(name, {})
    numbered = sheet.settled(pl.concat(parts, how="diagonal"))
    kept = numbered.drop(ROW)
    findings = Findings(tuple(unmapped), tuple(outside))
    return _built(kept, numbered, "jobs", columns, labels, findings)


def build_circumstances(
    section: InputMapping,
    sources: Mapping[str, SourceTable],
    persons: Built,
    jobs: Built,
    needed: Collection[str] | None,
) -> Built:
    """The table of circumstances; errors as in `apply_mapping`."""
    if isinstance(section.circumstances, Mapping):
        return _circumstances_of_rows(
            section, section.circumstances, sources["circumstances"], persons, jobs, needed
        )
    return _circumstances_of_questions(
        section, section.circumstances or (), sources, persons, jobs, needed
    )


def _circumstances_of_rows(
    section: InputMapping,
    columns: Mapping[str, ColumnMapping],
    source: SourceTable,
    persons: Built,
    jobs: Built,
    needed: Collection[str] | None,
) -> Built:
    sheet = Sheet(source, section, keep=False)
    findings = check_columns(section, "circumstances", columns, sheet, needed)
    made = _like_persons(sheet.rows.select(ROW, *sheet.expressions(columns).values()), persons)
    numbered = sheet.settled(_like_jobs(made, jobs))
    check_known(
        numbered, jobs.keys, _JOB_KEYS, f"{section.name}.circumstances",
        row="circumstance(s)", owner="a job",
    )  # fmt: skip
    kept = _of_kept(numbered, jobs, _JOB_KEYS).filter(pl.col("answer").is_not_null())
    labels = code_labels(columns, source)
    built = _built(kept, numbered, "circumstances", columns, labels, findings)
    asked = built.table.select(pl.col("item").drop_nulls().unique()).collect()["item"]
    return _with_items(built, asked.to_list())


def _circumstances_of_questions(
    section: InputMapping,
    questions: Iterable[QuestionMapping],
    sources: Mapping[str, SourceTable],
    persons: Built,
    jobs: Built,
    needed: Collection[str] | None,
) -> Built:
    rows_are_jobs = isinstance(section.jobs, Mapping) and "jobs" in sources
    source = sources["jobs"] if rows_are_jobs else sources["persons"]
    sheet = Sheet(source, section, keep=not rows_are_jobs)
    job_columns = section.jobs if isinstance(section.jobs, Mapping) else {}
    gates = job_columns if rows_are_jobs else section.persons
    keys = sheet.expressions(
        {
            "person_id": job_columns["person_id"]
            if rows_are_jobs
            else section.persons["person_id"],
            **({"job_id": job_columns["job_id"]} if job_columns else {}),
        }
    )
    parts: list[pl.LazyFrame] = []
    unmapped: list[UnmappedCode] = []
    outside: list[OutOfRange] = []
    columns: dict[str, ColumnMapping] = {"answer": ColumnMapping(CIRCUMSTANCES["answer"])}
    items: dict[str, None] = {}
    for question in questions:
        answers = _answers(question)
        found = check_columns(section, "circumstances", answers, sheet, needed)
        unmapped += found.unmapped
        outside += found.out_of_range
        made = sheet.expressions({**_gates_of(answers, gates), **answers})
        fixed = {"question": question.question, **question.fixed}
        job = {"job_id": pl.lit(question.job or _THE_JOB).alias("job_id")}
        parts.append(
            sheet.rows.select(
                ROW,
                *({**job, **keys} if question.job is None else {**keys, **job}).values(),
                *(pl.lit(value, dtype=pl.String).alias(name) for name, value in fixed.items()),
                *(made[name] for name in answers),
            ).filter(pl.col("answer").is_not_null())
        )
        columns |= answers
        items[question.fixed["item"]] = None
    made_rows = _like_jobs(_like_persons(pl.concat(parts, how="diagonal"), persons), jobs)
    numbered = sheet.settled(made_rows)
    check_known(
        numbered.filter(pl.col("answer") == YES), jobs.keys, _JOB_KEYS,
        f"{section.name}.circumstances", row="circumstance(s)", owner="a job",
    )  # fmt: skip
    kept = _of_kept(numbered, jobs, _JOB_KEYS)
    findings = Findings(tuple(unmapped), tuple(outside))
    labels = {
        name: dict(CIRCUMSTANCES[name].levels)
        for name in kept.collect_schema().names()
        if CIRCUMSTANCES[name].levels
    }
    built = _built(kept, numbered, "circumstances", columns, labels, findings)
    return _with_items(built, items)


def _answers(question: QuestionMapping) -> dict[str, ColumnMapping]:
    consent = question.consent_lacked
    return {"answer": question.answer, **({"consent_lacked": consent} if consent else {})}


def _gates_of(
    answers: Mapping[str, ColumnMapping], gates: Mapping[str, ColumnMapping]
) -> dict[str, ColumnMapping]:
    """The statuses that open some answers, with those that open them in turn."""
    found: dict[str, ColumnMapping] = {}
    waiting = [mapping.asked_if for mapping in answers.values()]
    while waiting:
        gate = waiting.pop()
        if gate is not None and gate in gates and gate not in found:
            found[gate] = gates[gate]
            waiting.append(gates[gate].asked_if)
    return found


def _built(
    kept: pl.LazyFrame,
    numbered: pl.LazyFrame,
    table: str,
    columns: Mapping[str, ColumnMapping],
    labels: dict[str, dict[str, str]],
    findings: Findings,
) -> Built:
    names = tuple(kept.collect_schema().names())
    return Built(
        table=kept,
        keys=numbered.select(_JOB_KEYS),
        columns=names,
        rows_read=int(numbered.select(pl.len()).collect().item()),
        rows_kept=int(kept.select(pl.len()).collect().item()),
        labels=labels,
        items=frozenset(names),
        unmapped=findings.unmapped,
        out_of_range=findings.out_of_range,
        unknown=count_unknown(kept, table, columns),
    )


def _with_items(built: Built, items: Iterable[str]) -> Built:
    return Built(**{**vars(built), "items": built.items | frozenset(items)})


def _of_kept(numbered: pl.LazyFrame, owners: Built, keys: tuple[str, ...]) -> pl.LazyFrame:
    """Rows that belong to a kept row of another table, in their own order."""
    return numbered.join(
        owners.table.select(keys), on=list(keys), how="semi", maintain_order="left"
    ).drop(ROW)


def _like_persons(rows: pl.LazyFrame, persons: Built) -> pl.LazyFrame:
    return _as_type(rows, "person_id", persons)


def _like_jobs(rows: pl.LazyFrame, jobs: Built) -> pl.LazyFrame:
    return _as_type(rows, "job_id", jobs)


def _as_type(rows: pl.LazyFrame, key: str, owners: Built) -> pl.LazyFrame:
    """An identifier in the type that it has in the table it points to."""
    wanted = owners.table.collect_schema()[key]
    return rows.with_columns(pl.col(key).cast(wanted, strict=False))
