"""The ILO's own instruments by their parts, beside the modules that ask about the same."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

_FILE = Path(__file__).with_name("bridge.toml")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an instrument, as the page on it names it."""

    name: str
    modules: tuple[str, ...]
    """Of the question bank; none is said to follow the instrument."""


class Instrument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An instrument of which the text was not seen."""

    document: str
    """Key of the bibliography."""
    seen: Literal["printed", "secondary"]
    """How the page that names its parts was seen."""
    part: tuple[Part, ...] = ()
    """None where no page names them."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    instrument: tuple[Instrument, ...]


@cache
def instruments() -> tuple[Instrument, ...]:
    """The instruments, in the order of the file."""
    return msgspec.convert(tomllib.loads(_FILE.read_text("utf-8")), _File).instrument
