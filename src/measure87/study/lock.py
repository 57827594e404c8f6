"""One run of a study at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from measure87.study.private_folder import private_folder
from measure87.vocabulary.errors import StudyError


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
