"""Releases of studies, made by the program as anybody would; nothing else here imports it."""

import shutil
import signal
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.study import publish_again, run_study
from measure87.vocabulary.errors import Measure87Error
from tests.attacks.days_studies import DaysStudy, write_days
from tests.attacks.jobs_studies import JobsStudy, write_jobs
from tests.attacks.list_studies import Cell, ListStudy, write_lists
from tests.attacks.studies import Study, write_study
from tests.attacks.two_inputs import TwoInputs, write_two

SECONDS = 90
"""Processor time that a release may take, with all that the ledger has."""


class NoReleaseError(Exception):
    """Nothing was released: in its time, or because the program refused to."""


_SECRET = bytes(range(32))
"""Of every study folder, as copies of one folder have it."""


def release(study: Study, folder: Path, seconds: float = SECONDS) -> Path:
    """Run a study in a folder; its `out/`. All folders have the same secret, as copies have.

    Raises
    ------
    NoReleaseError
        If it takes more processor time, or the program finds that it cannot protect it.
    """
    write_study(study, folder)
    _give_secret(folder, _SECRET)
    return _released(folder, seconds)


def written_again(out: Path, folder: Path) -> Path:
    """Every file of a release made anew in an empty folder, of its `estimates.json` alone.

    Nothing else goes there, neither data nor settings, but the manifest that vouches for the file.
    """
    (folder / "out").mkdir(parents=True)
    for name in ("estimates.json", "manifest.json"):
        shutil.copyfile(out / name, folder / "out" / name)
    publish_again(folder)
    return folder / "out"


def release_days(study: DaysStudy, folder: Path, seconds: float = SECONDS) -> Path:
    """The same of a study of days in forced labour."""
    write_days(study, folder)
    _give_secret(folder, _SECRET)
    return _released(folder, seconds)


def release_jobs(study: JobsStudy, folder: Path, seconds: float = SECONDS) -> Path:
    """The same of a study with a file of jobs."""
    write_jobs(study, folder)
    _give_secret(folder, _SECRET)
    return _released(folder, seconds)


def release_written(folder: Path, seconds: float = SECONDS) -> Path:
    """The same of a study whose files are there already."""
    _give_secret(folder, _SECRET)
    return _released(folder, seconds)


def release_two(two: TwoInputs, folder: Path, seconds: float = SECONDS) -> Path:
    """The same of a study of two inputs."""
    write_two(two, folder)
    _give_secret(folder, _SECRET)
    return _released(folder, seconds)


def release_lists(
    study: ListStudy, folder: Path, seconds: float = SECONDS, secret: bytes | None = None
) -> Path:
    """The same of a study of lists, under a secret of our own if one is given."""
    write_lists(study, folder)
    if secret is not None:
        _give_secret(folder, secret)
    return _released(folder, seconds)


def lists_rounded_by(table: Mapping[Cell, int], secret: bytes) -> dict[Cell, int]:
    """The table as a run under a secret rounds it, as anybody can try who has the program.

    A table that would be left as it is comes back as it is.
    """
    names = [f"L{k + 1}" for k in range(len(next(iter(table))))]
    order = sorted(table, key=lambda cell: sum(one << k for k, one in enumerate(cell)))
    counts = np.array([table[cell] for cell in order])
    found = CellRounding(3, secret).counts(counts, names, np.ones(len(counts), dtype=np.bool_))
    numbers = counts if found is None else found
    return {**table, **dict(zip(order, numbers.tolist(), strict=True))}


@contextmanager
def without_rounding() -> Iterator[None]:
    """Runs release figures of the exact table, as they did before cells were rounded."""
    rounding = CellRounding.counts
    CellRounding.counts = lambda *_: None  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        CellRounding.counts = rounding  # type: ignore[method-assign]


def _give_secret(folder: Path, secret: bytes) -> None:
    """Write the secret by which a release is drawn, as a first run would."""
    private = folder / "private"
    private.mkdir(mode=0o700, exist_ok=True)
    (private / "hash.key").write_text(secret.hex() + "\n", encoding="ascii")


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
