"""Texts that others wrote: what of them must not reach a reader, or a parser, as it is."""

import tomllib
from typing import Any

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows them, also of the words of others."""

DEEPEST = 50
"""Tables and arrays of a settings file that may lie in each other."""


def escaped(text: str) -> str:
    r"""A text whose signs of direction and control are written out, so that they do nothing.

    >>> escaped("a" + chr(0x202E) + "b"), escaped("new" + chr(10) + "line")
    ('a\\u202eb', 'new\nline')
    """
    return "".join(
        f"\\u{ord(sign):04x}"
        if sign in TURNING or (ord(sign) < 32 and sign not in "\n\t") or 127 <= ord(sign) < 160
        else sign
        for sign in text
    )


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a TOML text.

    Raises
    ------
    tomllib.TOMLDecodeError
        If it is no TOML, or if its tables lie deeper in each other than any settings need.
    """
    try:
        raw = tomllib.loads(text)
    except RecursionError:
        raise _too_deep() from None
    level: list[Any] = [raw]
    for _ in range(DEEPEST + 1):
        inside = [one.values() if isinstance(one, dict) else one for one in level]
        level = [value for values in inside for value in values if isinstance(value, dict | list)]
        if not level:
            return raw
    raise _too_deep()


def _too_deep() -> tomllib.TOMLDecodeError:
    return tomllib.TOMLDecodeError(f"tables or arrays lie more than {DEEPEST} deep in each other")
