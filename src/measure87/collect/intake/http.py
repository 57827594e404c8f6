"""Asks a server, again where it falters, and believes no answer that is not whole.

A server that is busy (429, 502, 503, 504, or no answer) is asked again after what it says, or after
a while that doubles. A redirection is never followed: it could carry the account to another host.
"""

import email.utils
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from measure87.vocabulary.errors import DataError, MissingExtraError

MOST_BYTES = 512 * 1024 * 1024
"""Of one answer that is read into memory, unpacked; files of interviews are not."""
_AGAIN = (429, 500, 502, 503, 504)
_LONGEST_WAIT = 300.0


class ServerError(DataError):
    """The server answers, but not with what was asked for; or it does not answer."""


class GoneError(ServerError):
    """What was asked for is not there."""


class ConflictError(ServerError):
    """What was sent does not go together with what stands there."""


class SignedOutError(ServerError):
    """The server does not know the account any more."""


class _CutError(Exception):
    """An answer that is not whole."""


@dataclass(frozen=True)
class Content:
    """A file that is sent, with its media type."""

    kind: str
    data: bytes


type Body = Mapping[str, Any] | Content | None
"""What is sent: JSON, a file, or nothing."""


@dataclass
class Line:
    """A line to one server.

    tries : how often one request is made, before a person has to look
    sleep : waits a number of seconds
    most : bytes of one answer, unpacked
    asked : how many requests were made
    """

    url: str
    timeout: float = 60.0
    tries: int = 5
    sleep: Callable[[float], None] = time.sleep
    asked: int = 0
    most: int = MOST_BYTES
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open it; nothing is sent yet."""
        try:
            import httpx
        except ImportError as error:
            raise MissingExtraError("httpx", "field") from error
        self._httpx = httpx
        self._silenced = _silenced()
        self._client = httpx.Client(
            timeout=self.timeout, follow_redirects=False, trust_env=False,
            headers={"Accept-Encoding": "gzip, deflate"},
        )  # fmt: skip

    def close(self) -> None:
        """Close it."""
        self._client.close()
        for logger in self._silenced:
            logger.disabled = False

    def get[Made](self, path: str, made: Callable[[bytes], Made], what: str) -> Made:
        """What `made` makes of an answer; asked again where that fails with a ValueError.

        Parameters
        ----------
        what : how messages call it; never an id or an answer of a person
        """
        return self._repeated(lambda: self._whole("GET", path, made, None, what), what)

    def post[Made](self, path: str, body: Body, made: Callable[[bytes], Made], what: str) -> Made:
        """As `get`, of a request that sends something."""
        return self._repeated(lambda: self._whole("POST", path, made, body, what), what)

    def download(self, path: str, into: Callable[[Iterator[bytes]], None], what: str) -> str:
        """Hand the content of a file to `into` in pieces; its ETag."""

        def once() -> str:
            with self._answer("GET", path, None, what) as answer:
                into(answer.iter_bytes(1 << 20))
                return str(answer.headers.get("etag", ""))

        return self._repeated(once, what)

    def _whole[Made](
        self,
        method: str,
        path: str,
        made: Callable[[bytes], Made],
        body: Body,
        what: str,
    ) -> Made:
        with self._answer(method, path, body, what) as answer:
            content = bytearray()
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > self.most:
                    raise ServerError(
                        f"{what}: the answer of the server is larger than {self.most:,} bytes",
                        code="large-answer",
                        hint="nothing of it was kept; ask who runs the server",
                    )
        try:
            return made(bytes(content))
        except ValueError as error:
            raise _CutError from error

    @contextmanager
    def _answer(self, method: str, path: str, body: Body, what: str) -> Iterator[Any]:
        self.asked += 1
        request = self._client.build_request(method, f"{self.url}{path}", **self._sent(body))
        answer = self._client.send(request, stream=True)
        try:
            _refuse(answer, what)
            yield answer
        finally:
            answer.close()

    def _sent(self, body: Body) -> dict[str, Any]:
        if isinstance(body, Content):
            return {"content": body.data, "headers": self.headers | {"Content-Type": body.kind}}
        return {"json": body, "headers": self.headers}

    def _repeated[Made](self, once: Callable[[], Made], what: str) -> Made:
        wait, last = 1.0, ""
        for tried in range(1, self.tries + 1):
            try:
                return once()
            except _BusyError as error:
                last, pause = error.said, wait if error.wait is None else error.wait
            except _CutError:
                last, pause = "its answer was cut off", wait
            except self._httpx.TimeoutException:
                last, pause = f"it was silent for {self.timeout:g} seconds", wait
            except self._httpx.HTTPError as error:
                last, pause = f"the line broke ({type(error).__name__})", wait
            if tried < self.tries:
                self.sleep(min(pause, _LONGEST_WAIT))
                wait *= 2
        raise ServerError(
            f"{what}: {last}, {self.tries} times",
            code="server-silent",
            where=self.url,
            hint="what came before is kept; run the same command again later",
        )


def _silenced() -> list[logging.Logger]:
    """The loggers of the line, silenced: they write addresses, which name files of persons."""
    found = [
        logging.getLogger(name)
        for name in list(logging.root.manager.loggerDict)
        if name.partition(".")[0] in ("httpx", "httpcore")
    ]
    silenced = [logger for logger in found if not logger.disabled]
    for logger in silenced:
        logger.disabled = True
    return silenced


class _BusyError(Exception):
    def __init__(self, said: str, wait: float | None) -> None:
        super().__init__(said)
        self.said, self.wait = said, wait


def _refuse(answer: Any, what: str) -> None:
    status = answer.status_code
    if status < 300:
        return
    if status in _AGAIN:
        raise _BusyError(f"the server says {status}", _asked_to_wait(answer))
    if status < 400:
        raise ServerError(
            f"{what}: the server sends us elsewhere ({status}), which is not followed",
            code="redirected",
            hint="if the address changed, ask who runs the server and change `url` in study.toml",
        )
    if status == 401:
        raise SignedOutError(
            f"{what}: the server does not take the account (401)",
            code="signed-out",
            hint="check MEASURE87_SERVER_USER and MEASURE87_SERVER_PASSWORD",
        )
    if status == 403:
        raise ServerError(
            f"{what}: the account may not read it (403)",
            code="forbidden",
            hint="on ODK Central the account needs the role Project Viewer",
        )
    if status == 404:
        raise GoneError(
            f"{what} is not on the server (404)",
            code="not-found",
            hint="check `project` and `form` in study.toml",
        )
    kind = ConflictError if status == 409 else ServerError
    raise kind(f"{what}: the server says {status}", code="refused-by-server")


def _asked_to_wait(answer: Any) -> float | None:
    said = answer.headers.get("retry-after", "")
    if said.strip().isdecimal():
        return float(said)
    try:
        when = email.utils.parsedate_to_datetime(said)
        now = email.utils.parsedate_to_datetime(answer.headers["date"])
    except (ValueError, TypeError, KeyError, OverflowError):
        return None
    return max(0.0, (when - now).total_seconds())
