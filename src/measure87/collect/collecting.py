"""Apply a mapping to the files of one input: the standard tables, and what happened on the way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from measure87.collect.circumstance_building import build_circumstances
from measure87.collect.job_building import build_jobs
from measure87.collect.mapping import InputMapping
from measure87.collect.misread import Misread
from measure87.collect.optional_columns import without_absent
from measure87.collect.report import MappingReport
from measure87.collect.table_building import Built, build_persons
from measure87.files import SourceTable, while_reading
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Notice

_TABLES = ("persons", "jobs", "circumstances")


@dataclass(frozen=True)
class Collected:
    """The standard tables of one input.

    Parameters
    ----------
    persons, jobs, circumstances : polars LazyFrame
        With the declared types: statuses Int8, numbers Float64, integers Int32, codes String,
        identifiers String or Int64. Only mapped columns are there.
    labels : mapping
        Column of kind `code` -> code -> label.
    items : frozenset of str
        Standard columns that are there, and the codes of circumstances that were asked.
    questions : mapping
        Question -> the codes of circumstances that its answer says.
    report : MappingReport
    misread : Misread or None
        Answers of persons that could not be read, though they were asked.
    without_job : polars LazyFrame or None
        `person_id` of those who said of a job in their row that they do not have it.
    """

    persons: pl.LazyFrame
    jobs: pl.LazyFrame | None
    circumstances: pl.LazyFrame | None
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    items: frozenset[str] = frozenset()
    questions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    report: MappingReport = field(default_factory=MappingReport)
    misread: Misread | None = None
    without_job: pl.LazyFrame | None = None


def apply_mapping(
    section: InputMapping,
    sources: Mapping[str, SourceTable],
    *,
    needed: Collection[str] | None = None,
) -> Collected:
    """The standard tables of one input.

    Parameters
    ----------
    section : InputMapping
        The input's section of the mapping.
    sources : mapping of str to SourceTable
        `persons`, and `jobs` and `circumstances` where they have files of their own.
    needed : collection of str, optional
        Standard columns that the measures, the design and the tables use. An unmapped code
        in another column is reported and does not stop; that another optional column is
        absent is no notice. None: all are needed.

    Raises
    ------
    DataError
        If a variable is not in its file; a weight is negative or missing; two persons have the
        same identifier; a job has no person, a circumstance no job; a code is not mapped (with
        `unmapped = "fail"`); hours are outside their range and the mapping gives none; a code
        of industry or occupation is not one of the declared classification.
    StudyError
        If there is no file for a table, or a file for a table that is not mapped.
    """
    _check_sources(section, sources)
    lazy = [one.name for one in sources.values() if isinstance(one.frame, pl.LazyFrame)]
    with while_reading(lazy):
        return _collect(section, sources, needed)


def _collect(
    section: InputMapping, sources: Mapping[str, SourceTable], needed: Collection[str] | None
) -> Collected:
    section, absent = without_absent(section, sources, needed)
    persons = build_persons(section, sources["persons"], needed)
    built: dict[str, Built] = {"persons": persons}
    if section.jobs is not None:
        built["jobs"] = build_jobs(section, sources, persons, needed)
    if section.circumstances is not None:
        built["circumstances"] = build_circumstances(
            section, sources, persons, built["jobs"], needed
        )
    return Collected(
        persons=persons.table,
        jobs=built["jobs"].table if "jobs" in built else None,
        circumstances=built["circumstances"].table if "circumstances" in built else None,
        labels={name: pairs for each in built.values() for name, pairs in each.labels.items()},
        items=frozenset(item for each in built.values() for item in each.items),
        questions=built["circumstances"].questions if "circumstances" in built else {},
        report=_report(section, sources, built, absent),
        misread=persons.misread,
        without_job=built["jobs"].without_job if "jobs" in built else None,
    )


def _check_sources(section: InputMapping, sources: Mapping[str, SourceTable]) -> None:
    for name in sources:
        if name not in _TABLES:
            raise StudyError(
                f"{name!r} is no table", code="unknown-table", where=section.name,
                hint=f"tables: {', '.join(_TABLES)}",
            )  # fmt: skip
        if name != "persons" and not isinstance(getattr(section, name), Mapping):
            raise StudyError(
                f"there is a file of {name}, and the mapping does not say what its columns are",
                code="unmapped-table",
                where=f"{section.name}.{name}",
                hint=f"write [{section.name}.{name}.COLUMN] for each column, or drop the file",
            )
    if "persons" not in sources:
        raise StudyError(
            "there is no file of persons", code="no-persons", where=section.name,
            hint=f"name it in study.toml under the input {section.name}",
        )  # fmt: skip
    if isinstance(section.circumstances, Mapping) and "circumstances" not in sources:
        raise StudyError(
            "circumstances are mapped column by column, and there is no file of them",
            code="no-circumstances",
            where=section.name,
            hint=f"name it in study.toml under the input {section.name}, or write one "
            f"[[{section.name}.circumstances]] for each question",
        )


def _report(
    section: InputMapping,
    sources: Mapping[str, SourceTable],
    built: Mapping[str, Built],
    absent: tuple[Notice, ...],
) -> MappingReport:
    tables = {"persons": PERSONS, "jobs": JOBS, "circumstances": CIRCUMSTANCES}
    notices = [
        *section.notices,
        *section.quotes.notices,
        *(Notice("reading", line) for source in sources.values() for line in source.notices),
    ]
    return MappingReport(
        rows_read={name: each.rows_read for name, each in built.items()},
        rows_kept={name: each.rows_kept for name, each in built.items()},
        unmapped=tuple(code for each in built.values() for code in each.unmapped),
        out_of_range=tuple(out for each in built.values() for out in each.out_of_range),
        suspected=tuple(code for each in built.values() for code in each.suspected),
        contrary=tuple(codes for each in built.values() for codes in each.contrary),
        unknown={k: v for each in built.values() for k, v in each.unknown.items()},
        without_age=built["persons"].without_age,
        unknown_items=sum(each.unknown_items for each in built.values()),
        absent={
            name: tuple(c for c in tables[name].names if c not in each.columns)
            for name, each in built.items()
        },
        assumed=tuple(dict.fromkeys(notices)),
        left_out=absent,
    )
