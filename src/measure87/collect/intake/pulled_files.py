"""Fetches the files of interviews whose count of files is another than when they were last fetched.

A photo that comes late, or is deleted, changes neither the date nor the ETag of an interview; only
the count in the server's list tells.
"""

from collections.abc import Iterator

import msgspec

from measure87.collect.intake.attachments import forget_parts, hidden_name, keep_file
from measure87.collect.intake.central import Head, is_locked
from measure87.collect.intake.http import GoneError
from measure87.collect.intake.journal import Entry
from measure87.collect.intake.odk_encryption import UnopenedError
from measure87.collect.intake.opening import OpenedFile
from measure87.collect.intake.under_way import Pull


class FileSaid(msgspec.Struct):
    """What the journal says of the files of an interview.

    files : name to the name under which it lies
    """

    present: int
    files: dict[str, str]


def pull_files(pull: Pull, live: dict[str, Head]) -> None:
    """Bring the files to what the server has."""
    forget_parts(pull.journal.place)
    for key, head in live.items():
        known = pull.state.known.get(key)
        if known is None or known.files == head.system.attachments_present:
            continue
        said = _fetched(pull, head)
        pull.journal.append([Entry("files", head.id, msgspec.json.encode(said))])
        known.files = said.present


def _fetched(pull: Pull, head: Head) -> FileSaid:
    """Fetch the files of one interview that are not here."""
    key = pull.journal.key_of(head.id)
    found: dict[str, str] = {}
    locked = is_locked(head.system)
    for one in pull.central.attached(head.id):
        if not one.exists:
            continue
        opened = pull.opener.file(pull.central, head, one.name) if locked else None
        if opened is not None and not opened.name:
            continue
        try:
            name = _kept(pull, head, one.name, key, opened)
        except GoneError:
            pull.findings.lost_files += 1
            continue
        found[name] = hidden_name(key, name)
        pull.findings.files += 1
    return FileSaid(head.system.attachments_present, found)


def _kept(pull: Pull, head: Head, name: str, key: bytes, opened: OpenedFile | None) -> str:
    """Keep one file, opened where that can be; the name under which it is known here."""
    if opened is not None:
        try:
            _download(pull, head, name, key, opened)
        except UnopenedError:
            pull.findings.closed_files += 1
        else:
            return opened.name
    _download(pull, head, name, key, OpenedFile(name, lambda pieces: pieces))
    return name


def _download(pull: Pull, head: Head, name: str, key: bytes, to: OpenedFile) -> None:
    def keep(pieces: Iterator[bytes]) -> None:
        keep_file(pull.journal.place, hidden_name(key, to.name), key, to.pieces(pieces))

    pull.central.download(head.id, name, keep)
