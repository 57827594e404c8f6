"""A stand-in for ODK Central that goes on where the recordings end: a WSGI application with state.

It shares no code with the client. `clock` gives the time of the server; what the recorded server
does that surprises is kept, for it is what a client has to stand.
"""

from tests.standin import kept
from tests.standin.answering import Answering
from tests.standin.entities import Entities
from tests.standin.kept import Form, ProblemError, Submission, Version, not_found

PASSWORD = "only-for-the-stand-in"  # noqa: S105
USER = "reader@central.example"


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


class Central(Answering, Entities):
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
