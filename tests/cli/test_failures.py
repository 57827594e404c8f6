"""Whatever fails is told in one sentence with a remedy; the exit status says whose fault it is."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from measure87.cli import failures, main
from measure87.vocabulary.errors import StudyError
from tests.study import tiny

DEFINITION = "child_labour/icls18_2008_amended_2018"


def run(*arguments, **options):
    done = CliRunner().invoke(main, [str(argument) for argument in arguments], **options)
    assert "Traceback" not in done.output
    return done


def shell(*arguments, **options):
    command = [sys.executable, "-m", "measure87", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, **options)


def fails(error, monkeypatch, *options):
    """What `define list` says when this goes wrong inside it."""

    def broken(*_):
        raise error

    monkeypatch.setattr("measure87.define.describe_definitions", broken)
    return run("define", "list", *options)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (PermissionError(13, "Permission denied", "/x/private"), 1, "Permission denied"),
        (OSError(28, "No space left on device"), 1, "No space left"),
        (MemoryError(), 1, "memory"),
        (ZeroDivisionError("person 12-3-4"), 70, "our fault"),
    ],
)
def test_what_the_machine_refuses_is_no_bug_of_ours(monkeypatch, error, status, said):
    done = fails(error, monkeypatch, "--json")
    assert done.exit_code == status
    told = json.loads(done.stdout)["error"]
    assert said in told["text"]
    assert told["hint"]
    assert "12-3-4" not in done.output


def test_a_refused_place_is_named(monkeypatch):
    done = fails(PermissionError(13, "Permission denied", "/x/private"), monkeypatch)
    assert "/x/private" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_full_disk_behind_standard_output_is_told_without_a_traceback(options):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "measure87", "define", "list", *options],
            stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_all_that_is_wrong_with_a_file_is_told_each_with_its_remedy(monkeypatch, options):
    error = StudyError("a\u202eb is wrong", code="one", where="x.toml", hint="mend it")
    error.others = (StudyError("c is wrong", code="two", hint="mend c"), StudyError("d"))
    done = fails(error, monkeypatch, *options)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "Error: a\\u202eb is wrong (x.toml)",
        "Hint: mend it",
        "Error: c is wrong",
        "Hint: mend c",
        "Error: d",
    ]
    if options:
        told = json.loads(done.stdout)["error"]
        assert told["others"] == [
            {"code": "two", "text": "c is wrong", "hint": "mend c"},
            {"code": "data", "text": "d"},
        ]
        assert told["text"] == "a\\u202eb is wrong"


def test_a_reader_who_goes_away_is_no_failure():
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "measure87", "define", "list"],
        stdout=write, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_piped_output_is_utf8_whatever_the_system_speaks(tmp_path, options):
    made = ["new", tmp_path / "enquête", "--preset=blank", "--country=BGD", "--year=2020"]
    done = shell(*made, *options, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "enquête" in done.stdout.decode("utf-8")


def test_a_hint_names_the_program():
    assert "measure87 run --help" in run("run").stderr


@pytest.fixture
def study(tmp_path):
    return tiny.write_study(tmp_path / "s")


def classify(study, target, *more):
    return run(
        "classify", study / "persons.csv", "--jobs", study / "jobs.csv", "--definition", DEFINITION,
        "--map", study / "mapping.toml", "-o", target, *more,
    )  # fmt: skip


def test_classes_of_persons_are_for_the_owner_alone(study, tmp_path):
    done = classify(study, tmp_path / "c.csv")
    assert done.exit_code == 0
    assert (tmp_path / "c.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["persons.csv", "jobs.csv"])
def test_what_a_command_reads_is_not_written_over(study, name):
    before = (study / name).read_bytes()
    done = classify(study, study / name, "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["error"]["code"] == "output-is-input"
    assert (study / name).read_bytes() == before


def test_an_estimate_is_not_written_over_its_table(study):
    table = study / "persons.csv"
    before = table.read_bytes()
    done = run("estimate", "survey", table, "--measure", "sex=1", "-o", table)
    assert done.exit_code == 2
    assert table.read_bytes() == before


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("nowhere/x.json", "no folder"),
        ("x.xlsx", ".xlsx"),
        (".", "directory"),
        ("/dev/null", "no ordinary file"),
    ],
)
def test_a_place_where_no_result_can_be_is_refused_before_any_work(
    study, target, said, monkeypatch
):
    monkeypatch.chdir(study)
    done = run("run", study, "-o", target)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (study / "out").exists()
    assert Path("/dev/null").is_char_device()


def test_a_wrong_definition_is_told_before_any_file_is_read(study):
    done = run(
        "classify", study / "mapping.toml", "--definition", "child_labour/nothing",
        "--map", study / "mapping.toml", "-o", study / "c.csv",
    )  # fmt: skip
    assert done.exit_code == 1
    assert "child_labour/nothing" in done.stderr


def test_telling_of_a_failure_needs_no_standard_output(monkeypatch):
    class Full(io.StringIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    assert failures._told(ValueError("x"), as_json=True) == 1


def test_the_folder_where_one_is_is_not_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for given, place in (("gone.csv", ""), ("sub/gone.csv", " (sub)")):
        done = CliRunner().invoke(main, ["estimate", "survey", given, "--measure", "x"])
        assert done.stderr.splitlines()[0] == f"Error: there is no file gone.csv{place}"
