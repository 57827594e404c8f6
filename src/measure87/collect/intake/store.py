"""The store of a field study: pulls into it, and makes its tables of its journal."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec

from measure87.collect.ethics.identifiers import IdentifierFile
from measure87.collect.ethics.settings import read_ethics
from measure87.collect.form.interviews.columns import frames_of
from measure87.collect.form.interviews.layout import Table
from measure87.collect.form.interviews.rows import Filling
from measure87.collect.form.interviews.trees import Trees
from measure87.collect.intake.central import Central
from measure87.collect.intake.findings import Findings
from measure87.collect.intake.forms import FOLDER as FORMS
from measure87.collect.intake.forms import kept_forms
from measure87.collect.intake.http import Line
from measure87.collect.intake.identifiers_sink import FILE as IDENTIFIERS
from measure87.collect.intake.identifiers_sink import AgeFile, IdentifierStore, file_hash
from measure87.collect.intake.journal import FOLDER as JOURNAL
from measure87.collect.intake.journal import Journal
from measure87.collect.intake.opening import NoKey, Opener
from measure87.collect.intake.pulled_files import FileSaid
from measure87.collect.intake.pulling import (
    UNTRIED,
    begun,
    known_after,
    pull_submissions,
)
from measure87.collect.intake.reading import reading_of
from measure87.collect.intake.safeguards import (
    Safeguards,
    recipients_of_study,
    safeguards_of,
)
from measure87.collect.intake.secrets import Account, Identity
from measure87.collect.intake.settings import FieldSettings
from measure87.collect.intake.state import FILE as STATE
from measure87.collect.intake.state import Known, State, read_state, write_state
from measure87.collect.intake.submission import Submission, unpacked
from measure87.collect.intake.tables import tables_stand, write_tables
from measure87.collect.intake.under_way import Held
from measure87.files.owner_folder import owner_folder
from measure87.files.writing import forget_drafts
from measure87.vocabulary.errors import StudyError

FIELD = "field"
_LOCK = ".lock"
type Store = Callable[[Path, Identity, bool], IdentifierStore]


def identifier_store(folder: Path, identity: Identity, keep: bool) -> IdentifierStore:
    """`field/identifiers.age`; `keep` what stands there.

    Under the public keys that `[ethics] recipients` names, entry by entry; where it names none,
    whole under the study's own key.
    """
    study = folder.parent
    if recipients_of_study(study):
        secret = identity.study_key.part("ids")
        return IdentifierFile(study, read_ethics(study), secret, keep=keep)
    return AgeFile(folder, identity, keep=keep)


def pull(
    study: Path,
    settings: FieldSettings,
    account: Account,
    identity: Identity,
    line: Line | None = None,
    store: Store = identifier_store,
    opener: Opener | None = None,
) -> Findings:
    """Bring a study folder to what its server has.

    Parameters
    ----------
    opener : opens interviews that are encrypted on the server; None where nobody can

    Raises
    ------
    ServerError, StudyError, DataError
        One sentence each; what was read before stays, and the next pull goes on from there.
    """
    with _opened(study) as folder:
        line = line or Line(settings.url, settings.timeout_seconds)
        try:
            journal = Journal(folder, identity.study_key)
            state = read_state(folder)
            latest = _caught_up(journal, state)
            central = Central(line, settings.project, settings.form, account)
            under_way = begun(central, journal, state, study, settings, opener or NoKey())
            pull_submissions(under_way)
        finally:
            line.close()
        with _no_collection():
            _make_tables(folder, under_way, identity, store, latest)
        under_way.findings.requests = line.asked
        return under_way.findings


@contextmanager
def _no_collection() -> Iterator[None]:
    """Spare the collector of cycles the rows, of which there are many and in no cycle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def withdraw(
    study: Path,
    interview: str,
    settings: FieldSettings,
    identity: Identity,
    store: Store = identifier_store,
) -> None:
    """Withdraw an interview: its key is destroyed, and it leaves every table and the identifiers.

    No server is asked, and a later pull does not bring it back. Done twice it changes nothing.
    """
    with _opened(study) as folder, _no_collection():
        journal = Journal(folder, identity.study_key)
        journal.destroy(interview)
        _remake(study, folder, journal, settings, identity, store)


def remake(
    study: Path, settings: FieldSettings, identity: Identity, store: Store = identifier_store
) -> None:
    """Make tables and identifiers of the journal without who withdrew since; no server is asked."""
    with _opened(study) as folder, _no_collection():
        journal = Journal(folder, identity.study_key)
        _remake(study, folder, journal, settings, identity, store)


def _remake(
    study: Path,
    folder: Path,
    journal: Journal,
    settings: FieldSettings,
    identity: Identity,
    store: Store,
) -> None:
    state = read_state(folder)
    start = _caught_up(journal, state)
    if not state.form:
        return
    forms = kept_forms(study, settings, state)
    held = Held(journal=journal, state=state, forms=forms, findings=Findings())
    _make_tables(folder, held, identity, store, start)


@contextmanager
def _opened(study: Path) -> Iterator[Path]:
    """`field/`, for this process alone."""
    from filelock import FileLock, Timeout

    folder = owner_folder(study, FIELD)
    lock = FileLock(folder / _LOCK, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise StudyError(
            "another pull of this study is under way",
            code="locked",
            where=str(study),
            hint="wait until it ends",
        ) from None
    try:
        _forget_drafts(folder)
        yield folder
    finally:
        lock.release()


def _forget_drafts(folder: Path) -> None:
    """Remove what a killed pull left half written; whoever has the lock alone writes these."""
    forget_drafts(folder, IDENTIFIERS)
    forget_drafts(folder, STATE)
    for place in (JOURNAL, FORMS, "tables"):
        forget_drafts(folder / place)


def _caught_up(journal: Journal, state: State) -> int:
    """Read into the state what the journal has beyond it; where the tables' journal ends."""
    end = journal.end
    if state.journal_id != journal.id or state.journal > end:
        state.known, state.journal, state.tables = {}, 0, {}
    state.journal_id = journal.id
    tables = state.journal
    for frame in journal.frames(state.journal):
        key = frame.hash.hex()
        if frame.event == "withdrawn":
            state.known.pop(key, None)
        elif frame.content is not None and frame.event == "submission":
            submission = unpacked(frame.content)
            state.known[key] = known_after(state.known.get(key), submission, journal)
        elif key in state.known and frame.content is not None:
            _apply(state.known[key], frame.event, frame.content)
    state.journal = end
    return tables


def _apply(known: Known, event: str, content: bytes) -> None:
    if event in ("deleted", "restored"):
        known.deleted = event == "deleted"
    elif event == "files":
        known.files = msgspec.json.decode(content, type=FileSaid).present


def _make_tables(folder: Path, pull: Held, identity: Identity, store: Store, start: int) -> None:
    """Make the tables of what the journal has: of what changed, where the former ones stand."""
    state, journal, layout = pull.state, pull.journal, pull.forms.layout
    safeguards = safeguards_of(folder.parent, identity.study_key.part("ids"))
    said = sha256(f"{layout!r} {safeguards.mark}".encode()).hexdigest()
    keep = (
        state.layout == said
        and tables_stand(folder, state.tables, layout)
        and state.identifiers == file_hash(folder / "identifiers.age")
    )
    latest, gone = _latest(journal, start if keep else 0, pull.at_hand)
    if latest or gone or not keep:
        _write(folder, pull, identity, store, latest, gone, keep, safeguards)
    state.layout, state.journal = said, journal.end
    _count(folder, pull.findings, layout)
    write_state(folder, state)
    pull.findings.withdrawn = len(journal.withdrawn)
    pull.findings.commented = sum(bool(one.said) for one in state.known.values())
    locks = [one.locked for one in state.known.values() if one.locked and not one.deleted]
    pull.findings.closed = locks.count(UNTRIED)
    pull.findings.unopened = len(locks) - pull.findings.closed


def _latest(
    journal: Journal, start: int, at_hand: Mapping[bytes, bytes]
) -> tuple[dict[bytes, tuple[Submission, bool]], set[bytes]]:
    """The latest of each interview that changed from a place on, and whether it is deleted."""
    found: dict[bytes, bytes] = {}
    deleted: dict[bytes, bool] = {}
    gone = set()
    for frame in journal.frames(start, at_hand):
        if frame.event == "withdrawn":
            gone.add(frame.hash)
        elif frame.content is None:
            continue
        elif frame.event == "submission":
            found[frame.hash], deleted[frame.hash] = frame.content, False
        elif frame.event in ("deleted", "restored"):
            deleted[frame.hash] = frame.event == "deleted"
    older = deleted.keys() - found.keys() - gone
    if older:
        for frame in journal.frames():
            if frame.event == "submission" and frame.hash in older and frame.content is not None:
                found[frame.hash] = frame.content
    return {
        h: (unpacked(content), deleted[h]) for h, content in found.items() if h not in gone
    }, gone


def _write(
    folder: Path,
    pull: Held,
    identity: Identity,
    store: Store,
    latest: dict[bytes, tuple[Submission, bool]],
    gone: set[bytes],
    keep: bool,
    safeguards: Safeguards,
) -> None:
    filling, trees = Filling(pull.forms.layout), Trees(pull.forms.layout)
    key = identity.study_key
    for submission, deleted in latest.values():
        reading = reading_of(submission, trees, key, deleted=deleted)
        filling.add(reading.about, reading.tree, reading.split)
        if reading.fault:
            pull.findings.faults[reading.fault] += 1
    changed = {submission.id for submission, _ in latest.values()}
    if gone and keep:
        changed |= _ids_of(folder, pull.journal, gone)
    frames, pull.findings.unread = frames_of(filling)
    left = safeguards.kept(frames)
    pull.state.tables = write_tables(folder, left.tables, changed, keep)
    kept = store(folder, identity, keep)
    pull.findings.left_out = {
        name: len(frame) - len(left.tables[name]) for name, frame in frames.items()
    }
    kept.drop(changed)
    for name, answers in filling.answers.items():
        for id_, row, split in answers.identifiers:
            if allowed := left.identifiers(name, id_, row, split):
                kept.put(id_, (name, row), allowed)
    pull.state.identifiers = kept.close()


def _ids_of(folder: Path, journal: Journal, gone: set[bytes]) -> set[str]:
    """Ids of withdrawn interviews that still stand in the tables."""
    import polars as pl

    from measure87.collect.intake.tables import file_of

    ids = pl.read_parquet(file_of(folder, "main"), columns=["_id"])["_id"]
    return {one for one in ids if journal.hash(one) in gone}


def _count(folder: Path, findings: Findings, layout: Table) -> None:
    import polars as pl

    from measure87.collect.intake.tables import file_of

    for one in layout:
        height = pl.scan_parquet(file_of(folder, one.name)).select(pl.len()).collect().item()
        findings.rows[one.name] = int(height)
    findings.interviews = findings.rows["main"]
