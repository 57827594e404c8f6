"""Entity lists of the stand-in: made, changed and deleted by the server's own interface."""

import json
import re
from dataclasses import dataclass, field

from tests.standin.answers import json_answer
from tests.standin.kept import ProblemError, not_found

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass
class Entity:
    """One entity with its versions, the newest last."""

    uuid: str
    creator: int
    created_at: str
    versions: list[dict] = field(default_factory=list)
    updated_at: str | None = None
    deleted_at: str | None = None

    def to_json(self, data=True):
        now = dict(self.versions[-1])
        if not data:
            now = {k: v for k, v in now.items() if k not in ("data", "dataReceived")}
        return {
            "uuid": self.uuid, "creatorId": self.creator, "conflict": None,
            "createdAt": self.created_at, "updatedAt": self.updated_at,
            "deletedAt": self.deleted_at, "currentVersion": now,
        }  # fmt: skip


@dataclass
class EntityList:
    """A list, with the names of its properties."""

    name: str
    properties: tuple[str, ...]
    created_at: str
    entities: dict[str, Entity] = field(default_factory=dict)


class Entities:
    """What the stand-in does about entity lists; `Central` has it."""

    def __init__(self):
        self.lists: dict[tuple[int, str], EntityList] = {}

    def entity_list(self, name, properties, project=1):
        found = EntityList(name, tuple(properties), self.clock())
        self.lists[project, name] = found
        return found

    def _list(self, project, name):
        found = self.lists.get((int(project), name))
        if found is None:
            raise not_found()
        return found

    def _datasets(self, environ, body, project, **_):
        if environ["REQUEST_METHOD"] == "POST":
            name = json.loads(body)["name"]
            if (int(project), name) in self.lists:
                raise ProblemError(
                    409.3, f"A resource already exists with name,projectId value(s) of {name},"
                    f"{project}.", fields=["name", "projectId"], values=[name, project],
                    table="datasets")  # fmt: skip
            return self._described_list(project, self.entity_list(name, (), int(project)))
        return json_answer([
            {"name": one.name, "createdAt": one.created_at, "projectId": int(project),
             "approvalRequired": False, "ownerOnly": False, "deletedAt": None}
            for (number, _), one in self.lists.items() if number == int(project)
        ])  # fmt: skip

    def _dataset(self, project, name, **_):
        return self._described_list(project, self._list(project, name))

    def _described_list(self, project, found):
        return json_answer(
            {"name": found.name, "createdAt": found.created_at, "projectId": int(project),
             "approvalRequired": False, "ownerOnly": False, "deletedAt": None,
             "lastUpdate": found.created_at, "linkedForms": [], "sourceForms": [],
             "draftLinkedForms": [], "draftSourceForms": [],
             "properties": [{"name": one, "odataName": one, "forms": []}
                            for one in found.properties]})  # fmt: skip

    def _property(self, body, project, name, **_):
        found, said = self._list(project, name), json.loads(body)["name"]
        if said in found.properties:
            raise ProblemError(
                409.3, f"A resource already exists with name,datasetId value(s) of {said}.",
                fields=["name", "datasetId"], values=[said], table="ds_properties")  # fmt: skip
        found.properties = (*found.properties, said)
        return json_answer({"success": True})

    def _entities(self, environ, query, body, project, name, **_):
        found = self._list(project, name)
        if environ["REQUEST_METHOD"] == "GET":
            deleted = query.get("deleted") == "true"
            rows = [e for e in found.entities.values() if bool(e.deleted_at) == deleted]
            return json_answer([one.to_json(data=False) for one in reversed(rows)])
        said, actor = json.loads(body), self._known(environ)
        agent = environ.get("HTTP_USER_AGENT")
        if "entities" in said:
            made = [self._made(found, one, actor, agent) for one in said["entities"]]
            found.entities |= {one.uuid: one for one in made}
            return json_answer({"success": True})
        one = self._made(found, said, actor, agent)
        found.entities[one.uuid] = one
        return json_answer(one.to_json())

    def _made(self, entity_list, said, actor, agent):
        """An entity, checked as the server does; nothing is kept yet, so that all or none are."""
        uuid = said.get("uuid", "")
        if not _UUID4.fullmatch(uuid):
            expected = "valid version 4 UUID"
            raise ProblemError(
                400.11, f"Invalid input data type: expected (uuid) to be ({expected})",
                field="uuid", expected=expected)  # fmt: skip
        if uuid in entity_list.entities:
            raise ProblemError(
                409.3, f"A resource already exists with uuid value(s) of {uuid}.",
                fields=["uuid"], values=[uuid], table="entities")  # fmt: skip
        if "label" not in said:
            raise ProblemError(400.2, "Required parameter label missing.", field="label")
        self._checked(entity_list, said)
        when = self.clock()
        one = Entity(uuid, actor, when)
        one.versions.append(self._version(one, said, said["data"], actor, agent, when))
        return one

    def _checked(self, entity_list, said):
        if said.get("label") == "":
            blank, why = "(empty string)", "Label cannot be blank."
            raise ProblemError(400.8, f"Unexpected label value {blank}; {why}", field="label",
                               value=blank, reason=why)  # fmt: skip
        for name, value in said.get("data", {}).items():
            if name not in entity_list.properties:
                why = f"You specified the dataset property [{name}] which does not exist."
                raise ProblemError(400.28, f"The entity is invalid. {why}", reason=why)
            if not isinstance(value, str):
                raise ProblemError(
                    400.11, f"Invalid input data type: expected ({name}) to be (string)",
                    field=name, expected="string")  # fmt: skip

    def _version(self, one, said, data, actor, agent, when):
        before = one.versions[-1] if one.versions else None
        label = said.get("label", before["label"] if before else None)
        received = ({"label": said["label"]} if "label" in said else {}) | said.get("data", {})
        return {
            "current": True, "label": label, "creatorId": actor, "userAgent": agent, "data": data,
            "version": len(one.versions) + 1, "baseVersion": before["version"] if before else None,
            "dataReceived": received, "conflictingProperties": None, "createdAt": when,
            "branchId": None, "trunkVersion": None, "branchBaseVersion": None,
        }  # fmt: skip

    def _entity(self, environ, query, body, project, name, uuid, restore=None, **_):
        found = self._list(project, name)
        one = found.entities.get(uuid)
        method = environ["REQUEST_METHOD"]
        if one is None or (bool(one.deleted_at) != bool(restore)):
            raise not_found()
        if restore:
            one.deleted_at = None
        elif method == "DELETE":
            one.deleted_at = self.clock()
        elif method == "PATCH":
            self._patched(environ, found, one, query, json.loads(body))
        if method in ("DELETE", "POST"):
            return json_answer({"success": True})
        return json_answer(one.to_json())

    def _patched(self, environ, found, one, query, said):
        now = one.versions[-1]["version"]
        if query.get("force") != "true" and query.get("baseVersion") != str(now):
            provided = query.get("baseVersion", "")
            raise ProblemError(
                409.15, f"Current version of the Entity is '{now}' and you provided '{provided}'. "
                "Please correct the version number or pass '?force=true' in the URL to forcefully "
                "update the Entity.", current=str(now), provided=provided)  # fmt: skip
        self._checked(found, said)
        when = self.clock()
        data = one.versions[-1]["data"] | said.get("data", {})
        agent = environ.get("HTTP_USER_AGENT")
        one.versions.append(self._version(one, said, data, self._known(environ), agent, when))
        one.updated_at = when
