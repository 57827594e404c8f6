"""One run of a study at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from measure87.vocabulary.errors import StudyError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the study's lock inside the block; it goes with the process, however that ends.

    Raises
    ------
    StudyError
        If another run holds it.
    """
    private = folder / "private"
    private.mkdir(mode=0o700, exist_ok=True)
    try:
        with FileLock(private / "run.lock", timeout=0, mode=0o600):
            yield
    except Timeout:
        raise StudyError(
            "another run of this study is going on",
            code="locked",
            hint="wait for it to end, or end it",
        ) from None
