"""Read the dictionary of an SPSS or Stata file in another process first.

Some damaged files make the library that reads them crash (they cannot be caught as an
error). The crash comes while the dictionary is read, so this is done once in a process of
its own; if that one dies, the file is refused and ours lives on.
"""

import subprocess
import sys
from pathlib import Path
from typing import Literal

import pyreadstat

from measure87.vocabulary.errors import DataError

_SCRIPT = """
import sys, pyreadstat
read = getattr(pyreadstat, sys.argv[1])
read(sys.argv[2], metadataonly=True, user_missing=True, output_format="dict")
"""
"""Of the formats of its answer, `dict` loads the least: each file waits for it."""
_PATIENCE = 120.0
"""Seconds after which a dictionary is taken to be damaged."""


def probe_dictionary(path: Path, reader: Literal["read_sav", "read_dta"]) -> None:
    """Refuse a file whose dictionary crashes or hangs its reader.

    Raises
    ------
    DataError
        If it does. An ordinary error of the reader is left for the real reading to report.
    """
    if not sys.executable:
        return
    command = [sys.executable, "-c", _SCRIPT, reader, str(path)]
    try:
        status = subprocess.run(  # noqa: S603 - our own interpreter and script
            command, capture_output=True, timeout=_PATIENCE, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        status = -1
    if status < 0 or status > 128:
        raise damaged(path.name, "its dictionary cannot be read")


def library_reason(error: Exception) -> str:
    """What a reading library says, as the end of a sentence.

    Its own fixed sentences are repeated; of any other error only the kind, for its text may hold
    a cell of the file.
    """
    line = " ".join(str(error).split())
    if not isinstance(error, pyreadstat.ReadstatError) or not line:
        return f"it cannot be read ({type(error).__name__})"
    return line[0].lower() + line[1:160]


def damaged(name: str, reason: str) -> DataError:
    """The error for a file that is damaged or cut short."""
    return DataError(
        f"{name} is damaged or cut short: {reason}",
        code="damaged-file",
        where=name,
        hint="copy or download the file again and compare its size with the original",
    )
