"""Lists of entities on ODK Central: the sample, which forms show to interviewers.

An entity is known by a hash of project, list and label, in the shape that the server wants, so that
the same sample sent twice is there once. What is there stays as it is: fieldwork may have changed
it. Whoever has an account or a phone of the project reads a list.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

import msgspec

from measure87.collect.intake.http import ConflictError, GoneError, Line
from measure87.collect.intake.publishing import as_manager
from measure87.collect.intake.secrets import Account
from measure87.collect.intake.settings import FieldSettings
from measure87.collect.intake.signed import Signed
from measure87.vocabulary.errors import DataError, UsageError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_RESERVED = ("name", "label")
"""Names that the server keeps for itself, in any case; so are those that begin with two lines."""
_MOST_BYTES = 100_000
"""Of one request: the recorded server refuses 300,000."""


@dataclass(frozen=True)
class Entity:
    """One row of a list.

    label : how forms show it; unique in its list
    data : property to value, all of them texts
    """

    label: str
    data: Mapping[str, str]


@dataclass(frozen=True)
class Sent:
    """What became of a list.

    made : entities that are new on the server
    there : those that were there already, and stay as they are
    deleted : those that somebody deleted on the server, and are not brought back
    """

    made: int
    there: int
    deleted: int


@dataclass(frozen=True)
class Listed:
    """What a list has on the server."""

    there: int
    deleted: int


class _Property(msgspec.Struct):
    name: str


class _List(msgspec.Struct):
    properties: list[_Property]


class _Known(msgspec.Struct):
    uuid: str


def send_entities(
    name: str,
    entities: Sequence[Entity],
    settings: FieldSettings,
    account: Account,
    line: Line | None = None,
) -> Sent:
    """Bring entities to a list, which is made with its properties where it is not there.

    Raises
    ------
    UsageError, DataError
        Before anything is sent: a name that the server does not take, a label that is empty or
        stands twice.
    ServerError
        What was sent before stays; the same call goes on from there.
    """
    _check(name, entities)
    line = line or Line(settings.url, settings.timeout_seconds)
    try:
        with as_manager():
            return _Lists(settings.project, Signed(line, account)).send(name, entities)
    finally:
        line.close()


def list_entities(
    name: str, settings: FieldSettings, account: Account, line: Line | None = None
) -> Listed:
    """How many entities a list has; a list that is not there is a GoneError."""
    line = line or Line(settings.url, settings.timeout_seconds)
    try:
        return _Lists(settings.project, Signed(line, account)).listed(name)
    finally:
        line.close()


class _Lists:
    """The lists of one project."""

    def __init__(self, project: int, signed: Signed) -> None:
        self._project, self._signed = project, signed
        self._lists = f"/v1/projects/{project}/datasets"

    def listed(self, name: str) -> Listed:
        place = self._place(name)
        return Listed(len(self._known(place)), len(self._known(place, deleted=True)))

    def _place(self, name: str) -> str:
        return f"{self._lists}/{quote(name, safe='')}"

    def send(self, name: str, entities: Sequence[Entity]) -> Sent:
        place = self._place(name)
        self._make(name, place, {one for entity in entities for one in entity.data})
        rows = {self._uuid(name, one.label): one for one in entities}
        there, gone = self._known(place), self._known(place, deleted=True)
        new = {uuid: one for uuid, one in rows.items() if uuid not in there | gone}
        for batch in _batches(new):
            self._add(place, name, batch)
        return Sent(len(new), len(rows.keys() & there), len(rows.keys() & (gone - there)))

    def _make(self, name: str, place: str, properties: set[str]) -> None:
        """The list and its properties, as far as they are not there."""
        try:
            found: _List = self._signed.get(place, _List, "the list of entities")
        except GoneError:
            self._post(self._lists, {"name": name})
            found = _List([])
        for one in sorted(properties - {each.name for each in found.properties}):
            self._post(f"{place}/properties", {"name": one})

    def _post(self, path: str, body: Mapping[str, str]) -> None:
        try:
            self._signed.post(path, body, "the list of entities")
        except ConflictError:  # it came though the answer did not
            return

    def _known(self, place: str, *, deleted: bool = False) -> set[str]:
        query = "?deleted=true" if deleted else ""
        found: list[_Known] = self._signed.get(
            f"{place}/entities{query}", list[_Known], "the entities"
        )
        return {one.uuid for one in found}

    def _add(self, place: str, name: str, batch: list[dict[str, object]]) -> None:
        """All of a batch or none of it, as the server has it."""
        size = len(msgspec.json.encode(batch))
        body = {"source": {"name": f"{name}.csv", "size": size}, "entities": batch}
        try:
            self._signed.post(f"{place}/entities", body, "entities")
        except ConflictError:
            if not {str(one["uuid"]) for one in batch} <= self._known(place):
                raise

    def _uuid(self, name: str, label: str) -> str:
        said = msgspec.json.encode([self._project, name, label])
        return str(UUID(bytes=hashlib.sha256(said).digest()[:16], version=4))


def _batches(rows: Mapping[str, Entity]) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    room = _MOST_BYTES
    for uuid, one in rows.items():
        row: dict[str, object] = {"uuid": uuid, "label": one.label, "data": dict(one.data)}
        size = len(msgspec.json.encode(row))
        if batch and size > room:
            yield batch
            batch, room = [], _MOST_BYTES
        batch.append(row)
        room -= size
    if batch:
        yield batch


def _check(name: str, entities: Sequence[Entity]) -> None:
    for one in (name, *dict.fromkeys(each for entity in entities for each in entity.data)):
        if not _NAME.fullmatch(one) or one.startswith("__") or one.casefold() in _RESERVED:
            raise UsageError(
                f"{one!r} is no name of a list or property of entities",
                hint="letters of English, digits, _ - and ., and neither name nor label",
            )
    labels = [one.label for one in entities]
    if blank := sum(not label.strip() for label in labels):
        raise DataError(
            f"{blank:,} of {len(labels):,} rows have no label",
            code="no-label",
            hint="the column of --label has to tell rows apart",
        )
    if twice := len(labels) - len(set(labels)):
        raise DataError(
            f"{twice:,} of {len(labels):,} rows have a label that stands before",
            code="label-twice",
            hint="the column of --label has to tell rows apart: each stands once",
        )
