"""The JSON of a release as text: one figure a line.

A figure that changes is then one line of a comparison, and a file of a hundred thousand figures
is not twice as large for its spaces.
"""

import json

from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.common import Json


def estimates_json(result: Result) -> str:
    """The text of `estimates.json` for a released result; no NaN, no infinity, no null."""
    result.require_released()
    return json_text(_without_none(result.to_json()))


def _without_none(value: Json) -> Json:
    """The same value without keys that hold nothing: what does not apply is absent."""
    if isinstance(value, dict):
        return {str(key): _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_none(item) for item in value]
    return value


def json_text(value: Json) -> str:
    """The text of a JSON value with a line break at its end; no NaN, no infinity.

    Items of a list stand on one line each, and so does an object of plain values; other objects
    go over several lines, one key a line.
    """
    return _text(value, "\n") + "\n"


def _text(value: Json, end: str) -> str:
    """The text of a value whose lines end with a break and the spaces of their depth."""
    inside = end + " "
    if isinstance(value, dict) and any(map(_is_nested, value.values())):
        lines = (f"{_line(key)}: {_text(item, inside)}" for key, item in value.items())
        return "{" + inside + f",{inside}".join(lines) + end + "}"
    if isinstance(value, list | tuple) and any(map(_is_nested, value)):
        return "[" + inside + f",{inside}".join(map(_line, value)) + end + "]"
    return _line(value)


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _is_nested(value: Json) -> bool:
    return isinstance(value, dict | list | tuple) and bool(value)
