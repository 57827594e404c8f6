"""The files of a definition as text: those of this package and of installed ones."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import as_file, files
from pathlib import Path
from types import ModuleType
from typing import Any

from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.plain_text import line_of_zero_byte, parse_toml

_ENTRY_POINTS = "measure87.definitions"


@dataclass(frozen=True)
class Texts:
    """The files of one definition, as text, and its rules."""

    concepts: Mapping[str, Any]
    thresholds: Mapping[str, Any]
    lists: Mapping[str, str]
    """Name of each `lists/NAME.csv` and its content."""
    cases: str
    reading: str
    rules: ModuleType


def known_ids() -> tuple[str, ...]:
    """Ids of the definitions of this package and of installed ones, sorted."""
    return tuple(sorted({*_own_ids(), *_installed()}))


@cache
def texts_of(identity: str) -> Texts:
    """The files of a definition that `known_ids` names.

    Its lists may be those of another definition, which `lists_of` names: one copy of each.

    Raises
    ------
    DefinitionError
        If one of its files is missing or cannot be read, or its package cannot be imported.
    """
    package = _package_of(identity)
    try:
        rules = import_module(f"{package}.rules")
    except ImportError as problem:
        raise DefinitionError(
            f"the rules of {identity} cannot be imported: {problem}", where=f"{package}.rules"
        ) from None
    with as_file(files(package)) as path:
        concepts = read_toml(path / "concepts.toml")
        other = concepts.get("lists_of")
        return Texts(
            concepts=concepts,
            thresholds=read_toml(path / "thresholds.toml"),
            lists=list_texts(path) if other is None else texts_of(other).lists,
            cases=read_text(path / "cases.csv"),
            reading=read_text(path / "reading.md"),
            rules=rules,
        )


def read_text(path: Path) -> str:
    """The content of a text file, in UTF-8 with or without a byte order mark."""
    place = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise DefinitionError(f"{path.name} is missing", where=path.parent.name) from None
    except UnicodeDecodeError as problem:
        raise DefinitionError(
            f"{path.name} is not UTF-8 at byte {problem.start}",
            where=place,
            hint="save it as UTF-8 (in a spreadsheet: CSV UTF-8)",
        ) from None
    if (line := line_of_zero_byte(text)) is not None:
        raise DefinitionError(
            f"{path.name} holds a zero byte in line {line:,}, so it is not text",
            where=place,
            hint="take it out, or save the file again as UTF-8 (in a spreadsheet: CSV UTF-8)",
        )
    return text


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file."""
    try:
        return parse_toml(read_text(path))
    except tomllib.TOMLDecodeError as problem:
        raise DefinitionError(
            f"not valid TOML: {problem}", where=f"{path.parent.name}/{path.name}"
        ) from None


def list_texts(folder: Path) -> dict[str, str]:
    """Name and content of each `lists/NAME.csv` of a definition's folder."""
    return {path.stem: read_text(path) for path in sorted((folder / "lists").glob("*.csv"))}


def _package_of(identity: str) -> str:
    return _installed().get(identity) or f"{__package__}.{identity.replace('/', '.')}"


@cache
def _own_ids() -> tuple[str, ...]:
    areas = [area for area in files(__package__).iterdir() if area.is_dir()]
    return tuple(
        sorted(
            f"{area.name}/{item.name}"
            for area in areas
            for item in area.iterdir()
            if item.is_dir() and item.joinpath("concepts.toml").is_file()
        )
    )


@cache
def _installed() -> dict[str, str]:
    """Definitions of other packages: id and the package that holds its files.

    None may take the id of a definition of this package: its figures would pass for those.
    """
    found = {point.name: point.value for point in entry_points(group=_ENTRY_POINTS)}
    for identity in _own_ids():
        if identity in found:
            raise DefinitionError(
                f"the installed package {found[identity]} takes the id {identity}, which is the "
                "standard's own",
                code="taken-id",
                hint="uninstall it, or give its definition another id",
            )
    return found
