"""Makes more files of what a study has released, without its data."""

from collections.abc import Sequence
from pathlib import Path

from measure87.disseminate import Manifest, publish, read_released, report_context, settle

OUT = "out"
"""The folder of a study in which its last release lies."""


def publish_again(folder: Path, formats: Sequence[str] | None = None) -> Manifest:
    """Write formats of the last release of a study anew, into `folder/out/`.

    Reads `folder/out/estimates.json` and the study's own definitions, and no data: what was
    hidden when the study was run stays hidden.

    Parameters
    ----------
    folder
        A study that was run.
    formats
        Names of formats; all if None.

    Raises
    ------
    StudyError
        If the study was not run, or a released file was changed since.
    RefusedError, MissingExtraError
        If a format that was asked for by name cannot be written.
    UsageError
        If there is no such format.
    """
    out = folder / OUT
    settle(out)
    result = read_released(out)
    national = folder / "definitions"
    context = report_context(result, national if national.is_dir() else None)
    return publish(result, out, context, formats)
