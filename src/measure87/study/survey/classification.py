"""Classification alone: a table of persons and their classes, which stays where it is."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl

from measure87.classify import Tables, classify
from measure87.classify.frames import Settle
from measure87.collect import (
    Collected,
    StudyMapping,
    apply_mapping,
    denied_work,
    instrument_of,
    load_mapping,
    with_ages_asked,
    without_proxies,
)
from measure87.define import Definition, check_versions, load_definition
from measure87.define.survey_period import with_period
from measure87.files import AS_FOUND, SourceTable, TableForm, while_reading
from measure87.files.engines import Engine, Frame, read_written
from measure87.files.owner_folder import OWNER_ALONE
from measure87.study.survey.absent_ages import absent_ages
from measure87.study.survey.asked import (
    ADULT,
    MINIMUM_ITEMS,
    as_asked,
    missing_items,
    unasked_hazards,
)
from measure87.study.survey.engine_place import EnginePlace
from measure87.study.survey.inputs import read_sources, youngest_of
from measure87.study.survey.times_of_jobs import notices_of_times
from measure87.vocabulary.columns import REASON_SUFFIX
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.reference_period import ReferencePeriod
from measure87.vocabulary.status import LABELS, NO, rule_of_reason, status_of_reason

RULE_SUFFIX = "__rule"
"""Suffix of the column with the rule that decided a status."""


@dataclass(frozen=True)
class Classification:
    """What is to be classified: the standard tables of an input, and a definition's measures."""

    collected: Collected
    definition: Definition
    names: list[str]
    files: tuple[str, ...]
    """Names of the files that are read meanwhile."""
    notices: tuple[Notice, ...] = ()
    """What `check` would tell of the same file and mapping."""

    def frame(self, tables: Tables, settled: Settle | None = None) -> Frame:
        """The classes of the persons of these tables, which are those of `collected`."""
        return classify(tables, [(self.definition, self.names)], settled=settled)

    @property
    def columns(self) -> tuple[str, ...]:
        """What is written of a person: identifier, and of each measure status and rule."""
        pairs = (column for name in self.names for column in (name, f"{name}{RULE_SUFFIX}"))
        return ("person_id", *pairs)


def opened_classification(
    table: Path | SourceTable,
    definition_id: str,
    mapping_path: Path,
    *,
    input_name: str | None = None,
    jobs: Path | SourceTable | None = None,
    circumstances: Path | SourceTable | None = None,
    national: Path | None = None,
    period: ReferencePeriod | None = None,
    reference_date: date | None = None,
    minimum_items: int = MINIMUM_ITEMS,
    form: TableForm = AS_FOUND,
) -> Classification:
    """Read and map the persons of a file, to be classified under one definition.

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
    reference_date
        The survey's, from which the dates of jobs are counted; without it they say nothing of the
        period, nor of an age.
    minimum_items : int
        Named items of each criterion that a measure needs for its own name; with fewer it comes
        as `screened_by_N_items_MEASURE`.
    form : TableForm
        How the files are to be read, as far as it is said.

    Raises
    ------
    RefusedError
        If the questionnaire supports no measure of the definition.
    """
    definition = with_period(load_definition(definition_id, national), period, reference_date)
    mapping = load_mapping(mapping_path)
    section = mapping[_only(mapping, input_name)]
    given = {"persons": table, "jobs": jobs, "circumstances": circumstances}
    files = {name: path for name, path in given.items() if isinstance(path, Path)}
    sources = read_sources(section, files, forms=dict.fromkeys(files, form))
    sources |= {name: one for name, one in given.items() if isinstance(one, SourceTable)}
    youngest = youngest_of(definition.measures.values())
    collected = with_ages_asked(apply_mapping(section, sources), youngest=youngest)
    collected = without_proxies(collected, adult=ADULT)
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
            hint=f"{name} needs the items {', '.join(items)}",
        )
    instrument = instrument_of(section, collected, period=period)
    definition, names = as_asked(definition, names, instrument, minimum_items)
    if not names:
        raise RefusedError(
            f"nothing of the items of {definition.id} was asked", code="questionnaire",
            hint="map its circumstances of involuntary work and its means of coercion",
        )  # fmt: skip
    check_versions(definition, section.versions, names)
    named = tuple(path.name for path in files.values())
    told = (
        *notices_of_times(collected, [definition], period, reference_date),
        *_notices(collected, definition, names),
    )
    return Classification(collected, definition, names, named, tuple(dict.fromkeys(told)))


def _notices(
    collected: Collected, definition: Definition, names: Iterable[str]
) -> Iterator[Notice]:
    """What the mapping met, and what the jobs, the hazards and the ages of a file leave open."""
    measures = {name: definition.measures[name] for name in names}
    yield from collected.report.warnings
    yield from denied_work(collected)
    yield from unasked_hazards([(collected, measures.values())])
    yield from absent_ages(collected.persons, [definition], measures).notices


def classes_in_words(found: Classification) -> pl.DataFrame:
    """The classes of a file, computed in this process.

    Returns
    -------
    DataFrame
        One row a person: `person_id`, and for each measure that the questionnaire supports
        its status in words (`no`, `unknown`, `yes`; null outside the universe) and the rule
        that decided it (`MEASURE__rule`; null where the status is no).
    """
    given = found.collected
    frame = found.frame(Tables(given.persons, given.jobs, given.circumstances))
    with while_reading(found.files):
        classes: pl.DataFrame = nw.to_native(frame).collect()
    words = _in_words(nw.from_native(classes.lazy()), found)
    told: pl.DataFrame = words.collect(backend="polars").to_native()
    return told.sort("person_id")


def counted_classes(found: Classification, words: pl.DataFrame) -> "ClassesInParts":
    """How many persons are in which class."""
    counts = {name: _counts(nw.from_native(words.lazy()), name) for name in found.names}
    return ClassesInParts(found.definition, words.height, counts)


@dataclass(frozen=True)
class ClassesInParts:
    """What was written where an engine works.

    persons : how many
    counts : measure to status, in words or None outside its universe, to persons
    """

    definition: Definition
    persons: int
    counts: dict[str, dict[str | None, int]]


def classify_parts(found: Classification, engine: Engine, folder: Path) -> ClassesInParts:
    """Classify persons on an engine into Parquet parts, with the columns of `classes_in_words`.

    No class of a person comes to this process. The standard tables go to the engine by way of a
    folder beside `folder`, which is gone afterwards.

    Parameters
    ----------
    folder : of the parts; it is there whole or not at all

    Raises
    ------
    UsageError
        If there is something of that name.
    """
    if folder.exists():
        raise UsageError(
            f"{folder.name} is there already", code="output", hint="name a folder that is not there"
        )
    draft = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=OWNER_ALONE)
    try:
        place = EnginePlace(engine, draft)
        with while_reading(found.files):
            collected = place.collected(found.collected)
        classes: Frame = nw.from_native(
            place.kept(found.frame(place.tables(collected), place.settled))
        )
        engine.write(_in_words(classes, found), draft / "words")
        written = read_written(engine, draft / "words")
        counts = {name: _counts(written, name) for name in found.names}
        (draft / "words").chmod(OWNER_ALONE)
        (draft / "words").rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    persons = sum(next(iter(counts.values())).values())
    return ClassesInParts(found.definition, persons, counts)


def _counts(written: Frame, name: str) -> dict[str | None, int]:
    counted = written.group_by(name).agg(nw.len().alias("persons")).sort(name)
    return {word: int(n) for word, n in counted.collect(backend="polars").iter_rows()}


def _only(mapping: StudyMapping, name: str | None) -> str:
    if name is None and len(mapping.inputs) != 1:
        raise UsageError(
            f"the mapping has {len(mapping.inputs)} sections",
            hint=f"choose one with --input: {', '.join(mapping.inputs)}",
        )
    return name if name is not None else next(iter(mapping.inputs))


def _in_words(classes: Frame, found: Classification) -> Frame:
    """Statuses as words, and the rule that decided each; null where the status is no."""
    rules = [rule.name for rule in found.definition.rules]
    columns: dict[str, nw.Expr] = {}
    for name in found.names:
        reason = nw.col(f"{name}{REASON_SUFFIX}")
        told = classes.select(key=reason).filter(~nw.col("key").is_null()).unique()
        keys = told.collect(backend="polars")["key"].sort().to_list()
        decided = {k: rules[rule_of_reason(k)] for k in keys if status_of_reason(k) != NO}
        columns |= {
            name: _worded(nw.col(name), LABELS),
            f"{name}{RULE_SUFFIX}": _worded(reason, decided),
        }
    return classes.with_columns(**columns).select(*found.columns)


def _worded(code: nw.Expr, words: Mapping[int, str]) -> nw.Expr:
    """The word of a code; null of one that has none."""
    found: nw.Expr = nw.lit(None, dtype=nw.String())
    for value, word in words.items():
        found = nw.when(code == value).then(nw.lit(word)).otherwise(found)
    return found
