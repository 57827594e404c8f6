"""Reads a released result back from `estimates.json`, so that more can be made of it later."""

import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from measure87.disseminate import manifest
from measure87.disseminate.formats import estimates_json
from measure87.files import sha256_of
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import SCHEMA, Result

_ENVELOPE = frozenset({"schema", "measure87"})
_SHOWN = 40
"""Characters of a wrong entry that a message repeats."""


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
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable("it is no JSON") from error
    return result_from_json(content)


def result_from_json(content: object) -> Result:
    """A released result from the object of the contract.

    The file may come from anywhere, and its manifest with it, so every entry is looked at before
    it is taken for what it should be.

    Raises
    ------
    StudyError
        If it did not pass the gate, lacks something, or has what this version does not know or
        what is of another kind than it should be (a text where a number belongs).
    """
    if not isinstance(content, dict):
        raise _unreadable("it is no JSON object")
    if content.get("schema") != SCHEMA:
        raise _unreadable(f"schema is {content.get('schema')!r}, and this version reads {SCHEMA}")
    if content.get("released") is not True:
        raise StudyError(
            "this result has not passed the disclosure gate",
            code="not-released",
            hint="run it as a study",
        )
    parts = {key: value for key, value in content.items() if key not in _ENVELOPE}
    result: Result = _made(Result, parts, "")
    return result


def _made(kind: Any, given: object, where: str) -> Any:
    """An object of a dataclass from the JSON object that its `to_json` makes."""
    if not isinstance(given, dict):
        raise _wrong(where, given, "an object")
    hints = get_type_hints(kind)
    unknown = set(given) - set(hints)
    if unknown:
        raise _unreadable(f"{where or 'it'} has {min(unknown)!r}, which this version does not know")
    needed = {field.name for field in dataclasses.fields(kind) if _is_needed(field)}
    if lacking := needed - set(given):
        raise _unreadable(f"{where or 'it'} lacks {min(lacking)!r}")
    prefix = f"{where}." if where else ""
    return kind(
        **{name: _value(hints[name], value, prefix + name) for name, value in given.items()}
    )


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.init and field.default is missing and field.default_factory is missing


def _value(hint: Any, value: object, where: str) -> Any:
    """A value of a declared type: objects of the vocabulary, tuples of them, texts, numbers."""
    if get_origin(hint) in (Union, types.UnionType):
        if value is None and type(None) in get_args(hint):
            return None
        hint = next(part for part in get_args(hint) if part is not type(None))
    if hint is Any:
        return value
    if dataclasses.is_dataclass(hint):
        return _made(hint, value, where)
    if get_origin(hint) is Literal or hint in _PLAIN:
        return _plain(hint, value, where)
    if issubclass(get_origin(hint) or hint, Mapping):
        return _mapping(hint, value, where)
    if not isinstance(value, list):
        raise _wrong(where, value, "a list")
    item = next(iter(get_args(hint)), Any)
    return tuple(_value(item, one, f"{where}[{k}]") for k, one in enumerate(value, start=1))


def _plain(hint: Any, value: object, where: str) -> object:
    """A text, a number, or one of some words."""
    if get_origin(hint) is Literal:
        says, fits = f"one of {', '.join(map(str, get_args(hint)))}", get_args(hint).__contains__
    else:
        says, fits = _PLAIN[hint]
    if not fits(value):
        raise _wrong(where, value, says)
    return value


def _mapping(hint: Any, value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(where, value, "an object")
    of = get_args(hint)[1] if get_args(hint) else Any
    return {key: _value(of, one, f"{where}.{key}") for key, one in value.items()}


def _is_number(value: object) -> bool:
    """A finite number; a whole one with more digits than a number has is none."""
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    except OverflowError:
        return False


_PLAIN: Mapping[Any, tuple[str, Callable[[object], bool]]] = {
    str: ("a text", lambda value: isinstance(value, str)),
    bool: ("true or false", lambda value: isinstance(value, bool)),
    int: ("a whole number", lambda value: type(value) is int),
    float: ("a number", _is_number),
}


def _wrong(where: str, value: object, kind: str) -> StudyError:
    return _unreadable(f"{where or 'it'} is {repr(value)[:_SHOWN]} and should be {kind}")


def _unreadable(reason: str) -> StudyError:
    return StudyError(
        f"this {estimates_json.NAME} cannot be read: {reason}",
        code="schema",
        hint="use the version of measure87 that wrote it, or run the study again",
    )
