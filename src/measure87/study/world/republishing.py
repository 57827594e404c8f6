"""Makes the page of a released world estimate anew, without its inputs."""

from collections.abc import Sequence
from pathlib import Path

from measure87.disseminate import Manifest
from measure87.disseminate.pages.world import rewrite_report
from measure87.study.kinds import OUT
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.keys import nearest

_FORMAT = "world"
"""All that the manifest of a world estimate calls its files."""


def republish_world(folder: Path, formats: Sequence[str] | None) -> Manifest:
    """Write the report of `folder/out` anew from the tables beside it.

    Raises
    ------
    UsageError
        If another format is asked for: a world estimate is always written as a whole.
    StudyError
        As `rewrite_report`.
    """
    for name in formats or ():
        if name != _FORMAT:
            raise UsageError(
                f"a world estimate is not written as {name!r}",
                code="unknown-format",
                hint=nearest(name, [_FORMAT]),
            )
    return rewrite_report(folder / OUT)
