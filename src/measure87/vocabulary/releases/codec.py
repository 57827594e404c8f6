"""The one codec of releases: structures to plain values and back, and their JSON Schema."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import isfinite
from typing import Any

import msgspec
from msgspec import inspect

from measure87.vocabulary.errors import DataError
from measure87.vocabulary.releases.common import Declared, Json

_SHOWN = 40
"""Characters of a wrong entry that a message repeats."""
_EXPECTED = re.compile(r"Expected `(?P<kind>[^`]+)`(?P<limit> [<>]= \S+)?")
_MISSING = re.compile(r"Object missing required field `(?P<key>[^`]+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>[^`]+)`")
_STEPS = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<place>\d+|\.\.\.)\]")
_WORDS = {
    str: "str",
    bool: "bool",
    int: "int",
    float: "float",
    list: "array",
    dict: "object",
    type(None): "null",
}
_KINDS = {
    "str": "a text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "array": "a list",
    "object": "an object",
    "null": "left out",
}


class UnreadableError(DataError):
    """A value is not what its structure declares; the text says where, and what it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(
            text,
            code="unreadable",
            hint="use the version of measure87 that wrote it, or write it anew",
        )


def plain(structure: msgspec.Struct | Mapping[str, Any]) -> dict[str, Json]:
    """A structure as plain values, in the order of its fields, without what does not apply."""
    found: dict[str, Json] = msgspec.to_builtins(structure, str_keys=True)
    return found


def structure_of[T](kind: type[T], content: object) -> T:
    """A structure out of plain values that may come from anywhere.

    Every key and every value is held against the declaration: nothing is guessed, and what the
    structure does not know is not passed over. Keys of releases of earlier versions are taken for
    what they are called now.

    Raises
    ------
    UnreadableError
        If it does not fit, or a number in it is not finite.
    """
    _refuse_not_finite(content, "")
    try:
        return msgspec.convert(_named_as_now(_type_info(kind), content), kind)
    except msgspec.ValidationError as error:
        raise UnreadableError(_in_words(str(error), content)) from None
    except OverflowError:
        raise UnreadableError("it has a number with more digits than a number has") from None


def known_part(kind: type[msgspec.Struct], content: Json) -> Json:
    """Plain values without the keys that a structure does not declare, at any depth."""
    return _known(_type_info(kind), _named_as_now(_type_info(kind), content))


_type_info: Callable[[Any], inspect.Type] = cache(inspect.type_info)


def _named_as_now(kind: inspect.Type, content: Any) -> Any:
    """Plain values with the keys that structures have now, at any depth.

    A key that stands there under both names is left as it is, and so refused as unknown.
    """
    if isinstance(kind, inspect.UnionType):
        inner = [one for one in kind.types if isinstance(one, _NESTED)]
        return _named_as_now(inner[0], content) if inner else content
    if isinstance(content, dict):
        if isinstance(kind, inspect.StructType):
            return _struct_named_as_now(kind, content)
        if isinstance(kind, inspect.DictType):
            return {key: _named_as_now(kind.value_type, one) for key, one in content.items()}
    if isinstance(content, list) and isinstance(kind, inspect.ListType | inspect.VarTupleType):
        return [_named_as_now(kind.item_type, one) for one in content]
    return content


def _struct_named_as_now(kind: inspect.StructType, content: dict[str, Any]) -> dict[str, Any]:
    formerly = kind.cls.formerly if issubclass(kind.cls, Declared) else {}
    types = {field.encode_name: field.type for field in kind.fields}
    named = {
        formerly[key] if formerly.get(key, key) not in content else key: one
        for key, one in content.items()
    }
    return {key: _named_as_now(types[key], one) if key in types else one
            for key, one in named.items()}  # fmt: skip


def _known(kind: inspect.Type, content: Json) -> Json:
    if isinstance(kind, inspect.UnionType):
        inner = [one for one in kind.types if isinstance(one, _NESTED)]
        return _known(inner[0], content) if inner else content
    if isinstance(content, dict):
        if isinstance(kind, inspect.StructType):
            own = {field.encode_name: field.type for field in kind.fields}
            return {key: _known(own[key], one) for key, one in content.items() if key in own}
        if isinstance(kind, inspect.DictType):
            return {key: _known(kind.value_type, one) for key, one in content.items()}
    if isinstance(content, list) and isinstance(kind, inspect.ListType):
        return [_known(kind.item_type, one) for one in content]
    return content


_NESTED = (inspect.StructType, inspect.DictType, inspect.ListType, inspect.VarTupleType)


def json_schema(kind: Any, title: str) -> dict[str, Json]:
    """The JSON Schema (draft 2020-12) of a structure."""
    made: dict[str, Json] = msgspec.json.schema(kind)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}


def _refuse_not_finite(value: object, where: str) -> None:
    if isinstance(value, float) and not isfinite(value):
        raise UnreadableError(f"{where} is {value} and should be a finite number")
    if isinstance(value, dict):
        for key, item in value.items():
            _refuse_not_finite(item, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for place, item in enumerate(value, start=1):
            _refuse_not_finite(item, f"{where}[{place}]")


def _in_words(text: str, content: object) -> str:
    """What is wrong: `estimates[1].n is 'many' and should be a whole number`; places from 1."""
    said, _, place = text.partition(" - at `$")
    expected = _EXPECTED.match(said)
    missing, unknown = _MISSING.match(said), _UNKNOWN.match(said)
    kinds = expected["kind"].split(" | ") if expected else []

    def is_wrong(value: object) -> bool:
        keys = value if isinstance(value, dict) else {}
        if missing:
            return missing["key"] not in keys
        if unknown:
            return unknown["key"] in keys
        return not kinds or _kind_of(value) not in kinds

    where, value = _found(list(_STEPS.finditer(place.rstrip("`"))), "", content, is_wrong)
    if missing:
        return f"{where or 'it'} lacks {missing['key']!r}"
    if unknown:
        return f"{where or 'it'} has {unknown['key']!r}, which this version does not know"
    if kinds:
        should = " or ".join(_KINDS.get(one, one) for one in kinds)
        limit = expected["limit"] or "" if expected else ""
        return f"{where or 'it'} is {repr(value)[:_SHOWN]} and should be {should}{limit}"
    return f"{where or 'it'} is {repr(value)[:_SHOWN]}, which this version does not know"


def _found(
    steps: Sequence[re.Match[str]], where: str, value: object, is_wrong: Callable[[object], bool]
) -> tuple[str, object]:
    """A place in words, and what stands there.

    Of a table with keys of its own the path does not say which entry is meant: it is the first
    at whose end stands something wrong.
    """
    if not steps:
        return where, value
    step, *rest = steps
    if isinstance(value, dict):
        keys = value if step["place"] == "..." else [step["key"]]
        ends = [_found(rest, f"{where}.{k}" if where else str(k), value.get(k), is_wrong)
                for k in keys]  # fmt: skip
        return next((end for end in ends if is_wrong(end[1])), ends[0])
    if isinstance(value, list) and (step["place"] or "").isdigit():
        place = int(step["place"])
        return _found(rest, f"{where}[{place + 1}]", value[place], is_wrong)
    return where, value


def _kind_of(value: object) -> str:
    """The word that the codec has for a plain value's kind."""
    return _WORDS.get(type(value), "")
