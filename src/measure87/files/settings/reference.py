"""The rows of the reference on the keys of a table, in Markdown."""

from typing import Any

from measure87.files.settings.declared import Declared, Key, keys_of
from measure87.files.settings.tables import List, Tables

_HEAD = ("| key | holds | if left out |", "|---|---|---|")


def key_table(declared: Declared) -> str:
    """A Markdown table of the keys that a class or function declares; tables in it come last."""
    keys = sorted(keys_of(declared), key=lambda key: isinstance(key.kind, Tables))
    rows = [f"| `{key.name}` | {_holds(key)} | {_left_out(key)} |" for key in keys]
    return "\n".join([*_HEAD, *rows])


def _holds(key: Key) -> str:
    limits = f"; {key.kind.wanted}" if key.kind.schema.get("type") in ("integer", "number") else ""
    return f"{key.help}{limits}".replace("|", "\\|")


def _left_out(key: Key) -> str:
    if key.left_out is not None:
        return key.left_out
    if isinstance(key.kind, Tables):
        return "none" if key.kind.optional or isinstance(key.kind, List) else "see its table"
    if key.required:
        return "an error" if key.kind.empty is None else "none"
    return _value(key.default)


def _value(value: Any) -> str:
    if value in (None, "", ()):
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"
