"""Reads the table `[field]` of a field study's `study.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from measure87.files.settings import (
    FLAG,
    TEXT,
    LeftOut,
    Place,
    choice,
    read_declared,
    read_toml,
    refined,
    settings_at_fault,
    texts,
    whole,
)
from measure87.vocabulary.errors import StudyError

FILE = "study.toml"
FIELD = "field"
SECRETS = ("password", "passphrase", "token", "user", "username", "email", "key", "secret")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _url(key: str, url: str, place: Place) -> str:
    parts = urlsplit(url)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise place.fault(
            f"{key} has more than an address",
            hint='write "https://central.example"; accounts come from the environment',
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise place.fault(
            f"{key} is {url!r}, over which others could read along", hint='write "https://..."'
        )
    return url.rstrip("/")


@dataclass(frozen=True, kw_only=True)
class FieldSettings:
    """Whence the interviews come, and what of them is split off."""

    server: Annotated[
        Literal["central"], choice(("central",)), "kind of server: `central` (ODK Central)"
    ] = "central"
    url: Annotated[str, refined(TEXT, _url), "address of the server, by https"]
    project: Annotated[int, whole(1, 2**31 - 1), "number of the project on the server"]
    form: Annotated[str, TEXT, "id of the form on the server"]
    key_holder: Annotated[str, TEXT, "who holds the study's key: a person or office, not the key"]
    xml: Annotated[
        Literal["all", "needed"],
        choice(("all", "needed")),
        "whether the XML of every interview is read (one request each; finds those that were cut "
        "on their way), or only where the table of the server leaves something out",
    ] = "all"
    attachments: Annotated[bool, FLAG, "whether photos, sounds and audits are fetched"] = True
    comments: Annotated[
        Literal["reviewed", "all", "none"],
        choice(("reviewed", "all", "none")),
        "whose comments of the office are fetched: `reviewed`, of interviews that have a state of "
        "review, when they are read; `all`, of every interview at every pull (one request each); "
        "`none`. They may name persons, and go to the encrypted file",
    ] = "reviewed"
    identifiers: Annotated[
        tuple[str, ...], texts(), "questions whose answers name or find a person", LeftOut("none")
    ] = ()
    not_identifiers: Annotated[
        tuple[str, ...],
        texts(),
        "questions whose names look like it, and whose answers do not",
        LeftOut("none"),
    ] = ()
    page: Annotated[int, whole(1, 10_000), "interviews asked for at a time"] = 250
    timeout_seconds: Annotated[int, whole(1, 3600), "how long the server may stay silent"] = 60


def read_field_settings(study: Path) -> FieldSettings:
    """The settings of a study folder.

    Raises
    ------
    StudyError
        If there is no `[field]`, a key is missing or unknown, or a secret stands there.
    """
    content = read_toml(study / FILE)
    part = content.get(FIELD)
    if not isinstance(part, dict):
        raise StudyError(
            f"{FILE} has no table [{FIELD}]",
            code="no-field",
            where=str(study),
            hint="say there where the interviews come from, see docs/how-to/servers.md",
        )
    _refuse_secrets(part)
    with settings_at_fault(FIELD):
        made: FieldSettings = read_declared(FieldSettings, part, Place(f"{FILE} [{FIELD}]", study))
        return made


def _refuse_secrets(part: Mapping[str, Any]) -> None:
    for key in part:
        if key.casefold() in SECRETS:
            raise StudyError(
                f"[{FIELD}] has the key {key!r}; secrets are in no file of a study",
                code="secret-in-settings",
                where=FILE,
                hint="delete the line, change the secret, for this file may have been copied, "
                "and give it in the environment: MEASURE87_SERVER_USER, MEASURE87_SERVER_PASSWORD",
            )
