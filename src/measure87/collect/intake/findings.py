"""What a pull found: counts alone, and what a person should look at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Findings:
    """Counts of one pull.

    interviews : those in the tables, deleted ones too
    commented : interviews of which the office said something
    closed, unopened : encrypted interviews that nothing was tried on, and that what was tried does
        not open
    unread : answers that do not fit their type, by question
    left_out : rows of what was read now that stand in no table, by table: who withdrew, or did not
        agree
    """

    interviews: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    deleted: int = 0
    restored: int = 0
    withdrawn: int = 0
    files: int = 0
    requests: int = 0
    cut_bytes: int = 0
    missed: int = 0
    twice: int = 0
    commented: int = 0
    closed: int = 0
    unopened: int = 0
    never_seen: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    unread: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    lost_versions: tuple[str, ...] = ()
    lost_files: int = 0
    closed_files: int = 0

    def notices(self) -> Iterator[tuple[str, str]]:
        """What to look at: a code, and a sentence."""
        told = (
            ("cut-xml", self.faults["cut"],
             "interviews were cut on their way or are badly written: their last answers are "
             "missing; ask for them to be sent again"),
            ("hostile-xml", self.faults["hostile"],
             "interviews have XML that could read files; it was not read, ask who sent them"),
            ("encrypted", self.closed,
             "interviews are encrypted on the server: their answers are in no table; give the "
             "form's key or its passphrase, as docs/how-to/servers.md says"),
            ("other-key", self.unopened,
             "interviews are encrypted, and what was given does not open them: they are of another "
             "key, or damaged; their answers are in no table"),
            ("encrypted-without-file", self.faults["unfiled"],
             "interviews came encrypted and without the file that holds their answers; ask for "
             "them to be sent again"),
            ("missed", self.missed,
             "interviews changed while they were read; the next pull brings them"),
            ("duplicate-ids", self.twice,
             "interviews stand more than once in the server's list; the first of each was taken"),
            ("deleted-unseen", self.never_seen,
             "interviews were deleted on the server before they were ever read"),
            ("lost-files", self.lost_files,
             "photos or sounds were named, but not on the server any more"),
            ("closed-files", self.closed_files,
             "photos or sounds of opened interviews are damaged, or of another key; they are kept "
             "as they came"),
            ("torn-end", self.cut_bytes,
             "bytes at the end of the journal were half written by a run that was killed; they "
             "were cut off, and what they held was read again"),
        )  # fmt: skip
        yield from ((code, f"{count:,} {text}") for code, count, text in told if count)
        for name, count in sorted(self.left_out.items()):
            if count:
                yield (
                    "left-out",
                    f"{count:,} rows of {name} are of persons who did not agree, or withdrew: they "
                    "are in no table, and count as not having responded",
                )
        for name, count in sorted(self.unread.items()):
            yield (
                "unread-answers",
                f"{count:,} answers to {name} do not fit its type or list; they are null in the "
                "table and whole in the journal",
            )
        for version in self.lost_versions:
            yield (
                "lost-version",
                f"the server no longer has version {version} of the form; the others were used",
            )
