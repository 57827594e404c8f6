"""The folder of a study that never leaves the machine: `DIR/private`."""

from pathlib import Path

from measure87.vocabulary.errors import StudyError

FOLDER = "private"
OWNER_ALONE = 0o700


def private_folder(folder: Path, *inside: str) -> Path:
    """`folder/private`, or a folder inside it, made if it is not there, for the owner alone.

    Raises
    ------
    StudyError
        If it is a link: what is private would lie where nobody looks for it.
    """
    place = folder
    for name in (FOLDER, *inside):
        place /= name
        if place.is_symlink():
            raise StudyError(
                f"{place.relative_to(folder).as_posix()}/ is a link to another place",
                code="linked-folder",
                where=str(folder),
                hint="make it a folder: what it holds must not leave the study",
            )
        place.mkdir(mode=OWNER_ALONE, exist_ok=True)
        place.chmod(OWNER_ALONE)
    return place
