"""Runs programs in the checkout, and stops at the first that fails."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]


class FailedError(Exception):
    """A program ended with another status than 0.

    status : that of the program
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"exit status {status}")
        self.status = status


def run(
    *command: str | Path, where: Path = ROOT, variables: Mapping[str, str] | None = None
) -> None:
    """Run a program in a folder of the checkout, with these variables beside its environment's.

    Raises
    ------
    FailedError
        If it ends with another status than 0.
    """
    told = [str(one) for one in command]
    known = {**os.environ, **(variables or {})}
    status = subprocess.run(told, cwd=where, env=known, check=False).returncode
    if status:
        raise FailedError(status)


def is_newer(stamp: Path, *sources: Path) -> bool:
    """Whether a file is there and no older than what it was made of."""
    if not stamp.is_file():
        return False
    made = stamp.stat().st_mtime_ns
    return all(made >= source.stat().st_mtime_ns for source in sources)
