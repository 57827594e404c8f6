"""A national definition: a standard with other thresholds, lists and cases, never code.

It is one folder below a study's `definitions`: `definition.toml`, and where it has them
`thresholds.toml`, `lists/NAME.csv` and `reading.md`; always `cases.csv`.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from measure87.define.building import build_definition, parse_spec
from measure87.define.definition import Definition
from measure87.define.lists import Lists, read_lists
from measure87.define.texts import (
    Texts,
    known_ids,
    list_texts,
    read_text,
    read_toml,
    texts_of,
)
from measure87.define.thresholds import national_limits
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.keys import nearest, refuse_unknown

Written = tuple[str, str]
"""A measure as a standard has it: its name there, and the standard with reading and date."""

_SCHEMA = 1
_SETTINGS: Mapping[str, Callable[[Any], bool]] = {
    "schema": lambda value: type(value) is int,
    "extends": lambda value: isinstance(value, str),
    "title": lambda value: isinstance(value, str) and bool(value.strip()),
    "prefix": lambda value: isinstance(value, str) and bool(re.fullmatch("[a-z][a-z0-9_]*", value)),
    "about": lambda value: isinstance(value, str),
    "from": lambda value: type(value) is date,
}
_NEEDED = ("extends", "title", "prefix")


def national_ids(folder: Path | None) -> tuple[str, ...]:
    """Ids of the definitions in a study's folder `definitions`: their paths below it, sorted.

    Raises
    ------
    DefinitionError
        If one has no folder of its own, or the id of a standard, for which its figures would pass.
    """
    if folder is None or not folder.is_dir():
        return ()
    found = sorted(
        path.parent.relative_to(folder).as_posix() for path in folder.rglob("definition.toml")
    )
    for identity in found:
        if identity == ".":
            raise DefinitionError(
                "a national definition needs a folder of its own",
                where="definitions/definition.toml",
                hint="for example definitions/zz/child_labour/definition.toml",
            )
        if identity in known_ids():
            raise DefinitionError(
                f"{identity} is the id of a standard, and cannot be that of a national definition",
                code="taken-id",
                where=f"definitions/{identity}",
                hint="name its folder otherwise, for example after the country",
            )
    return tuple(found)


def extended_standards(folder: Path | None) -> dict[str, str]:
    """National definitions of a study's folder to the standards that they extend, both by id."""
    ids = national_ids(folder)
    if folder is None:
        return {}
    settings = {identity: _settings(folder / identity, identity) for identity in ids}
    return {identity: parse_spec(own["extends"])[0] for identity, own in settings.items()}


def in_standards(definitions: Iterable[Definition]) -> dict[str, Written]:
    """Measures of national definitions to their names in the standards, and these with dates."""
    found: dict[str, Written] = {}
    for one in definitions:
        if one.extends is None:
            continue
        text = build_definition(one.extends, texts_of(one.extends), one.reading, None).versioned_id
        found |= {name: (name.removeprefix(f"{one.prefix}_"), text) for name in one.measures}
    return found


def load_national(identity: str, folder: Path, reading: str | None, on: date | None) -> Definition:
    """Load a national definition of a study's folder `definitions`.

    Raises
    ------
    DefinitionError
        If a file is missing or wrong, or it has code or anything that its standard does not have.
    """
    path = folder / identity
    settings = _settings(path, identity)
    base_id, base_reading, base_on = parse_spec(settings["extends"])
    if base_id not in known_ids():
        raise DefinitionError(
            f"{identity} extends {base_id!r}, which is not known",
            where=f"{identity}/definition.toml",
            hint=nearest(base_id, known_ids()),
        )
    base = texts_of(base_id)
    texts = _texts(path, identity, settings, base)
    built = build_definition(identity, texts, reading or base_reading, on or base_on)
    _refuse_other_columns(built.lists, read_lists(base.lists, base_id), identity)
    prefix = settings["prefix"]
    _refuse_unknown_expectations(texts, prefix, identity)
    measures = {
        f"{prefix}_{name}": replace(measure, name=f"{prefix}_{name}")
        for name, measure in built.measures.items()
    }
    return replace(
        built,
        title=settings["title"],
        about=settings.get("about", built.about).strip(),
        measures=measures,
        extends=base_id,
        prefix=prefix,
    )


def _settings(path: Path, identity: str) -> Mapping[str, Any]:
    """The content of `definition.toml`."""
    settings = read_toml(path / "definition.toml")
    where = f"{identity}/definition.toml"
    refuse_unknown(settings, _SETTINGS, where, DefinitionError)
    for key in _NEEDED:
        if key not in settings:
            raise DefinitionError(f"definition.toml needs `{key}`", where=where)
    for key, value in settings.items():
        if not _SETTINGS[key](value):
            raise DefinitionError(
                f"{key} is {value!r}", where=where, hint="see the example in CONTRIBUTING"
            )
    if settings.get("schema", _SCHEMA) != _SCHEMA:
        raise DefinitionError(
            f"definition.toml has schema {settings['schema']}, and this version reads {_SCHEMA}",
            where=where,
            hint="use the version of measure87 that the definition was written for, or a newer one",
        )
    return settings


def _texts(path: Path, identity: str, settings: Mapping[str, Any], base: Texts) -> Texts:
    """The files of the standard, of which the national folder replaces some."""
    if list(path.rglob("*.py")):
        raise DefinitionError(
            "a national definition has thresholds, lists and cases, never code",
            where=identity,
            hint="propose a rule of its own as a new standard",
        )
    cases, notes, limits = path / "cases.csv", path / "reading.md", path / "thresholds.toml"
    if not cases.is_file():
        raise DefinitionError("a national definition needs cases.csv", where=identity)
    own = read_toml(limits) if limits.is_file() else {}
    own_lists = list_texts(path)
    refuse_unknown(own_lists, base.lists, f"{identity}/lists", DefinitionError)
    start = {"from": settings["from"]} if "from" in settings else {}
    return replace(
        base,
        concepts={**base.concepts, **start},
        thresholds=national_limits(own, base.thresholds, f"{identity}/thresholds.toml"),
        lists={**base.lists, **own_lists},
        cases=read_text(cases),
        reading=read_text(notes) if notes.is_file() else base.reading,
    )


def _refuse_other_columns(own: Lists, base: Lists, identity: str) -> None:
    """A list may have other codes in another version, of the same thing."""
    for name, entry in own.entries.items():
        if entry.column != base[name].column:
            raise DefinitionError(
                f"list {name} is of {entry.column!r}, and the standard's is of "
                f"{base[name].column!r}",
                where=f"{identity}/lists/{name}.csv",
            )


def _refuse_unknown_expectations(texts: Texts, prefix: str, identity: str) -> None:
    """A column `expect.MEASURE` of no measure would test nothing, and nobody would notice."""
    names = [f"{prefix}_{name}" for name in texts.concepts["measures"]]
    readings = texts.concepts.get("readings", {})
    known = {*names, *(f"{name}_{reading}" for name in names for reading in readings)}
    header = next(csv.reader(io.StringIO(texts.cases)), [])
    for column in header:
        measure = column.strip().removeprefix("expect.")
        if measure != column.strip() and measure not in known:
            raise DefinitionError(
                f"cases.csv expects {measure!r}, which is no measure of {identity}",
                where=f"{identity}/cases.csv",
                hint=nearest(measure, known),
            )
