"""What coherent persons are under all measures of a family of definitions.

Read from `not_nested.json`, which `docs/reference/make_not_nested.py` writes: cases of the
definitions and persons of invented countries. They show how measures do not lie in each other.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from measure87.numerics.arrays import BoolArray


class _Family(msgspec.Struct):
    measures: list[str]
    persons: list[str]


class _File(msgspec.Struct):
    definitions: list[str]
    families: dict[str, _Family]


@dataclass(frozen=True)
class KnownPersons:
    """The different persons of a family of definitions.

    Attributes
    ----------
    measures
        Names, one a column.
    yes, no : (persons, measures) bool
        Who is a case, and who is none; unknown, or not asked, is neither.
    """

    measures: tuple[str, ...]
    yes: BoolArray
    no: BoolArray


@cache
def definitions_with_persons() -> frozenset[str]:
    """Definitions, with their dates, of which persons are known."""
    return frozenset(_file().definitions)


@cache
def known_persons() -> tuple[KnownPersons, ...]:
    """The persons of each family of definitions."""
    return tuple(_of_family(one) for one in _file().families.values())


@cache
def _file() -> _File:
    content = (files("measure87.define") / "not_nested.json").read_bytes()
    return msgspec.json.decode(content, type=_File)


def _of_family(family: _Family) -> KnownPersons:
    letters = np.frombuffer("".join(family.persons).encode("ascii"), dtype="S1")
    table = letters.reshape(len(family.persons), len(family.measures))
    return KnownPersons(tuple(family.measures), table == b"y", table == b"n")
