"""Folders of a study that are for their owner alone, and never a link to another place.

What never leaves the machine lies in `DIR/private`, with the lock: one run of a study at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from measure87.vocabulary.errors import StudyError

OWNER_ALONE = 0o700
PRIVATE = "private"


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


def private_folder(folder: Path, *inside: str) -> Path:
    """`folder/private`, or a folder inside it, made if it is not there, for the owner alone.

    Raises
    ------
    StudyError
        If it is a link: what is private would lie where nobody looks for it.
    """
    return owner_folder(folder, PRIVATE, *inside)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the study's lock inside the block; it goes with the process, however that ends.

    Raises
    ------
    StudyError
        If another run holds it.
    """
    lock = FileLock(private_folder(folder) / "run.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise StudyError(
            "another run of this study is going on",
            code="locked",
            hint="wait for it to end, or end it",
        ) from None
    try:
        yield
    finally:
        lock.release()
