"""Forms of the stand-in over the line: made, drafted, published in versions, and read."""

import hashlib
import re

from tests.standin import kept
from tests.standin.answers import Answer, json_answer
from tests.standin.kept import Form, ProblemError, not_found
from tests.standin.lists import service_document


def definition(body):
    """The XForm of what was uploaded: XML, or a workbook that pyxform converts."""
    if not body.startswith(b"PK"):
        return body.decode()
    from pyxform.xls2xform import convert

    return convert(body, validate=False).xform


def drafted(form, xml):
    """Keep a draft; files that the former one asked for, too, stay."""
    form.draft = xml
    names = re.findall(r"jr://(?:file-csv|file|images|audio|video)/([^\"<&]+)", xml)
    form.draft_files = {name: form.draft_files.get(name) for name in dict.fromkeys(names)}


class FormAnswers:
    """The handlers of `Central` about forms."""

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
        form = forms[found.id] = Form(found.id, self.clock())
        drafted(form, xml)
        if query.get("publish") == "true":
            self._publish(body, query, project, found.id)
        return json_answer({"xmlFormId": form.id, "version": found.version})

    def _draft(self, body, project, form, **_):
        found = self.form(form, int(project))
        drafted(found, definition(body) if body else found.now.xml)
        return json_answer({"success": True})

    def _draft_files(self, project, form, **_):
        found = self._drafted(project, form)
        return json_answer([self._file(found, int(project), name) for name in found.draft_files])

    def _draft_file(self, body, project, form, name, **_):
        found = self._drafted(project, form)
        if name not in found.draft_files:
            raise not_found()
        found.draft_files[name] = body
        return json_answer(self._file(found, int(project), name))

    def _drafted(self, project, form):
        found = self.form(form, int(project))
        if found.draft is None:
            raise not_found()
        return found

    def _file(self, form, project, name):
        content = form.draft_files[name]
        listed = (project, name.removesuffix(".csv")) in self.lists
        blob = content is not None
        said = {
            "name": name,
            "type": "file",
            "exists": blob or listed,
            "blobExists": blob,
            "datasetExists": listed and not blob,
            "hash": hashlib.md5(content).hexdigest() if blob else None,  # noqa: S324
        }
        return said | ({"updatedAt": self.clock(), "size": len(content)} if blob else {})

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
