"""Writes the released folder: each file whole, the manifest last.

A run that is killed leaves no manifest, and so no result; it can simply be run again.
"""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from measure87.disseminate.formats import estimates_csv, estimates_json, manifest
from measure87.disseminate.gate_check import require_released
from measure87.disseminate.locking import only_one
from measure87.disseminate.report.context import ReportContext, report_context
from measure87.disseminate.report.page import REPORT, report_page
from measure87.files import write_whole
from measure87.vocabulary.estimate import Result

_EARLIER = ".manifest.earlier"
"""The manifest of the release that is being replaced: which files may be stale."""
_DRAFTS = ".*.part"
"""What a run that was killed while it wrote a file leaves."""


def publish(result: Result, folder: Path, context: ReportContext | None = None) -> None:
    """Write everything that a study releases into its `out` folder.

    Files of an earlier release that this one does not have are removed; files that no
    release wrote are left alone.

    Parameters
    ----------
    result
        What passed `release`.
    folder
        Made if it is not there.
    context
        Definitions and language for the report; if None, the package's own definitions that
        the figures name, in the study's language.

    Raises
    ------
    StudyError
        If the result has not passed the gate, or another run holds the folder.
    DataError
        If the folder may not be written to.
    """
    require_released(result)
    folder.mkdir(parents=True, exist_ok=True)
    with only_one(folder):
        _withdraw(folder)
        written = []
        for name, content in _contents(result, folder, context or report_context(result)):
            write_whole(folder / name, content)
            written.append(folder / name)
        _remove_stale(folder, {path.name for path in written})
        write_whole(folder / manifest.NAME, manifest.manifest(result, written))
        (folder / _EARLIER).unlink(missing_ok=True)


def _withdraw(folder: Path) -> None:
    """Take the earlier release back: from here on there is no result."""
    current = folder / manifest.NAME
    if current.exists():
        current.replace(folder / _EARLIER)
    for draft in folder.glob(_DRAFTS):
        draft.unlink()


def _contents(result: Result, folder: Path, context: ReportContext) -> Iterator[tuple[str, str]]:
    """Name and text of each file; the report is made of the files already written."""
    yield estimates_csv.NAME, estimates_csv.estimates_csv(result)
    yield estimates_json.NAME, estimates_json.estimates_json(result)
    yield REPORT, report_page(folder / estimates_json.NAME, context)


def _remove_stale(folder: Path, current: set[str]) -> None:
    """Remove what earlier releases listed and this one does not have."""
    for name in _listed(folder / _EARLIER) - current:
        stale = folder / name
        if stale.parent == folder:
            stale.unlink(missing_ok=True)


def _listed(earlier: Path) -> set[str]:
    """Names in a manifest; none if it is not there or cannot be read."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return set(json.loads(earlier.read_text("utf-8"))["files"])
    return set()
