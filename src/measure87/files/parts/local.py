"""Parts in a folder of this machine, or that a pattern of names finds."""

import glob
import os
from pathlib import Path

from measure87.files.parts.part import Part, Parts
from measure87.files.writing import sha256_of
from measure87.vocabulary.errors import DataError, UsageError

PARQUET_SUFFIX = ".parquet"
_HIDDEN = ("_", ".")
"""How names begin that engines give to what is no part, as `_SUCCESS`."""


def is_pattern(path: Path) -> bool:
    """Whether a path is a pattern of names, and no file of that very name."""
    return glob.has_magic(str(path)) and not path.exists()


def parts_in(path: Path, *, marked: bool = True) -> Parts:
    """The parts of a folder, or those that a pattern finds; without hashes if not `marked`.

    Raises
    ------
    DataError
        If there are none, or there is something else among them, which may be a part that somebody
        forgot to convert.
    """
    root = path if path.is_dir() else _root_of(path)
    name = path.name or path.resolve().name
    files = _in_folder(path) if path.is_dir() else _found_by(path)
    others = [file for file in files if file.suffix.lower() != PARQUET_SUFFIX]
    if others:
        raise DataError(
            f"{others[0].name} is among the parts of {name} and is no Parquet file",
            code="part-format",
            where=name,
            hint="a table in parts is of Parquet alone; other kinds of files are read one by one",
        )
    if not files:
        raise DataError(
            f"there is no Parquet file in {path}"
            if path.is_dir()
            else f"no file is called like {path}",
            code="no-file",
            hint="check the path; the names of parts end with .parquet",
        )
    found = [
        Part(
            file.relative_to(root).as_posix(),
            str(file),
            file.stat().st_size,
            f"sha256:{sha256_of(file)}" if marked else "",
        )
        for file in files
    ]
    return Parts(name, tuple(sorted(found, key=lambda part: part.key)))


def _in_folder(folder: Path) -> list[Path]:
    """Every file below a folder that is not hidden, links to elsewhere refused."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(_HIDDEN))
        for name in [*folders, *names]:
            if (Path(place) / name).is_symlink():
                raise UsageError(
                    f"{name} in {folder.name} is a link, and parts lie in the folder itself",
                    code="linked-part",
                    hint="copy the part into the folder",
                )
        found += [Path(place) / name for name in sorted(names) if not name.startswith(_HIDDEN)]
    return found


def _found_by(pattern: Path) -> list[Path]:
    """Files that a pattern finds, hidden ones left out."""
    root = _root_of(pattern)
    found = sorted(root.glob(str(pattern.relative_to(root))))
    return [one for one in found if one.is_file() and not one.name.startswith(_HIDDEN)]


def _root_of(pattern: Path) -> Path:
    """The folder before the first part of a pattern that is one."""
    kept = []
    for name in pattern.parts:
        if glob.has_magic(name):
            break
        kept.append(name)
    return Path(*kept) if kept else Path()
