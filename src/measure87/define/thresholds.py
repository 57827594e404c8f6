"""Reads `thresholds.toml`: the limits in force on a day, and those that a nation replaces.

A limit is a table, or an array of dated tables, with one side, `unit`, `ages` (first and last),
`from`, `cite`, `words` beside `counts_as`, and `readings.NAME` with another side and citation.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

from measure87.define.limits import SIDES, Limit, Limits, Side
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.keys import refuse_unknown

_READING_KEYS = (*SIDES, "cite")
_KEYS = (*_READING_KEYS, "unit", "ages", "from", "words", "readings")
_DIRECTION = {"at_least": "up", "above": "up", "below": "down", "at_most": "down"}
_CITE = "{ key, at, seen }"


def read_limits(
    raw: Mapping[str, Any], on: date | None, reading: str | None, where: str = "thresholds.toml"
) -> Limits:
    """Choose the limits in force on a day, under a reading.

    Parameters
    ----------
    raw : mapping
        Content of `thresholds.toml`: a table for each limit, or an array of dated tables.
    on : date or None
        The day; None takes the latest.
    reading : str or None
        Name of a reading; a limit that does not have it keeps its own bound.
    where : str
        The file, for errors.

    Raises
    ------
    DefinitionError
        If a limit has an unknown key, no side or more than one, a bound that is no number or
        none of its words, no date, two versions of one date, or none in force on that day.
    """
    chosen = {}
    for name, entry in raw.items():
        versions = _versions(name, entry, where)
        in_force = [v for v in versions if on is None or v["from"] <= on]
        if not in_force:
            raise DefinitionError(
                f"limit {name} is not in force on {on}; its first version is of "
                f"{versions[0]['from']}",
                code="not-in-force",
            )
        latest = in_force[-1]
        other = latest.get("readings", {}).get(reading, {}) if reading else {}
        chosen[name] = _limit(name, latest, other, where)
    return Limits(chosen)


def readings_named(raw: Mapping[str, Any]) -> frozenset[str]:
    """Names of the readings that some limit has."""
    entries = [v for entry in raw.values() for v in (entry if isinstance(entry, list) else [entry])]
    return frozenset(name for entry in entries for name in entry.get("readings", {}))


def national_limits(
    own: Mapping[str, Any], base: Mapping[str, Any], where: str
) -> Mapping[str, Any]:
    """The limits of a standard, of which a national definition replaces some.

    A national limit has another number, or another of the same words; it cannot turn a limit
    around, count in another unit, or say what no rule understands.

    Raises
    ------
    DefinitionError
        If it does one of these, or replaces what the standard does not have.
    """
    refuse_unknown(own, base, where, DefinitionError)
    replaced = {}
    for name, entry in own.items():
        standard = _versions(name, base[name], "the standard")[-1]
        versions = _versions(name, entry, where)
        for version in versions:
            _refuse_another_kind(name, version, standard, where)
        words = {"words": standard["words"]} if "words" in standard else {}
        replaced[name] = [{**version, **words} for version in versions]
    return {**base, **replaced}


def _refuse_another_kind(
    name: str, version: Mapping[str, Any], standard: Mapping[str, Any], where: str
) -> None:
    side, wanted = _side(name, version, where), _side(name, standard, where)
    if _DIRECTION.get(side, side) != _DIRECTION.get(wanted, wanted):
        raise DefinitionError(
            f"limit {name} has {side!r}, and the standard's has {wanted!r}",
            where=where,
            hint=f"write it as {wanted}",
        )
    for key in ("unit", "ages"):
        if key not in version and key in standard:
            raise DefinitionError(
                f"limit {name} needs {key}, as the standard's",
                where=where,
                hint=f"the standard has {key} = {standard[key]!r}",
            )
    if version.get("unit") != standard.get("unit"):
        raise DefinitionError(
            f"limit {name} is in {version.get('unit')!r}, and the standard's in "
            f"{standard.get('unit')!r}",
            where=where,
            hint="convert the number to the standard's unit",
        )


def _versions(name: str, entry: Any, where: str) -> Sequence[Mapping[str, Any]]:
    """The dated versions of a limit, the earliest first."""
    versions = entry if isinstance(entry, list) else [entry]
    for version in versions:
        if not isinstance(version, Mapping):
            raise DefinitionError(
                f"limit {name} is {version!r}, and must be a table", where=where, hint=f"[{name}]"
            )
        refuse_unknown(version, _KEYS, f"{where}, {name}", DefinitionError)
        for other in version.get("readings", {}).values():
            refuse_unknown(other, _READING_KEYS, f"{where}, {name}.readings", DefinitionError)
        if type(version.get("from")) is not date:
            raise DefinitionError(
                f"limit {name} needs `from`, a date", where=where, hint="from = 2024-07-01"
            )
    ordered = sorted(versions, key=lambda version: version["from"])
    dates = [version["from"] for version in ordered]
    if len(set(dates)) < len(dates):
        raise DefinitionError(f"limit {name} has two versions of one date", where=where)
    return ordered


def _side(name: str, source: Mapping[str, Any], where: str) -> Side:
    sides = [side for side in SIDES if side in source]
    if len(sides) != 1:
        raise DefinitionError(
            f"limit {name} needs exactly one of {', '.join(SIDES)}, and has "
            f"{', '.join(sides) or 'none'}",
            where=where,
        )
    return sides[0]


def _limit(name: str, version: Mapping[str, Any], other: Mapping[str, Any], where: str) -> Limit:
    source = other if any(side in other for side in SIDES) else version
    side = _side(name, source, where)
    words = tuple(version.get("words", ()))
    try:
        cite = Cite(**{**version["cite"], **other.get("cite", {})})
    except (KeyError, TypeError):
        raise DefinitionError(f"limit {name} needs cite = {_CITE}", where=where) from None
    return Limit(
        name=name,
        side=side,
        bound=_bound(name, side, source[side], words, where),
        unit=version.get("unit", ""),
        start=version["from"],
        cite=cite,
        ages=_ages(name, version.get("ages"), where),
        words=words,
    )


def _bound(name: str, side: Side, bound: Any, words: Sequence[str], where: str) -> float | str:
    """A finite number, or one of the words that the limit may have."""
    if side == "counts_as":
        if isinstance(bound, str) and bound in words:
            return bound
        raise DefinitionError(
            f"limit {name} counts as {bound!r}, which no rule understands",
            where=where,
            hint=f"its words: {', '.join(words) or 'none are named; give `words`'}",
        )
    if isinstance(bound, bool) or not isinstance(bound, int | float) or not isfinite(bound):
        raise DefinitionError(f"limit {name}: {side} is {bound!r}, not a number", where=where)
    return bound


def _ages(name: str, ages: Any, where: str) -> tuple[int, int] | None:
    if ages is None:
        return None
    pair = isinstance(ages, list) and [type(age) for age in ages] == [int, int]
    if not pair or not 0 <= ages[0] <= ages[1]:
        raise DefinitionError(
            f"limit {name}: ages are {ages!r}", where=where, hint="ages = [first, last]"
        )
    return ages[0], ages[1]
