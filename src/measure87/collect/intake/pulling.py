"""Pulls interviews into a study folder: what is new or changed goes to the journal, then to tables.

Every pull compares the server's whole list with what the journal has, so nothing rests on clocks:
a row that was committed late, restored or given a photo afterwards is found as any other. What was
read is on the disk page by page; a run that is killed loses at most the page it was at.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import msgspec

from measure87.collect.intake.central import Central, Head, Row, System, is_locked
from measure87.collect.intake.findings import Findings
from measure87.collect.intake.forms import plain_version, read_forms
from measure87.collect.intake.journal import Entry, Journal
from measure87.collect.intake.opening import Opener
from measure87.collect.intake.pulled_files import pull_files
from measure87.collect.intake.settings import FieldSettings
from measure87.collect.intake.state import Known, State
from measure87.collect.intake.submission import Comment, Submission, packed
from measure87.collect.intake.under_way import Pull

UNTRIED = "-"
"""Of a closed interview on which no secret was tried."""
_SINGLY = 25
"""Up to so many rows are asked for one by one."""
_OVERLAP = timedelta(minutes=10)


def mark_of(system: System) -> str:
    """Changes when anything of an interview changes that the server tells, but for its files."""
    said = (
        system.submission_date, system.updated_at, system.edits, system.review_state,
        system.status, system.form_version,
    )  # fmt: skip
    return blake2b(repr(said).encode(), digest_size=6).hexdigest()


def pull_submissions(pull: Pull) -> None:
    """Bring the journal to what the server has."""
    listed = _listed(pull)
    live = {
        pull.journal.hash(head.id).hex(): head
        for head in listed.values()
        if head.system.deleted_at is None
    }
    stood = [key for key, known in pull.state.known.items() if not known.deleted]
    _mark_deleted(pull, listed, [key for key in stood if key not in live])
    wanted = {head.id: head for key, head in live.items() if _is_wanted(pull, key, head)}
    _restored(pull, live)
    if wanted:
        _fetch(pull, wanted)
    if pull.settings.attachments:
        pull_files(pull, live)


def _is_wanted(pull: Pull, key: str, head: Head) -> bool:
    """Whether an interview is new, changed, or may be opened, or more was said of it."""
    known = pull.state.known.get(key)
    if known is None or known.mark != mark_of(head.system) or _may_open(pull, known):
        return True
    return pull.settings.comments == "all" and known.said != _mark_said(pull, head)


def _may_open(pull: Pull, known: Known) -> bool:
    """Whether an interview is closed, and there is a secret that was not tried on it."""
    return bool(known.locked and pull.tried and known.locked != pull.tried)


def _mark_said(pull: Pull, head: Head) -> str:
    pull.comments[head.id] = pull.central.comments(head.id)
    return said_mark(pull.journal, pull.comments[head.id])


def said_mark(journal: Journal, comments: tuple[Comment, ...]) -> str:
    """Changes when the office's comments on an interview change; tells nothing of them."""
    return journal.hash(f"comments {comments!r}").hex()[:8] if comments else ""


def _comments(pull: Pull, head: Head) -> tuple[Comment, ...]:
    """What the office said of an interview that is read now."""
    if head.id in pull.comments:
        return pull.comments[head.id]
    wanted = pull.settings.comments
    if wanted == "all" or (wanted == "reviewed" and head.system.review_state is not None):
        return pull.central.comments(head.id)
    return ()


def _listed(pull: Pull) -> dict[str, Head]:
    """The server's whole list, by id, without those that were withdrawn here."""
    found: dict[str, Head] = {}
    for head in pull.central.heads():
        if head.id in found:
            pull.findings.twice += 1
        elif pull.journal.hash(head.id) in pull.journal.withdrawn:
            pull.findings.withdrawn += 1
        else:
            found[head.id] = head
    return found


def _mark_deleted(pull: Pull, listed: dict[str, Head], keys: list[str]) -> None:
    """Mark what the server deleted or has no more; nothing is removed here."""
    names = {pull.journal.hash(one).hex(): one for one in listed}
    unknown = set(keys) - names.keys()
    if unknown:
        names |= _names_of(pull.journal, unknown)
    entries = [Entry("deleted", names[key], b"{}") for key in keys if key in names]
    pull.journal.append(entries)
    for key in keys:
        pull.state.known[key].deleted = True
    pull.findings.deleted += len(entries)
    seen = pull.state.known.keys()
    pull.findings.never_seen += sum(
        head.system.deleted_at is not None and pull.journal.hash(head.id).hex() not in seen
        for head in listed.values()
    )


def _names_of(journal: Journal, keys: set[str]) -> dict[str, str]:
    """Ids of interviews that the server does not list any more, out of the journal."""
    found = {}
    for frame in journal.frames():
        if frame.event == "submission" and frame.hash.hex() in keys and frame.content is not None:
            found[frame.hash.hex()] = msgspec.json.decode(frame.content, type=_Named).id
    return found


class _Named(msgspec.Struct):
    id: str


def _restored(pull: Pull, live: dict[str, Head]) -> None:
    entries = []
    for key, head in live.items():
        known = pull.state.known.get(key)
        if known is not None and known.deleted:
            entries.append(Entry("restored", head.id, b"{}"))
            known.deleted = False
    pull.journal.append(entries)
    pull.findings.restored += len(entries)


def _fetch(pull: Pull, wanted: dict[str, Head]) -> None:
    """Read the rows of interviews: by pages where they are many, else one by one."""
    missing = dict(wanted)
    if len(wanted) > _SINGLY:
        for rows in pull.central.rows(pull.settings.page, _since(pull, wanted)):
            _keep(pull, [row for row in rows if row.head.id in missing])
            for row in rows:
                missing.pop(row.head.id, None)
            if not missing:
                break
    for id_ in [*missing]:
        one = pull.central.row(id_)
        if one is None or one.head.id != id_:
            pull.findings.missed += 1
        else:
            _keep(pull, [one])


def _since(pull: Pull, wanted: dict[str, Head]) -> str | None:
    """From when on pages are asked for: all but a few late ones lie after it; None for all."""
    times = sorted(_last(head.system) for head in wanted.values())
    if len(times) > 0.5 * (len(pull.state.known) + len(times)):
        return None
    return (times[_SINGLY] - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _last(system: System) -> datetime:
    return _time(max(system.submission_date, system.updated_at or ""))


def _time(said: str) -> datetime:
    try:
        return datetime.fromisoformat(said).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(1970, 1, 2, tzinfo=UTC)


def _keep(pull: Pull, rows: Iterable[Row]) -> None:
    """Put rows into the journal, with their XML and earlier versions where these are read."""
    entries: list[Entry] = []
    known: dict[str, Known] = {}
    for row in {row.head.id: row for row in rows}.values():
        key = pull.journal.hash(row.head.id).hex()
        if row.head.system.edits:
            entries += _history(pull, row, key)
        submission = _read(pull, row)
        entries.append(Entry("submission", row.head.id, packed(submission)))
        known[key] = known_after(pull.state.known.get(key), submission, pull.journal)
    pull.journal.append(entries)
    for entry in entries:
        if entry.event == "submission":
            pull.hold(pull.journal.hash(entry.interview), entry.content)
    for key, after in known.items():
        pull.findings.changed += key in pull.state.known
        pull.findings.new += key not in pull.state.known
        pull.state.known[key] = after


def known_after(before: Known | None, submission: Submission, journal: Journal) -> Known:
    """What is known of an interview once its row is in the journal."""
    system = msgspec.json.decode(submission.about, type=System)
    locked, said = _lock_of(submission, system), said_mark(journal, submission.comments)
    if before is None:
        return Known(mark_of(system), versions=system.edits, locked=locked, said=said)
    again = system.edits != before.versions or before.locked != locked
    files = -1 if again else before.files
    return Known(mark_of(system), files, before.deleted, system.edits, locked, said)


def _lock_of(submission: Submission, system: System) -> str:
    """What is known of the lock of an interview: empty where it can be read, or has no content."""
    if submission.opened or not is_locked(system):
        return ""
    return submission.tried or UNTRIED


def _read(pull: Pull, row: Row) -> Submission:
    """An interview with its XML where that matters, opened where that can be."""
    about = msgspec.Raw(msgspec.json.encode(row.head.system))
    submission = Submission(row.head.id, about, row.raw, comments=_comments(pull, row.head))
    if is_locked(row.head.system) and pull.tried:
        submission.xml = pull.opener.xml(pull.central, row.head, pull.forms.layout)
        submission.opened, submission.tried = submission.xml is not None, pull.tried
    if submission.xml is None and _xml_matters(pull, row):
        xml = pull.central.xml(row.head.id)
        submission.xml = None if xml is None else _text(xml)
    return submission


def _text(xml: bytes) -> str:
    return xml.decode("utf-8", "replace")


def _xml_matters(pull: Pull, row: Row) -> bool:
    system = row.head.system
    version = plain_version(system.form_version)
    return (
        pull.settings.xml == "all"
        or version in pull.forms.narrower
        or version not in pull.state.versions
    )


def _history(pull: Pull, row: Row, key: str) -> list[Entry]:
    """Earlier versions of an edited interview that the journal does not have."""
    before = pull.state.known.get(key)
    after = 0 if before is None else before.versions
    return [
        Entry("version", row.head.id, packed(Submission(id_, msgspec.Raw(b"null"), xml=_text(xml))))
        for id_, xml in pull.central.earlier(row.head.id, after)
    ]


def begun(
    central: Central,
    journal: Journal,
    state: State,
    study: Path,
    settings: FieldSettings,
    opener: Opener,
) -> Pull:
    """A pull whose form is read; nothing of an interview is asked for yet."""
    forms = read_forms(central, study, settings, state)
    findings = Findings(cut_bytes=journal.cut, lost_versions=forms.lost)
    return Pull(
        central=central, journal=journal, state=state, settings=settings, forms=forms,
        findings=findings, opener=opener,
    )  # fmt: skip
