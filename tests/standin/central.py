"""A stand-in for ODK Central that goes on where the recordings end: a WSGI application with state.

It shares no code with the client. `clock` gives the time of the server; what the recorded server
does that surprises is kept, for it is what a client has to stand.
"""

import json
import re
from urllib.parse import parse_qsl, unquote

from tests.standin import kept
from tests.standin.answers import Answer, json_answer, openrosa, problem_answer
from tests.standin.entities import Entities
from tests.standin.kept import Form, ProblemError, Submission, Version, not_found
from tests.standin.lists import service_document, table_answer
from tests.standin.multipart import read_multipart
from tests.standin.system import rest_of

PASSWORD = "only-for-the-stand-in"  # noqa: S105
PUT_NEEDS = (
    "This PUT endpoint expects a deprecatedID metadata tag pointing at the current version "
    "instanceID. I cannot find that tag in your request."
)
USER = "reader@central.example"


def definition(body):
    """The XForm of what was uploaded: XML, or a workbook that pyxform converts."""
    if not body.startswith(b"PK"):
        return body.decode()
    from pyxform.xls2xform import convert

    return convert(body, validate=False).xform


class Ticking:
    """A clock that goes a bit with every look; `jump` moves it."""

    def __init__(self, start="2031-03-05T09:00:00.000"):
        from datetime import datetime

        self.at = datetime.fromisoformat(start)

    def __call__(self):
        from datetime import timedelta

        self.at += timedelta(milliseconds=37)
        return self.at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.at.microsecond // 1000:03d}Z"

    def jump(self, **by):
        from datetime import timedelta

        self.at += timedelta(**by)


class Central(Entities):
    """The application, and by its methods what field and office do without a line between."""

    def __init__(self, clock=None, accounts=None):
        super().__init__()
        self.clock = clock or Ticking()
        self.accounts = accounts or {USER: PASSWORD}
        self.projects: dict[int, dict[str, Form]] = {1: {}}
        self.actors = {5: next(iter(self.accounts)), 10: "Tablet 1"}
        self.keys: dict[str, int] = {"app-user": 10}
        self.tokens: dict[str, int] = {}
        self.asked: list[tuple[str, str]] = []
        self.number = 0
        self.next_ids: list[str] = []
        self.held: list[Submission] = []

    # What people do

    def form(self, id_="hh_work", project=1):
        found = self.projects.get(project, {}).get(id_)
        if found is None:
            raise not_found()
        return found

    def publish(self, xml, project=1, version=None):
        from tests.standin.xforms import read_xform

        id_ = read_xform(xml).id
        forms = self.projects.setdefault(project, {})
        form = forms.setdefault(id_, Form(id_, self.clock()))
        kept.publish(form, xml, self.clock(), version)
        return form

    def submit(
        self,
        xml,
        *,
        project=1,
        form=None,
        actor=10,
        device=None,
        agent=None,
        files=None,
        rest=False,
        hold=False,
    ):
        """Take a submission, an edit, or files that come later. `hold`: commit it only later."""
        id_, version, instance, deprecated = kept.read_submission(xml)
        if form is not None and id_ != form:
            raise ProblemError(
                400.8,
                f"Unexpected form id value {id_}; did not match the form ID in the URL",
                field="form id",
                value=id_,
                reason="did not match the form ID in the URL",
            )
        found = self.form(id_, project)
        if found.state == "closed":
            raise ProblemError(
                409.2,
                "This form is not currently accepting submissions. Please talk "
                "to your program staff if this is unexpected.",
            )
        form_version = found.version(version)
        if form_version is None:
            raise ProblemError(
                404.6,
                f"The form version specified in this submission '{version}' does not exist.",
                formVersion=version,
            )
        if deprecated is not None and not rest:
            return self._edited(found, deprecated, xml, instance, actor, device, agent, files)
        if instance in found.submissions:
            return self._again(found, instance, xml, files, rest)
        if instance is None:
            from uuid import uuid4

            instance = self.next_ids.pop(0) if self.next_ids else str(uuid4())
        self.number += 1
        when = self.clock()
        submission = Submission(
            instance,
            self.number,
            when,
            [Version(xml, instance, when, actor, device, agent, version)],
        )
        self._take_files(found, submission, files)
        if hold:
            self.held.append((found, submission))
        else:
            found.submissions[instance] = submission
            found.events += 1
        return submission

    def commit(self):
        """Commit what was held: its dates are older than what came in between."""
        for form, submission in self.held:
            form.submissions[submission.id] = submission
            form.events += 1
        self.held.clear()

    def _again(self, form, instance, xml, files, rest):
        submission = form.submissions[instance]
        if len(submission.versions) > 1 and not rest:
            raise ProblemError(
                409.9,
                "You tried to update a submission, but the copy you were editing "
                "(undefined) is now out of date. Please get the new version that has been "
                "submitted, and make your edits again.",
            )
        if submission.deleted_at and not rest:
            raise ProblemError(409.8, "This submission has been deleted. You may not resubmit it.")
        if rest or submission.versions[0].xml != xml:
            if rest:
                raise ProblemError(
                    409.3,
                    "A resource already exists with formId,instanceId,draft value(s) of "
                    f"1,{instance},f.",
                    fields=["formId", "instanceId", "draft"],
                    values=["1", instance, "f"],
                    table="submissions",
                )
            raise ProblemError(
                409.7,
                "A submission already exists with this ID, but with different "
                "XML. Resubmissions to attach additional multimedia must resubmit an "
                "identical xml_submission_file.",
            )
        self._take_files(form, submission, files)
        return submission

    def _edited(self, form, deprecated, xml, instance, actor, device, agent, files):
        submission = next(
            (
                one
                for one in form.submissions.values()
                if deprecated in [version.instance_id for version in one.versions]
            ),
            None,
        )
        if submission is None:
            raise ProblemError(
                404.5,
                "You tried to update an existing submission, but we can't find "
                f"that submission to update ({deprecated})",
            )
        if submission.now.xml == xml:
            return submission
        return self.edit(form, submission, xml, deprecated, instance, actor, device, agent, files)

    def edit(
        self,
        form,
        submission,
        xml,
        deprecated,
        instance,
        actor=5,
        device=None,
        agent=None,
        files=None,
    ):
        if deprecated != submission.now.instance_id:
            raise ProblemError(
                409.9,
                "You tried to update a submission, but the copy you were editing "
                f"({deprecated}) is now out of date. Please get the new version that has been "
                "submitted, and make your edits again.",
                deprecatedId=deprecated,
            )
        when = self.clock()
        version = kept.read_submission(xml)[1]
        submission.versions.append(Version(xml, instance, when, actor, device, agent, version))
        submission.updated_at, submission.review = when, "edited"
        self._take_files(form, submission, files)
        form.events += 1
        return submission

    def _take_files(self, form, submission, files):
        names = kept.expected_files(form.version(submission.now.form_version), submission.now)
        before = submission.files
        submission.files = {name: before.get(name) for name in sorted(names)}
        for name, content in (files or {}).items():
            if name in submission.files:
                submission.files[name] = content

    def delete(self, submission, form=None):
        submission.deleted_at = self.clock()
        (form or self.form()).events += 1

    def restore(self, submission, form=None):
        submission.deleted_at = None
        (form or self.form()).events += 1

    def review(self, submission, state, form=None):
        if state not in (None, "approved", "hasIssues", "rejected"):
            why = "not a recognized state name"
            raise ProblemError(
                400.8,
                f"Unexpected state value {state}; {why}",
                field="state",
                value=state,
                reason=why,
            )
        submission.review, submission.updated_at = state, self.clock()
        (form or self.form()).events += 1

    # What comes over the line

    def __call__(self, environ, start_response):
        target = environ["REQUEST_URI"]
        self.asked.append((environ["REQUEST_METHOD"], target))
        path, _, query = target.partition("?")
        environ["standin.path"], environ["standin.query"] = path, query
        try:
            answer = self._routed(environ, path, dict(parse_qsl(query, keep_blank_values=True)))
        except ProblemError as problem:
            answer = problem_answer(problem)
        return answer.given(environ, start_response)

    def _routed(self, environ, path, query):
        method = environ["REQUEST_METHOD"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        for wanted, pattern, handler in _ROUTES:
            found = pattern.fullmatch(path)
            if found and method in wanted.split("|"):
                parts = {k: v if v is None else unquote(v) for k, v in found.groupdict().items()}
                if handler not in ("_sign_in", "_openrosa"):
                    self._known(environ)
                return getattr(self, handler)(environ=environ, query=query, body=body, **parts)
        raise not_found()

    def _known(self, environ):
        said = environ.get("HTTP_AUTHORIZATION", "")
        actor = self.tokens.get(said.removeprefix("Bearer "))
        if actor is None:
            raise ProblemError(401.2, "Could not authenticate with the provided credentials.")
        return actor

    def _sign_in(self, body, **_):
        said = json.loads(body)
        if self.accounts.get(said.get("email")) != said.get("password"):
            raise ProblemError(401.2, "Could not authenticate with the provided credentials.")
        token = f"{len(self.tokens) + 1:064d}"
        self.tokens[token] = 5
        now = self.clock()
        return json_answer({"token": token, "csrf": token, "expiresAt": now, "createdAt": now})

    def _form_get(self, project, form, **_):
        return json_answer(self._described(project, self.form(form, int(project)), -1))

    def _described(self, project, form, at):
        version = form.versions[at]
        return {
            "projectId": int(project),
            "xmlFormId": form.id,
            "state": form.state,
            "createdAt": form.created_at,
            "updatedAt": version.published_at,
            "keyId": version.key_id,
            "version": version.xform.version,
            "hash": version.sha256[:32],
            "sha256": version.sha256,
            "draftToken": None,
            "publishedAt": version.published_at,
            "name": version.xform.title,
        }

    def _form_new(self, body, query, project, **_):
        from tests.standin.xforms import read_xform

        xml = definition(body)
        found = read_xform(xml)
        if found is None or not found.id:
            raise ProblemError(400.2, "Required parameter form ID missing.")
        forms = self.projects.setdefault(int(project), {})
        if found.id in forms:
            raise ProblemError(
                409.3,
                "A resource already exists with projectId,xmlFormId value(s) of "
                f"{project},{found.id}.",
            )
        form = forms[found.id] = Form(found.id, self.clock(), draft=xml)
        if query.get("publish") == "true":
            self._publish(body, query, project, found.id)
        return json_answer({"xmlFormId": form.id, "version": found.version})

    def _draft(self, body, project, form, **_):
        found = self.form(form, int(project))
        found.draft = definition(body) if body else found.now.xml
        return json_answer({"success": True})

    def _publish(self, body, query, project, form, **_):
        found = self.form(form, int(project))
        if found.draft is None:
            raise not_found()
        kept.publish(found, found.draft, self.clock(), query.get("version"))
        found.draft = None
        found.events += 1
        return json_answer({"success": True})

    def _versions(self, project, form, **_):
        found = self.form(form, int(project))
        return json_answer(
            [self._described(project, found, at) for at in reversed(range(len(found.versions)))]
        )

    def _form_xml(self, project, form, version=None, **_):
        found = self.form(form, int(project))
        name = "" if version == "___" else version
        one = found.now if version is None else found.version(name)
        if one is None:
            raise not_found()
        return Answer(200, one.xml.encode(), "application/xml; charset=utf-8")

    def _fields(self, project, form, version=None, **_):
        found = self.form(form, int(project))
        one = found.now if version is None else found.version(version)
        return json_answer(
            [
                field.to_json()
                for field in one.xform.fields
                if field.path[0] != "meta" or len(field.path) > 1
            ]
        )

    def _service(self, form, project, **_):
        return service_document(self.form(form, int(project)))

    def _table(self, environ, query, project, form, table, **_):
        return table_answer(self, self.form(form, int(project)), table, query, environ)

    def _single(self, environ, query, project, form, id, table=None, **_):
        found = self.form(form, int(project))
        one = found.submissions.get(id.replace("''", "'"))
        if one is None or one.deleted_at:
            raise not_found()
        name = "Submissions" if table is None else "Submissions." + table.replace("/", ".")
        return table_answer(self, found, name, query, environ, only=one)

    def _listed(self, environ, query, project, form, **_):
        found = self.form(form, int(project))
        deleted = query.get("deleted") == "true"
        rows = [one for one in self.in_order(found) if bool(one.deleted_at) == deleted]
        start = int(query.get("offset", 0))
        rows = rows[start : start + int(query.get("limit", len(rows)))]
        return json_answer([rest_of(self, one) for one in rows])

    def in_order(self, form):
        return sorted(
            form.submissions.values(), key=lambda s: (s.created_at, s.number), reverse=True
        )

    def _take(self, environ, query, body, project, form, **_):
        found = self.submit(
            body.decode(),
            project=int(project),
            form=form,
            actor=self._known(environ),
            device=query.get("deviceID"),
            agent=environ.get("HTTP_USER_AGENT"),
            rest=True,
        )
        return json_answer(
            {k: v for k, v in rest_of(self, found).items() if k not in ("reviewState", "deletedAt")}
        )

    def _one(self, project, form, id, deleted=False):
        found = self.form(form, int(project))
        one = found.submissions.get(id)
        if one is None or (one.deleted_at and not deleted):
            raise not_found()
        return found, one

    def _submission(self, project, form, id, **_):
        found = self.form(form, int(project))
        for one in found.submissions.values():
            if one.id != id and id in [v.instance_id for v in one.versions]:
                place = (
                    f"/v1/projects/{project}/forms/{form}/submissions/{kept.quoted(one.id)}"
                    f"/versions/{kept.quoted(id)}"
                )
                text = f"Moved Permanently. Redirecting to {place}"
                return Answer(
                    301, text.encode(), "text/plain; charset=utf-8", [("Location", place)]
                )
        return json_answer(rest_of(self, self._one(project, form, id)[1]))

    def _put(self, environ, body, query, project, form, id, **_):
        found, one = self._one(project, form, id)
        _, _, instance, deprecated = kept.read_submission(body.decode())
        if deprecated is None:
            raise ProblemError(400.19, PUT_NEEDS)
        self.edit(
            found,
            one,
            body.decode(),
            deprecated,
            instance,
            self._known(environ),
            query.get("deviceID"),
            environ.get("HTTP_USER_AGENT"),
        )
        return json_answer(rest_of(self, one))

    def _patch(self, body, project, form, id, **_):
        found, one = self._one(project, form, id)
        self.review(one, json.loads(body).get("reviewState"), found)
        said = rest_of(self, one)
        return json_answer(
            {k: v for k, v in said.items() if k not in ("currentVersion", "userAgent")}
        )

    def _delete(self, project, form, id, **_):
        found, one = self._one(project, form, id)
        self.delete(one, found)
        return json_answer({"success": True})

    def _restore(self, project, form, id, **_):
        found, one = self._one(project, form, id, deleted=True)
        self.restore(one, found)
        return json_answer({"success": True})

    def _xml(self, project, form, id, version=None, **_):
        _, one = self._one(project, form, id)
        wanted = (
            one.now
            if version is None
            else next((v for v in one.versions if v.instance_id == version), None)
        )
        if wanted is None:
            raise not_found()
        return Answer(200, wanted.xml.encode(), "application/xml; charset=utf-8")

    def _submission_versions(self, project, form, id, version=None, **_):
        _, one = self._one(project, form, id)
        said = [system_version(self, one, v) for v in reversed(one.versions)]
        if version is None:
            return json_answer(said)
        found = next((v for v in said if v["instanceId"] == version), None)
        if found is None:
            raise not_found()
        return json_answer(found)

    def _diffs(self, project, form, id, **_):
        return json_answer(kept.differences(self._one(project, form, id)[1]))

    def _comments(self, environ, body, project, form, id, **_):
        _, one = self._one(project, form, id)
        if environ["REQUEST_METHOD"] == "GET":
            return json_answer(one.comments[::-1])
        said = {
            "body": json.loads(body)["body"],
            "actorId": self._known(environ),
            "createdAt": self.clock(),
        }
        one.comments.append(said)
        return json_answer(said)

    def _attachments(self, project, form, id, **_):
        _, one = self._one(project, form, id)
        return json_answer([{"name": n, "exists": c is not None} for n, c in one.files.items()])

    def _attachment(self, environ, body, project, form, id, name, **_):
        _, one = self._one(project, form, id)
        if name not in one.files:
            raise not_found()
        if environ["REQUEST_METHOD"] == "POST":
            one.files[name] = body
            return json_answer({"success": True})
        if environ["REQUEST_METHOD"] == "DELETE":
            one.files[name] = None
            return json_answer({"success": True})
        if one.files[name] is None:
            raise not_found()
        return Answer.of_file(one.files[name])

    def _openrosa(self, environ, query, body, project, token=None, **_):
        actor = self.keys.get(token) if token else self._known(environ)
        if actor is None:
            raise ProblemError(
                403.1, "The authenticated actor does not have rights to perform that action."
            )
        if environ["REQUEST_METHOD"] == "HEAD":
            return Answer(204, b"", "text/xml")
        parts = read_multipart(environ.get("CONTENT_TYPE", ""), body)
        if parts is None:
            raise ProblemError(
                400.39, "Multipart form content failed to parse.", said="Unexpected end of form"
            )
        try:
            if "xml_submission_file" not in parts:
                raise ProblemError(
                    400.2, "Required multipart POST field xml_submission_file missing."
                )
            files = {
                name: content
                for field, (name, content) in parts.items()
                if field != "xml_submission_file"
            }
            self.submit(
                parts["xml_submission_file"][1].decode(),
                project=int(project),
                actor=actor,
                device=query.get("deviceID"),
                agent=environ.get("HTTP_USER_AGENT"),
                files=files,
            )
        except ProblemError as problem:
            return openrosa(problem.status, "error", str(problem))
        return openrosa(201, "", "full submission upload was successful!")

    def _keys_used(self, **_):
        return json_answer([])


def system_version(central, submission, version):
    return {
        "submitterId": version.submitter,
        "createdAt": version.created_at,
        "instanceName": kept.name_of(version),
        "instanceId": version.instance_id,
        "current": version is submission.now,
        "deviceId": version.device,
        "userAgent": version.agent,
    }


_FORM = r"/v1/projects/(?P<project>\d+)/forms/(?P<form>[^/]+?)"
_LIST = r"/v1/projects/(?P<project>\d+)/datasets/(?P<name>[^/]+)"
_SUB = rf"{_FORM}/submissions/(?P<id>[^/]+?)"
_ROUTES = [
    (method, re.compile(pattern), handler)
    for method, pattern, handler in (
        ("POST", r"/v1/sessions", "_sign_in"),
        (
            "HEAD|POST",
            r"/v1/key/(?P<token>[^/]+)/projects/(?P<project>\d+)/submission",
            "_openrosa",
        ),
        ("HEAD|POST", r"/v1/projects/(?P<project>\d+)/submission", "_openrosa"),
        ("GET", r"/v1/projects/(?P<project>\d+)/datasets", "_datasets"),
        ("GET|POST", rf"{_LIST}/entities", "_entities"),
        ("GET|PATCH|DELETE", rf"{_LIST}/entities/(?P<uuid>[^/]+)", "_entity"),
        ("POST", rf"{_LIST}/entities/(?P<uuid>[^/]+)/(?P<restore>restore)", "_entity"),
        ("POST", r"/v1/projects/(?P<project>\d+)/forms", "_form_new"),
        ("POST", rf"{_FORM}/draft", "_draft"),
        ("POST", rf"{_FORM}/draft/publish", "_publish"),
        ("GET", rf"{_FORM}\.svc", "_service"),
        ("GET", rf"{_FORM}\.svc/(?P<table>Submissions[^/()]*)", "_table"),
        (
            "GET",
            rf"{_FORM}\.svc/Submissions\('(?P<id>(?:[^']|'')*)'\)(?:/(?P<table>.+))?",
            "_single",
        ),
        ("GET", rf"{_FORM}\.xml", "_form_xml"),
        ("GET", _FORM, "_form_get"),
        ("GET", rf"{_FORM}/fields", "_fields"),
        ("GET", rf"{_FORM}/versions", "_versions"),
        ("GET", rf"{_FORM}/versions/(?P<version>[^/]+)\.xml", "_form_xml"),
        ("GET", rf"{_FORM}/versions/(?P<version>[^/]+)/fields", "_fields"),
        ("GET", rf"{_FORM}/submissions", "_listed"),
        ("POST", rf"{_FORM}/submissions", "_take"),
        ("GET", rf"{_FORM}/submissions/keys", "_keys_used"),
        ("GET", rf"{_SUB}\.xml", "_xml"),
        ("GET", _SUB, "_submission"),
        ("PUT", _SUB, "_put"),
        ("PATCH", _SUB, "_patch"),
        ("DELETE", _SUB, "_delete"),
        ("POST", rf"{_SUB}/restore", "_restore"),
        ("GET", rf"{_SUB}/versions", "_submission_versions"),
        ("GET", rf"{_SUB}/versions/(?P<version>[^/]+)\.xml", "_xml"),
        ("GET", rf"{_SUB}/versions/(?P<version>[^/]+)", "_submission_versions"),
        ("GET", rf"{_SUB}/diffs", "_diffs"),
        ("GET|POST", rf"{_SUB}/comments", "_comments"),
        ("GET", rf"{_SUB}/attachments", "_attachments"),
        ("GET|POST|DELETE", rf"{_SUB}/attachments/(?P<name>[^/]+)", "_attachment"),
    )
]
