"""Where the files of a study in the field lie (decision 48), as far as ethics goes."""

from pathlib import Path

from measure87.files.owner_folder import owner_folder
from measure87.vocabulary.errors import StudyError

FIELD = "field"
IDENTIFIERS, REFERRALS = "identifiers.age", "referrals.age"
WITHDRAWN, DESTROYED = "withdrawn.json", "destroyed.json"
TABLES = "tables"


def field_folder(study: Path) -> Path:
    """`DIR/field`, made for its owner alone if it is not there.

    Raises
    ------
    StudyError
        If it is a link: what is private would lie where nobody looks for it.
    """
    return owner_folder(study, FIELD)


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
