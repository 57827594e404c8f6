"""Reads `about.json`: what a world estimate says of itself beside its tables (`WorldAbout`)."""

import json
from collections.abc import Mapping
from pathlib import Path

from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.releases.codec import UnreadableError, plain, structure_of
from measure87.vocabulary.releases.common import Declared, Json
from measure87.vocabulary.releases.world import GatherAnswer, WorldAbout

ABOUT, GATHER = "about.json", "gather.json"
_REQUIRED = ("title", "stated_year", "level", "version", "measures")


def read_about(folder: Path) -> WorldAbout:
    """What the estimate of a folder says of itself.

    Raises
    ------
    StudyError
        If it lacks what the report begins with, or holds what it should not.
    """
    return about_of(_json(folder / ABOUT))


def about_of(content: Json) -> WorldAbout:
    """The account that plain values hold; errors as of `read_about`."""
    if isinstance(content, dict):
        _refuse_without_beginning(content)
    try:
        return structure_of(WorldAbout, content)
    except UnreadableError as error:
        raise _unreadable(ABOUT, error.text) from None


def require_beginning(about: WorldAbout) -> None:
    """Refuse an account that the report cannot begin with.

    Raises
    ------
    StudyError
        `missing-key`.
    """
    _refuse_without_beginning(plain(about))


class _Statement(Declared, frozen=True):
    """So that what does not fit is named by its place among the items."""

    items: list[GatherAnswer]


def read_gather(folder: Path) -> list[GatherAnswer]:
    """The GATHER statement of a folder; errors as of `read_about`."""
    try:
        return structure_of(_Statement, {"items": _json(folder / GATHER)}).items
    except UnreadableError as error:
        raise _unreadable(GATHER, error.text) from None


def _refuse_without_beginning(content: Mapping[str, Json]) -> None:
    for key in _REQUIRED:
        if not content.get(key):
            raise StudyError(
                f"{ABOUT} has no {key!r}",
                code="missing-key",
                where=ABOUT,
                hint=f"it needs the keys {', '.join(_REQUIRED)}",
            )


def _json(path: Path) -> Json:
    try:
        content: Json = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise _unreadable(path.name, "it is no JSON") from None
    return content


def _unreadable(name: str, why: str) -> StudyError:
    return StudyError(
        f"{name} cannot be read: {why}",
        code="schema",
        where=name,
        hint="use the version of measure87 that wrote it, or make the estimate again",
    )
