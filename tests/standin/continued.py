"""Brings the stand-in to where the recorded server stood, request by recorded request.

`continued()` sends what the recordings sent, at the times at which the server says it took it, so
that what the stand-in answers can be laid beside what the real server answered.
"""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from tests.standin.central import Central
from tests.standin.kept import read_submission
from tests.standin.multipart import read_multipart
from tests.standin.odata import read_token, token_of
from tests.standin.recordings import HERE, Exchange, recordings

FORMS = HERE / "forms"
_TOKEN, _KEY = re.compile(r"TOKEN\d{3}x+"), re.compile(r"/v1/key/(TOKEN\d{3}x+)/")
_POSITION = re.compile(r"\b[0-9a-f]{40}\b")
_ELSEWHERE = re.compile(
    r"entity|before assignment|before publish|form get|second user|viewer|cookie|json body|"
    r"accept xml|xml format|seen through a proxy"
)
"""Entities, roles of accounts, cookies, limits and formats: replayed, not continued."""
_SENDING = re.compile(r"submissions?(\?|$)|/submissions/.*")


def form_xml(name):
    """The XForm of a recorded form."""
    return (FORMS / f"{name}.xml").read_text("utf-8")


@dataclass(frozen=True)
class Said:
    """What the stand-in answers to a recorded request."""

    exchange: Exchange
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class _Times:
    """The times that the real server gave, found in what it said later."""

    def __init__(self, exchanges):
        self.created, self.updated, self.deleted = {}, {}, {}
        for one in exchanges:
            for row in _rows(one):
                said = row["__system"]
                if "edits" not in said:
                    self.created.setdefault(row["__id"], said.get("submissionDate"))
                    continue
                self.created[row["__id"]] = said["submissionDate"]
                self.updated.setdefault((row["__id"], said["edits"]), said["updatedAt"])
                if said["deletedAt"]:
                    self.deleted[row["__id"]] = said["deletedAt"]


def _rows(exchange):
    if ".svc/Submissions" not in exchange.target or exchange.status != 200:
        return
    for row in json.loads(exchange.answer)["value"]:
        if "__system" in row and "__id" in row:
            yield row


def continued(exchanges=None, central=None) -> Iterator[Said]:
    """What the stand-in answers, one recorded request of the form after the other."""
    exchanges = exchanges or recordings()
    times = _Times(exchanges)
    central = central if central is not None else Central()
    clock = central.clock = _Set()
    central.actors |= {5: "admin@central.example", 24: "open link"}
    names, main = _Names(), Main.of(exchanges)
    without = [(when, id_) for id_, when in times.created.items() if not id_.startswith("uuid:")]
    central.next_ids = [id_ for _, id_ in sorted(without)]
    for one in exchanges:
        clock.now = one.at
        if _form_changes(central, one, main, names) or not _handled(one, main):
            continue
        clock.now = _time(main.kept(central), times, one) or one.at
        said = answered(central, one, names)
        names.learn(one, said)
        yield said


class _Names:
    """What the real server made (ids of positions, ETags), and what the stand-in makes of it."""

    def __init__(self):
        self.known = {}

    def learn(self, one, said):
        pairs = [(_POSITION.findall(one.answer.decode("utf-8", "replace")),
                  _POSITION.findall(said.body.decode("utf-8", "replace")))]  # fmt: skip
        tags = [{k.lower(): v for k, v in h}.get("etag") for h in
                (one.answer_headers, said.headers)]  # fmt: skip
        for theirs, ours in pairs:
            if len(theirs) == len(ours):
                self.known |= dict(zip(theirs, ours, strict=True))
        if None not in tags:
            self.known[tags[0]] = tags[1]

    def ours(self, text):
        return _POSITION.sub(lambda f: self.known.get(f[0], f[0]), text)

    def target(self, target):
        def token(found):
            said = read_token(unquote(found[1]))
            if not said or "repeatId" not in said:
                return found[0]
            return "skiptoken=" + quote(token_of({"repeatId": self.ours(said["repeatId"])}))

        return re.sub(r"skiptoken=([^&]+)", token, self.ours(target))


class _Set:
    now = ""

    def __call__(self):
        return self.now


@dataclass(frozen=True)
class Main:
    """The form of a set of recordings: the first that was made."""

    project: int
    id: str

    @classmethod
    def of(cls, exchanges):
        for one in exchanges:
            if (
                one.method == "POST"
                and one.status == 200
                and one.target.partition("?")[0].endswith("/forms")
            ):
                said = json.loads(one.answer)
                return cls(said["projectId"], said["xmlFormId"])
        raise ValueError("no form was made in these recordings")

    @property
    def path(self):
        return f"/v1/projects/{self.project}/forms/{quote(self.id)}"

    def kept(self, central):
        return central.form(self.id, self.project)


def _form_changes(central, one, main, names):
    """Make, publish, open and close the form as it was; True where that is all."""
    path = one.target.partition("?")[0]
    if one.status != 200:
        return False
    if one.method == "PATCH" and path == main.path:
        form = main.kept(central)
        form.state = json.loads(one.body).get("state", form.state)
        form.events += 1
        return True
    made = path == f"/v1/projects/{main.project}/forms" and one.method == "POST"
    if made and json.loads(one.answer)["xmlFormId"] != main.id:
        return True
    if made or (
        one.method == "POST" and path in (f"{main.path}/draft", f"{main.path}/draft/publish")
    ):
        said = answered(central, one, names)
        assert said.status == 200, one.label
        return True
    return False


def _handled(one, main):
    """What the stand-in is made for: submissions of the form, and its OData."""
    if "draft" in one.target or not one.status or _ELSEWHERE.search(one.label):
        return False
    if any(name.lower() == "x-extended-metadata" for name, _ in one.headers):
        return False
    own = one.target.startswith(main.path) or (
        f"/projects/{main.project}/submission" in one.target and "/test/" not in one.target
    )
    return own and not re.search(
        r"assignments|public-links|submissions\.csv|geojson|submitters|audits|metadata|manifest|"
        r"xlsx|/attachments/areas|forms/[^/]+/attachments|/fields|\.xml$|/versions$|/versions/\d",
        one.target,
    )


def _time(form, times, one):
    if one.method in ("PUT", "PATCH") and one.status == 200:
        return json.loads(one.answer).get("updatedAt")
    if one.method == "DELETE":
        return times.deleted.get(re.sub("%3A", ":", one.target.rpartition("/")[2]))
    xml = _sent_xml(one)
    if xml is None:
        return None
    try:
        _, _, instance, deprecated = read_submission(xml)
    except Exception:
        return None
    if deprecated and one.method == "POST" and "key" in one.target:
        root = next((s for s in form.submissions.values()
                     if deprecated in [v.instance_id for v in s.versions]), None)  # fmt: skip
        return times.updated.get((root.id, len(root.versions))) if root else None
    if one.status in (200, 201) and instance is None:
        return json.loads(one.answer)["createdAt"] if one.status == 200 else None
    return times.created.get(instance)


def _sent_xml(one):
    if one.method not in ("POST", "PUT") or not _SENDING.search(one.target):
        return None
    if "/key/" in one.target or one.target.startswith("/v1/projects/1/submission"):
        kind = {k.lower(): v for k, v in one.headers}.get("content-type", "")
        parts = read_multipart(kind, one.body) or {}
        return parts.get("xml_submission_file", ("", b""))[1].decode("utf-8", "replace")
    return one.body.decode("utf-8", "replace")


def answered(central, one, names) -> Said:
    """Send one recorded request to the stand-in, without a line."""
    _let_in(central, one)
    given = {}

    def start_response(status, headers):
        given["status"], given["headers"] = int(status[:3]), tuple(headers)

    said = {k.lower(): v for k, v in one.headers}
    environ = {
        "REQUEST_METHOD": one.method, "REQUEST_URI": names.target(one.target),
        "CONTENT_LENGTH": str(len(one.body)), "CONTENT_TYPE": said.get("content-type", ""),
        "HTTP_AUTHORIZATION": said.get("authorization", ""), "wsgi.input": io.BytesIO(one.body),
        "HTTP_USER_AGENT": said.get("user-agent", ""),
        "HTTP_IF_NONE_MATCH": names.known.get(said.get("if-none-match"), ""),
    }  # fmt: skip
    body = b"".join(central(environ, start_response))
    return Said(one, given["status"], given["headers"], body)


def _let_in(central, one):
    """The recorded tokens that the real server took are known here too."""
    for name, value in one.headers:
        found = _TOKEN.search(value)
        if name.lower() == "authorization" and found and one.status not in (401, 403):
            central.tokens[found[0]] = 5
    found = _KEY.search(one.target)
    if found and one.status not in (401, 403):
        central.keys[found[1]] = 24 if found[1].startswith("TOKEN013") else 10
