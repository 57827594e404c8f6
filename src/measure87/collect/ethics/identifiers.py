"""Direct identifiers on their way in: into the encrypted file, and nowhere else.

What identifies is what the form marks (`Question.identifier`), every position, and every account or
device that an interview was made with.
"""

from collections.abc import Mapping
from pathlib import Path

from measure87.collect.ethics.agreement import MAIN, table_name
from measure87.collect.ethics.encrypted_file import EncryptedFile, Entry
from measure87.collect.ethics.places import IDENTIFIERS, REFERRALS, field_folder
from measure87.collect.ethics.settings import EthicsSettings
from measure87.collect.form.model import Form, Question, placed

_IDENTIFYING_KINDS = frozenset(("geopoint", "image", "audio", "deviceid", "username"))


def identifies(question: Question) -> bool:
    """Whether an answer names or finds a person: it never stands in a table."""
    return question.identifier or question.kind in _IDENTIFYING_KINDS


def identifying(form: Form, table: str) -> frozenset[str]:
    """Names of the questions of a table whose answers are split off."""
    return frozenset(
        one.question.name
        for one in placed(form)
        if table_name(one) == table and identifies(one.question)
    )


def referring(form: Form, table: str) -> frozenset[str]:
    """Names of the questions of a table that go to the list of referrals and nowhere else."""
    return frozenset(
        one.question.name
        for one in placed(form)
        if table_name(one) == table and one.question.safeguard == "referral"
    )


class IdentifierFile:
    """The encrypted files of a study, into which what identifies is put as it comes in.

        with IdentifierFile(study, ethics, secret) as kept:
            kept.put(interview, "roster/2", {"name": "..."})

    Entries are written whole when the block ends well, and none of them where it does not.

    Parameters
    ----------
    secret : under which interviews and rows are known in the files
    referrals : whether these are the entries of the list of referrals, which do not say of which
        interview they are
    """

    def __init__(
        self, study: Path, ethics: EthicsSettings, secret: bytes, *, referrals: bool = False
    ) -> None:
        name = REFERRALS if referrals else IDENTIFIERS
        self._file = EncryptedFile(field_folder(study) / name, secret)
        self._recipients = ethics.of_referrals if referrals else ethics.recipients
        self._unlinked = referrals
        self._entries: list[Entry] = []

    def put(self, interview_id: str, row: str, values: Mapping[str, str | None]) -> None:
        """Keep what identifies in one row; answers that are blank are not kept.

        Parameters
        ----------
        row : `roster/2` is the second row of the repeat `roster`; empty is the main table
        """
        table, _, line = row.rpartition("/")
        said = {name: value for name, value in values.items() if value}
        if said:
            self._entries.append(Entry(interview_id, table or MAIN, int(line or 0), said))

    def __enter__(self) -> "IdentifierFile":
        """Begin to collect."""
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Write what was collected, or forget it."""
        entries, self._entries = self._entries, []
        if failed is None:
            self._file.put(entries, self._recipients, unlinked=self._unlinked)
