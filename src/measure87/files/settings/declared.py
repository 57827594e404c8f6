"""Reads a table of settings into the class or function that declares its keys.

    @dataclass(frozen=True, kw_only=True)
    class Sampler:
        chains: Annotated[int, whole(2, 16), "independent chains"] = 4
        seed: Annotated[int, whole(0, 2**31 - 1), "the same seed gives the same draws"]

Each key is written once: its name, what it holds, one line of help, and what it is if left out.
A table whose keys make something of another room is a function that is annotated in the same
way. What has no kind is no key and given by the reader, where it is there: the `place`, the
`content` as it stands, the `name` of a table with a name. What several keys say together is
looked at where each of them is right: in the function, or by the class in `settled(place)`,
which gives what the program works with.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from functools import cache
from typing import Any

from measure87.files.settings.kinds import Kind
from measure87.files.settings.place import Place

Declared = Callable[..., Any]
"""A class or function whose annotations are the keys of a table."""


@dataclass(frozen=True)
class Named:
    """The name that a key has in the file, where the program has another."""

    name: str


@dataclass(frozen=True)
class Formerly:
    """The name that a key had in the files of earlier versions; it is still read."""

    name: str


@dataclass(frozen=True)
class LeftOut:
    """What the reference says of a key that is left out, where that is more than its default."""

    text: str


@dataclass(frozen=True)
class Key:
    """One key of a table, as its annotation declares it."""

    name: str
    parameter: str
    kind: Kind
    help: str
    default: Any
    left_out: str | None
    formerly: str | None = None

    @property
    def required(self) -> bool:
        """Whether the key must be there."""
        return self.default is inspect.Parameter.empty

    def read(self, content: Mapping[str, Any], place: Place) -> Any:
        """Its value in a table."""
        value = content.get(self.name, self.kind.empty)
        if value is not None:
            return self.kind.read(self.name, value, place)
        if self.required:
            raise place.missing(self.name, self.kind.absent)
        return self.default


@cache
def keys_of(declared: Declared) -> tuple[Key, ...]:
    """The keys that a class or function declares, in its order."""
    parameters = inspect.signature(declared).parameters.values()
    return tuple(key for one in parameters if (key := _key(declared, one)) is not None)


def _default(declared: Declared, one: inspect.Parameter) -> Any:
    """The value where the key is left out; of a class that makes one each time, such a one."""
    fields = getattr(declared, "__dataclass_fields__", {})
    made = fields[one.name].default_factory if one.name in fields else MISSING
    return one.default if made is MISSING else made()


def _key(declared: Declared, one: inspect.Parameter) -> Key | None:
    said = getattr(one.annotation, "__metadata__", ())
    kinds = [part for part in said if isinstance(part, Kind)]
    if not kinds:
        return None
    renamed = [part.name for part in said if isinstance(part, Named)]
    help_ = " ".join(part for part in said if isinstance(part, str))
    left_out = [part.text for part in said if isinstance(part, LeftOut)]
    formerly = [part.name for part in said if isinstance(part, Formerly)]
    return Key(
        name=renamed[0] if renamed else one.name,
        parameter=one.name,
        kind=kinds[0],
        help=help_,
        default=_default(declared, one),
        left_out=left_out[0] if left_out else None,
        formerly=formerly[0] if formerly else None,
    )


@dataclass(frozen=True)
class Variants:
    """Tables of which one key says what other keys they have; the first is the usual one.

    key : the key whose word says which it is; None: it is the last whose name is a key
    """

    key: str | None
    of: Mapping[str, Declared]

    @property
    def usual(self) -> Declared:
        """What declares a table that does not say what it is."""
        first, *_ = self.of.values()
        return first

    def said_by(self, key: str) -> Key:
        """The key that says which it is."""
        return next(one for one in keys_of(self.usual) if one.name == key)

    def chosen(self, content: Mapping[str, Any], place: Place) -> Declared:
        """What declares this table."""
        if self.key is not None:
            return self.of[self.said_by(self.key).read(content, place)]
        there = [declared for name, declared in self.of.items() if name in content]
        return there[-1] if there else self.usual
