"""Reads a released result back from `estimates.json`, so that more can be made of it later."""

import json
from pathlib import Path

from measure87.disseminate import manifest
from measure87.files import sha256_of
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import SCHEMA, Result
from measure87.vocabulary.release_files.reading import result_of
from measure87.vocabulary.releases.codec import UnreadableError
from measure87.vocabulary.releases.common import Json


def read_released(folder: Path) -> Result:
    """The result that a released folder holds.

    Parameters
    ----------
    folder
        An `out` folder that `publish` wrote.

    Raises
    ------
    StudyError
        If there is no release, `estimates.json` is not as the release wrote it, did not pass
        the gate, or is of a newer version.
    """
    listed = manifest.read_manifest(folder / manifest.NAME).files
    path = folder / manifest.ESTIMATES
    if manifest.ESTIMATES not in listed or not path.is_file():
        raise StudyError(
            "there is no release here",
            code="no-release",
            where=str(folder),
            hint="run the study first: measure87 run DIR",
        )
    if sha256_of(path) != listed[manifest.ESTIMATES].get("sha256"):
        raise StudyError(
            f"{manifest.ESTIMATES} is not as its release wrote it",
            code="changed-file",
            where=str(folder),
            hint="run the study again",
        )
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable("it is no JSON") from error
    return result_from_json(content)


def result_from_json(content: Json) -> Result:
    """A released result from the object of the contract.

    The file may come from anywhere, and its manifest with it, so every entry is looked at before
    it is taken for what it should be.

    Raises
    ------
    StudyError
        If it did not pass the gate, lacks something, or has what this version does not know or
        what is of another kind than it should be (a text where a number belongs).
    """
    if isinstance(content, dict) and content.get("schema") == SCHEMA:
        _require_released(content.get("released"))
    try:
        return result_of(content)
    except UnreadableError as error:
        raise _unreadable(error.text) from None


def _require_released(released: Json) -> None:
    if released is not True:
        raise StudyError(
            "this result has not passed the disclosure gate",
            code="not-released",
            hint="run it as a study",
        )


def _unreadable(reason: str) -> StudyError:
    return StudyError(
        f"this {manifest.ESTIMATES} cannot be read: {reason}",
        code="schema",
        hint="use the version of measure87 that wrote it, or run the study again",
    )
