"""The recipes: run a study, check it without running, explain one of its persons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from measure87.classify import Explanation, explain_person
from measure87.define import Definition, load_definition
from measure87.define.survey_period import with_period
from measure87.disseminate import (
    ReportContext,
    definition_text,
    publish,
    refuse_unfit,
    release,
    settle,
)
from measure87.study import private
from measure87.study.keyed_hash import kept_key, known_key, passing_key
from measure87.study.lists.kind import ListCheck, is_list_study
from measure87.study.lock import locked
from measure87.study.publication import OUT
from measure87.study.survey.asked import as_asked
from measure87.study.survey.differences import with_differences
from measure87.study.survey.figures import InputFigures, estimate_input
from measure87.study.survey.input_settings import InputSettings
from measure87.study.survey.inputs import Unsupported, missing_items
from measure87.study.survey.opening import (
    OpenStudy,
    at_fault_is_the_study,
    content_hashes,
    open_study,
    read_mappings,
    require_unchanged,
)
from measure87.study.survey.run_result import (
    definitions_of,
    disclosure_rules,
    notices_of,
    study_result,
)
from measure87.study.survey.settings import national_folder, read_settings
from measure87.vocabulary.errors import RefusedError, StudyError
from measure87.vocabulary.estimate import Notice, Refusal, Result
from measure87.vocabulary.instrument import AskedOf, Instrument, InstrumentItem
from measure87.vocabulary.progress import progress
from measure87.vocabulary.reference_period import ReferencePeriod


@dataclass(frozen=True)
class Findings:
    """What `check` found: what can be computed, what not, and what the mapping met."""

    computable: tuple[tuple[str, str], ...]
    """Pairs of definition and measure."""
    unsupported: tuple[Unsupported, ...]
    notices: tuple[Notice, ...]
    persons: Mapping[str, int]
    """Persons of each input, unweighted."""
    periods: Mapping[str, ReferencePeriod]
    """The reference period of each input that has one."""
    asked: Mapping[str, tuple[AskedOf, ...]] = field(default_factory=dict)
    """Of each input the criteria of its definitions, and how many of their items were asked."""
    few_items: tuple[Refusal, ...] = ()
    """Measures refused under the name of their text, for too few items were asked."""
    misread: tuple[Refusal, ...] = ()
    """Measures that misread answers have spoilt, with what to do."""


def run_study(folder: Path) -> Result:
    """Read, map, check, classify, estimate, disclose and publish a study.

    What is released is put into `folder/out/` as a whole, and the former release is kept in
    `folder/out.previous/`; a run that is killed leaves one of the two and can be run again.

    Returns
    -------
    Result
        As released, after the disclosure gate.

    Raises
    ------
    Measure87Error
        Before anything is released, with what is wrong and what to do.
    RefusedError
        If no figure at all can be defended; nothing is released.
    """
    settle(folder / OUT)
    if is_list_study(folder):
        from measure87.study.lists.recipe import run_list_study

        return run_list_study(folder)
    study = read_settings(folder)
    refuse_unfit(folder / OUT)
    with locked(folder), at_fault_is_the_study(study):
        key = kept_key(folder)
        opened = open_study(study, key)
        progress("Classifying and estimating", 0.3)
        figures = _figures(opened)
        result = study_result(opened, figures)
        if not result.estimates:
            raise RefusedError(
                "no figure of this study can be defended",
                code="all-refused",
                hint=_why_refused(result),
            )
        progress("Disclosure", 0.7)
        released = _with_differences(
            opened, release(result, disclosure_rules(study, figures)), figures
        )
        require_unchanged(opened, key)
        progress("Keeping what explain needs", 0.8)
        _keep(opened)
        progress("Report", 0.85)
        texts = tuple(
            definition_text(definition, study.language, study.data_language)
            for definition in definitions_of(opened.inputs.values())
        )
        publish(released, folder / OUT, ReportContext(texts, study.language))
        progress("Done", 1.0)
    return released


def check_study(folder: Path) -> Findings | ListCheck:
    """Everything that `run` would object to, without keeping or publishing anything.

    The figures are computed and thrown away, for some faults show only then (a stratum with
    one cluster).

    Raises
    ------
    Measure87Error
        For whatever would stop a run.
    """
    settle(folder / OUT)
    if is_list_study(folder):
        from measure87.study.lists.recipe import check_list_study

        return check_list_study(folder)
    study = read_settings(folder)
    with at_fault_is_the_study(study):
        opened = open_study(study, passing_key())
        progress("Trying the estimates", 0.3)
        figures = _figures(opened)
        progress("Trying the disclosure gate", 0.8)
        released = release(study_result(opened, figures), disclosure_rules(study, figures))
        _with_differences(opened, released, figures)
    inputs = opened.inputs
    return Findings(
        computable=tuple(
            (source.definition_of(name).versioned_id, name)
            for key, source in inputs.items()
            for name in source.measures
            if name not in {refusal.name for refusal in figures[key].misread}
        ),
        misread=tuple(refusal for one in figures.values() for refusal in one.misread),
        asked={name: source.criteria for name, source in inputs.items() if source.criteria},
        few_items=tuple(refusal for source in inputs.values() for refusal in source.few_items),
        unsupported=tuple(u for source in inputs.values() for u in source.unsupported),
        notices=tuple(notices_of(opened, figures)),
        persons={
            name: source.collected.report.rows_kept["persons"] for name, source in inputs.items()
        },
        periods={
            name: period
            for name, source in inputs.items()
            if (period := source.settings.reference_period) is not None
            and any(definition.asks_period for definition in source.definitions)
        },
    )


def explain_in_study(folder: Path, person_id: str) -> tuple[Explanation, ...]:
    """Explain one person under every definition of the inputs in which she is.

    Reads what the last run kept in `private/`.

    Raises
    ------
    StudyError
        If the study forbids it, was not run with these inputs, or has no such person.
    """
    settle(folder / OUT)
    if is_list_study(folder):
        raise StudyError(
            "a study of lists explains no persons: no output shows who is on which list",
            code="explain-off",
            where="study.toml",
            hint="whoever holds a list looks it up there",
        )
    study = read_settings(folder)
    if not study.explain:
        raise StudyError(
            "this study does not allow single persons to be looked up",
            code="explain-off",
            where="study.toml",
            hint="its key `explain` is false; whoever holds the data decides",
        )
    _, mapping_hash = read_mappings(study)
    hashes = content_hashes(study, known_key(folder) or passing_key())
    key = private.key_of(hashes, mapping_hash)
    found: list[Explanation] = []
    for name, entry in study.inputs.items():
        kept = private.kept(folder, key, name)
        person = private.person_in(kept.tables, person_id)
        if person is not None:
            own = private.household_of(kept.tables, person)
            found += [
                explain_person(own, definition, person)
                for definition in _supported(entry, national_folder(study), kept)
            ]
    if not found:
        raise StudyError(
            "there is no person with that identifier",
            code="unknown-person",
            hint="the identifier is the mapping's person_id; several variables are joined by -",
        )
    return tuple(found)


def _why_refused(result: Result) -> str:
    first = f"{result.refused[0].text}; " if result.refused else ""
    return f"{first}`measure87 check DIR` names what each measure lacks"


def _supported(
    entry: InputSettings, national: Path | None, kept: private.Kept
) -> Iterator[Definition]:
    """The definitions of an input, with those measures that its questionnaire supports."""
    for spec in entry.definitions:
        definition = with_period(load_definition(spec, national), entry.reference_period)
        measures = {
            name: measure
            for name, measure in definition.measures.items()
            if not missing_items(measure, kept.items, kept.tables.jobs)
        }
        if measures:
            rows = tuple(InstrumentItem(item, asked=True) for item in sorted(kept.items))
            instrument = Instrument(rows, respondent=entry.respondent)
            known, names = as_asked(definition, measures, instrument, entry.minimum_items)
            yield replace(known, measures={name: known.measures[name] for name in names})


def _figures(study: OpenStudy) -> dict[str, InputFigures]:
    return {name: estimate_input(source, study.settings) for name, source in study.inputs.items()}


def _with_differences(
    study: OpenStudy, released: Result, figures: Mapping[str, InputFigures]
) -> Result:
    """The released result with the differences that may be shown."""
    found = [item for one in figures.values() for item in one.differences]
    return with_differences(released, found, study.settings.differences)


def _keep(study: OpenStudy) -> None:
    """Keep the standard tables for `explain`, or forget what earlier runs kept."""
    folder = study.settings.folder
    if not study.settings.explain:
        private.forget(folder)
        return
    private.keep(
        folder,
        private.key_of(study.hashes, study.mapping),
        {name: source.collected for name, source in study.inputs.items()},
    )
