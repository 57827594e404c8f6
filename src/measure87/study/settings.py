"""Reads `study.toml`: what a study is about, its inputs, definitions and tables."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast, get_args

from measure87.define.classifications.countries import is_country_code
from measure87.disseminate import DisclosureRules, settle
from measure87.disseminate.pages.kit.wording import languages
from measure87.disseminate.released_result import result_from_json
from measure87.study.difference_settings import DifferenceSettings, read_differences
from measure87.study.input_settings import InputSettings, read_inputs, read_period
from measure87.study.number_settings import NumberSettings, read_numbers
from measure87.study.toml_values import Section, read_toml
from measure87.vocabulary.errors import StudyError, UsageError
from measure87.vocabulary.estimate import Interval, Result
from measure87.vocabulary.survey_design import SingleCluster

SCHEMA = 1
FIRST_YEAR, LAST_YEAR = 1900, 2200

KEYS = {
    "schema",
    "title",
    "country",
    "year",
    "reference_date",
    "reference_period",
    "population",
    "invented",
    "probability_sample",
    "explain",
    "language",
    "data_language",
    "notes",
    "inputs",
    "design",
    "disclosure",
    "numbers",
    "differences",
}
DESIGN_KEYS = {"single_cluster", "interval", "level"}
_LIMITS = ("minimum_respondents", "brackets_below", "minimum_cases")
DISCLOSURE_KEYS = {*_LIMITS, "nested", "nested_complete", "rounding", "earlier", "tau_argus"}
_MOST_PERSONS = 1_000_000


@dataclass(frozen=True)
class StudySettings:
    """Content of `study.toml`; paths are absolute."""

    folder: Path
    title: str
    country: str
    year: int
    population: str
    inputs: Mapping[str, InputSettings]
    disclosure: DisclosureRules
    """Without the overlapping age groups, which the tables bring."""
    reference_date: date | None = None
    invented: bool = False
    probability_sample: bool = True
    explain: bool = True
    language: str = "en"
    data_language: str | None = None
    """The language of the study's own texts and labels, where it was told."""
    notes: tuple[str, ...] = ()
    single_cluster: SingleCluster = "adjust"
    interval: Interval = "korn-graubard"
    level: float = 0.95
    numbers: NumberSettings | None = None
    """From what rates become numbers of persons; None is rates alone."""
    differences: tuple[DifferenceSettings, ...] = ()

    @property
    def file_names(self) -> Mapping[Path, str]:
        """What each input file is called in provenance: its name, never its folder.

        Different files of one name are told apart by their input and table.
        """
        places = {
            path: f"{entry.name}/{table}/{path.name}"
            for entry in reversed(list(self.inputs.values()))
            for table, path in entry.files.items()
        }
        times = Counter(path.name for path in places)
        return {path: path.name if times[path.name] == 1 else at for path, at in places.items()}


def read_settings(folder: Path) -> StudySettings:
    """Read and check the settings of a study folder.

    Raises
    ------
    StudyError
        If the file is missing or not TOML, a key is unknown or missing, a value is not
        allowed, or the schema is newer than this version reads.
    """
    top = Section(read_toml(folder / "study.toml"), "study.toml")
    check_schema(top)
    top.only(KEYS)
    design = top.section("design").only(DESIGN_KEYS)
    language = top.choice("language", "en", languages())
    return StudySettings(
        folder=folder,
        title=top.text("title"),
        country=_country(top),
        year=top.whole("year", None, FIRST_YEAR, LAST_YEAR),
        population=top.text("population"),
        inputs=read_inputs(folder, top.section("inputs"), read_period(top)),
        disclosure=_disclosure(folder, top.section("disclosure")),
        reference_date=top.day("reference_date"),
        invented=top.flag("invented", False),
        probability_sample=top.flag("probability_sample", True),
        explain=top.flag("explain", True),
        language=language,
        data_language=top.language("data_language"),
        notes=top.texts("notes"),
        single_cluster=cast(
            SingleCluster, design.choice("single_cluster", "adjust", get_args(SingleCluster))
        ),
        interval=cast(Interval, design.choice("interval", "korn-graubard", get_args(Interval))),
        level=design.share("level", 0.95, 0.5),
        numbers=_numbers(folder, top),
        differences=read_differences(folder, top),
    )


def national_folder(study: StudySettings) -> Path | None:
    """Folder of the study's own definitions; None if it has none."""
    folder = study.folder / "definitions"
    return folder if folder.is_dir() else None


def _numbers(folder: Path, top: Section) -> NumberSettings | None:
    """Numbers of persons, of a probability sample alone."""
    numbers = read_numbers(folder, top.section("numbers"))
    if numbers is not None and not top.flag("probability_sample", True):
        raise StudyError(
            "there are no numbers of persons without a probability sample",
            code="bad-value",
            where="study.toml [numbers]",
            hint="leave [numbers] out; the figures hold for the respondents alone",
        )
    return numbers


def check_schema(top: Section) -> None:
    """Refuse a file without a schema, or of a newer one."""
    schema = top.content.get("schema")
    if type(schema) is not int or schema != SCHEMA:
        newer = type(schema) is int and schema > SCHEMA
        said = "there is no schema" if schema is None else f"schema is {schema!r}"
        raise StudyError(
            f"{said}; this version reads {SCHEMA}",
            code="schema",
            where=top.where,
            hint="install a newer measure87" if newer else f"write `schema = {SCHEMA}`",
        )


def _country(top: Section) -> str:
    code = top.text("country")
    if not is_country_code(code):
        raise StudyError(
            f"country is {code!r}, which is no ISO 3166 three-letter code",
            code="bad-value",
            where=top.where,
            hint="for example BGD; ZZZ for an invented country",
        )
    return code


def _disclosure(folder: Path, given: Section) -> DisclosureRules:
    """The study's own limits over the defaults of the gate."""
    given.only(DISCLOSURE_KEYS)
    usual, nested = DisclosureRules(), _nested(given)
    respondents, brackets, cases = (
        given.whole(key, getattr(usual, key), 0, _MOST_PERSONS) for key in _LIMITS
    )
    try:
        return DisclosureRules(
            minimum_respondents=respondents,
            brackets_below=brackets,
            minimum_cases=cases,
            nested=nested,
            nested_complete=given.flag("nested_complete", False),
            rounding=given.whole("rounding", None, 2, 1000) if given.has("rounding") else None,
            earlier=tuple(_earlier(folder / name, given.where) for name in given.texts("earlier")),
            tau_argus=given.flag("tau_argus", False),
        )
    except UsageError as fault:
        raise StudyError(
            fault.text, code="bad-value", where=given.where, hint=fault.hint or "raise the limit"
        ) from None


def _earlier(path: Path, where: str) -> Result:
    """An earlier release of the same survey, as its `estimates.json` holds it."""
    settle(path.parent)
    if not path.is_file():
        raise StudyError(
            f"there is no earlier release {path.name!r}",
            code="missing-file",
            where=where,
            hint="name the estimates.json of each earlier release, from the study folder",
        )
    try:
        return result_from_json(json.loads(path.read_text("utf-8")))
    except StudyError as fault:
        raise StudyError(
            fault.text, code=fault.code, where=f"{where} {path.name}", hint=fault.hint
        ) from None
    except (OSError, ValueError, RecursionError):
        raise StudyError(
            f"{path.name} is no result of this program",
            code="bad-json",
            where=where,
            hint="name the estimates.json of each earlier release, from the study folder",
        ) from None


def _nested(given: Section) -> tuple[tuple[str, str], ...] | None:
    """Pairs of measure names, narrow before wide; None where the study does not say."""
    if not given.has("nested"):
        return None
    raw = given.content["nested"]
    pairs = raw if isinstance(raw, list) else [raw]
    for pair in pairs:
        if not isinstance(pair, list) or [type(name) for name in pair] != [str, str]:
            raise StudyError(
                f"{pair!r} in `nested` is no pair of measures",
                code="bad-value",
                where=given.where,
                hint='write nested = [["narrow_measure", "wide_measure"]]',
            )
    return tuple((narrow, wide) for narrow, wide in pairs)
