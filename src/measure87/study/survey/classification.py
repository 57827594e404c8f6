"""Classification alone: a table of persons and their classes, which stays where it is."""

from pathlib import Path

import narwhals as nw
import polars as pl

from measure87.classify import Tables, classify
from measure87.collect import (
    StudyMapping,
    apply_mapping,
    instrument_of,
    load_mapping,
    without_proxies,
)
from measure87.define import Definition, check_versions, load_definition
from measure87.define.survey_period import with_period
from measure87.files import AS_FOUND, SourceTable, TableForm, while_reading
from measure87.study.survey.asked import ADULT, MINIMUM_ITEMS, as_asked
from measure87.study.survey.inputs import missing_items, read_sources
from measure87.vocabulary.columns import REASON_SUFFIX
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.reference_period import ReferencePeriod
from measure87.vocabulary.status import LABELS, NO, rule_of_reason, status_of_reason


def classify_table(
    table: Path | SourceTable,
    definition_id: str,
    mapping_path: Path,
    *,
    input_name: str | None = None,
    jobs: Path | SourceTable | None = None,
    circumstances: Path | SourceTable | None = None,
    national: Path | None = None,
    period: ReferencePeriod | None = None,
    minimum_items: int = MINIMUM_ITEMS,
    form: TableForm = AS_FOUND,
) -> tuple[pl.DataFrame, Definition]:
    """Classify the persons of a file under one definition.

    Parameters
    ----------
    table : path, or SourceTable
        File of persons, or one that was read; `jobs` and `circumstances` where they have files of
        their own.
    definition_id : str
        `ID`, `ID@DATE`, `ID:READING` or `ID:READING@DATE`.
    mapping_path : path
        A `mapping.toml`; `input_name` names its section where it has several.
    national : path
        A folder of national definitions, such as a study's own.
    period
        How far back the questions look, for definitions that speak of it; None: the five years
        that their cases are written for.
    minimum_items : int
        Named items of each criterion that a measure needs for its own name; with fewer it comes
        as `screened_by_N_items_MEASURE`.
    form : TableForm
        How the files are to be read, as far as it is said.

    Returns
    -------
    DataFrame, Definition
        One row a person: `person_id`, and for each measure that the questionnaire supports
        its status in words (`no`, `unknown`, `yes`; null outside the universe) and the rule
        that decided it (`MEASURE__rule`; null where the status is no).

    Raises
    ------
    RefusedError
        If the questionnaire supports no measure of the definition.
    """
    definition = with_period(load_definition(definition_id, national), period)
    mapping = load_mapping(mapping_path)
    section = mapping[_only(mapping, input_name)]
    given = {"persons": table, "jobs": jobs, "circumstances": circumstances}
    files = {name: path for name, path in given.items() if isinstance(path, Path)}
    sources = read_sources(section, files, forms=dict.fromkeys(files, form))
    sources |= {name: one for name, one in given.items() if isinstance(one, SourceTable)}
    collected = without_proxies(apply_mapping(section, sources), adult=ADULT)
    missing = {
        m.name: missing_items(m, collected.items, collected.jobs)
        for m in definition.measures.values()
    }
    names = [name for name, items in missing.items() if not items]
    if not names:
        name, items = next(iter(missing.items()))
        raise RefusedError(
            f"no measure of {definition.id} can be computed from this questionnaire",
            code="questionnaire",
            hint=f"{name} needs {', '.join(items)}",
        )
    instrument = instrument_of(section, collected, period=period)
    definition, names = as_asked(definition, names, instrument, minimum_items)
    if not names:
        raise RefusedError(
            f"nothing of the items of {definition.id} was asked", code="questionnaire",
            hint="map its circumstances of involuntary work and its means of coercion",
        )  # fmt: skip
    check_versions(definition, section.versions, names)
    tables = Tables(collected.persons, collected.jobs, collected.circumstances)
    frame = classify(tables, [(definition, names)])
    with while_reading(path.name for path in files.values()):
        found = nw.to_native(frame).collect()
    return _in_words(found, definition, names), definition


def _only(mapping: StudyMapping, name: str | None) -> str:
    if name is None and len(mapping.inputs) != 1:
        raise UsageError(
            f"the mapping has {len(mapping.inputs)} sections",
            hint=f"choose one with --input: {', '.join(mapping.inputs)}",
        )
    return name if name is not None else next(iter(mapping.inputs))


def _in_words(found: pl.DataFrame, definition: Definition, names: list[str]) -> pl.DataFrame:
    rules = [rule.name for rule in definition.rules]
    columns = [pl.col("person_id")]
    for name in names:
        keys = found[f"{name}{REASON_SUFFIX}"].unique().drop_nulls().to_list()
        decided = {k: rules[rule_of_reason(k)] for k in keys if status_of_reason(k) != NO}
        reason = pl.col(f"{name}{REASON_SUFFIX}")
        columns += [
            pl.col(name).replace_strict(LABELS, return_dtype=pl.String),
            reason.replace_strict(decided, default=None, return_dtype=pl.String).alias(
                f"{name}__rule"
            ),
        ]
    return found.select(columns).sort("person_id")
