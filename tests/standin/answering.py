"""What the stand-in answers over the line: one handler a place, and the places of all."""

import json
import re
from urllib.parse import parse_qsl, unquote

from tests.standin import kept
from tests.standin.answers import Answer, json_answer, openrosa, problem_answer
from tests.standin.form_answers import FormAnswers
from tests.standin.kept import ProblemError, not_found
from tests.standin.lists import table_answer
from tests.standin.multipart import read_multipart
from tests.standin.system import rest_of

PUT_NEEDS = (
    "This PUT endpoint expects a deprecatedID metadata tag pointing at the current version "
    "instanceID. I cannot find that tag in your request."
)


class Answering(FormAnswers):
    """The handlers of `Central`, which holds the state."""

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

    def _keys_used(self, project, form, **_):
        return json_answer(self.form(form, int(project)).keys)

    def _archive(self, body, project, form, **_):
        """All tables, of which the form was given an archive for each passphrase."""
        found, given = self.form(form, int(project)), json.loads(body)
        managed = [str(one["id"]) for one in found.keys if one["managed"]]
        archive = found.archives.get(next((given[one] for one in managed if one in given), None))
        if archive is None:
            raise ProblemError(
                400.12,
                "Could not perform decryption. Double check your passphrase and your data and try "
                "again.",
            )
        return Answer(200, archive, "application/zip")


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
        ("GET|POST", r"/v1/projects/(?P<project>\d+)/datasets", "_datasets"),
        ("GET", _LIST, "_dataset"),
        ("POST", rf"{_LIST}/properties", "_property"),
        ("GET|POST", rf"{_LIST}/entities", "_entities"),
        ("GET|PATCH|DELETE", rf"{_LIST}/entities/(?P<uuid>[^/]+)", "_entity"),
        ("POST", rf"{_LIST}/entities/(?P<uuid>[^/]+)/(?P<restore>restore)", "_entity"),
        ("POST", r"/v1/projects/(?P<project>\d+)/forms", "_form_new"),
        ("POST", rf"{_FORM}/draft", "_draft"),
        ("POST", rf"{_FORM}/draft/publish", "_publish"),
        ("GET", rf"{_FORM}/draft/attachments", "_draft_files"),
        ("POST", rf"{_FORM}/draft/attachments/(?P<name>[^/]+)", "_draft_file"),
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
        ("POST", rf"{_FORM}/submissions\.csv\.zip", "_archive"),
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
