"""The folder of a study that never leaves the machine: `DIR/private`."""

from pathlib import Path

from measure87.vocabulary.errors import StudyError

FOLDER = "private"
OWNER_ALONE = 0o700


def private_folder(folder: Path) -> Path:
    """`folder/private`, made if it is not there, for the owner alone.

    Raises
    ------
    StudyError
        If it is a link: what is private would lie where nobody looks for it.
    """
    private = folder / FOLDER
    if private.is_symlink():
        raise StudyError(
            f"{FOLDER}/ is a link to another place",
            code="linked-folder",
            where=str(folder),
            hint="make it a folder: what it holds must not leave the study",
        )
    private.mkdir(mode=OWNER_ALONE, exist_ok=True)
    private.chmod(OWNER_ALONE)
    return private
