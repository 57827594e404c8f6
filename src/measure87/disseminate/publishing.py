"""Writes the released folder: each file whole, the manifest last.

A run that is killed leaves no manifest, and so no result; it can simply be run again.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from measure87.disseminate import manifest
from measure87.disseminate.folders import make_folder
from measure87.disseminate.format_registry import every_format, format_named
from measure87.disseminate.gate.check import require_released
from measure87.disseminate.locking import only_one
from measure87.disseminate.manifest import Manifest, read_manifest
from measure87.disseminate.output_format import Format, Output
from measure87.disseminate.report.context import ReportContext, report_context
from measure87.files import sha256_of, write_whole
from measure87.vocabulary.errors import MissingExtraError, RefusedError, StudyError
from measure87.vocabulary.estimate import Notice, Result

_EARLIER = ".manifest.earlier"
"""The manifest of the release that is being replaced: which files may be stale."""
_DRAFTS = ".*.part"
"""What a run that was killed while it wrote a file leaves."""


def publish(
    result: Result,
    folder: Path,
    context: ReportContext | None = None,
    formats: Sequence[str] | None = None,
) -> Manifest:
    """Write everything that a study releases into its `out` folder.

    Files of an earlier release that this one does not have are removed, in sub-folders too;
    files that no release wrote are left alone.

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
        formats are written, and one that the result has nothing for, or whose library is not
        installed, is left out with a notice.

    Returns
    -------
    Manifest
        Every file of the folder, and what the formats left out.

    Raises
    ------
    StudyError
        If the result has not passed the gate, another run holds the folder, or a file that is
        to stay is not as its release wrote it.
    RefusedError, MissingExtraError
        If a format was asked for by name and cannot be written.
    UsageError
        If there is no such format.
    DataError
        If the folder may not be written to.
    """
    require_released(result)
    about = context or report_context(result)
    outputs = _outputs(result, about, formats)
    make_folder(folder)
    with only_one(folder):
        kept = _kept(folder, formats)
        _withdraw(folder, outputs)
        content = _write(folder, outputs, kept)
        _remove_stale(folder, content.files)
        write_whole(folder / manifest.NAME, manifest.manifest_text(result, content))
        (folder / _EARLIER).unlink(missing_ok=True)
    return content


def _outputs(
    result: Result, context: ReportContext, formats: Sequence[str] | None
) -> dict[str, Output]:
    """What each format makes of the result."""
    if formats is None:
        return {one.name: _or_notice(one, result, context) for one in every_format()}
    chosen = [format_named(name) for name in dict.fromkeys(formats)]
    return {one.name: one.write(result, context) for one in chosen}


def _or_notice(one: Format, result: Result, context: ReportContext) -> Output:
    """What a format makes of the result, or why it makes nothing."""
    try:
        return one.write(result, context)
    except (RefusedError, MissingExtraError) as error:
        hint = f"; {error.hint}" if error.hint else ""
        return Output(notices=(Notice(error.code, f"{one.name}: {error.text}{hint}"),))


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


def _withdraw(folder: Path, outputs: Mapping[str, Output]) -> None:
    """Take the earlier release back: from here on there is no result."""
    current = folder / manifest.NAME
    if current.exists():
        current.replace(folder / _EARLIER)
    names = [file.path for output in outputs.values() for file in output.files]
    names += read_manifest(folder / _EARLIER).files
    for place in (folder, *_folders_of(folder, names)):
        for draft in place.glob(_DRAFTS):
            draft.unlink()


def _write(folder: Path, outputs: Mapping[str, Output], kept: Manifest) -> Manifest:
    """Write the files of every format; the manifest's content."""
    files = dict(kept.files)
    for name, output in outputs.items():
        for file in output.files:
            if file.path in files or file.path == manifest.NAME:
                raise AssertionError(f"two formats write {file.path}")
            path = folder / file.path
            make_folder(path.parent)
            write_whole(path, file.content)
            files[file.path] = manifest.entry(path, name)
    notices = {name: output.notices for name, output in outputs.items() if output.notices}
    return Manifest(files, {**kept.notices, **notices})


def _remove_stale(folder: Path, current: Iterable[str]) -> None:
    """Remove what earlier releases listed and this one does not have, and empty sub-folders."""
    earlier = read_manifest(folder / _EARLIER).files
    for name in set(earlier) - set(current):
        (folder / name).unlink(missing_ok=True)
    for place in _folders_of(folder, earlier):
        if not any(place.iterdir()):
            place.rmdir()


def _folders_of(folder: Path, names: Iterable[str]) -> list[Path]:
    """Sub-folders in which files lie, the deepest first; none that is a link."""
    parents = {parent for name in names for parent in PurePosixPath(name).parents}
    places = (folder / parent for parent in sorted(parents, key=lambda p: -len(p.parts)))
    return [p for p in places if p != folder and p.is_dir() and not p.is_symlink()]
