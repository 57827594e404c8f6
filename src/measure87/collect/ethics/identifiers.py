"""Direct identifiers on their way in: into the encrypted file, and nowhere else.

What identifies is what the form marks (`Question.identifier`), every position, and every account or
device that an interview was made with.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from measure87.collect.ethics.agreement import table_name
from measure87.collect.ethics.encrypted_file import EncryptedFile, Entry
from measure87.collect.ethics.places import IDENTIFIERS, REFERRALS, field_folder
from measure87.collect.ethics.settings import EthicsSettings
from measure87.collect.form.model import Form, Question, placed
from measure87.files import sha256_of

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
    """The encrypted file of a study, into which what identifies is put as it comes in.

        kept = IdentifierFile(study, ethics, secret)
        kept.drop(interviews)                                # that come anew
        kept.put(interview, ("roster", 2), {"name": "..."})
        kept.close()                                         # written whole, or not at all

    Parameters
    ----------
    secret : under which interviews and rows are known in the file
    keep : whether what is in the file stays, beside what is put in
    referrals : whether these are the entries of the list of referrals, which do not say of which
        interview they are
    """

    def __init__(
        self,
        study: Path,
        ethics: EthicsSettings,
        secret: bytes,
        *,
        keep: bool = True,
        referrals: bool = False,
    ) -> None:
        name = REFERRALS if referrals else IDENTIFIERS
        self._file = EncryptedFile(field_folder(study) / name, secret)
        self._recipients = ethics.of_referrals if referrals else ethics.recipients
        self._unlinked, self._keep = referrals, keep
        self._entries: list[Entry] = []
        self._dropped: set[str] = set()

    def put(
        self, interview_id: str, row: tuple[str, int], answers: Mapping[str, str | None]
    ) -> None:
        """Keep what identifies in one row (its table and number, 0 in `main`); blanks are not."""
        said = {name: value for name, value in answers.items() if value}
        if said:
            self._entries.append(Entry(interview_id, *row, said))

    def drop(self, interviews: Collection[str]) -> None:
        """Forget interviews: they were changed and come anew, or were withdrawn."""
        self._dropped |= set(interviews)
        self._entries = [one for one in self._entries if one.interview not in self._dropped]

    def close(self) -> str:
        """Write it whole; a hash of the file, empty where there is none."""
        if self._keep and self._dropped:
            self._file.forget_all(self._dropped)
        if self._entries or not self._keep:
            self._file.put(
                self._entries, self._recipients, unlinked=self._unlinked, keep=self._keep
            )
        return sha256_of(self._file.path) if self._file.path.exists() else ""
