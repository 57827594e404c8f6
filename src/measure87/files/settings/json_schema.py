"""What a settings file may hold as a JSON Schema, for editors: they complete keys and mark faults.

A schema says what single keys hold. What several keys say together, which files are there, and
words that a study brings itself are known to the reader alone: what the schema refuses the
reader refuses too, and not the other way round.
"""

import re
from collections.abc import Sequence
from typing import Any

from measure87.files.settings.declared import Declared, Key, Variants, keys_of
from measure87.files.settings.kinds import Kind, Later
from measure87.files.settings.tables import ByName, Either, List, NamedTables, Tables

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def json_schema(declared: Declared, title: str) -> dict[str, Any]:
    """The schema of a settings file."""
    return {"$schema": DIALECT, "title": title, **table_schema(declared)}


def table_schema(declared: Declared) -> dict[str, Any]:
    """The schema of one table."""
    keys = keys_of(declared)
    required = [key.name for key in keys if key.required and not _may_be_empty(key.kind)]
    return {
        "type": "object",
        "properties": _properties(keys),
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _properties(keys: Sequence[Key]) -> dict[str, Any]:
    """What each key holds; last those under their former names, which editors strike through."""
    former = {
        key.formerly: {**_of_kind(key.kind), "description": f"now {key.name}", "deprecated": True}
        for key in keys
        if key.formerly is not None
    }
    return {key.name: _of_key(key) for key in keys} | former


def _of_key(key: Key) -> dict[str, Any]:
    said = {"description": _LINK.sub(r"\1", key.help)} if key.help else {}
    plain = isinstance(key.default, bool | int | float | str) and key.default != ""
    return {**_of_kind(key.kind), **said, **({"default": key.default} if plain else {})}


def _of_kind(kind: Kind) -> dict[str, Any]:
    match kind:
        case List(declared=declared):
            return {"type": "array", "items": _of(declared)}
        case NamedTables(declared=declared):
            return {"type": "object", "additionalProperties": _of(declared)}
        case Tables(declared=declared):
            return _of(declared)
        case ByName(each=each):
            return {"type": "object", "additionalProperties": _of_kind(each)}
        case Either(one=one, many=many):
            return {"anyOf": [_of_kind(one), _of_kind(many)]}
        case Later(find=find):
            return _of_kind(find())
    return dict(kind.schema)


def _of(declared: Declared | Variants) -> dict[str, Any]:
    if not isinstance(declared, Variants):
        return table_schema(declared)
    key, (usual, *others) = declared.key, declared.of
    if key is None:
        found = table_schema(declared.usual)
        for name in others:
            then = table_schema(declared.of[name])
            found = {"if": {"required": [name]}, "then": then, "else": found}
        return found
    branches = [_of_variant(key, word, one) for word, one in declared.of.items()]
    return {
        "type": "object",
        "properties": {key: _of_key(declared.said_by(key))},
        "allOf": [
            {"if": _says(key, word, needed=word != usual), "then": then}
            for word, then in zip(declared.of, branches, strict=True)
        ],
    }


def _says(key: str, word: str, *, needed: bool) -> dict[str, Any]:
    """A table that says this word, or nothing where that is not `needed`."""
    return {"properties": {key: {"const": word}}, **({"required": [key]} if needed else {})}


def _of_variant(key: str, word: str, declared: Declared) -> dict[str, Any]:
    found = table_schema(declared)
    found["properties"][key] = {"const": word}
    return found


def _may_be_empty(kind: Kind) -> bool:
    """Whether a table may be left out: where none of its own keys must be there."""
    if kind.empty is None:
        return False
    if isinstance(kind, List | NamedTables) or not isinstance(kind, Tables):
        return True
    if kind.optional or isinstance(kind.declared, Variants):
        return True
    return all(not key.required or _may_be_empty(key.kind) for key in keys_of(kind.declared))
