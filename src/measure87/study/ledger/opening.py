"""Opens the ledger of a study for one run: found, new, lost or past its day."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from measure87.study.kinds import FILE
from measure87.study.ledger.store import Ledger, new_ledger, read_ledger
from measure87.study.private_folder import FOLDER
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.ledger_terms import LedgerTerms


@dataclass(frozen=True)
class OpenLedger:
    """The ledger of a folder as this run uses it; nothing is written yet.

    expired : whether what it held is past its day and is destroyed with this run
    """

    folder: Path
    ledger: Ledger
    terms: LedgerTerms
    expired: bool = False

    @property
    def notices(self) -> list[Notice]:
        """What a release says of its ledger."""
        found = []
        signed = self.terms.nothing_before
        if signed is not None:
            day = signed.date.isoformat()
            text = f"{signed.name} stated on {day} that nothing was released before"
            values = {"name": signed.name, "date": day}
            found.append(Notice("nothing-released-before", text, values))
        if self.ledger.destroyed is not None:
            day = self.ledger.destroyed.isoformat()
            text = f"what the ledger held of earlier releases was destroyed on {day}"
            found.append(Notice("ledger-destroyed", text, {"date": day}))
        return found


def today() -> date:
    """The day, by the world's clock."""
    return datetime.now(UTC).date()


def open_ledger(folder: Path, terms: LedgerTerms) -> OpenLedger:
    """The ledger of a study folder.

    Raises
    ------
    StudyError
        `no-ledger`, if `study.toml` has the id of one that is not there.
    """
    found, now = read_ledger(folder), today()
    if terms.id is not None and found is None and terms.nothing_before is None:
        raise _no_ledger(terms.id, "is not there")
    if terms.id is not None and found is not None and found.id != terms.id:
        raise _no_ledger(terms.id, f"has the id {found.id}")
    if found is None:
        found = new_ledger(terms.id, now)
    if terms.until is not None:
        found = replace(found, until=terms.until)
    if now <= found.until or not found.entries:
        return OpenLedger(folder, found, terms)
    later = terms.until or new_ledger(None, now).until
    return OpenLedger(
        folder, replace(found, entries=(), until=later, destroyed=now), terms, expired=True
    )


def _no_ledger(wanted: str, there: str) -> StudyError:
    return StudyError(
        f"these data were released before, and the ledger of those releases is lost: {FILE} has "
        f"the id {wanted}, and {FOLDER}/ledger {there}",
        code="no-ledger",
        where=f"{FILE} [disclosure] ledger",
        hint=f"put {FOLDER}/ledger and {FOLDER}/hash.key back from a copy. If nothing was ever "
        'released, state it: nothing_released_before = { date = 2026-11-28, name = "..." }; it is '
        "printed in the report",
    )
