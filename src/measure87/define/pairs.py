"""Pairs of items that one question may serve: an involuntary circumstance and a means of coercion.

A definition that asks for two criteria by different answers can list pairs of which one answer
is enough, each with a day, a citation and why. The list is closed: no other answer serves both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measure87.vocabulary.citation import Cite
from measure87.vocabulary.columns import COERCION_ITEMS, INVOLUNTARY_ITEMS
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.keys import refuse_unknown

_KEYS = ("involuntary", "menace", "why", "from", "cite")


@dataclass(frozen=True)
class Pair:
    """Two items that one answer may show."""

    involuntary: str
    """Code of the circumstance."""
    menace: str
    """Code of the means of coercion."""
    why: str
    start: date
    """First day on which it is in force."""
    cite: Cite

    @property
    def name(self) -> str:
        """Both codes, as in `IN1+CO3`."""
        return f"{self.involuntary}+{self.menace}"


def read_pairs(
    entries: Sequence[Mapping[str, Any]], on: date | None, where: str
) -> tuple[Pair, ...]:
    """The pairs of `concepts.toml` that are in force on a day (None: all).

    Raises
    ------
    DefinitionError
        If an entry lacks a key or has an unknown one, or names what is no item of its kind.
    """
    pairs = tuple(_pair(entry, where) for entry in entries)
    return tuple(pair for pair in pairs if on is None or pair.start <= on)


def _pair(entry: Mapping[str, Any], where: str) -> Pair:
    place = f"{where}, one_answer_for_both"
    refuse_unknown(entry, _KEYS, place, DefinitionError)
    for key in _KEYS:
        if key not in entry:
            raise DefinitionError(f"a pair needs `{key}`", where=place)
    refuse_unknown([entry["involuntary"]], dict(INVOLUNTARY_ITEMS), place, DefinitionError)
    refuse_unknown([entry["menace"]], dict(COERCION_ITEMS), place, DefinitionError)
    return Pair(
        involuntary=entry["involuntary"],
        menace=entry["menace"],
        why=entry["why"],
        start=entry["from"],
        cite=Cite(**entry["cite"]),
    )
