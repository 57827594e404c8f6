"""Letters for interviewers, whose key stays in the field folder.

A letter says nothing of who works since when: new ones are given in the order of a keyed hash.
Who has one keeps it, so that an evening can be laid beside the one before.
"""

import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from measure87.files import write_whole
from measure87.vocabulary.errors import DataError

FILE = "interviewer-labels.json"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which look like digits."""
_BYTES = 32


def letter(number: int) -> str:
    """The label of a place, from 0: A to Z, then AA, AB and so on.

    >>> letter(0), letter(23), letter(24), letter(25)
    ('A', 'Z', 'AA', 'AB')
    """
    base, found = len(_LETTERS), ""
    number += 1
    while number:
        number, rest = divmod(number - 1, base)
        found = _LETTERS[rest] + found
    return found


def kept_labels(field_folder: Path, interviewers: Sequence[str]) -> tuple[str, ...]:
    """Labels of interviewers, kept for the next evening.

    Raises
    ------
    DataError
        If the file of labels is none.
    """
    path = field_folder / FILE
    key, known = _read(path)
    labels = with_new(known, interviewers, bytes.fromhex(key))
    if labels != known:
        content = {"key": key, "labels": labels}
        write_whole(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n", private=True)
    return tuple(labels[one] for one in interviewers)


def with_new(known: Mapping[str, str], interviewers: Sequence[str], key: bytes) -> dict[str, str]:
    """Labels of all: who has one keeps it, others get the next in the order of a keyed hash."""
    new = [one for one in interviewers if one not in known]
    new.sort(key=lambda one: hmac.digest(key, one.encode(), "sha256"))
    return {**known, **{one: letter(len(known) + place) for place, one in enumerate(new)}}


def _read(path: Path) -> tuple[str, dict[str, str]]:
    if not path.is_file():
        return secrets.token_bytes(_BYTES).hex(), {}
    try:
        content = json.loads(path.read_text("utf-8"))
        key, labels = str(content["key"]), {str(k): str(v) for k, v in content["labels"].items()}
        fits = len(bytes.fromhex(key)) == _BYTES and len(set(labels.values())) == len(labels)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise DataError(
            f"{FILE} does not say which label is whose",
            code="bad-labels",
            where=FILE,
            hint="put it back from a copy; without it interviewers get new letters",
        )
    return key, labels
