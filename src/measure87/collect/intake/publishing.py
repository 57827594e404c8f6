"""Publishes a form on ODK Central: as a draft, with the files that it asks for, as a version.

What is sent may have arrived though the answer did not, so that it is asked each time what stands
there. Done twice it changes nothing. A version that stands there with other questions is never
replaced: interviews of it may be on their way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

import msgspec

from measure87.collect.form.model import Form
from measure87.collect.form.safe_xml import read_xml
from measure87.collect.intake.central import form_version
from measure87.collect.intake.http import ConflictError, Content, GoneError, Line, ServerError
from measure87.collect.intake.secrets import Account
from measure87.collect.intake.settings import FieldSettings
from measure87.collect.intake.signed import Signed
from measure87.vocabulary.errors import DataError, StudyError

XML = "application/xml"
_ANY = "application/octet-stream"
FILES = "attachments"
"""Folder beside the form with the files that it asks for."""


class _Wanted(msgspec.Struct, rename="camel"):
    """A file that a draft asks for; a list of entities of its name stands for it."""

    name: str
    exists: bool = False
    dataset_exists: bool = False


@dataclass(frozen=True)
class Published:
    """A version of a form on a server.

    is_new : whether it was published now; otherwise it stood there, the same
    files : names of the files that were sent with it
    """

    form: str
    version: str
    is_new: bool
    files: tuple[str, ...] = ()


def publish_form(
    form: Form, folder: Path, settings: FieldSettings, account: Account, line: Line | None = None
) -> Published:
    """Publish the form that was built into a folder.

    Parameters
    ----------
    form : as `form.json` has it
    folder : with `form.xml`, and the files that the form asks for in `attachments/`

    Raises
    ------
    StudyError, DataError, ServerError
        One sentence each; no version that phones use is changed.
    """
    if form.id != settings.form:
        raise StudyError(
            f"the study pulls the form {settings.form!r}, and what was built is {form.id!r}",
            code="other-form",
            where="study.toml [field]",
            hint=f'write form = "{form.id}"',
        )
    line = line or Line(settings.url, settings.timeout_seconds)
    try:
        with as_manager():
            return _Publishing(form, folder, settings, account, line).done()
    finally:
        line.close()


@contextmanager
def as_manager() -> Iterator[None]:
    """Say which role it takes, where the account may not."""
    try:
        yield
    except ServerError as error:
        if error.code != "forbidden":
            raise
        raise ServerError(
            "the account may not change the project (403)",
            code="forbidden",
            hint="on ODK Central it needs the role Project Manager; pulling needs Project Viewer",
        ) from None


class _Publishing:
    def __init__(
        self, form: Form, folder: Path, settings: FieldSettings, account: Account, line: Line
    ) -> None:
        self._form, self._folder = form, folder
        self._xml = _content(folder / "form.xml")
        self._forms = f"/v1/projects/{settings.project}/forms"
        self._place = f"{self._forms}/{quote(form.id, safe='')}"
        self._draft = f"{self._place}/draft"
        self._signed = Signed(line, account)

    def done(self) -> Published:
        if self._stands():
            return Published(self._form.id, self._form.version, is_new=False)
        self._send_draft()
        files = self._send_files()
        self._publish()
        return Published(self._form.id, self._form.version, is_new=True, files=files)

    def _stands(self) -> bool:
        """Whether this version is there; another form of its number is refused."""
        there = form_version(self._signed, self._place, self._form.version)
        if there is None:
            return False
        if _canonical(there) == _canonical(self._xml):
            return True
        raise StudyError(
            f"version {self._form.version} of {self._form.id} is on the server with other content",
            code="other-form-of-version",
            where=self._form.id,
            hint="raise `version` in the country file and build the form again; what phones have "
            "is never replaced",
        )

    def _send_draft(self) -> None:
        content = Content(XML, self._xml)
        try:
            self._signed.post(self._draft, content, "the draft")
        except GoneError:
            self._send_first()

    def _send_first(self) -> None:
        """A form that the server does not know yet."""
        content = Content(XML, self._xml)
        try:
            self._signed.post(self._forms, content, "the form")
        except ConflictError:  # it came though the answer did not
            self._signed.post(self._draft, content, "the draft")

    def _send_files(self) -> tuple[str, ...]:
        place = f"{self._draft}/attachments"
        wanted: list[_Wanted] = self._signed.get(place, list[_Wanted], "the files of the draft")
        sent, missing = [], []
        for one in wanted:
            path = self._folder / FILES / one.name
            if path.name == one.name and path.is_file():
                content = Content(guess_type(one.name)[0] or _ANY, _content(path))
                self._signed.post(f"{place}/{quote(one.name, safe='')}", content, "a file")
                sent.append(one.name)
            elif not (one.exists or one.dataset_exists):
                missing.append(one.name)
        if missing:
            raise DataError(
                f"the form asks for files that are not there: {', '.join(sorted(missing))}",
                code="missing-files",
                where=f"{self._folder.name}/{FILES}",
                hint="put them there, or make the list of entities of that name; the draft waits "
                "on the server, and phones have what they had",
            )
        return tuple(sent)

    def _publish(self) -> None:
        try:
            self._signed.post(f"{self._draft}/publish", None, "the draft")
        except (GoneError, ConflictError):  # published though the answer did not come, or not ours
            if not self._stands():
                raise
        if not self._stands():
            raise DataError(
                f"version {self._form.version} was published and is not on the server",
                code="not-published",
                where=self._form.id,
                hint="look at the form on the server; a project that encrypts gives versions names "
                "of its own",
            )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise StudyError(
            f"cannot read {path.name}: {problem.strerror}",
            code="no-form",
            where=str(path.parent),
            hint="make it: measure87 form build",
        ) from None


def _canonical(xml: bytes) -> bytes:
    """A form as XML says it, however it is written."""
    from lxml import etree  # type: ignore[import-untyped, unused-ignore]

    found: bytes = etree.tostring(read_xml(xml, "the form"), method="c14n")
    return found
