"""Who opens interviews that are encrypted on the server, and how each pull goes about it.

With the form's private key an interview is opened here, and the key goes nowhere. Where ODK Central
made the key itself (managed encryption), nobody but the server has it: the passphrase is sent to
the server, over the line on which the account goes too, and it gives the answers as tables. It
gives no opened photos that way; they stay as they came.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from measure87.collect.form.interviews.layout import Table
from measure87.collect.form.safe_xml import MOST_BYTES
from measure87.collect.intake.central import Central, Head
from measure87.collect.intake.decrypted_tables import interviews_of
from measure87.collect.intake.http import GoneError
from measure87.collect.intake.odk_encryption import (
    BLOCK,
    ENDING,
    FormKey,
    Manifest,
    OpenInterview,
    UnopenedError,
    manifest_of,
)
from measure87.collect.intake.secrets import secret

_MOST_BYTES = MOST_BYTES + BLOCK
"""Of an interview that is encrypted: photos and sounds are files beside it."""
type Pieces = Iterator[bytes]


class Opener(Protocol):
    """Opens encrypted interviews of one form.

    mark : tells its secret from others, so that nothing is tried twice; empty where it has none.
        It may be the secret itself: it is kept as a keyed hash alone
    """

    @property
    def mark(self) -> str:
        """See the class."""
        ...

    def xml(self, central: Central, head: Head, layout: Table) -> str | None:
        """The XML of an interview; None where it cannot be opened."""
        ...

    def file(self, central: Central, head: Head, name: str) -> "OpenedFile | None":
        """How a file of an interview is opened; None where it is kept as it came."""
        ...


@dataclass(frozen=True)
class OpenedFile:
    """A file that is opened while it is read; `name` is empty where it need not be kept."""

    name: str
    pieces: Callable[[Pieces], Pieces]


class NoKey:
    """Nothing to open with."""

    mark = ""

    def xml(self, central: Central, head: Head, layout: Table) -> str | None:
        """See `Opener`."""
        return None

    def file(self, central: Central, head: Head, name: str) -> OpenedFile | None:
        """See `Opener`."""
        return None


@dataclass
class WithKey:
    """The form's private key."""

    key: FormKey
    _open: dict[str, OpenInterview | None] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """See `Opener`."""
        return self.key.mark

    def xml(self, central: Central, head: Head, layout: Table) -> str | None:
        """See `Opener`."""
        opened = self._opened(central, head)
        if opened is None:
            return None
        name, found = opened.manifest.xml, bytearray()
        try:
            central.download(head.id, name, lambda pieces: _refill(found, pieces))
            return opened.content(name, bytes(found)).decode("utf-8", "replace")
        except (GoneError, UnopenedError):
            return None

    def file(self, central: Central, head: Head, name: str) -> OpenedFile | None:
        """See `Opener`."""
        opened = self._opened(central, head)
        if opened is None or name not in opened.manifest.files:
            return None
        plain = "" if name == opened.manifest.xml else name.removesuffix(ENDING)
        return OpenedFile(plain, lambda pieces: opened.pieces(name, pieces))

    def _opened(self, central: Central, head: Head) -> OpenInterview | None:
        if head.id not in self._open:
            self._open[head.id] = self._tried(central.xml(head.id))
        return self._open[head.id]

    def _tried(self, manifest: bytes | None) -> OpenInterview | None:
        try:
            found: Manifest | None = None if manifest is None else manifest_of(manifest)
            return None if found is None else self.key.opened(found)
        except UnopenedError:
            return None


def _refill(found: bytearray, pieces: Pieces) -> None:
    """Keep the pieces of a file; what an answer that was cut brought before goes."""
    found.clear()
    for piece in pieces:
        found += piece
        if len(found) > _MOST_BYTES:
            raise UnopenedError


@dataclass
class WithPassphrase:
    """The passphrase of a key that the server holds."""

    passphrase: str = field(repr=False)
    _read: Mapping[str, str] | None = None

    @property
    def mark(self) -> str:
        """See `Opener`."""
        return self.passphrase

    def xml(self, central: Central, head: Head, layout: Table) -> str | None:
        """See `Opener`; the first time all tables are asked for."""
        if self._read is None:
            archive = central.decrypted(self.passphrase)
            self._read = {} if archive is None else interviews_of(archive, layout)
        return self._read.get(head.id)

    def file(self, central: Central, head: Head, name: str) -> OpenedFile | None:
        """See `Opener`."""
        return None


def form_opener() -> Opener:
    """What opens interviews here, by the environment or the keyring: a key before a passphrase.

    Raises
    ------
    StudyError
        `bad-form-key`.
    """
    key, passphrase = secret("MEASURE87_FORM_KEY"), secret("MEASURE87_FORM_PASSPHRASE")
    if key:
        return WithKey(FormKey(key))
    return WithPassphrase(passphrase) if passphrase else NoKey()
