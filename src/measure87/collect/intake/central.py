"""Reads a form and its interviews from ODK Central, by its OData and its own interface.

What a recorded server of v2026.2 does decides how this asks; the numbers are those of the list of
surprises in `tests/standin/README.md`. Lists are always whole (14-17), pages follow the token of
`@odata.nextLink` and never its address (20), and what arrives is compared by id, not by count (21).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from measure87.collect.intake.http import GoneError, Line, ServerError
from measure87.collect.intake.secrets import Account
from measure87.collect.intake.signed import Signed
from measure87.collect.intake.submission import Comment
from measure87.vocabulary.errors import DataError, StudyError

LOCKED, MISSING = "notDecrypted", "missingEncryptedFormData"
"""What the server says of encrypted interviews: here, or without the file that holds them."""
_NEITHER = "__system/deletedAt eq null or __system/deletedAt ne null"


class System(msgspec.Struct, rename="camel"):
    """`__system` of a row of OData."""

    submission_date: str
    updated_at: str | None = None
    deleted_at: str | None = None
    submitter_id: str | int | None = None
    submitter_name: str | None = None
    attachments_present: int = 0
    attachments_expected: int = 0
    status: str | None = None
    review_state: str | None = None
    edits: int = 0
    form_version: str | None = None


def is_locked(system: System) -> bool:
    """Whether the server has an encrypted interview, whole: who has its key can open it."""
    return system.status == LOCKED


class Head(msgspec.Struct):
    """What every row has: its id, and what the server says of it."""

    id: str = msgspec.field(name="__id")
    system: System = msgspec.field(name="__system")


class _Page(msgspec.Struct):
    value: list[msgspec.Raw]
    context: str = msgspec.field(name="@odata.context")
    next: str | None = msgspec.field(name="@odata.nextLink", default=None)
    count: int | None = msgspec.field(name="@odata.count", default=None)


class _Heads(msgspec.Struct):
    value: list[Head]
    context: str = msgspec.field(name="@odata.context")
    count: int | None = msgspec.field(name="@odata.count", default=None)


class FormVersion(msgspec.Struct, rename="camel"):
    """A version of a form, as the server lists it."""

    version: str
    sha256: str
    state: str = "open"
    key_id: int | None = None
    published_at: str | None = None


class Key(msgspec.Struct):
    """A key under which interviews of a form are encrypted; the server holds it if managed."""

    id: int
    managed: bool = False


class Attached(msgspec.Struct):
    """A file that an interview names."""

    name: str
    exists: bool


@dataclass(frozen=True)
class Row:
    """A row as it came, with its repeats."""

    head: Head
    raw: msgspec.Raw


class Central:
    """One form on one server."""

    def __init__(self, line: Line, project: int, form: str, account: Account) -> None:
        self._line, self._signed = line, Signed(line, account)
        self._form = f"/v1/projects/{project}/forms/{quote(form, safe='')}"
        self._table = f"{self._form}.svc/Submissions"

    def _get(self, path: str, kind: Any, what: str) -> Any:
        return self._signed.get(path, kind, what)

    def form(self) -> FormVersion:
        """The form as it is published now."""
        found: FormVersion = self._get(self._form, FormVersion, "the form")
        return found

    def versions(self) -> list[FormVersion]:
        """All versions that were ever published, the newest first."""
        found: list[FormVersion] = self._get(
            f"{self._form}/versions", list[FormVersion], "the list of the form's versions"
        )
        return sorted(found, key=lambda one: one.published_at or "", reverse=True)

    def form_xml(self, version: str) -> bytes | None:
        """The XForm of a version; None where the server has it no more."""
        return form_version(self._signed, self._form, version)

    def heads(self) -> list[Head]:
        """Every interview, deleted ones too, with what the server says of it but no answers.

        Raises
        ------
        DataError
            `list-not-whole`, where the server counts more than it lists.
        """
        query = f"$select=__id,__system&$count=true&$filter={quote(_NEITHER, safe='')}"
        found: _Heads = self._get(f"{self._table}?{query}", _Heads, "the list of interviews")
        if found.count is not None and found.count > len(found.value):
            raise DataError(
                f"the server counts {found.count:,} interviews and lists {len(found.value):,}",
                code="list-not-whole",
                hint="nothing was changed; run the same command again",
            )
        return found.value

    def rows(self, page: int, since: str | None) -> Iterator[list[Row]]:
        """Pages of whole rows with their repeats, the newest first.

        Parameters
        ----------
        since : the day and time of the server from which on rows were sent or changed
        """
        query = f"$top={page}&$expand=*&$count=true"
        if since is not None:
            wanted = " or ".join(
                f"__system/{one} ge {since}" for one in ("submissionDate", "updatedAt")
            )
            query += f"&$filter={quote(wanted, safe='')}"
        token: str | None = ""
        while token is not None:
            more = f"&$skiptoken={quote(token, safe='')}" if token else ""
            found: _Page = self._get(f"{self._table}?{query}{more}", _Page, "a page of interviews")
            yield [Row(msgspec.json.decode(raw, type=Head), raw) for raw in found.value]
            token = _token(found.next) if found.value else None

    def row(self, interview: str) -> Row | None:
        """One whole row; None where it is not there, or deleted."""
        key = quote(interview.replace("'", "''"), safe="")
        try:
            found: _Page = self._get(f"{self._table}('{key}')?$expand=*", _Page, "an interview")
        except GoneError:
            return None
        return next((Row(msgspec.json.decode(raw, type=Head), raw) for raw in found.value), None)

    def xml(self, interview: str) -> bytes | None:
        """The XML of the latest version of an interview; None where it is not there."""
        return self._xml(f"{self._submission(interview)}.xml")

    def earlier(self, interview: str, after: int) -> list[tuple[str, bytes]]:
        """Versions of an edited interview but the latest, the oldest first: id and XML.

        Parameters
        ----------
        after : how many of the oldest are left out
        """
        place = f"{self._submission(interview)}/versions"
        listed = self._get(place, list[dict[str, Any]], "the versions of an interview")
        found = []
        older = [one for one in reversed(listed) if not one.get("current")]
        for one in older[after:]:
            xml = self._xml(f"{place}/{quote(str(one['instanceId']), safe='')}.xml")
            if xml is not None:
                found.append((str(one["instanceId"]), xml))
        return found

    def _xml(self, path: str) -> bytes | None:
        try:
            return self._signed.content(path, "the XML of an interview")
        except GoneError:
            return None

    def comments(self, interview: str) -> tuple[Comment, ...]:
        """What the office said of an interview, the oldest first."""
        place = f"{self._submission(interview)}/comments"
        try:
            found: list[Comment] = self._get(place, list[Comment], "the comments on an interview")
        except GoneError:
            return ()
        return tuple(sorted(found, key=lambda one: (one.created_at, one.body)))

    def attached(self, interview: str) -> list[Attached]:
        """The files that an interview names, there or not."""
        place = f"{self._submission(interview)}/attachments"
        found: list[Attached] = self._get(place, list[Attached], "the files of an interview")
        return found

    def download(self, interview: str, name: str, into: Any) -> str:
        """Hand the content of a file to `into` in pieces; its ETag."""
        place = f"{self._submission(interview)}/attachments/{quote(name, safe='')}"
        return self._line.download(place, into, "a file of an interview")

    def decrypted(self, passphrase: str) -> bytes | None:
        """The archive of all interviews, opened by the server; None where it holds no key.

        The passphrase is sent to the server, which holds the key that it opens.

        Raises
        ------
        StudyError
            `wrong-passphrase`.
        """
        place = f"{self._form}/submissions"
        keys: list[Key] = self._get(f"{place}/keys", list[Key], "the list of the form's keys")
        body = {str(one.id): passphrase for one in keys if one.managed}
        if not body:
            return None
        archive = f"{place}.csv.zip?attachments=false&deletedFields=true"
        try:
            return self._signed.sent(archive, body, "the opened interviews")
        except ServerError as error:
            if error.code != "refused-by-server":
                raise
            raise StudyError(
                "the passphrase does not open the form's key on the server",
                code="wrong-passphrase",
                where="MEASURE87_FORM_PASSPHRASE",
                hint="ask who turned encryption on; the server shows the hint that was left then",
            ) from None

    def _submission(self, interview: str) -> str:
        return f"{self._form}/submissions/{quote(interview, safe='')}"


def form_version(signed: Signed, form: str, version: str) -> bytes | None:
    """The XForm of a version of a form, by the path of the form; None where it is not there."""
    said = quote(version, safe="") if version else "___"
    try:
        return signed.content(f"{form}/versions/{said}.xml", "a form version")
    except GoneError:
        return None


def _token(link: str | None) -> str | None:
    """The token of a link; its address may name another host, and is not used."""
    if link is None:
        return None
    tokens = parse_qs(urlsplit(link).query).get("$skiptoken")
    return tokens[0] if tokens else None
