"""A dictionary of CSPro 8 in JSON: where each item stands in a line of its data."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure87.vocabulary.errors import DataError
from measure87.vocabulary.releases.common import Json

_LEFT_OUT = ("MISSING", "NOTAPPL")
"""Marks of codes of a value set that stand for no answer; a refusal is one."""
_HINT = "give the .dcf of CSPro 8 and the data that were entered with it"


@dataclass(frozen=True)
class Item:
    """One item: where it stands in a line, counted from 0."""

    name: str
    start: int
    length: int
    decimals: int
    left_out: frozenset[str]
    numeric: bool

    def read(self, line: str) -> str:
        """Its answer; empty where it is blank, or a code that stands for no answer."""
        told = line[self.start : self.start + self.length].strip()
        if not told or told in self.left_out:
            return ""
        if self.numeric and self.decimals and "." not in told:
            digits = told.rjust(self.decimals + 1, "0")
            told = f"{digits[: -self.decimals]}.{digits[-self.decimals :]}"
        return told


@dataclass(frozen=True)
class DictionaryRecord:
    """One record with its items."""

    name: str
    sign: str
    repeats: bool
    items: Sequence[Item]


@dataclass(frozen=True)
class Dictionary:
    """What of a dictionary is needed to read its data."""

    sign_start: int
    sign_length: int
    ids: Sequence[Item]
    records: Sequence[DictionaryRecord]


def read_dictionary(path: Path) -> Dictionary:
    """The dictionary of a file `.dcf` in JSON.

    Raises
    ------
    DataError
        If it is none of CSPro 8, has several levels, or items that occur more than once.
    """
    try:
        content = json.loads(path.read_text("utf-8-sig"))
        if content["fileType"] != "dictionary":
            raise ValueError
        levels = content["levels"]
        if len(levels) != 1:
            raise cspro_fault(path, f"has {len(levels)} levels, of which one alone is read")
        sign = content["recordType"]
        relative = bool(content.get("relativePositions", True))
        mark = bool(content.get("defaults", {}).get("decimalMark", True))
        start = sign["start"] - 1 + sign["length"] if sign["length"] else 0
        ids, after = _items(levels[0]["ids"]["items"], start, relative=relative, mark=mark)
        records = [
            _record(one, after, relative=relative, mark=mark) for one in levels[0]["records"]
        ]
        return Dictionary(max(0, sign["start"] - 1), sign["length"], ids, records)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise cspro_fault(path, "is no dictionary of CSPro 8 in JSON") from None


def _record(
    told: Mapping[str, Json], start: int, *, relative: bool, mark: bool
) -> DictionaryRecord:
    items = told["items"]
    occurrences = told.get("occurrences")
    most = occurrences.get("maximum", 1) if isinstance(occurrences, dict) else 1
    if not isinstance(items, list) or not isinstance(most, int):
        raise TypeError
    read, _ = _items(items, start, relative=relative, mark=mark)
    return DictionaryRecord(str(told["name"]), str(told.get("recordType", "")), most > 1, read)


def _items(
    items: Sequence[Json], start: int, *, relative: bool, mark: bool
) -> tuple[list[Item], int]:
    """Items in their order, and where the next would begin."""
    found: list[Item] = []
    for one in items:
        if not isinstance(one, dict):
            raise TypeError
        length, own = one["length"], one.get("start")
        if not isinstance(length, int) or not 0 < length < 100_000:
            raise ValueError
        if one.get("occurrences", 1) not in (1, {"maximum": 1}):
            raise DataError(
                "the dictionary has an item that occurs more than once, which is not read",
                code="bad-dictionary",
                where=str(one["name"]),
                hint="make it a record that may occur more than once",
            )
        at = own - 1 if isinstance(own, int) and not relative else start
        decimals = one.get("decimals", 0)
        explicit = one.get("decimalMark", mark)
        found.append(
            Item(
                str(one["name"]), at, length,
                decimals if isinstance(decimals, int) and not explicit else 0,
                frozenset(_marked(one.get("valueSets"))),
                one.get("contentType") == "numeric",
            )
        )  # fmt: skip
        start = at + length
    return found, start


def _marked(sets: Json) -> Iterator[str]:
    """Codes that a value set marks as missing or not applicable."""
    for one in sets if isinstance(sets, list) else []:
        values = one.get("values") if isinstance(one, dict) else None
        for value in values if isinstance(values, list) else []:
            if not isinstance(value, dict) or value.get("special") not in _LEFT_OUT:
                continue
            pairs = value.get("pairs")
            for pair in pairs if isinstance(pairs, list) else []:
                if isinstance(pair, dict) and isinstance(pair.get("value"), str):
                    yield str(pair["value"]).strip()


def cspro_fault(path: Path, text: str, hint: str = _HINT) -> DataError:
    """A file that cannot be read, and what to give."""
    return DataError(f"{path.name} {text}", code="bad-cspro", hint=hint)
