"""Folders of a study that are for their owner alone, and never a link to another place."""

from pathlib import Path

from measure87.vocabulary.errors import StudyError

OWNER_ALONE = 0o700


def owner_folder(study: Path, *inside: str) -> Path:
    """A folder inside a study's, made if it is not there, with those above it, for the owner alone.

    Raises
    ------
    StudyError
        If one of them is a link: what is private would lie where nobody looks for it.
    """
    place = study
    for name in inside:
        place /= name
        if place.is_symlink():
            raise StudyError(
                f"{place.relative_to(study).as_posix()}/ is a link to another place",
                code="linked-folder",
                where=str(study),
                hint="make it a folder: what it holds must not leave the study",
            )
        place.mkdir(mode=OWNER_ALONE, exist_ok=True)
        place.chmod(OWNER_ALONE)
    return place
