"""Texts that others wrote: what of them must not reach a reader, or a parser, as it is."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, cast

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows them, also of the words of others."""
MARKS = frozenset("\u200e\u200f\u061c")
"""Marks of direction, which show nothing and move what stands beside them."""

BACKSLASHES = (
    "write a path in single quotes ('C:\\data\\new.csv') or with forward slashes (C:/data/new.csv)"
)
"""What to do about a path whose backslashes TOML takes for signs of its own."""

_ESCAPE_FAULTS = ("Unescaped '\\'", "Invalid hex value", "Escaped character is not")
"""How the parser's message on a backslash begins."""
_SIGNS = r"\x08\t\n\f\r\x1b"
_FILE = r"\.(?:csv|tsv|txt|sav|zsav|dta|parquet|xlsx?|ods|zip|toml)"
_BROKEN_PATH = re.compile(
    rf"[A-Za-z]:[{_SIGNS}].*|[^{_SIGNS}/]*[{_SIGNS}][^/]*{_FILE}", re.DOTALL | re.IGNORECASE
)
"""A path in which a backslash and the letter behind it became one sign: C:\\temp, data\\new.csv."""
DEEPEST = 50
"""Tables and arrays of a settings file that may lie in each other."""


def line_of_zero_byte(text: str) -> int | None:
    r"""Number of the first line with a zero byte, which no text holds; None if there is none.

    >>> line_of_zero_byte("a\nb" + chr(0)), line_of_zero_byte("a")
    (2, None)
    """
    place = text.find("\x00")
    return None if place < 0 else 1 + text.count("\n", 0, place)


def escaped(text: str) -> str:
    r"""A text whose signs of direction and control are written out, so that they do nothing.

    Marks of direction, which are in many honest texts, are left out.

    >>> escaped("a" + chr(0x202E) + "b"), escaped("new" + chr(10) + "line")
    ('a\\u202eb', 'new\nline')
    >>> escaped(chr(0x200F) + "a" + chr(0x061C))
    'a'
    """
    return "".join(
        f"\\u{ord(sign):04x}"
        if sign in TURNING or (ord(sign) < 32 and sign not in "\n\t") or 127 <= ord(sign) < 160
        else sign
        for sign in text
        if sign not in MARKS
    )


def all_escaped[Content](content: Content) -> Content:
    r"""Texts, also in lists and tables of lists, each `escaped`; names of keys too.

    >>> all_escaped({"a": ["b" + chr(0x2067), 1, None]})
    {'a': ['b\\u2067', 1, None]}
    """
    found: Any = content
    if isinstance(content, str):
        found = escaped(content)
    elif isinstance(content, Mapping):
        found = {all_escaped(key): all_escaped(value) for key, value in content.items()}
    elif isinstance(content, list | tuple):
        found = type(content)(all_escaped(value) for value in content)
    return cast(Content, found)


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a TOML text.

    Raises
    ------
    tomllib.TOMLDecodeError
        If it is no TOML, if its tables lie deeper in each other than any settings need, or if it
        holds a path whose backslashes were read as other signs.
    """
    try:
        raw = tomllib.loads(text)
    except RecursionError:
        raise _too_deep() from None
    level: list[Any] = [raw]
    for _ in range(DEEPEST + 1):
        inside = [one.values() if isinstance(one, dict) else one for one in level]
        values = [value for each in inside for value in each]
        _refuse_broken_paths(values)
        level = [value for value in values if isinstance(value, dict | list)]
        if not level:
            return raw
    raise _too_deep()


def toml_hint(problem: tomllib.TOMLDecodeError, usual: str) -> str:
    """What to do about a text that is no TOML: of a backslash the remedy, else the usual hint."""
    return BACKSLASHES if str(problem).startswith(_ESCAPE_FAULTS) else usual


def _refuse_broken_paths(values: list[Any]) -> None:
    """A path such as "C:\\temp" is valid TOML and means another thing: it is not passed on."""
    for value in values:
        if isinstance(value, str) and _BROKEN_PATH.fullmatch(value):
            raise tomllib.TOMLDecodeError(
                f"{_ESCAPE_FAULTS[0]} in a path: with the letter behind it it was read as one sign"
            )


def _too_deep() -> tomllib.TOMLDecodeError:
    return tomllib.TOMLDecodeError(f"tables or arrays lie more than {DEEPEST} deep in each other")
