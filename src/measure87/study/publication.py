"""Makes more files of what a study has released, without its data."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from measure87.disseminate import Manifest, publish, read_released, report_context
from measure87.disseminate.definition_texts import BriefExtras, PageMaker
from measure87.study.kinds import OUT


def publish_result_again(
    folder: Path,
    formats: Sequence[str] | None,
    page: PageMaker | None = None,
    brief: BriefExtras | None = None,
) -> Manifest:
    """Write formats of the last release of a study anew, into `folder/out/`.

    Reads `folder/out/estimates.json` and the study's own definitions, and no data.

    Parameters
    ----------
    folder
        A study that was run.
    formats
        Names of formats; all if None.
    page
        What makes the report of this kind of study; None leaves it to what the result says.
    brief
        What the brief has beside its sentences; None is nothing.

    Raises
    ------
    StudyError, RefusedError, MissingExtraError, UsageError
        As `publish_again`.
    """
    out = folder / OUT
    result = read_released(out)
    national = folder / "definitions"
    context = report_context(result, national if national.is_dir() else None)
    return publish(result, out, replace(context, page=page, brief=brief or BriefExtras()), formats)
