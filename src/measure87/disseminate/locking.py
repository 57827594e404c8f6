"""One run at a time in a folder."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from measure87.vocabulary.errors import StudyError


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a folder for this process inside the block.

    The lock is the system's own, on a file beside the folder that is removed at the end. It
    ends with the process however that ends; what a killed process leaves holds nobody up.

    Raises
    ------
    StudyError
        If another process holds the folder, or no file may be made beside it.
    """
    place = folder.resolve()
    lock = FileLock(place.with_name(f".{place.name}.lock"), timeout=0, mode=0o600)
    _acquire(lock, folder)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes it itself, once it is let go
            Path(lock.lock_file).unlink()
        lock.release()


def _acquire(lock: BaseFileLock, folder: Path) -> None:
    try:
        lock.acquire()
    except Timeout:
        raise StudyError(
            "another run is writing to this folder",
            code="locked",
            where=str(folder),
            hint="wait until it has ended, then run again",
        ) from None
    except OSError as error:
        raise StudyError(
            f"cannot make {Path(lock.lock_file).name}: {error.strerror or error}",
            code="cannot-lock",
            where=str(folder),
            hint="the folder around it must exist, may be written to, and have room",
        ) from None
