"""The folder that is written into."""

from pathlib import Path

from measure87.vocabulary.errors import DataError


def make_folder(folder: Path) -> None:
    """Make a folder, and those around it, if they are not there.

    Raises
    ------
    DataError
        If it may not be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"cannot make the folder {folder.name}: {error.strerror or error}",
            code="cannot-write",
            where=str(folder.parent),
            hint="the folder around it must exist, may be written to, and have room",
        ) from error
