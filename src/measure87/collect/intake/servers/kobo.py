"""A KoboToolbox server, through its API of version 2: `GET /api/v2/assets/UID/data.json`.

Pages by `start` and `limit` with `count` and `results`, as the server's own sources have it
(github.com/kobotoolbox/kpi: `kpi/views/v2/data.py`, commit 01248d12, `kpi/paginators.py`, commit
0401fc47). Seen in public answers of servers: answers by their path, members of repeats with their
whole path; `meta/rootUuid` stays when an interview is edited, `meta/instanceID` does not. Seen in
its pages: `_validation_status.uid`, of which `validation_status_not_approved` is a rejection.
Believed: that `_submission_time`, which names no zone, is UTC; and how `sort` is written, as a
public client does. No server was tried.

The address `next` of a page is never followed: a page could send its reader to another host.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from measure87.collect.form.model import Form, placed, repeats
from measure87.collect.intake.servers.source import REJECTED, Attachment, Record, Submission
from measure87.vocabulary.errors import DataError, MissingExtraError, StudyError
from measure87.vocabulary.releases.common import Json

if TYPE_CHECKING:
    import httpx

LARGEST_PAGE = 200_000_000
_PAGE = 500
_TRIES = 4
_LONGEST_WAIT = 120.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
NOT_APPROVED = "validation_status_not_approved"
_OWN = ("_", "meta/", "formhub/")
"""How keys begin that are the server's, unless the form has a question of that name."""
_ALWAYS_OWN = (
    "__version__", "_attachments", "_bamboo_dataset_id", "_geolocation", "_id", "_notes", "_status",
    "_submission_time", "_submitted_by", "_supplementalDetails", "_tags", "_uuid",
    "_validation_status", "_version_", "_xform_id_string",
)  # fmt: skip
"""Keys that the server writes itself, whatever the form has."""


class _MovedError(Exception):
    """Interviews moved up, for some were deleted while they were read."""


class Kobo:
    """See `source.Source`.

    Parameters
    ----------
    url : of the server, as `https://kf.kobotoolbox.org`
    asset : the form's id there
    token : of an account that may view the data; from the environment or the keyring
    client : for tests
    """

    def __init__(
        self,
        url: str,
        asset: str,
        token: str,
        form: Form,
        *,
        page: int = _PAGE,
        client: "httpx.Client | None" = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise StudyError(
                f"the server is {url!r}, over which others could read along",
                code="no-https",
                hint='write "https://..."',
            )
        self._url, self._asset, self._token = url.rstrip("/"), asset, token
        self._client, self._page, self._sleep = client, page, sleep
        self._count = 0
        self._repeats = {
            "/".join(one.name for one in chain): chain[-1].name for chain in repeats(form)
        }
        self._of_form = {"/".join(one.path) for one in placed(form)} | self._repeats.keys()

    def submissions(self) -> Iterator[Submission]:
        """See `source.Source`."""
        client = self._client or self._new_client()
        try:
            yield from self._each_once(client)
        finally:
            if self._client is None:
                client.close()

    def _each_once(self, client: "httpx.Client") -> Iterator[Submission]:
        seen: set[str] = set()
        for _ in range(_TRIES):
            try:
                for page in self._pages(client):
                    for one in (self._submission(result) for result in page):
                        if one.id not in seen:  # edited between two pages, or read before
                            seen.add(one.id)
                            yield one
            except _MovedError:
                continue
            self._require_all(len(seen))
            return
        raise DataError(
            "interviews are deleted on the server while they are read",
            code="incomplete",
            hint="pull again when nobody deletes any",
        )

    def _pages(self, client: "httpx.Client") -> Iterator[Sequence[Mapping[str, Json]]]:
        """One page after the other, each asked for from the last interview of the one before.

        Pages count from the first interview: where one was deleted meanwhile, all after it move up
        and one would be missed, though the numbers agree.

        Raises
        ------
        _MovedError
            If the interview that the page begins with is another.
        """
        start, last = 0, None
        self._count = 1
        while start < self._count:
            again = min(start, 1)
            content = self._get(client, start - again, self._page + again)
            self._count, results = _page_of(content)
            if again and (results[0].get("_id") != last if results else self._count < start):
                raise _MovedError
            if len(results) <= again:
                return
            yield results[again:]
            start, last = start + len(results) - again, results[-1].get("_id")

    def _require_all(self, given: int) -> None:
        if given < self._count:
            raise DataError(
                f"the server has {self._count:,} interviews and gave {given:,} of them",
                code="incomplete",
                hint="pull again; interviews that were deleted meanwhile are not missing then",
            )

    def _new_client(self) -> "httpx.Client":
        try:
            import httpx
        except ImportError:
            raise MissingExtraError("httpx", "field") from None
        return httpx.Client(timeout=60.0, follow_redirects=False)

    def _get(self, client: "httpx.Client", start: int, limit: int) -> bytes:
        """One page; what passes by itself is tried again."""
        import httpx

        address = f"{self._url}/api/v2/assets/{self._asset}/data.json"
        asked = {"start": str(start), "limit": str(limit), "sort": '{"_id": 1}'}
        headers = {"Authorization": f"Token {self._token}", "Accept": "application/json"}
        wait = 1.0
        for attempt in range(_TRIES):
            try:
                with client.stream("GET", address, params=asked, headers=headers) as answer:
                    if answer.status_code == 200:
                        return _read(answer)
                    fault, wait = _fault(answer), _wait(answer, wait)
            except httpx.HTTPError:
                fault = _server("cannot be reached, or stopped in the middle", "try again later")
                wait *= 2
            if fault.code != "server" or attempt == _TRIES - 1:
                raise fault
            self._sleep(min(wait, _LONGEST_WAIT))
        raise AssertionError("the last attempt raises")

    def _submission(self, result: Mapping[str, Json]) -> Submission:
        own = result.get("meta/rootUuid") or result.get("meta/instanceID") or result.get("_uuid")
        if not isinstance(own, str) or not own:
            raise DataError("the server gave an interview without an id", code="bad-answer")
        review = result.get("_validation_status")
        return Submission(
            id=own if own.startswith("uuid:") else f"uuid:{own}",
            record=self._record(result, ""),
            version=_text(result.get("__version__")),
            submitted_at=_text(result.get("_submission_time")),
            submitter=_text(result.get("_submitted_by")),
            review=_reviewed(review) if isinstance(review, dict) else "",
            attachments=tuple(self._attachments(result.get("_attachments"))),
        )

    def _record(self, result: Mapping[str, Json], inside: str) -> Record:
        """Answers and members, by paths within their table."""
        found: dict[str, str | list[Record]] = {}
        for key, value in result.items():
            if not inside and self._is_of_server(key):
                continue
            short = key.removeprefix(f"{inside}/") if inside else key
            if key in self._repeats and isinstance(value, list):
                members = [one for one in value if isinstance(one, dict)]
                found[short] = [self._record(one, key) for one in members]
            elif (told := _text(value)) and not isinstance(value, list | dict):
                found[short] = told
        return found

    def _is_of_server(self, key: str) -> bool:
        return key in _ALWAYS_OWN or (key.startswith(_OWN) and key not in self._of_form)

    def _attachments(self, told: Json) -> Iterator[Attachment]:
        """Files of an interview that lie on the same server."""
        for one in told if isinstance(told, list) else []:
            if not isinstance(one, dict):
                continue
            address = _text(one.get("download_url"))
            if urlsplit(address).hostname != urlsplit(self._url).hostname:
                continue
            name = _text(one.get("filename")).replace("\\", "/").rpartition("/")[2]
            if name not in ("", ".", ".."):
                yield Attachment(name, address, _text(one.get("mimetype")))


def _reviewed(review: Mapping[str, Json]) -> str:
    """State of review by its label, which servers have in several languages, or as rejected."""
    return REJECTED if review.get("uid") == NOT_APPROVED else _text(review.get("label"))


def _read(answer: "httpx.Response") -> bytes:
    content = bytearray()
    for part in answer.iter_bytes():
        content += part
        if len(content) > LARGEST_PAGE:
            raise DataError(
                "the server's page is larger than any page of interviews",
                code="too-large",
                hint="ask for fewer interviews at a time",
            )
    return bytes(content)


def _page_of(content: bytes) -> tuple[int, Sequence[Mapping[str, Json]]]:
    try:
        page = json.loads(content)
        count, results = page["count"], page["results"]
        if not isinstance(count, int) or not all(isinstance(one, dict) for one in results):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DataError(
            "the server's answer is no page of interviews, or was cut off",
            code="bad-answer",
            hint="pull again; if it stays so, see whether the address is that of the API",
        ) from None
    return count, results


def _fault(answer: "httpx.Response") -> DataError:
    status = answer.status_code
    if status in (401, 403):
        hint = "give a token of an account that may view the form's data"
        return DataError("the server does not let this account in", code="account", hint=hint)
    if status == 404:
        hint = "look up its id in the address of the project"
        return DataError("the server knows no such form", code="no-form", hint=hint)
    if 300 <= status < 400:
        hint = "write the address that the server itself has; it is not followed to another"
        return DataError("the server sends to another address", code="redirect", hint=hint)
    return _server(f"answered with status {status}", "try again later")


def _wait(answer: "httpx.Response", before: float) -> float:
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isdigit() else 2 * before


def _server(text: str, hint: str) -> DataError:
    return DataError(f"the server {text}", code="server", hint=hint)


def _text(value: Json) -> str:
    if value is None or isinstance(value, bool):
        return ""
    return str(value).strip()
