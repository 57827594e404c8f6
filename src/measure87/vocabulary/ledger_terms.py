"""What a study says of its ledger of releases, and how a statement about it is signed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SignedStatement:
    """Somebody answers with her name for what nobody can check: that nothing was released before.

    date : the day of the statement
    name : who states it
    """

    date: date
    name: str


@dataclass(frozen=True)
class LedgerTerms:
    """The keys of `[disclosure]` that are about the ledger.

    Attributes
    ----------
    id
        Of the ledger that the first release made; None before it.
    until
        The day after which what the ledger holds is destroyed; None: ten years after its
        first release.
    hide_withdrawn
        What happens where so few persons left or came that their answers could be told: hide
        every figure of their groups (the law forbids to keep figures that rest on withdrawn
        data), or, if False, let the earlier release stand whole.
    nothing_before
        Who states that nothing was released before, where the ledger is lost.
    """

    id: str | None = None
    until: date | None = None
    hide_withdrawn: bool = False
    nothing_before: SignedStatement | None = None
