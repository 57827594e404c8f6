"""What every source of interviews gives: one submission after another, as it came.

    source      whence                                   module
    Kobo        a KoboToolbox server, its API of version 2    kobo
    Tabs        an export of Survey Solutions                 survey_solutions
    CSPro       a dictionary of CSPro 8 with its data         cspro
    Files       tables of this program, CSV, XLSX or Parquet  plain

Each gives answers as text, by the names of the form; `records` makes tables of them.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol

import msgspec

type Record = Mapping[str, "str | list[Record]"]
"""Answers by the path of their question within its table (`group/age`, or its name alone), and the
members of each repeat by the name of the repeat. Blank answers are left out."""


REJECTED = "rejected"
"""Review of an interview that is read and not kept, as ODK Central has it."""


class Attachment(msgspec.Struct, frozen=True):
    """A photo, a sound or another file of an interview; it is fetched by whoever wants it."""

    name: str
    address: str
    media_type: str = ""


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """One interview as a source has it now."""

    id: str
    """Stays the same when an interview is edited."""
    record: Record
    version: str = ""
    """Of the form that was filled; empty where the source does not say."""
    submitted_at: str = ""
    """By the server's clock, UTC, as ISO 8601 has it; empty where the source does not say."""
    submitter: str = ""
    """The account; hashed under a key before it stands anywhere."""
    review: str = ""
    """State of review, in the server's words; `REJECTED` whatever its word for that is."""
    deleted: bool = False
    attachments: tuple[Attachment, ...] = ()


class Source(Protocol):
    """Whence interviews come."""

    def submissions(self) -> Iterator[Submission]:
        """Every interview that the source has now, each once, in its order.

        Raises
        ------
        DataError
            One sentence, without any answer, where the source cannot be read to its end.
        """
        ...
