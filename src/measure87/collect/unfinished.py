"""What a mapping still waits for: proposals that nobody confirmed, and variables asked for by name.

A preset and the mapping assistant write `confirmed = false` where they propose, and `ask` where
they found nothing: they never name a variable that the file lacks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from measure87.files.settings.place import tell_all
from measure87.vocabulary.errors import StudyError

CONFIRMED = "confirmed"
"""Key of an entry that the mapping assistant proposed: false until a person has looked at it."""
ASK = "ask"
"""Key of an entry whose variable was not found: what it has to be, in words."""
CANDIDATES = "candidates"
"""Key beside `ask`: variables of the file that it may be, best first."""
_SHOWN = 5


def refuse_unfinished(raw: Mapping[str, Any], name: str) -> None:
    """Refuse a mapping with unconfirmed proposals or with variables asked for, naming each.

    Raises
    ------
    StudyError
        Code `unconfirmed` or `asked`.
    """
    places = _unconfirmed(raw)
    if places:
        raise StudyError(
            f"{len(places)} of the mapping's entries are proposals that nobody has confirmed: "
            f"{some_of(places)}",
            code="unconfirmed",
            where=name,
            hint="look at each beside the questionnaire; then write confirmed = true, or delete "
            "the entry",
        )
    asked = [*_entries(raw, "", _is_asked)]
    if asked:
        everything = StudyError(
            f"the mapping asks for {len(asked)} variable(s) that were not found: "
            f"{some_of([place for place, _ in asked])}",
            code="asked",
            where=name,
            hint='write variable = "..." in place of ask and candidates, with the codes that it '
            "needs, or delete the entry",
        )
        tell_all([everything, *(_wanted(place, entry, name) for place, entry in asked[:_SHOWN])])


def open_entries(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Where a mapping waits for a person: entries to be confirmed, and variables asked for."""
    return (*_unconfirmed(raw), *(place for place, _ in _entries(raw, "", _is_asked)))


def some_of(places: Sequence[str]) -> str:
    """The first of some entries, and that there are more."""
    return ", ".join(places[:_SHOWN]) + (", ..." if len(places) > _SHOWN else "")


def _unconfirmed(raw: Mapping[str, Any]) -> list[str]:
    return [place for place, _ in _entries(raw, "", _is_unconfirmed)]


def _is_unconfirmed(entry: Mapping[str, Any]) -> bool:
    return entry.get(CONFIRMED) is False


def _is_asked(entry: Mapping[str, Any]) -> bool:
    return ASK in entry


def _wanted(place: str, entry: Mapping[str, Any], name: str) -> StudyError:
    """What one entry asks for, and which variables of the file it may be."""
    named = entry.get(CANDIDATES) or []
    candidates = named if isinstance(named, list) else [named]
    return StudyError(
        f"{place} asks for: {entry[ASK]}",
        code="asked",
        where=name,
        hint=f"it may be {', '.join(map(str, candidates))}" if candidates else None,
    )


def _entries(
    raw: Any, place: str, is_one: Callable[[Mapping[str, Any]], bool]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(raw, list):
        for position, entry in enumerate(raw, 1):
            yield from _entries(entry, f"{place}[{position}]", is_one)
    if isinstance(raw, dict):
        if is_one(raw):
            yield place, raw
        for key, entry in raw.items():
            yield from _entries(entry, f"{place}.{key}" if place else key, is_one)
