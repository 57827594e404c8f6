"""Where the files of a study in the field lie (decision 48), as far as ethics goes."""

from pathlib import Path

from measure87.vocabulary.errors import StudyError

FIELD = "field"
IDENTIFIERS, REFERRALS = "identifiers.age", "referrals.age"
WITHDRAWN, DESTROYED = "withdrawn.json", "destroyed.json"
TABLES = "tables"
_OWNER_ALONE = 0o700


def field_folder(study: Path) -> Path:
    """`DIR/field`, made for its owner alone if it is not there.

    Raises
    ------
    StudyError
        If it is a link: what is private would lie where nobody looks for it.
    """
    place = study / FIELD
    if place.is_symlink():
        raise StudyError(
            f"{FIELD}/ is a link to another place",
            code="linked-folder",
            where=str(study),
            hint="make it a folder: what it holds must not leave the study",
        )
    place.mkdir(mode=_OWNER_ALONE, exist_ok=True)
    place.chmod(_OWNER_ALONE)
    return place


def outside_of(study: Path, path: Path, what: str) -> Path:
    """A path that must not lie in the study folder.

    Raises
    ------
    StudyError
        If it does.
    """
    if path.resolve().is_relative_to(study.resolve()):
        raise StudyError(
            f"{what} would lie in the study folder, beside what it opens",
            code="key-in-study",
            where=path.name,
            hint="keep it on another medium, as an encrypted stick that stays in a safe",
        )
    return path
