"""Writes the released folder: built beside its place, checked, and put in as a whole.

A run that is killed leaves the former release, or the new one, and never a mixture.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from measure87.disseminate import manifest
from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.folders import make_folder
from measure87.disseminate.format_registry import every_format, format_named
from measure87.disseminate.manifest import Manifest, read_manifest
from measure87.disseminate.output_format import Format, Output
from measure87.disseminate.pages.kit.context import report_context
from measure87.disseminate.swapping import whole_release
from measure87.files import sha256_of, write_whole
from measure87.vocabulary.errors import MissingExtraError, RefusedError, StudyError
from measure87.vocabulary.estimate import Notice, Result


def publish(
    result: Result,
    folder: Path,
    context: ReportContext | None = None,
    formats: Sequence[str] | None = None,
) -> Manifest:
    """Write everything that a study releases into its `out` folder.

    The folder that was there becomes `out.previous`, where it held another release. Files of it
    that this one does not have are gone from `out`, in sub-folders too; files that no release
    wrote are in both.

    Parameters
    ----------
    result
        What passed `release`.
    folder
        Made if it is not there.
    context
        Definitions and language for the report; if None, the package's own definitions that
        the figures name, in the study's language.
    formats
        Names of the formats to write; the files of the others stay as they are. If None, all
        formats are written but those on request, and one that the result has nothing for, or
        whose library is not installed, is left out with a notice.

    Returns
    -------
    Manifest
        Every file of the folder, and what the formats left out.

    Raises
    ------
    StudyError
        If the result has not passed the gate, another run holds the folder, it is a link, or a
        file that is to stay is not as its release wrote it.
    RefusedError, MissingExtraError
        If a format was asked for by name and cannot be written.
    UsageError
        If there is no such format.
    DataError
        If the folder, or the one around it, may not be written to or has no room.
    """
    result.require_released()
    about = context or report_context(result)
    outputs = _outputs(result, about, formats)
    with whole_release(folder) as draft:
        kept = _kept(folder, formats)
        for name in kept.files:
            make_folder((draft / name).parent)
            shutil.copyfile(folder / name, draft / name)
        content = _write(draft, outputs, kept)
        write_whole(draft / manifest.NAME, manifest.manifest_text(result, content))
    return content


def _outputs(
    result: Result, context: ReportContext, formats: Sequence[str] | None
) -> dict[str, Output]:
    """What each format makes of the result."""
    if formats is None:
        usual = [one for one in every_format() if not one.on_request]
        return {one.name: _or_notice(one, result, context) for one in usual}
    chosen = [format_named(name) for name in dict.fromkeys(formats)]
    return {one.name: one.write(result, context) for one in chosen}


def _or_notice(one: Format, result: Result, context: ReportContext) -> Output:
    """What a format makes of the result, or why it makes nothing."""
    try:
        return one.write(result, context)
    except (RefusedError, MissingExtraError) as error:
        hint = f"; {error.hint}" if error.hint else ""
        return Output(notices=(Notice(error.code, f"{error.text}{hint}"),))


def _kept(folder: Path, formats: Sequence[str] | None) -> Manifest:
    """What of the present release stays: the files of the formats that are not written."""
    if formats is None:
        return Manifest({}, {})
    present = read_manifest(folder / manifest.NAME).of_others(formats)
    for name, about in present.files.items():
        path = folder / name
        if not path.is_file() or sha256_of(path) != about.get("sha256"):
            raise StudyError(
                f"{name} is not as its release wrote it",
                code="changed-file",
                where=str(folder),
                hint="run the study again",
            )
    return present


def _write(folder: Path, outputs: Mapping[str, Output], kept: Manifest) -> Manifest:
    """Write the files of every format; the manifest's content."""
    files = dict(kept.files)
    for name, output in outputs.items():
        for file in output.files:
            if file.path in files or file.path == manifest.NAME:
                raise AssertionError(f"two formats write {file.path}")
            path = folder / file.path
            make_folder(path.parent)
            write_whole(path, file.data)
            files[file.path] = manifest.entry(file.data, name)
    notices = {name: output.notices for name, output in outputs.items() if output.notices}
    return Manifest(files, {**kept.notices, **notices})
