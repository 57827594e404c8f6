"""The recipes: run a study, check it without running, explain one of its persons."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from measure87.classify import Explanation, explain_person
from measure87.classify.cases import run_cases
from measure87.collect import InputMapping, load_mapping
from measure87.define import Measure, list_definitions, load_definition
from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.disseminate import (
    DisclosureRules,
    ReportContext,
    definition_text,
    publish,
    release,
)
from measure87.files import sha256_of
from measure87.study import private
from measure87.study.figures import STOCK_SUFFIX, InputFigures, estimate_input
from measure87.study.inputs import StudyInput, Unsupported, open_input
from measure87.study.lock import locked
from measure87.study.settings import StudySettings, read_settings
from measure87.study.tables import AGE
from measure87.vocabulary.errors import RefusedError, StudyError
from measure87.vocabulary.estimate import Notice, Result
from measure87.vocabulary.progress import progress
from measure87.vocabulary.provenance import Provenance

OPEN_AGE = 120
"""A universe that reaches this age has no upper end."""


@dataclass(frozen=True)
class Findings:
    """What `check` found: what can be computed, what not, and what the mapping met."""

    computable: tuple[tuple[str, str], ...]
    """Pairs of definition and measure."""
    unsupported: tuple[Unsupported, ...]
    notices: tuple[Notice, ...]
    persons: Mapping[str, int]
    """Persons of each input, unweighted."""


def run_study(folder: Path) -> Result:
    """Read, map, check, classify, estimate, disclose and publish a study.

    Everything under `folder/out/` is written whole and in one go, the manifest last; a run
    that is killed leaves no manifest and can simply be run again.

    Returns
    -------
    Result
        As released, after the disclosure gate.

    Raises
    ------
    Measure87Error
        Before anything is written, with what is wrong and what to do.
    RefusedError
        If no figure at all can be defended; nothing is written.
    """
    study = read_settings(folder)
    with locked(folder):
        sources, mapping_hash = _open(study)
        progress("Classifying and estimating", 0.3)
        figures = {name: estimate_input(source, study) for name, source in sources.items()}
        result = _result(study, sources, figures, mapping_hash)
        if not result.estimates:
            raise RefusedError(
                "no figure of this study can be defended",
                code="all-refused",
                hint=result.refused[0].text if result.refused else None,
            )
        progress("Keeping what explain needs", 0.7)
        _keep(study, sources, mapping_hash)
        progress("Disclosure and report", 0.8)
        released = release(result, _disclosure_rules(study))
        texts = tuple(definition_text(d) for source in sources.values() for d in source.definitions)
        publish(released, folder / "out", ReportContext(texts, study.language))
        progress("Done", 1.0)
    return released


def check_study(folder: Path) -> Findings:
    """Everything that `run` would object to, without keeping or publishing anything.

    The figures are computed and thrown away, for some faults show only then (a stratum with
    one cluster).

    Raises
    ------
    Measure87Error
        For whatever would stop a run.
    """
    study = read_settings(folder)
    sources, _ = _open(study)
    figures = {name: estimate_input(source, study) for name, source in sources.items()}
    return Findings(
        computable=tuple(
            (source.definition_of(name).versioned_id, name)
            for source in sources.values()
            for name in source.measures
        ),
        unsupported=tuple(u for source in sources.values() for u in source.unsupported),
        notices=(
            *_mapping_notices(sources),
            *_once(n for one in figures.values() for n in one.warnings),
        ),
        persons={
            name: source.collected.report.rows_kept["persons"] for name, source in sources.items()
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
    study = read_settings(folder)
    if not study.explain:
        raise StudyError(
            "this study does not allow single persons to be looked up",
            code="explain-off",
            where="study.toml",
        )
    _, mapping_hash = _mappings(study)
    hashes = {
        path.name: f"sha256:{sha256_of(path)}"
        for entry in study.inputs.values()
        for path in entry.files.values()
    }
    key = private.key_of(hashes, mapping_hash)
    found: list[Explanation] = []
    for name, entry in study.inputs.items():
        tables = private.kept(folder, key, name)
        person = private.person_in(tables, person_id)
        if person is not None:
            own = private.household_of(tables, person)
            found += [
                explain_person(own, load_definition(spec, _national(study)), person)
                for spec in entry.definitions
            ]
    if not found:
        raise StudyError("there is no person with that identifier", code="unknown-person")
    return tuple(found)


def _open(study: StudySettings) -> tuple[dict[str, StudyInput], str]:
    national = _national(study)
    _run_national_cases(national)
    mappings, mapping_hash = _mappings(study)
    sources = {}
    for position, (name, entry) in enumerate(study.inputs.items()):
        progress(f"Reading {name}", 0.3 * position / len(study.inputs))
        sources[name] = open_input(entry, mappings[name], national)
    return sources, mapping_hash


def _mappings(study: StudySettings) -> tuple[Mapping[str, InputMapping], str]:
    path = study.folder / "mapping.toml"
    mapping = load_mapping(path)
    return {name: mapping[name] for name in study.inputs}, f"sha256:{sha256_of(path)}"


def _national(study: StudySettings) -> Path | None:
    folder = study.folder / "definitions"
    return folder if folder.is_dir() else None


def _run_national_cases(national: Path | None) -> None:
    """The cases of a national definition must come out as it says they do."""
    if national is None:
        return
    for identity in set(list_definitions(national)) - set(list_definitions()):
        failures = run_cases(load_definition(identity, national))
        if failures:
            raise StudyError(
                f"{len(failures)} of its cases fail; first: {failures[0]}",
                code="failing-cases",
                where=f"definitions/{identity}/cases.csv",
                hint="mend the case or the threshold",
            )


def _keep(study: StudySettings, sources: Mapping[str, StudyInput], mapping_hash: str) -> None:
    if not study.explain:
        return
    hashes = _hashes(sources)
    key = private.key_of(hashes, mapping_hash)
    for name, source in sources.items():
        collected = source.collected
        private.keep(
            study.folder,
            key,
            name,
            {
                "persons": collected.persons,
                "jobs": collected.jobs,
                "circumstances": collected.circumstances,
            },
        )
    private.forget_others(study.folder, key)


def _hashes(sources: Mapping[str, StudyInput]) -> dict[str, str]:
    return {file: digest for source in sources.values() for file, digest in source.hashes.items()}


def _result(
    study: StudySettings,
    sources: Mapping[str, StudyInput],
    figures: Mapping[str, InputFigures],
    mapping_hash: str,
) -> Result:
    settings = {"interval": study.interval, "level": study.level}
    return Result(
        command="run",
        estimates=[item for one in figures.values() for item in one.estimates],
        refused=[item for one in figures.values() for item in one.refused],
        warnings=[
            *_mapping_notices(sources),
            *_once(n for one in figures.values() for n in one.warnings),
        ],
        diagnostics=_diagnostics(study, sources, figures),
        provenance=Provenance(
            inputs=_hashes(sources),
            mapping=mapping_hash,
            settings={**settings, "single_cluster": study.single_cluster},
        ),
    )


def _mapping_notices(sources: Mapping[str, StudyInput]) -> list[Notice]:
    return [
        Notice("mapping", text)
        for source in sources.values()
        for text in source.collected.report.notices
    ]


def _once(notices: Any) -> Sequence[Notice]:
    return tuple(Counter(notices))


def _diagnostics(
    study: StudySettings,
    sources: Mapping[str, StudyInput],
    figures: Mapping[str, InputFigures],
) -> dict[str, Any]:
    undetermined: dict[str, Any] = {}
    for one in figures.values():
        undetermined |= one.undetermined
    return {
        "study": {
            "title": study.title,
            "country": study.country,
            "year": study.year,
            "reference_date": study.reference_date and study.reference_date.isoformat(),
            "population": study.population,
            "invented": study.invented,
            "probability_sample": study.probability_sample,
            "notes": list(study.notes),
            "language": study.language,
        },
        "measures": _measures(sources),
        "undetermined": undetermined,
        "unsupported": [
            {"definition": u.definition, "measure": u.measure, "missing": list(u.missing)}
            for source in sources.values()
            for u in source.unsupported
        ],
        "mapping": {name: source.collected.report.to_json() for name, source in sources.items()},
    }


def _measures(sources: Mapping[str, StudyInput]) -> dict[str, Any]:
    """Title, definition and universe of every figure's name, for the report."""
    out: dict[str, Any] = {}
    for source in sources.values():
        for name, measure in source.measures.items():
            definition = source.definition_of(name)
            entry = {
                "title": measure.title,
                "definition": definition.versioned_id,
                "universe": _universe(measure),
                "unknown": measure.unknown,
                "headline": measure.headline,
                "per": measure.per,
                "not_prevalence": definition.not_prevalence,
                "kind": "flow" if measure.days else "status",
            }
            out[name] = entry
            if measure.days:
                out[f"{name}{STOCK_SUFFIX}"] = {
                    **entry,
                    "title": f"{measure.title}, on an average day",
                    "kind": "stock",
                }
    return out


def _universe(measure: Measure) -> str:
    if measure.any_age:
        return "all persons"
    first, last = measure.ages
    return f"ages {first} and over" if last >= OPEN_AGE else f"ages {first} to {last}"


def _disclosure_rules(study: StudySettings) -> DisclosureRules:
    given = study.disclosure
    rules = DisclosureRules(parts={AGE: {group.code: group.bands for group in AGE_GROUPS.values()}})
    return replace(
        rules,
        minimum_respondents=given.get("minimum_respondents", rules.minimum_respondents),
        brackets_below=given.get("brackets_below", rules.brackets_below),
        minimum_cases=given.get("minimum_cases", rules.minimum_cases),
        nested=study.nested,
    )
