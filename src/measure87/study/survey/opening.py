"""Opens a study: its definitions tried, its mapping read, its inputs read and mapped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from measure87.classify.cases import run_cases
from measure87.collect import InputMapping, load_mapping
from measure87.define import list_definitions, load_definition
from measure87.define.national import extended_standards
from measure87.files import digest_of, sha256_of
from measure87.study.keyed_hash import HashKey
from measure87.study.kinds import refuse_changed
from measure87.study.survey.differences import check_differences
from measure87.study.survey.engine_abilities import refuse_unable_engine
from measure87.study.survey.engine_place import EnginePlace
from measure87.study.survey.inputs import StudyInput, open_input
from measure87.study.survey.rounds import check_trend
from measure87.study.survey.settings import StudySettings
from measure87.study.survey.standard_tables import STOCK_SUFFIX
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.progress import progress

MAPPING = "mapping.toml"


@dataclass(frozen=True)
class OpenStudy:
    """A study whose inputs are read and mapped."""

    settings: StudySettings
    inputs: Mapping[str, StudyInput]
    hashes: Mapping[str, str]
    """Name to hash, as it may be released: of input files under the study's secret
    (`hmac-sha256:`), of national definitions and of the population plain (`sha256:`)."""
    mapping: str
    """Plain hash of its mapping."""
    extends: Mapping[str, str]
    """Its national definitions to the standards that they extend, both by id."""


def open_study(study: StudySettings, key: HashKey, place: EnginePlace | None = None) -> OpenStudy:
    """Read everything that a study names, and refuse what contradicts itself.

    Parameters
    ----------
    key : under which the hashes of its input files are made
    place : where it is worked on, if not in this process

    Raises
    ------
    Measure87Error
        Whatever is wrong with the definitions, the mapping or the files.
    """
    national = study.national
    _run_national_cases(national)
    mappings, mapping_hash = read_mappings(study)
    if place is not None:
        refuse_unable_engine(study, mappings, place.engine.name)
    inputs, hashes = {}, other_hashes(study)
    for position, (name, entry) in enumerate(study.inputs.items()):
        progress(f"Reading {name}", 0.3 * position / len(study.inputs))
        weights = study.weights if study.weights and study.weights.weighs(name) else None
        asked = study.design.replicates
        replicates = asked if asked is not None and asked.concern(name) else None
        own = None if place is None else place.inside(name)
        opened = open_input(entry, mappings[name], national, weights, replicates, own)
        inputs[name] = opened
        for table, path in entry.files.items():
            hashes[study.file_names[path]] = key.of(opened.hashes[table])
    _refuse_same_names(inputs)
    _check_nested(study, inputs)
    _check_measures_of_numbers(study, inputs)
    check_differences(study, _owners(inputs))
    check_trend(study.trend, _owners(inputs))
    return OpenStudy(study, inputs, hashes, mapping_hash, extended_standards(national))


def require_unchanged(opened: OpenStudy, key: HashKey) -> None:
    """Refuse to release what was read while somebody wrote to the inputs.

    Raises
    ------
    StudyError
        `changed-input`, if a file is not as it was when it was opened.
    """
    study = opened.settings
    now = content_hashes(study, key)
    _, mapping = read_mappings(study)
    changed = [name for name in opened.hashes if now.get(name) != opened.hashes[name]]
    changed += [MAPPING] if mapping != opened.mapping else []
    if changed:
        refuse_changed(changed)


def content_hashes(study: StudySettings, key: HashKey) -> dict[str, str]:
    """Hash of everything of which a study is made, as `OpenStudy` has it, save its mapping."""
    files = {name: key.of(digest) for name, digest in file_hashes(study).items()}
    return files | other_hashes(study)


def file_hashes(study: StudySettings) -> dict[str, str]:
    """Plain hash of each file of persons (of its parts) as it is now; it stays with its holder."""
    paths = (path for entry in study.inputs.values() for path in entry.files.values())
    return {study.file_names[path]: f"sha256:{digest_of(path)}" for path in paths}


def other_hashes(study: StudySettings) -> dict[str, str]:
    """Plain hash of what holds no persons: national definitions, the table of the population,
    the recipe of weights and its tables."""
    found = dict(_definition_hashes(study.folder, study.national))
    for settings in (study.numbers, study.weights):
        found |= {} if settings is None else settings.hashes
    return found


def read_mappings(study: StudySettings) -> tuple[Mapping[str, InputMapping], str]:
    """The mapping of each input, and the hash of the file."""
    path = study.folder / MAPPING
    mapping = load_mapping(path)
    return {name: mapping[name] for name in study.inputs}, f"sha256:{sha256_of(path)}"


def _definition_hashes(folder: Path, national: Path | None) -> Iterator[tuple[str, str]]:
    for path in sorted(national.rglob("*")) if national else ():
        if path.is_file():
            yield path.relative_to(folder).as_posix(), f"sha256:{sha256_of(path)}"


def _run_national_cases(national: Path | None) -> None:
    """The cases of a national definition must come out as it says they do."""
    if national is None:
        return
    for identity in sorted(set(list_definitions(national)) - set(list_definitions())):
        failures = run_cases(load_definition(identity, national))
        if failures:
            raise StudyError(
                f"{len(failures)} of its cases fail; first: {failures[0]}",
                code="failing-cases",
                where=f"definitions/{identity}/cases.csv",
                hint="mend the case or the threshold",
            )


def _refuse_same_names(inputs: Mapping[str, StudyInput]) -> None:
    """A figure is known by its measure's name, so two samples may not have the same one."""
    owner: dict[str, str] = {}
    for name, source in inputs.items():
        for measure in source.measures:
            if measure in owner:
                raise StudyError(
                    f"the measure {measure} would be computed from two inputs, "
                    f"{owner[measure]} and {name}, and their figures could not be told apart",
                    code="same-measure",
                    where=f"study.toml [inputs.{name}]",
                    hint="name the measures of each input (measures = [...]), "
                    "or make a study of its own for each sample",
                )
            owner[measure] = name


def _owners(inputs: Mapping[str, StudyInput]) -> dict[str, str]:
    """Every measure of the definitions, and the input that computes it."""
    owners = {m: n for n, one in inputs.items() for d in one.definitions for m in d.measures}
    return owners | {m: name for name, one in inputs.items() for m in one.measures}


def _check_measures_of_numbers(study: StudySettings, inputs: Mapping[str, StudyInput]) -> None:
    """Measures with numbers are measures of the study."""
    known = {name for source in inputs.values() for d in source.definitions for name in d.measures}
    for name in () if study.numbers is None else study.numbers.measures:
        if name not in known:
            raise StudyError(
                f"there is no measure {name!r} in this study",
                code="unknown-measure",
                where="study.toml [numbers] measures",
                hint=nearest(name, known),
            )


def _check_nested(study: StudySettings, inputs: Mapping[str, StudyInput]) -> None:
    """A pair that names no measure protects nobody."""
    known = {
        name
        for source in inputs.values()
        for definition in source.definitions
        for name in definition.measures
    }
    known |= {f"{name}{STOCK_SUFFIX}" for name in known}
    for name in (name for pair in study.disclosure.nested or () for name in pair):
        if name not in known:
            raise StudyError(
                f"there is no measure {name!r} in the definitions of this study",
                code="unknown-measure",
                where="study.toml [disclosure] nested",
                hint=nearest(name, known),
            )
