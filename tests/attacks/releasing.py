"""Releases of studies, made by the program as anybody would; nothing else here imports it."""

import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure87.study import run_study
from tests.attacks.studies import Study, write_study

SECONDS = 60
"""Processor time that a release may take."""


class TooLongError(Exception):
    """A release was not done in its time."""


def release(study: Study, folder: Path, seconds: float = SECONDS) -> Path:
    """Run a study in a folder; its `out/`.

    Raises
    ------
    TooLongError
        If it takes more processor time.
    """
    write_study(study, folder)
    with warnings.catch_warnings(), _at_most(seconds):
        warnings.simplefilter("ignore")
        run_study(folder)
    return folder / "out"


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
