"""A line to ODK Central on which an account is signed in; a session that ended is begun anew."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from measure87.collect.intake.http import Content, Line, SignedOutError
from measure87.collect.intake.secrets import Account
from measure87.files.json_file import json_as


class _Session(msgspec.Struct):
    token: str


class Signed:
    """Requests of one account."""

    def __init__(self, line: Line, account: Account) -> None:
        self._line, self._account = line, account
        if account.token:
            line.headers["Authorization"] = f"Bearer {account.token}"
        else:
            self._sign_in()

    def _sign_in(self) -> None:
        body = {"email": self._account.user, "password": self._account.password}
        session = self._line.post("/v1/sessions", body, reads(_Session), "the sign-in")
        self._line.headers["Authorization"] = f"Bearer {session.token}"

    def get(self, path: str, kind: Any, what: str) -> Any:
        """An answer as JSON."""
        return self._again(lambda: self._line.get(path, reads(kind), what))

    def content(self, path: str, what: str) -> bytes:
        """An answer as it is; never empty."""
        return self._again(lambda: self._line.get(path, _not_empty, what))

    def post(self, path: str, body: Mapping[str, Any] | Content | None, what: str) -> None:
        """Send something; the answer is not needed.

        What is sent may have arrived though the answer did not, and is then sent again: ask
        afterwards what stands there.
        """
        self._again(lambda: self._line.post(path, body, bytes, what))

    def sent(self, path: str, body: Mapping[str, Any], what: str) -> bytes:
        """What the server answers to something sent, as it is; never empty."""
        return self._again(lambda: self._line.post(path, body, _not_empty, what))

    def _again[Made](self, once: Callable[[], Made]) -> Made:
        try:
            return once()
        except SignedOutError:
            if self._account.token:
                raise
            self._sign_in()
            return once()


def _not_empty(content: bytes) -> bytes:
    if not content:
        raise ValueError
    return content


def reads(kind: Any) -> Any:
    """A decoder, strict; what is cut or of another shape is a ValueError."""

    def read(content: bytes) -> Any:
        try:
            return json_as(content, kind)
        except msgspec.MsgspecError as error:
            raise ValueError from error

    return read
