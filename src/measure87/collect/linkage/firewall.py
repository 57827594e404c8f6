"""What may leave a linkage, where files may lie, and the assessment without which none is run.

Linkage here serves to count. Who is on which list is never written: tables that leave hold 0 and 1
for each list and coarse groups, in random order, and nothing by which a row could be traced to a
person. Nothing goes back to the holders of the lists, the police and immigration authorities among
them.
"""

import os
import re
import stat
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from measure87.vocabulary.errors import DataError, RefusedError, StudyError

PRIVATE = "private"
OUT = "out"
FORMER = "out.previous"
DRAW = "draw"
_PRIVATE_MODE = 0o700
_BLANK = re.compile(r"\[fill in[^\]]*\]", re.IGNORECASE)
ASSESSED = (
    "Purpose", "Legal basis", "Holders", "Data flow", "Risks", "Retention", "Destruction",
    "Who may not receive",
)  # fmt: skip
"""Sections that a filled impact assessment has."""


WRITE_BACK = frozenset(
    {"write_back", "return_to", "send_to", "keep_ids", "keep_records", "output_ids", "clusters"}
)
"""Keys by which somebody may hope to learn who is on which list; refused with the reason."""


def refuse_write_back(raw: Mapping[str, Any]) -> None:
    """Refuse a key that asks for what linkage never gives: who is on which list."""
    asked = next((key for key in raw if key.lower() in WRITE_BACK), None)
    if asked is not None:
        raise RefusedError(
            f"{asked!r} asks who is on which list; linkage here counts and never tells",
            code="no-write-back",
            hint="leave it out: nothing about a person goes back to any holder of a list",
        )


def private_target(path: Path) -> Path:
    """The path, if it lies in a folder named `private`, which is made where it is not there.

    Raises
    ------
    RefusedError
        `not-private` for any other place, `out` above all, and where `private` is a link.
    """
    parts = path.absolute().parent.parts
    if PRIVATE not in parts or OUT in parts[len(parts) - parts[::-1].index(PRIVATE) :]:
        raise RefusedError(
            f"{path.name} is personal data and lies in a folder named {PRIVATE} only",
            code="not-private",
            where=path.parent.name or None,
            hint="hashes of names and dates of birth can be undone; write to private/FILE.csv",
        )
    folder = path.absolute().parent
    if any(part.name == PRIVATE and part.is_symlink() for part in (folder, *folder.parents)):
        raise RefusedError(
            f"the folder {PRIVATE} is a link to another place",
            code="not-private",
            hint="make it a folder: what it holds must not lie where nobody looks for it",
        )
    if folder.name == PRIVATE and not folder.exists() and folder.parent.is_dir():
        folder.mkdir(mode=_PRIVATE_MODE)
    return path


def private_source(path: Path) -> Path:
    """The path, if it lies in a folder named `private` and its owner alone may read it.

    Raises
    ------
    RefusedError
        `not-private` or `open-file`.
    """
    private_target(path)
    if os.name == "posix" and path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise RefusedError(
            f"{path.name} may be read by others",
            code="open-file",
            hint=f"hashes are personal data: chmod 600 {path.name}",
        )
    return path


def refuse_out(path: Path) -> None:
    """Refuse to write rows of persons where released results lie."""
    if {OUT, FORMER} & set(path.absolute().parent.parts[-2:]):
        raise RefusedError(
            f"{path.name} has one row per person and is no released result",
            code="not-released",
            where=path.parent.name,
            hint=f"write it elsewhere; only what passed the disclosure gate goes to {OUT}/",
        )


def check_assessment(path: Path, destroy_by: date, *, today: date | None = None) -> None:
    """Refuse to link without a filled impact assessment, or after what is linked must be gone.

    Raises
    ------
    StudyError
        `no-assessment`, `assessment-not-filled` or `past-destruction`.
    """
    hint = "fill in docs/how-to/linkage-impact-assessment.md, and have it approved"
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise StudyError(
            f"there is no impact assessment {path.name}", code="no-assessment", hint=hint
        ) from None
    headings = {line.lstrip("#0123456789. ").strip().lower() for line in text.splitlines()
                if line.startswith("#")}  # fmt: skip
    missing = [title for title in ASSESSED if title.lower() not in headings]
    blanks = [text.count("\n", 0, blank.start()) + 1 for blank in _BLANK.finditer(text)]
    if missing or blanks:
        left = (
            f"sections {', '.join(missing)} are missing"
            if missing
            else f"blanks are left ({len(blanks)}, the first in line {blanks[0]})"
        )
        raise StudyError(
            f"the impact assessment is not filled: {left}",
            code="assessment-not-filled",
            where=path.name,
            hint=hint,
        )
    if destroy_by < (today or date.today()):
        raise StudyError(
            f"the records were to be destroyed by {destroy_by.isoformat()}",
            code="past-destruction",
            where=path.name,
            hint="destroy them, or have a new assessment approved with another date",
        )


def refuse_leaks(frame: pl.DataFrame, lists: Sequence[str], strata: Sequence[str]) -> pl.DataFrame:
    """The frame, if it holds draws, 0 and 1 for each list, and strata, and nothing else.

    The last check before a table leaves; it does not trust what made it.

    Raises
    ------
    DataError
        `leak` otherwise; a bug of ours, so the text shows names of columns only.
    """
    if frame.columns != [DRAW, *lists, *strata]:
        raise DataError("a table that leaves has other columns than it may", code="leak")
    for name in lists:
        if frame.schema[name] != pl.Int8 or not frame[name].is_in([0, 1]).all():
            raise DataError(f"column {name!r} holds other values than 0 and 1", code="leak")
    nowhere = frame.select(pl.sum_horizontal(lists) == 0).to_series().any()
    if nowhere or frame.schema[DRAW] != pl.Int32:
        raise DataError("a row is on no list, or of no draw", code="leak")
    return frame
