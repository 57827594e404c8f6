"""Opens the ledger of a study for one run: found, new, lost or past its day."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from measure87.files.owner_folder import PRIVATE
from measure87.study.keyed_hash import KEY, KEYED, HashKey
from measure87.study.kinds import FILE
from measure87.study.ledger.store import LEDGER, Ledger, new_ledger, read_ledger
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.ledger_terms import LedgerTerms

_CHARACTERS = 16
_NOTHING_BEFORE = 'nothing_released_before = { date = 2026-11-28, name = "..." }'


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


def ledger_id(key: HashKey) -> str:
    """The id of the ledger of a folder with this secret: as random as that, and no other's."""
    return key.of("ledger").removeprefix(KEYED)[:_CHARACTERS]


def open_ledger(folder: Path, terms: LedgerTerms, key: HashKey) -> OpenLedger:
    """The ledger of a study folder.

    Raises
    ------
    StudyError
        `no-ledger`, if `study.toml` has the id of one that is not there, or the one that is there
        was written under another secret, so that it would know nobody again.
    """
    found, now, own = read_ledger(folder), today(), ledger_id(key)
    if terms.id is not None and found is None and terms.nothing_before is None:
        raise _no_ledger(terms.id, f"{PRIVATE}/{LEDGER} is not there")
    if terms.id is not None and found is not None and found.id != terms.id:
        raise _no_ledger(terms.id, f"{PRIVATE}/{LEDGER} has the id {found.id}")
    if found is not None and found.id != own:
        raise _no_ledger(found.id, f"{PRIVATE}/{KEY} is not the one that it was written under")
    if found is None:
        found = new_ledger(own, now)
    if terms.until is not None:
        found = replace(found, until=terms.until)
    if now <= found.until or not found.entries:
        return OpenLedger(folder, found, terms)
    later = terms.until or new_ledger(own, now).until
    return OpenLedger(
        folder, replace(found, entries=(), until=later, destroyed=now), terms, expired=True
    )


def _no_ledger(wanted: str, there: str) -> StudyError:
    return StudyError(
        "these data were released before, and the ledger of those releases is lost: its id is "
        f"{wanted}, and {there}",
        code="no-ledger",
        where=f"{FILE} [disclosure] ledger",
        hint=f"put {PRIVATE}/ledger and {PRIVATE}/hash.key back from a copy. If these are other "
        f"data and {FILE} is a copy of another study's, take out its line "
        f'ledger = "{wanted}". '
        f"If nothing was ever released, state it: {_NOTHING_BEFORE}; it is printed in the report",
    )
