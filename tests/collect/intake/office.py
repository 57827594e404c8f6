"""An office that sends a form and a sample to a stand-in, and a line that loses answers."""

from dataclasses import replace

import msgspec

from measure87.collect.form.model import form_json
from measure87.collect.form.outputs.xform import xform
from measure87.collect.form.outputs.xlsform import xlsform
from measure87.collect.intake.entities import Entity, list_entities, send_entities
from measure87.collect.intake.http import Line
from measure87.collect.intake.publishing import publish_form
from measure87.collect.intake.secrets import Account
from measure87.collect.intake.settings import FieldSettings
from tests.collect.form.small_form import FORM
from tests.standin.central import PASSWORD, USER, Central
from tests.standin.server import served

ACCOUNT = Account(USER, PASSWORD)
SAMPLE = [Entity(f"{area}/{number}", {"area": str(area)}) for area in (1, 2) for number in (1, 2)]
STUDY = """schema = 1
kind = "field"
{more}
[field]
url = "{url}"
project = 1
form = "small"
key_holder = "the data manager"
"""


def write_form(folder, form=FORM):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "form.json").write_bytes(form_json(form))
    (folder / "form.xml").write_text(xform(xlsform(form)), "utf-8")
    return form


def write_built_study(study, url, more="invented = true"):
    write_form(study / "form")
    (study / "study.toml").write_text(STUDY.format(url=url, more=more), "utf-8")


class Office:
    """A folder with a form, beside a stand-in."""

    def __init__(self, folder):
        self.folder, self.central, self.application = folder, Central(), None
        self.form = write_form(folder)
        self.settings = FieldSettings(url="http://127.0.0.1:1", project=1, form="small",
                                      key_holder="the data manager")  # fmt: skip

    def _sent(self, send, **changes):
        with served(self.application or self.central) as url:
            line = Line(url, 5.0, 3, lambda seconds: None)
            return send(replace(self.settings, url=url, **changes), ACCOUNT, line)

    def publish(self, **changes):
        return self._sent(lambda *line: publish_form(self.form, self.folder, *line), **changes)

    def send(self, rows=SAMPLE, name="households"):
        return self._sent(lambda *line: send_entities(name, rows, *line))

    def listed(self, name="households"):
        return self._sent(lambda *line: list_entities(name, *line))

    def new_version(self, version, **changes):
        self.form = write_form(self.folder, msgspec.structs.replace(FORM, version=version,
                                                                    **changes))  # fmt: skip

    def asked(self, method):
        return [target for one, target in self.central.asked if one == method]

    @property
    def versions(self):
        return [one.xform.version for one in self.central.form("small").versions]


class LostAnswers:
    """The line breaks once after the server has done what was sent."""

    def __init__(self, central, *ends):
        self.central, self.ends = central, list(ends)

    def __call__(self, environ, start_response):
        given = {}
        body = self.central(environ, lambda *said: given.update(said=said))
        path = environ["REQUEST_URI"].partition("?")[0]
        if environ["REQUEST_METHOD"] == "POST" and self.ends and path.endswith(self.ends[0]):
            self.ends.pop(0)
            start_response("502 Bad Gateway", [("Content-Length", "0")])
            return [b""]
        start_response(*given["said"])
        return body
