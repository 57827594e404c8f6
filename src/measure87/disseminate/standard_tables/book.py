"""All tables of a released result: the sets that the study asks for, and the annex of errors."""

from collections.abc import Iterator

from measure87 import __version__
from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.only_of_surveys import refuse_lists
from measure87.disseminate.pages.survey.in_language import result_in_language
from measure87.disseminate.standard_tables.annex import annex_tables
from measure87.disseminate.standard_tables.cells import FilledTable, TableBook
from measure87.disseminate.standard_tables.filling import filled
from measure87.disseminate.standard_tables.released_cells import figures_of
from measure87.disseminate.standard_tables.specification import table_set
from measure87.disseminate.standard_tables.words import TableWords, table_words
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.survey import SurveyStudy

FOLDER = "tables"
"""Folder of the tables in the released folder."""


def table_book(result: Result, context: ReportContext) -> TableBook:
    """Every standard table that a released result has figures for.

    Raises
    ------
    StudyError
        If the result has not passed the gate.
    RefusedError
        If there is no table to make.
    """
    result.require_released()
    refuse_lists(result)
    words = table_words(context.language)
    result = result_in_language(result, context, words.spoken)
    study = survey_said(result).study
    tables = tuple(_tables(result, words))
    if not tables:
        raise RefusedError(
            "no figure stands in a standard table",
            code="no-tables",
            hint='name sets of tables in study.toml, as tables = ["mics6"]',
        )
    return TableBook(
        title=(study and study.title) or words.text("document.title"),
        facts=tuple(_facts(study, words)) if study else (),
        warnings=tuple(_warnings(study, words)) if study else (),
        tables=tables,
        language=words.spoken.code,
        direction=words.spoken.direction,
        author=f"measure87 {__version__}",
    )


def _tables(result: Result, words: TableWords) -> Iterator[FilledTable]:
    figures = figures_of(result)
    sets = survey_said(result).tables or {}
    reasons = {r.name: r.text for r in result.refused if r.code == "questionnaire"}
    for name in dict.fromkeys(name for names in sets.values() for name in names):
        for table in table_set(name).tables:
            yield filled(table, figures, reasons, words)
    yield from annex_tables(result, words)


def _facts(study: SurveyStudy, words: TableWords) -> Iterator[tuple[str, str]]:
    """Country, year, reference date and population, as far as they are known."""
    facts = {
        "country": study.country,
        "year": study.year,
        "reference_date": study.reference_date,
        "population": study.population,
    }
    for key, fact in facts.items():
        if fact:
            yield words.text(f"facts.{key}"), str(fact)


def _warnings(study: SurveyStudy, words: TableWords) -> Iterator[tuple[str, str]]:
    """What nobody may overlook."""
    spoken = words.spoken
    if study.invented:
        yield spoken.text("banner.invented_title"), spoken.text("banner.invented")
    if not study.probability_sample:
        yield spoken.text("banner.nonprobability_title"), spoken.text("banner.nonprobability")
