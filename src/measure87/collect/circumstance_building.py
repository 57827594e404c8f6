"""Build the table of circumstances, from a file of answers or from questions in wide rows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from measure87.collect.checks import ROW, check_job_of_yes, check_known, check_told
from measure87.collect.linked_rows import JOB_KEYS, built, like_jobs, like_persons, of_kept
from measure87.collect.mapping import ColumnMapping, InputMapping, QuestionMapping
from measure87.collect.quotes import refuse_unasked, with_quoted_consent
from measure87.collect.table_building import (
    Built,
    Findings,
    Needed,
    Sheet,
    check_columns,
    code_labels,
)
from measure87.files import SourceTable
from measure87.vocabulary.columns import CIRCUMSTANCES, INVOLUNTARY_ITEMS
from measure87.vocabulary.status import UNKNOWN, YES

_THE_JOB = "1"
"""`job_id` where every person has one job that needs no name."""
_INVOLUNTARY = [code for code, _ in INVOLUNTARY_ITEMS]


def build_circumstances(
    section: InputMapping,
    sources: Mapping[str, SourceTable],
    persons: Built,
    jobs: Built,
    needed: Needed,
) -> Built:
    """The table of circumstances; errors as in `apply_mapping`."""
    if isinstance(section.circumstances, Mapping):
        return _of_rows(
            section, section.circumstances, sources["circumstances"], persons, jobs, needed
        )
    return _of_questions(section, section.circumstances or (), sources, persons, jobs, needed)


def _of_rows(
    section: InputMapping,
    columns: Mapping[str, ColumnMapping],
    source: SourceTable,
    persons: Built,
    jobs: Built,
    needed: Needed,
) -> Built:
    sheet = Sheet(source, section, keep=False)
    findings = check_columns(section, "circumstances", columns, sheet, needed)
    made = like_persons(sheet.rows.select(ROW, *sheet.expressions(columns).values()), persons)
    numbered = sheet.settled(like_jobs(made, jobs))
    check_known(
        numbered, jobs.keys, JOB_KEYS, f"{section.name}.circumstances",
        row="circumstance(s)", owner="a job",
    )  # fmt: skip
    answered = numbered.filter(pl.col("answer").is_not_null())
    if needed is None or "item" in needed:
        _refuse_untold(answered, section, columns)
    kept = with_quoted_consent(of_kept(answered, jobs, JOB_KEYS), section.quotes)
    made_of_rows = built(
        kept, numbered, "circumstances", columns, code_labels(columns, source), findings
    )
    made_of_rows = replace(made_of_rows, unknown_items=_unknown_items(kept))
    asked = kept.select("question", "item").drop_nulls().unique().collect().rows()
    refuse_unasked(section.quotes, {question for question, _ in asked}, section.name)
    consent = "consent_lacked" in columns and _consent_was_asked(kept)
    return _with_items(made_of_rows, asked, consent=consent)


def _refuse_untold(
    answered: pl.LazyFrame, section: InputMapping, columns: Mapping[str, ColumnMapping]
) -> None:
    """Refuse answers without a question; without an item too, unless these pass for unknown."""
    check_told(answered, "question", columns["question"].variables, section.name)
    if section.unmapped == "fail":
        check_told(answered, "item", columns["item"].variables, section.name)


def _unknown_items(answers: pl.LazyFrame) -> int:
    """Rows with a yes or an unknown to an item that is not known."""
    untold = pl.col("item").is_null() & (pl.col("answer") >= UNKNOWN)
    return int(answers.filter(untold).select(pl.len()).collect().item())


def _consent_was_asked(answers: pl.LazyFrame) -> bool:
    """Whether consent was asked for in a file of answers.

    It was not, where involuntary circumstances were told and none has an answer on consent.
    """
    told = answers.filter(pl.col("item").is_in(_INVOLUNTARY) & (pl.col("answer") == YES))
    consent = told.select(
        pl.len().alias("told"), pl.col("consent_lacked").count().alias("asked")
    ).collect()
    return bool(consent["asked"][0]) or not consent["told"][0]


def _of_questions(
    section: InputMapping,
    questions: Iterable[QuestionMapping],
    sources: Mapping[str, SourceTable],
    persons: Built,
    jobs: Built,
    needed: Needed,
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
    findings = Findings()
    columns: dict[str, ColumnMapping] = {"answer": ColumnMapping(CIRCUMSTANCES["answer"])}
    for question in questions:
        answers = _answers(question)
        findings += check_columns(section, "circumstances", answers, sheet, needed)
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
    made_rows = like_jobs(like_persons(pl.concat(parts, how="diagonal"), persons), jobs)
    numbered = sheet.settled(made_rows)
    _refuse_lost(numbered.filter(pl.col("answer") == YES), section, jobs)
    kept = with_quoted_consent(of_kept(numbered, jobs, JOB_KEYS), section.quotes)
    labels = {
        name: dict(CIRCUMSTANCES[name].levels)
        for name in kept.collect_schema().names()
        if CIRCUMSTANCES[name].levels
    }
    made_of_questions = built(kept, numbered, "circumstances", columns, labels, findings)
    asked = [(q.question, q.fixed["item"]) for q in questions if not q.answer.asks_nothing]
    consent = any(_asks_consent(question) for question in questions)
    return _with_items(made_of_questions, asked, consent=consent)


def _refuse_lost(yes: pl.LazyFrame, section: InputMapping, jobs: Built) -> None:
    """Refuse a yes about a job that is not there, by what the mapping says of who has it."""
    where = f"{section.name}.circumstances"
    blocks = section.jobs if isinstance(section.jobs, tuple) else ()
    present = {block.job: block.present.variables for block in blocks if block.present is not None}
    if present:
        check_job_of_yes(yes, jobs.keys, JOB_KEYS, where, present=present)
    else:
        check_known(yes, jobs.keys, JOB_KEYS, where, row="circumstance(s)", owner="a job")


def _asks_consent(question: QuestionMapping) -> bool:
    """Whether free and informed consent is asked for an involuntary circumstance."""
    asked = question.consent_lacked is not None and not question.consent_lacked.asks_nothing
    return asked and question.fixed["item"] in _INVOLUNTARY


def _answers(question: QuestionMapping) -> dict[str, ColumnMapping]:
    return {entry.name: entry for entry in question.entries}


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


def _with_items(rows: Built, asked: Iterable[tuple[str, str]], *, consent: bool) -> Built:
    """The table with the questions and their items that were asked, and consent if it was."""
    questions: dict[str, frozenset[str]] = {}
    for question, item in asked:
        questions[question] = questions.get(question, frozenset()) | {item}
    items = frozenset().union(*questions.values())
    found = (rows.items | {"answer"} | items) - {"consent_lacked"}
    consent_asked = {"consent_lacked"} if consent else set()
    return replace(rows, items=found | consent_asked, questions=questions)
