"""What the stand-in keeps: projects, forms, submissions; and what happens to them."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

from tests.standin.loose_xml import read_loosely
from tests.standin.xforms import XForm, read_xform


@dataclass
class Version:
    """One version of a submission."""

    xml: str
    instance_id: str
    created_at: str
    submitter: int
    device: str | None
    agent: str | None
    form_version: str
    made: dict = field(default_factory=dict)

    @cached_property
    def node(self):
        return read_loosely(self.xml)

    @property
    def encrypted(self):
        return self.node.attributes.get("encrypted") == "yes"


@dataclass
class Submission:
    """A submission with all its versions, the newest last."""

    id: str
    number: int
    created_at: str
    versions: list[Version]
    updated_at: str | None = None
    deleted_at: str | None = None
    review: str | None = None
    files: dict[str, bytes | None] = field(default_factory=dict)
    comments: list[dict] = field(default_factory=list)

    @property
    def now(self):
        return self.versions[-1]


@dataclass
class FormVersion:
    """A published definition."""

    xform: XForm
    xml: str
    published_at: str
    sha256: str
    key_id: int | None = None


@dataclass
class Form:
    """A form with its versions, the newest last, and its submissions by id."""

    id: str
    created_at: str
    state: str = "open"
    versions: list[FormVersion] = field(default_factory=list)
    draft: str | None = None
    draft_files: dict[str, bytes | None] = field(default_factory=dict)
    """Files that the draft, or else the published form, asks for; None where they are not there."""
    submissions: dict[str, Submission] = field(default_factory=dict)
    events: int = 0
    keys: list[dict] = field(default_factory=list)
    archives: dict[str, bytes] = field(default_factory=dict)
    """Opened tables by the passphrase that opens them."""

    @property
    def now(self):
        return self.versions[-1]

    def version(self, name):
        return next((one for one in self.versions if one.xform.version == name), None)


class ProblemError(Exception):
    """What the server refuses, with its own number and words."""

    def __init__(self, code, message, **details):
        super().__init__(message)
        self.status = int(code)
        self.body = {"message": message, "code": code} | ({"details": details} if details else {})


def not_found():
    return ProblemError(404.1, "Could not find the resource you were looking for.")


def publish(form, xml, when, version=None):
    """Publish a definition; XML without the form's id is refused."""
    xform = read_xform(xml)
    if version is not None:
        xform = XForm(xform.id, version, xform.title, xform.fields)
    if form.version(xform.version):
        raise ProblemError(
            409.6, f"You tried to publish the form '{form.id}' with version '{xform.version}', but "
            "a published form has already existed in this project with those identifiers.",
            xmlFormId=form.id, version=xform.version,
        )  # fmt: skip
    sha = hashlib.sha256((xml + xform.version).encode()).hexdigest()
    form.versions.append(FormVersion(xform, xml, when, sha))


def read_submission(xml):
    """Form id, version, instance id and the id that it edits, of XML that need not be whole."""
    node = read_loosely(xml)
    if node is None or not node.attributes.get("id"):
        raise ProblemError(400.2, "Required parameter form ID xml attribute missing.",
                      field="form ID xml attribute")  # fmt: skip
    meta = next((one for one in node.children if one.name == "meta"), None)
    said = {one.name: one.text for one in (meta.children if meta else ())}
    return (
        node.attributes["id"], node.attributes.get("version", ""),
        said.get("instanceID") or None, said.get("deprecatedID") or None,
    )  # fmt: skip


def expected_files(form_version, version):
    """Names of the files that a version of a submission speaks of."""
    node = version.node
    if version.encrypted:
        found = [node.first("encryptedXmlFile")] + [
            one.first("file") for one in node.every() if one.name == "media"
        ]
        return [one.text for one in found if one and one.text]
    wanted = [one.path for one in form_version.xform.fields if one.type == "binary"]
    return list(dict.fromkeys(name for path in wanted for name in _texts(node, path)))


def _texts(node, path):
    here = [node]
    for step in path:
        here = [below for one in here for below in one.all(step)]
    return [one.text for one in here if one.text]


def name_of(version):
    """The instanceName of a version."""
    meta = version.node.first("meta", "instanceName")
    return meta.text if meta else None


def differences(submission):
    """What each edit changed, by the id of the version."""
    found = {}
    for before, after in zip(submission.versions, submission.versions[1:], strict=False):
        found[after.instance_id] = list(_differ(before.node, after.node, []))
    return dict(reversed(found.items()))


def _plain(node):
    """Text, groups as dicts, members as lists."""
    if not node.children:
        return node.text
    names = dict.fromkeys(one.name for one in node.children)
    found = {}
    for name in names:
        members = [_plain(one) for one in node.all(name)]
        found[name] = members if isinstance(members[0], dict) else members[0]
    return found


def _differ(old, new, path):
    """Elements that one has and the other has not, or with another text; members by place."""
    for name in dict.fromkeys([one.name for one in (*old.children, *new.children)]):
        before, after = old.all(name), new.all(name)
        many = any(one.children for one in before + after) and name not in ("meta", "visit")
        for at in range(max(len(before), len(after))):
            here = [*path, [name, at] if many else name]
            pair = [side[at] if at < len(side) else None for side in (before, after)]
            yield from _pair(*pair, here)


def _pair(old, new, path):
    """One element on both sides; an empty member counts as none."""
    if old is not None and new is not None and old.children and new.children:
        yield from _differ(old, new, path)
        return
    full = [side is not None and bool(side.children) for side in (old, new)]
    texts = [side.text if side is not None else "" for side in (old, new)]
    if any(full) or texts[0] != texts[1]:
        said = {"old": old, "new": new}
        shown = {k: _plain(v) for (k, v), f in zip(said.items(), full, strict=True)
                 if v is not None and (f or not any(full))}  # fmt: skip
        yield shown | {"path": path}


def quoted(text):
    return quote(text, safe="")
