"""The rows of the reference on the keys of a table, in Markdown."""

from collections.abc import Mapping
from typing import Any

from measure87.files.settings.declared import Declared, Key, keys_of
from measure87.files.settings.tables import Either, List, Tables

_NUMBERS = ("integer", "number")
_FAR = 10**5
"""A limit that stands there against slips of the pen and is no news to anybody."""
_HEAD = ("| key | holds | if left out |", "|---|---|---|")


def key_table(declared: Declared) -> str:
    """A Markdown table of the keys that a class or function declares; tables in it come last."""
    keys = sorted(keys_of(declared), key=lambda key: isinstance(key.kind, Tables | Either))
    rows = [f"| `{key.name}` | {_holds(key)} | {_left_out(key)} |" for key in keys]
    return "\n".join([*_HEAD, *rows])


def _holds(key: Key) -> str:
    limits = _limits(key.kind.schema) if key.kind.schema.get("type") in _NUMBERS else ""
    return f"{key.help}{limits}".replace("|", "\\|")


def _limits(schema: Mapping[str, Any]) -> str:
    """From where to where a number may be, in words; none where the limits are far away."""
    least, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    most, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    from_ = "" if least is None else f"from {least:g}"
    from_ = f"above {above:g}" if above is not None else from_
    to = f" to {most:g}" if most is not None and most < _FAR else ""
    to = f" to below {below:g}" if below is not None else to
    return f"; {from_}{to}" if from_ or to else ""


def _left_out(key: Key) -> str:
    if key.left_out is not None:
        return key.left_out
    if isinstance(key.kind, Tables):
        return "none" if key.kind.optional or isinstance(key.kind, List) else "see its table"
    if key.required:
        return "an error" if key.kind.empty is None else "none"
    return _value(key.default)


def _value(value: Any) -> str:
    if value in (None, "", (), {}):
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"
