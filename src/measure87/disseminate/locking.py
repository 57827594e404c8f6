"""One run at a time in a folder."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure87.vocabulary.errors import StudyError


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a folder for this process inside the block.

    The lock is the system's own, on the folder itself: it leaves no file, and ends with the
    process however that ends. On Windows, which has no such lock, nothing is held.

    Raises
    ------
    StudyError
        If another process holds the folder.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StudyError(
                "another run is writing to this folder",
                code="locked",
                where=str(folder),
                hint="wait until it has ended, then run again",
            ) from None
        yield
    finally:
        os.close(handle)
