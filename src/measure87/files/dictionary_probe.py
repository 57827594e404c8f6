"""Read the dictionary of an SPSS or Stata file in another process first.

Some damaged files make the library that reads them crash (they cannot be caught as an
error). The crash comes while the dictionary is read, so this is done once in a process of
its own; if that one dies, the file is refused and ours lives on.

The library makes room for as many rows as the dictionary declares before it reads one: a file of a
thousand bytes can ask for ten gigabytes. So the dictionary also says how many there can be.
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
_, told = read(sys.argv[2], metadataonly=True, user_missing=True, output_format="dict")
print(told.number_rows, told.number_columns)
"""
"""Of the formats of its answer, `dict` loads the least: each file waits for it."""
_PATIENCE = 120.0
"""Seconds after which a dictionary is taken to be damaged."""
_PACKED_SPSS = b"$FL3"
"""With what an SPSS file begins whose values are packed by zlib."""
_MOST_PACKED = 1032
"""Bytes that zlib can make of one."""


def probe_dictionary(path: Path, reader: Literal["read_sav", "read_dta"]) -> None:
    """Refuse a file whose dictionary crashes or hangs its reader, or declares too many rows.

    Raises
    ------
    DataError
        If it does. An ordinary error of the reader is left for the real reading to report.
    """
    if not sys.executable:
        return
    command = [sys.executable, "-c", _SCRIPT, reader, str(path)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and script
            command, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise damaged(path.name, "its dictionary cannot be read") from None
    if done.returncode < 0 or done.returncode > 128:
        raise damaged(path.name, "its dictionary cannot be read")
    size = [int(one) for one in done.stdout.split() if one.isdigit()]
    if len(size) == 2 and size[0] * size[1] > _most_values(path):
        raise damaged(path.name, f"it declares {size[0]} rows, more than it has room for")


def _most_values(path: Path) -> int:
    """How many values a file of this size can hold: none takes less than a byte before packing.

    Stata writes each in one byte and more; SPSS, where it saves room, a byte that says what the
    value is.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        is_packed = file.read(len(_PACKED_SPSS)) == _PACKED_SPSS
    return size * _MOST_PACKED if is_packed else size


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
