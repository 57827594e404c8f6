"""`measure87 collect pull` and `collect key` from the command line."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.intake.secrets import new_identity
from tests.collect.intake.interviews import interview_xml
from tests.standin.central import PASSWORD, USER
from tests.standin.continued import form_xml
from tests.standin.server import served

SETTINGS = """schema = 1
kind = "field"
[field]
url = "{url}"
project = 1
form = "hh_work"
key_holder = "the data manager"
{more}
"""
LISTED = 'identifiers = ["name", "remarks"]'


@pytest.fixture
def secrets(monkeypatch):
    monkeypatch.setenv("MEASURE87_SERVER_USER", USER)
    monkeypatch.setenv("MEASURE87_SERVER_PASSWORD", PASSWORD)
    monkeypatch.setenv("MEASURE87_FIELD_KEY", new_identity().text)


def run(desk, *arguments, more=LISTED):
    with served(desk.central) as url:
        (desk.study / "study.toml").write_text(SETTINGS.format(url=url, more=more))
        return CliRunner().invoke(main, [*arguments])


def error_of(done):
    assert done.exit_code == 1, done.output
    assert "Traceback" not in done.output
    return json.loads(done.stdout)["error"]


def test_it_pulls_and_says_what_came(desk, secrets):
    desk.central.publish(form_xml("hh_work_v1.pyxform"))
    desk.central.submit(interview_xml(1))
    done = run(desk, "collect", "pull", str(desk.study), "--json")
    said = json.loads(done.stdout)
    assert said["new"] == said["interviews"] == 1
    assert said["rows"] == {"main": 1, "member": 2, "job": 2}
    again = run(desk, "collect", "pull", str(desk.study))
    assert "1 interview: 0 new" in again.stdout


def test_questions_that_may_name_a_person_are_asked_about_before_anything_is_fetched(desk, secrets):
    desk.central.publish(form_xml("hh_work_v1.pyxform"))
    desk.central.submit(interview_xml(1))
    error = error_of(run(desk, "collect", "pull", str(desk.study), "--json", more=""))
    assert error["code"] == "identifiers-undecided"
    assert "name, remarks" in error["text"]
    assert not any("svc" in target for _, target in desk.central.asked)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('password = "x"', "secret-in-settings"),
        ('identifers = ["name"]', "unknown-key"),
        ('identifiers = ["nobody"]', "unknown-question"),
    ],
)
def test_settings_at_fault_are_told_in_one_sentence(desk, secrets, line, code):
    desk.central.publish(form_xml("hh_work_v1.pyxform"))
    assert error_of(run(desk, "collect", "pull", str(desk.study), "--json", more=line))[
        "code"
    ] == code  # fmt: skip


def test_secrets_that_are_missing_are_asked_for_by_name(desk, monkeypatch):
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"MEASURE87_SERVER_{name}", raising=False)
    monkeypatch.delenv("MEASURE87_FIELD_KEY", raising=False)
    error = error_of(run(desk, "collect", "pull", str(desk.study), "--json"))
    assert error["code"] == "no-account"
    monkeypatch.setenv("MEASURE87_SERVER_USER", "somebody")
    monkeypatch.setenv("MEASURE87_SERVER_PASSWORD", "x")
    error = error_of(run(desk, "collect", "pull", str(desk.study), "--json"))
    assert error["code"] == "no-key"


def test_a_broken_key_is_not_shown(desk, secrets, monkeypatch):
    monkeypatch.setenv("MEASURE87_FIELD_KEY", "AGE-SECRET-KEY-1BROKEN")
    done = run(desk, "collect", "pull", str(desk.study), "--json")
    assert error_of(done)["code"] == "bad-key"
    assert "BROKEN" not in done.output


def test_only_https_or_this_machine(desk, secrets):
    (desk.study / "study.toml").write_text(
        SETTINGS.format(url="http://central.example", more=LISTED)
    )
    done = CliRunner().invoke(main, ["collect", "pull", str(desk.study), "--json"])
    assert "others could read along" in error_of(done)["text"]


def test_the_key_is_a_new_one_each_time():
    said = [CliRunner().invoke(main, ["collect", "key"]).stdout for _ in range(2)]
    assert said[0] != said[1]
    assert all(one.startswith("MEASURE87_FIELD_KEY=AGE-SECRET-KEY-1") for one in said)
