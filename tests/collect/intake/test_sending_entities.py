"""The sample goes to ODK Central as a list of entities; and the commands that send."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.intake.entities import Entity, Sent
from measure87.vocabulary.errors import DataError, UsageError
from tests.collect.intake.office import SAMPLE, LostAnswers, Office, write_built_study
from tests.standin.central import PASSWORD, USER, Central
from tests.standin.server import served


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path / "form")


def test_the_sample_becomes_entities_once(office):
    assert [office.send(), office.send()] == [Sent(4, 0, 0), Sent(0, 4, 0)]
    found = office.central.lists[1, "households"]
    assert found.properties == ("area",)
    assert {e.versions[-1]["label"] for e in found.entities.values()} == {
        "1/1",
        "1/2",
        "2/1",
        "2/2",
    }
    more = [*SAMPLE, Entity("3/1", {"area": "3", "people": "4"})]
    done = office.send(more)
    assert (done.made, done.there, done.deleted) == (1, 4, 0)
    assert set(found.properties) == {"area", "people"}
    assert office.listed().there == 5


def test_what_was_changed_or_deleted_on_the_server_stays_so(office):
    office.send()
    first, second, *_ = office.central.lists[1, "households"].entities.values()
    first.versions[-1]["data"] = {"area": "moved"}
    second.deleted_at = "2031-03-05T09:00:00.000Z"
    done = office.send()
    assert (done.made, done.there, done.deleted) == (0, 3, 1)
    assert first.versions[-1]["data"] == {"area": "moved"}
    assert second.deleted_at
    assert (office.listed().there, office.listed().deleted) == (3, 1)


def test_a_large_sample_goes_in_parts_that_the_server_takes(office):
    rows = [Entity(f"h{n}", {"remark": "x" * 900}) for n in range(400)]
    assert office.send(rows).made == 400
    bodies = [target for target in office.asked("POST") if target.endswith("/entities")]
    assert len(bodies) == 4
    assert office.listed().there == 400


@pytest.mark.parametrize("end", ["/datasets", "/properties", "/entities"])
def test_entities_whose_answer_was_lost_are_there_once(office, end):
    office.application = LostAnswers(office.central, end)
    office.send()
    assert office.application.ends == []
    assert office.listed().there == 4


@pytest.mark.parametrize(
    ("rows", "name", "error"),
    [
        ([Entity("a", {}), Entity("a", {})], "households", DataError),
        ([Entity(" ", {})], "households", DataError),
        ([Entity("a", {"label": "x"})], "households", UsageError),
        ([Entity("a", {"số": "x"})], "households", UsageError),
        ([Entity("a", {"__id": "x"})], "households", UsageError),
        (SAMPLE, "../forms", UsageError),
    ],
)
def test_what_the_server_would_not_take_is_refused_before_anything_is_sent(
    office, rows, name, error
):
    with pytest.raises(error):
        office.send(rows, name)
    assert office.central.asked == []


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("MEASURE87_SERVER_USER", USER)
    monkeypatch.setenv("MEASURE87_SERVER_PASSWORD", PASSWORD)
    central, study = Central(), tmp_path / "study"

    def once(command, *arguments, more="invented = true", status=0):
        with served(central) as url:
            write_built_study(study, url, more)
            done = CliRunner().invoke(main, ["collect", command, str(study), *arguments, "--json"])
        assert done.exit_code == status, done.output
        return json.loads(done.stdout), done.stderr

    once.central, once.folder = central, tmp_path
    return once


def test_the_commands_say_what_was_done(run):
    told, _ = run("publish")
    assert (told["form"], told["new"], told["files"]) == ("small", True, [])
    assert run("publish")[0]["new"] is False
    (run.folder / "s.csv").write_text("household,phone,rooms\n1/1,+255700,2\n1/2,,\n")
    sample = (str(run.folder / "s.csv"), "--list", "households", "--label", "household")
    told, warned = run("entities", *sample, "--property", "rooms")
    assert (told["made"], told["there"]) == (2, 0)
    assert warned == ""
    rows = run.central.lists[1, "households"].entities.values()
    assert [one.versions[-1]["data"] for one in rows] == [{"rooms": "2"}, {"rooms": ""}]
    assert "+255700" not in str([one.to_json() for one in rows]), "it was not named"
    assert run("entities", "--list", "households")[0]["there"] == 2
    assert "phone may name" in run("entities", *sample, "--property", "phone")[1]


def test_without_an_approval_nothing_is_sent(run):
    (run.folder / "s.csv").write_text("household\n1/1\n")
    sample = (str(run.folder / "s.csv"), "--list", "households", "--label", "household")
    for command in (("publish",), ("entities", *sample)):
        told, _ = run(*command, more="", status=1)
        assert told["error"]["code"] == "no-approval"
    assert run.central.asked == []


def test_a_table_without_a_label_is_a_fault_of_the_command_line(run):
    (run.folder / "s.csv").write_text("household\n1/1\n")
    run("entities", str(run.folder / "s.csv"), "--list", "households", status=2)
    run("entities", "--list", "households", "--property", "x", status=2)
