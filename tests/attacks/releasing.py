"""Releases of studies, made by the program as anybody would; nothing else here imports it."""

import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure87.study import run_study
from measure87.vocabulary.errors import Measure87Error
from tests.attacks.list_studies import ListStudy, write_lists
from tests.attacks.studies import Study, write_study

SECONDS = 40
"""Processor time that a release may take."""


class NoReleaseError(Exception):
    """Nothing was released: in its time, or because the program refused to."""


def release(study: Study, folder: Path, seconds: float = SECONDS) -> Path:
    """Run a study in a folder; its `out/`.

    Raises
    ------
    NoReleaseError
        If it takes more processor time, or the program finds that it cannot protect it.
    """
    write_study(study, folder)
    return _released(folder, seconds)


def release_lists(study: ListStudy, folder: Path, seconds: float = SECONDS) -> Path:
    """The same of a study of lists."""
    write_lists(study, folder)
    return _released(folder, seconds)


def _released(folder: Path, seconds: float) -> Path:
    with warnings.catch_warnings(), _at_most(seconds):
        warnings.simplefilter("ignore")
        try:
            run_study(folder)
        except Measure87Error as refusal:
            raise NoReleaseError(str(refusal)) from refusal
    return folder / "out"


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise NoReleaseError(f"not done within {seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
