"""What a key of a settings file may hold: one function for each kind of value.

A kind says in one place how a value is read, what to write where it is something else, and how
an editor checks it (JSON Schema). TOML knows text, numbers and true from each other, so nothing
is converted: `explain = "no"` is no way to forbid anything.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from measure87.files.parts import in_parts, is_address
from measure87.files.settings.place import Place

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Kind:
    """What a key may hold.

    wanted : what to write, for the hint
    schema : the same as a JSON Schema
    fits : whether a value is of this kind
    made : what the program works with
    absent : the hint where the key must be there and is not, with {key} for its name
    empty : what is read where the key is not there; None: its default, of any other kind
    """

    wanted: str
    schema: Mapping[str, Any]
    fits: Callable[[Any], bool]
    made: Callable[[Any], Any] = _as_it_is
    absent: str = "add a line `{key} = ...`"
    empty: Any = None

    def read(self, key: str, value: Any, place: Place) -> Any:
        """The value of the key; a StudyError that shows it where it is of another kind."""
        if not self.fits(value):
            raise place.wrong(key, value, self.wanted)
        return self.made(value)


def is_text(value: Any) -> bool:
    """Whether a value is a text that is not empty."""
    return isinstance(value, str) and bool(value.strip())


def is_whole(value: Any, least: float = -math.inf, most: float = math.inf) -> bool:
    """Whether a value is a whole number within limits; `true` is none."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


TEXT = Kind('a text in quotation marks, as "..."', {"type": "string", "pattern": r"\S"}, is_text)
FLAG = Kind(
    "true or false, without quotation marks",
    {"type": "boolean"},
    lambda value: isinstance(value, bool),
)
LANGUAGE = Kind(
    'the code of a language, as "es"',
    {"type": "string", "pattern": f"^{_LANGUAGE.pattern}$"},
    lambda value: isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None,
)
DAY = Kind(
    "a day without quotation marks, as 2024-06-30",
    {"type": "string", "format": "date"},
    lambda value: isinstance(value, date) and not isinstance(value, datetime),
)
"""Editors know a day of TOML as a text in the form of a date."""


def whole(least: int, most: int) -> Kind:
    """A whole number within limits."""
    return Kind(
        f"a whole number from {least} to {most}",
        {"type": "integer", "minimum": least, "maximum": most},
        lambda value: is_whole(value, least, most),
    )


def share(least: float) -> Kind:
    """A number from `least` to below 1."""
    return Kind(
        f"a number from {least} to below 1, as 0.95",
        {"type": "number", "minimum": least, "exclusiveMaximum": 1},
        lambda value: isinstance(value, float) and math.isfinite(value) and least <= value < 1,
    )


def is_number(value: Any) -> bool:
    """Whether a value is a finite number; `true` is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


NUMBER = Kind("a number", {"type": "number"}, is_number, float)
ZERO_OR_MORE = Kind(
    "a number of 0 or more",
    {"type": "number", "minimum": 0},
    lambda value: is_number(value) and value >= 0,
    float,
)


def above(least: float) -> Kind:
    """A number above a limit."""
    return Kind(
        f"a number above {least:g}",
        {"type": "number", "exclusiveMinimum": least},
        lambda value: is_number(value) and value > least,
        float,
    )


POSITIVE = replace(above(0.0), absent="add a line `{key} = ...` with a number above 0")


def choice(words: Collection[str]) -> Kind:
    """One of several words."""
    return Kind(
        f"one of: {', '.join(words)}",
        {"enum": list(words)},
        lambda value: isinstance(value, str) and value in words,
    )


def schema_number(known: int, text: str = "schema {} is not known") -> Kind:
    """The number of the schema that this version reads."""
    wanted = whole(0, 10**6)
    return _SchemaNumber(wanted.wanted, {"const": known}, wanted.fits, known=known, text=text)


@dataclass(frozen=True)
class _SchemaNumber(Kind):
    known: int = 1
    text: str = ""

    def read(self, key: str, value: Any, place: Place) -> Any:
        found = super().read(key, value, place)
        if found != self.known:
            hint = f"this version reads {key} = {self.known}"
            raise place.fault(self.text.format(found), code="schema", hint=hint)
        return found


def texts(*, needed: bool = False) -> Kind:
    """A list of texts, each once; `needed`: with one at least."""
    schema = {"type": "array", "items": TEXT.schema, "uniqueItems": True, "minItems": int(needed)}
    return _Texts('a list of texts, as ["...", "..."]', schema, is_text, tuple, needed=needed)


@dataclass(frozen=True)
class _Texts(Kind):
    needed: bool = False

    def read(self, key: str, value: Any, place: Place) -> Any:
        if not isinstance(value, list) or (self.needed and not value):
            raise place.wrong(key, value, self.wanted)
        for number, entry in enumerate(value):
            if not self.fits(entry):
                raise place.wrong(key, entry, self.wanted)
            if entry in value[:number]:
                raise place.fault(
                    f"{entry!r} stands twice in {key!r}", code="twice", hint="write it once"
                )
        return self.made(value)


def pairs_of(things: str, example: str) -> Kind:
    """A list of pairs of names.

    Parameters
    ----------
    things : what a pair is of, for the message
    example : what to write
    """
    names = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
    return _Pairs(example, {"type": "array", "items": names}, _is_pair, things=things)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and [type(name) for name in value] == [str, str]


@dataclass(frozen=True)
class _Pairs(Kind):
    things: str = ""

    def read(self, key: str, value: Any, place: Place) -> tuple[tuple[str, str], ...]:
        pairs = value if isinstance(value, list) else [value]
        for pair in pairs:
            if not self.fits(pair):
                text = f"{pair!r} in `{key}` is no pair of {self.things}"
                raise place.fault(text, hint=f"write {self.wanted}")
        return tuple((first, second) for first, second in pairs)


def file(
    absent: str = "there is no file {!r}",
    hint: str = "paths are counted from the folder of the settings file",
) -> Kind:
    """A file that is there, named from the folder of the settings.

    Parameters
    ----------
    absent : sentence where it is not there, with a place for its name
    """
    return _File(TEXT.wanted, TEXT.schema, is_text, absent_file=(absent, hint))


def table_file(absent: str, hint: str) -> Kind:
    """A file as `file` has it, or a table in parts: a folder, a pattern of names, an address."""
    return _File(TEXT.wanted, TEXT.schema, is_text, absent_file=(absent, hint), may_be_parts=True)


@dataclass(frozen=True)
class _File(Kind):
    absent_file: tuple[str, str] = ("", "")
    may_be_parts: bool = False

    def read(self, key: str, value: Any, place: Place) -> Path:
        told = super().read(key, value, place)
        if self.may_be_parts and is_address(told):
            return Path(told)
        path: Path = place.folder / told
        if self.may_be_parts and in_parts(path):
            return path.absolute()
        try:
            there = path.is_file()
        except (OSError, ValueError):  # a name that no file can have
            there = False
        if not there:
            text, hint = self.absent_file
            raise place.fault(text.format(value), code="missing-file", hint=hint)
        return path.resolve()


def refined(kind: Kind, check: Callable[[str, Any, Place], Any], **schema: Any) -> Kind:
    """A kind with more to be said of it.

    Parameters
    ----------
    check : takes the key, what `kind` made of its value, and the place; gives what the program
        works with, or raises what is wrong
    schema : what an editor is told beside, or instead
    """
    told = {**kind.schema, **schema}
    return _Refined(kind.wanted, told, kind.fits, absent=kind.absent, inner=kind, check=check)


@dataclass(frozen=True)
class _Refined(Kind):
    inner: Kind = TEXT
    check: Callable[[str, Any, Place], Any] | None = None

    def read(self, key: str, value: Any, place: Place) -> Any:
        made = self.inner.read(key, value, place)
        return self.check(key, made, place) if self.check else made


def later(find: Callable[[], Kind]) -> Kind:
    """A kind that takes long to find and is found where it is needed."""
    return Later("", {}, is_text, find=find)


@dataclass(frozen=True)
class Later(Kind):
    """Finds its kind where it is needed."""

    find: Callable[[], Kind] = lambda: TEXT

    def read(self, key: str, value: Any, place: Place) -> Any:
        """See `Kind`."""
        return self.find().read(key, value, place)
