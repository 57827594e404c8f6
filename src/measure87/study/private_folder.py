"""The folder of a study that never leaves the machine: `DIR/private`."""

from pathlib import Path

from measure87.files.owner_folder import OWNER_ALONE, owner_folder

__all__ = ["FOLDER", "OWNER_ALONE", "private_folder"]

FOLDER = "private"


def private_folder(folder: Path, *inside: str) -> Path:
    """`folder/private`, or a folder inside it, made if it is not there, for the owner alone.

    Raises
    ------
    StudyError
        If it is a link: what is private would lie where nobody looks for it.
    """
    return owner_folder(folder, FOLDER, *inside)
