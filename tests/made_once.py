"""Whole studies that tests of several files look at, run once for all processes of a session."""

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Any]
) -> tuple[Path, Any]:
    """A folder that was filled by whichever process came first, and what `make` gave then.

    Nobody writes into the folder afterwards: who has to, copies it.

    Parameters
    ----------
    factory
        Whose folder of the session it lies in; the processes of a session share the one above.
    name
        Of the folder.
    make
        Fills the folder, which is there and empty; what it gives can be pickled.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    place = base / "made-once" / name
    place.mkdir(parents=True, exist_ok=True)
    folder, kept = place / "made", place / "given.pickle"
    with FileLock(place / "lock"):
        if not kept.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a failure left
            folder.mkdir()
            kept.write_bytes(pickle.dumps(make(folder)))
        return folder, pickle.loads(kept.read_bytes())  # noqa: S301 - written above
