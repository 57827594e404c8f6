"""Read `mapping.toml`: strictly, so that a misspelt key is an error and not a silent default."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from measure87.collect.mapping import InputMapping, StudyMapping
from measure87.collect.section_keys import section_keys
from measure87.collect.unfinished import refuse_unfinished
from measure87.collect.value_kinds import MappingPlace
from measure87.files.settings import Faults, read_declared
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.plain_text import parse_toml, toml_hint

SCHEMA = 1


def load_mapping(path: Path | str) -> StudyMapping:
    """The mapping in a file.

    Raises
    ------
    StudyError
        If the file is not there, is not TOML, has another schema, keys or columns that are
        not known (the nearest known one is named), or statements that contradict each other: the
        first of all that is wrong, with the `others`.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise StudyError(
            f"cannot read {file.name}: {error.strerror}",
            code="no-mapping",
            where=str(file.parent),
            hint="`measure87 new` writes one",
        ) from error
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise StudyError(
            f"{file.name} is not UTF-8 text", code="encoding", where=file.name,
            hint="save it as UTF-8",
        ) from error  # fmt: skip
    return parse_mapping(text, name=file.name)


def parse_mapping(text: str, *, name: str = "mapping.toml") -> StudyMapping:
    """The mapping in a text; errors as in `load_mapping`."""
    try:
        raw = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(
            f"{name} is not valid TOML: {error}", code="toml", where=name,
            hint=toml_hint(error, "text stands in quotation marks, every [section] once"),
        ) from error  # fmt: skip
    inputs = inputs_of(raw, name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return StudyMapping(inputs=inputs, name=name, sha256=digest)


def inputs_of(content: Mapping[str, Any], name: str) -> dict[str, InputMapping]:
    """The sections of a mapping, from the content of its file.

    Raises
    ------
    StudyError
        The first of all that is wrong with them, with the `others`.
    """
    schema = content.get("schema")
    if schema is True or schema != SCHEMA:
        has = "there is no schema" if schema is None else f"the mapping has schema {schema!r}"
        raise StudyError(
            f"{has}; this version reads {SCHEMA}",
            code="schema",
            where=f"{name}: schema",
            hint="write `schema = 1` first, or use the version that wrote the file",
        )
    sections = {key: value for key, value in content.items() if key != "schema"}
    refuse_unfinished(sections, name)
    if not sections:
        raise StudyError(
            "the mapping maps nothing", code="empty-mapping", where=name,
            hint="it needs one section for each input of study.toml",
        )  # fmt: skip
    faults, inputs = Faults(), {}
    for key, value in sections.items():
        with faults.kept():
            inputs[key] = _section(key, value, MappingPlace(f"{name}: {key}", Path()))
    faults.tell()
    return inputs


def _section(name: str, content: Any, place: MappingPlace) -> InputMapping:
    if not isinstance(content, dict):
        raise place.as_no_table(content)
    made: InputMapping = read_declared(section_keys, content, place, name=name)
    return made
