"""Destroys what identifies persons, on its day or before, and keeps a record that it was done.

On disks of today writing over a file is no proof that its bytes are gone. They are encrypted: what
destroys them for good is that the secret keys are destroyed too, which no program can do for their
holders. The record says so.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from measure87.collect.ethics.encrypted_file import EncryptedFile
from measure87.collect.ethics.places import DESTROYED, IDENTIFIERS, REFERRALS, field_folder
from measure87.files import write_whole
from measure87.files.writing import sync_folder


@dataclass(frozen=True)
class Destroyed:
    """What was destroyed.

    entries : file to how many entries it had
    not_counted : files encrypted as a whole: how many entries they had nobody can tell
    """

    entries: Mapping[str, int]
    not_counted: tuple[str, ...] = ()


def destroy(study: Path, today: date) -> Destroyed:
    """Remove identifiers and referrals.

    The record is written first: where the machine stops in between, the files are still there and
    the next run refuses again.
    """
    folder = field_folder(study)
    files = [folder / name for name in (IDENTIFIERS, REFERRALS)]
    done = _counted([EncryptedFile(path, b"") for path in files if path.exists()])
    record = {
        "destroyed_on": today.isoformat(),
        "entries": dict(done.entries),
        "not_counted": list(done.not_counted),
        "left_to_do": "destroy the secret keys, and every copy of these files",
    }
    if done.entries or done.not_counted:
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        write_whole(folder / DESTROYED, text, private=True)
    for path in files:
        path.unlink(missing_ok=True)
    sync_folder(folder)
    return done


def _counted(files: Sequence[EncryptedFile]) -> Destroyed:
    whole = tuple(one.path.name for one in files if one.is_whole())
    return Destroyed(
        {one.path.name: one.count() for one in files if one.path.name not in whole}, whole
    )
