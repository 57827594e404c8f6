"""Where secrets come from: the environment, or the keyring of the system; no file of the study.

    MEASURE87_FIELD_KEY         the study's key, as `measure87 collect key` makes it
    MEASURE87_SERVER_USER       account of the server
    MEASURE87_SERVER_PASSWORD   its password
    MEASURE87_SERVER_TOKEN      a session's token, in place of both
    MEASURE87_FORM_KEY          private key of a form whose interviews are encrypted
    MEASURE87_FORM_PASSPHRASE   passphrase of a key that the server made and holds

The keyring is asked where the library `keyring` is installed, for the service `measure87` and the
same names in small letters (`field_key`, `server_user`, ...).
"""

import hmac
import os
from dataclasses import dataclass
from typing import Any

from measure87.collect.intake.study_key import StudyKey
from measure87.vocabulary.errors import MissingExtraError, StudyError

FIELD_KEY = "MEASURE87_FIELD_KEY"
_PREFIX, _SERVICE = "MEASURE87_", "measure87"


@dataclass(frozen=True)
class Account:
    """What a server knows its reader by; `repr` shows none of it."""

    user: str = ""
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        """Tell nothing."""
        return "Account(...)"


@dataclass(frozen=True)
class Identity:
    """The study's key: an identity of the format `age`, whose tool opens identifiers.age too."""

    text: str

    def __repr__(self) -> str:
        """Tell nothing."""
        return "Identity(...)"

    @property
    def study_key(self) -> StudyKey:
        """The secret of the journal, made of the identity."""
        return StudyKey(hmac.digest(b"measure87 field study", self.text.encode(), "sha256"))


def secret(name: str) -> str | None:
    """One secret, by the name of its variable; None where there is none."""
    said = os.environ.get(name)
    if said:
        return said.strip()
    try:
        import keyring  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    kept: str | None = keyring.get_password(_SERVICE, name.removeprefix(_PREFIX).lower())
    return kept


def server_account() -> Account:
    """The account of the server.

    Raises
    ------
    StudyError
        `no-account`, where neither a token nor a user with a password is given.
    """
    token = secret("MEASURE87_SERVER_TOKEN")
    if token:
        return Account(token=token)
    user, password = secret("MEASURE87_SERVER_USER"), secret("MEASURE87_SERVER_PASSWORD")
    if not user or not password:
        raise StudyError(
            "there is no account for the server",
            code="no-account",
            hint="set MEASURE87_SERVER_USER and MEASURE87_SERVER_PASSWORD for this command, or "
            "keep them in the system's keyring; never write them into study.toml",
        )
    return Account(user, password)


def study_identity() -> Identity:
    """The study's key.

    Raises
    ------
    StudyError
        `no-key` or `bad-key`.
    """
    text = secret(FIELD_KEY)
    if not text:
        raise StudyError(
            "there is no key for what comes from the field",
            code="no-key",
            hint=f"make one with `measure87 collect key`, give it to who holds the keys, and set "
            f"{FIELD_KEY} for this command",
        )
    _checked(text)
    return Identity(text)


def new_identity() -> Identity:
    """A new key."""
    return Identity(str(_x25519().Identity.generate()))


def _checked(text: str) -> None:
    try:
        _x25519().Identity.from_str(text)
    except Exception:  # pyrage's own class of errors, whose text would show the key
        raise StudyError(
            f"{FIELD_KEY} is no key of the format age",
            code="bad-key",
            hint="it begins with AGE-SECRET-KEY-1 and is copied whole",
        ) from None


def _x25519() -> Any:
    try:
        from pyrage import x25519
    except ImportError as error:
        raise MissingExtraError("pyrage", "field") from error
    return x25519
