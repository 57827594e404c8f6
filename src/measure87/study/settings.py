"""Reads `study.toml`: what a study is about, its inputs, definitions and tables."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, get_args

from measure87.define.classifications.countries import is_country_code
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Interval
from measure87.vocabulary.keys import refuse_unknown
from measure87.vocabulary.survey_design import SingleCluster

SCHEMA = 1

_KEYS = {
    "schema",
    "title",
    "country",
    "year",
    "reference_date",
    "population",
    "invented",
    "probability_sample",
    "explain",
    "language",
    "notes",
    "inputs",
    "design",
    "disclosure",
}
_INPUT_KEYS = {"persons", "jobs", "circumstances", "definitions", "measures", "by", "notes"}
_DESIGN_KEYS = {"single_cluster", "interval", "level"}
_DISCLOSURE_KEYS = {"minimum_respondents", "brackets_below", "minimum_cases", "nested"}


@dataclass(frozen=True)
class InputSettings:
    """One sample: its files, and what to compute from it."""

    name: str
    persons: Path
    definitions: tuple[str, ...]
    jobs: Path | None = None
    circumstances: Path | None = None
    measures: tuple[str, ...] = ()
    """Names of measures; empty means every measure that the questionnaire supports."""
    by: tuple[str, ...] = ()
    """Tables: a domain variable, or several crossed with `*`."""

    @property
    def files(self) -> dict[str, Path]:
        """Its files by table, those that it has."""
        every = {
            "persons": self.persons,
            "jobs": self.jobs,
            "circumstances": self.circumstances,
        }
        return {table: path for table, path in every.items() if path is not None}


@dataclass(frozen=True)
class StudySettings:
    """Content of `study.toml`; paths are absolute."""

    folder: Path
    title: str
    country: str
    year: int
    population: str
    inputs: Mapping[str, InputSettings]
    reference_date: date | None = None
    invented: bool = False
    probability_sample: bool = True
    explain: bool = True
    language: str = "en"
    notes: tuple[str, ...] = ()
    single_cluster: SingleCluster = "adjust"
    interval: Interval = "korn-graubard"
    level: float = 0.95
    disclosure: Mapping[str, int] = field(default_factory=dict)
    """Least numbers of persons, by name."""
    nested: tuple[tuple[str, str], ...] | None = None
    """Pairs of measures, the cases of the first being among those of the second; None: found."""


def read_settings(folder: Path) -> StudySettings:
    """Read and check the settings of a study folder.

    Raises
    ------
    StudyError
        If the file is missing or not TOML, a key is unknown or missing, a value is not
        allowed, or the schema is newer than this version reads.
    """
    raw = read_toml(folder / "study.toml")
    check_schema(raw, "study.toml")
    refuse_unknown(raw, _KEYS, "study.toml")
    for key in ("title", "country", "year", "population", "inputs"):
        if key not in raw:
            raise StudyError(f"the key {key!r} is missing", code="missing-key", where="study.toml")
    design, disclosure = raw.get("design", {}), raw.get("disclosure", {})
    refuse_unknown(design, _DESIGN_KEYS, "study.toml [design]")
    refuse_unknown(disclosure, _DISCLOSURE_KEYS, "study.toml [disclosure]")
    _check_values(raw, design)
    inputs = {name: _input(folder, name, entry) for name, entry in raw["inputs"].items()}
    if not inputs:
        raise StudyError("a study needs at least one input", where="study.toml [inputs]")
    return StudySettings(
        folder=folder,
        title=raw["title"],
        country=raw["country"],
        year=raw["year"],
        population=raw["population"],
        inputs=inputs,
        reference_date=raw.get("reference_date"),
        invented=raw.get("invented", False),
        probability_sample=raw.get("probability_sample", True),
        explain=raw.get("explain", True),
        language=raw.get("language", "en"),
        notes=tuple(raw.get("notes", ())),
        single_cluster=design.get("single_cluster", "adjust"),
        interval=design.get("interval", "korn-graubard"),
        level=design.get("level", 0.95),
        disclosure={key: value for key, value in disclosure.items() if key != "nested"},
        nested=_nested(disclosure.get("nested")),
    )


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dict; a StudyError if it is missing or broken."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise StudyError(
            f"{path.name} is missing",
            code="missing-file",
            where=str(path.parent.name),
            hint="make a study folder with `measure87 new DIR --preset NAME`",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise StudyError(f"not valid TOML: {problem}", code="bad-toml", where=path.name) from None


def check_schema(raw: Mapping[str, Any], where: str) -> None:
    """Refuse a file without a schema, or of a newer one."""
    schema = raw.get("schema")
    if schema != SCHEMA:
        newer = isinstance(schema, int) and schema > SCHEMA
        raise StudyError(
            f"schema is {schema!r}; this version reads {SCHEMA}",
            code="schema",
            where=where,
            hint="install a newer measure87" if newer else f"write `schema = {SCHEMA}`",
        )


def _check_values(raw: Mapping[str, Any], design: Mapping[str, Any]) -> None:
    if not isinstance(raw["country"], str) or not is_country_code(raw["country"]):
        raise StudyError(
            f"country is {raw['country']!r}, which is no ISO 3166 three-letter code",
            where="study.toml",
            hint="for example BGD; ZZZ for an invented country",
        )
    if not isinstance(raw["year"], int) or not 1900 <= raw["year"] <= 2200:
        raise StudyError(f"year is {raw['year']!r}, not a calendar year", where="study.toml")
    choices = {"single_cluster": get_args(SingleCluster), "interval": get_args(Interval)}
    for key, allowed in choices.items():
        if key in design and design[key] not in allowed:
            raise StudyError(
                f"{key} is {design[key]!r}",
                where="study.toml [design]",
                hint=f"one of: {', '.join(allowed)}",
            )
    level = design.get("level", 0.95)
    if not isinstance(level, float) or not 0.5 <= level < 1:
        raise StudyError(
            f"level is {level!r}", where="study.toml [design]", hint="for example 0.95"
        )


def _nested(raw: Any) -> tuple[tuple[str, str], ...] | None:
    """Pairs of measure names, narrow before wide."""
    if raw is None:
        return None
    pairs = raw if isinstance(raw, list) else [raw]
    for pair in pairs:
        if not isinstance(pair, list) or [type(name) for name in pair] != [str, str]:
            raise StudyError(
                f"{pair!r} in `nested` is no pair of measures",
                where="study.toml [disclosure]",
                hint='write nested = [["narrow_measure", "wide_measure"]]',
            )
    return tuple((narrow, wide) for narrow, wide in pairs)


def _input(folder: Path, name: str, raw: Mapping[str, Any]) -> InputSettings:
    where = f"study.toml [inputs.{name}]"
    refuse_unknown(raw, _INPUT_KEYS, where)
    for key in ("persons", "definitions"):
        if not raw.get(key):
            raise StudyError(f"the key {key!r} is missing", code="missing-key", where=where)
    paths = {
        table: (folder / raw[table]).resolve() if raw.get(table) else None
        for table in ("persons", "jobs", "circumstances")
    }
    for table, path in paths.items():
        if path is not None and not path.is_file():
            raise StudyError(
                f"the file of {table}, {raw[table]!r}, is not there",
                code="missing-file",
                where=where,
                hint="paths are relative to the study folder",
            )
    persons = paths["persons"]
    if persons is None:
        raise StudyError("an input needs a file of persons", where=where)
    return InputSettings(
        name=name,
        persons=persons,
        jobs=paths["jobs"],
        circumstances=paths["circumstances"],
        definitions=tuple(raw["definitions"]),
        measures=tuple(raw.get("measures", ())),
        by=tuple(raw.get("by", ())),
    )
