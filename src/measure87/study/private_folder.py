"""The folder of a study that never leaves the machine, `DIR/private`, and the lock in it.

One run of a study goes on at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from measure87.files.owner_folder import OWNER_ALONE, owner_folder
from measure87.vocabulary.errors import StudyError

__all__ = ["FOLDER", "OWNER_ALONE", "locked", "private_folder"]

FOLDER = "private"


def private_folder(folder: Path, *inside: str) -> Path:
    """`folder/private`, or a folder inside it, made if it is not there, for the owner alone.

    Raises
    ------
    StudyError
        If it is a link: what is private would lie where nobody looks for it.
    """
    return owner_folder(folder, FOLDER, *inside)


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
