"""Reads a released result back from `estimates.json`, so that more can be made of it later."""

import dataclasses
import json
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from measure87.disseminate import manifest
from measure87.disseminate.formats import estimates_json
from measure87.files import sha256_of
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import SCHEMA, Result

_ENVELOPE = frozenset({"schema", "measure87"})


def read_released(folder: Path) -> Result:
    """The result that a released folder holds.

    Parameters
    ----------
    folder
        An `out` folder that `publish` wrote.

    Raises
    ------
    StudyError
        If there is no release, `estimates.json` is not as the release wrote it, did not pass
        the gate, or is of a newer version.
    """
    listed = manifest.read_manifest(folder / manifest.NAME).files
    path = folder / estimates_json.NAME
    if estimates_json.NAME not in listed or not path.is_file():
        raise StudyError(
            "there is no release here",
            code="no-release",
            where=str(folder),
            hint="run the study first: measure87 run DIR",
        )
    if sha256_of(path) != listed[estimates_json.NAME].get("sha256"):
        raise StudyError(
            f"{estimates_json.NAME} is not as its release wrote it",
            code="changed-file",
            where=str(folder),
            hint="run the study again",
        )
    return result_from_json(json.loads(path.read_text("utf-8")))


def result_from_json(content: Mapping[str, Any]) -> Result:
    """A released result from the object of the contract.

    Raises
    ------
    StudyError
        If it did not pass the gate, or has what this version does not know.
    """
    if content.get("schema") != SCHEMA:
        raise _unreadable(f"schema is {content.get('schema')!r}, and this version reads {SCHEMA}")
    if content.get("released") is not True:
        raise StudyError(
            "this result has not passed the disclosure gate",
            code="not-released",
            hint="run it as a study",
        )
    parts = {key: value for key, value in content.items() if key not in _ENVELOPE}
    result: Result = _made(Result, parts)
    return result


def _made(kind: Any, given: Mapping[str, Any]) -> Any:
    """An object of a dataclass from the JSON object that its `to_json` makes."""
    hints = get_type_hints(kind)
    unknown = set(given) - set(hints)
    if unknown:
        raise _unreadable(f"it has {min(unknown)!r}, which this version does not know")
    return kind(**{name: _value(hints[name], value) for name, value in given.items()})


def _value(hint: Any, value: Any) -> Any:
    """A value of a declared type: objects of the vocabulary and tuples of them, or as it is."""
    if value is None:
        return None
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if dataclasses.is_dataclass(hint):
        return _made(hint, value)
    if isinstance(value, list):
        item = next(iter(get_args(hint)), str)
        return tuple(_value(item, one) for one in value)
    return value


def _unreadable(reason: str) -> StudyError:
    return StudyError(
        f"this {estimates_json.NAME} cannot be read: {reason}",
        code="schema",
        hint="use the version of measure87 that wrote it, or run the study again",
    )
