"""A kind of study is added by folders alone: a copy of the package gets one, and runs it all."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import measure87

PACKAGE = Path(measure87.__file__).parent
FOLDERS = Path(__file__).parent / "new_kind"
SMALL, NEXT, LARGE = "Hill", "Coast", "Plain"
SHARES = {SMALL: (30, 2), NEXT: (50, 10), LARGE: (200, 60)}
"""Of each area: workplaces inspected, and how many of them a child was found at. Simulated."""
PROGRAM = """
import json, sys, traceback
from click.testing import CliRunner
import measure87
from measure87.cli import main
print(json.dumps(measure87.__file__), flush=True)
for line in sys.stdin:
    done = CliRunner().invoke(main, json.loads(line))
    broke = done.exception and not isinstance(done.exception, SystemExit)
    said = "".join(traceback.format_exception(done.exception)) if broke else ""
    print(json.dumps([done.exit_code, done.stdout, done.stderr + said]), flush=True)
"""
"""Runs commands of the copy one after another: each process would load all libraries anew."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the package with the folders of the kind; nothing else is edited."""
    sources = tmp_path_factory.mktemp("copy") / "src"
    ignored = shutil.ignore_patterns("__pycache__", "README.md")
    shutil.copytree(PACKAGE, sources / "measure87", ignore=ignored)
    before = {p for p in (sources / "measure87").rglob("*") if p.is_file()}
    added = [p for p in FOLDERS.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert not {sources / "measure87" / p.relative_to(FOLDERS) for p in added} & before
    shutil.copytree(FOLDERS, sources / "measure87", ignore=ignored, dirs_exist_ok=True)
    return sources


@pytest.fixture(scope="module")
def talk(copy, tmp_path_factory):
    """A process that runs commands of the copy: lines of JSON go to it, and come back."""
    noise = tmp_path_factory.mktemp("noise") / "stderr.txt"
    with (
        noise.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | {"PYTHONPATH": str(copy)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        loaded = process.stdout.readline()
        assert loaded, noise.read_text()
        assert Path(json.loads(loaded)).is_relative_to(copy)
        yield process
        process.stdin.close()


@pytest.fixture(scope="module")
def command(talk):
    def run(*arguments, status=0):
        talk.stdin.write(json.dumps([str(one) for one in arguments]) + "\n")
        talk.stdin.flush()
        got, stdout, stderr = json.loads(talk.stdout.readline())
        assert got == status, stdout + stderr
        return SimpleNamespace(stdout=stdout, stderr=stderr)

    return run


@pytest.fixture(scope="module")
def study(command, tmp_path_factory):
    """A study folder that `new` made of a simulated file."""
    folder = tmp_path_factory.mktemp("inspected")
    rows = [
        f"{area} {number},{area},{int(number < cases)}"
        for area, (n, cases) in SHARES.items()
        for number in range(n)
    ]
    rows += [f"{NEXT} unknown,{NEXT},"]
    (folder / "visits.csv").write_text("workplace,area,found\n" + "\n".join(rows) + "\n")
    made = command("new", folder / "s", "--preset", "inspections", "--data", folder / "visits.csv")
    assert "Look through study.toml" in made.stdout
    return folder / "s"


@pytest.fixture(scope="module")
def run(command, study):
    return command("run", study)


def released(study):
    return json.loads((study / "out" / "estimates.json").read_text("utf-8"))


def test_help_names_its_preset(copy):
    """Asked of the program as everybody starts it, in a process of its own."""
    told = [sys.executable, "-m", "measure87", "new", "--help"]
    known = os.environ | {"PYTHONPATH": str(copy)}
    done = subprocess.run(told, env=known, capture_output=True, text=True, check=True)
    assert "inspections" in done.stdout


def test_new_writes_the_kind(study):
    assert 'kind = "inspections"' in (study / "study.toml").read_text("utf-8")
    assert (study / ".gitignore").read_text() == "private/\n"


def test_check_reads_and_keeps_nothing(command, study):
    found = json.loads(command("check", study, "--json").stdout)
    assert (found["records"], found["not_stated"]) == (281, 1)
    assert "hints" not in found


def test_a_file_without_kind_is_told_by_its_keys_and_check_gives_the_line(command, study, tmp_path):
    text = (study / "study.toml").read_text("utf-8").replace('kind = "inspections"\n', "")
    (tmp_path / "study.toml").write_text(text.replace("../", f"{study.parent}/"))
    said = command("check", tmp_path).stdout
    assert said.startswith("281 records, 1 of them without an answer\n")
    assert 'add the line kind = "inspections"' in said


def test_a_key_of_the_third_level_is_refused_with_the_nearest(command, study, tmp_path):
    text = (study / "study.toml").read_text("utf-8").replace('area = "area"', 'aera = "area"')
    (tmp_path / "study.toml").write_text(text.replace("../", f"{study.parent}/"))
    said = command("check", tmp_path, status=1).stderr
    assert "study.toml [visits.columns]" in said
    assert "did you mean area?" in said


def test_the_gate_hides_and_sums_do_not_give_back(run, study):
    by_area = {one["group"].get("area"): one for one in released(study)["estimates"]}
    assert by_area[None]["value"] == 72 / 280
    assert by_area[LARGE]["value"] == 0.3
    assert by_area[SMALL]["flags"] == ["suppressed", "confidential"]
    assert "value" not in by_area[NEXT]
    assert f"{SMALL}: not shown\n" in run.stdout
    assert f"{LARGE}: 30.0% of 200\n" in run.stdout


def test_a_release_is_whole_with_all_formats_that_have_something(run, study):
    manifest = json.loads((study / "out" / "manifest.json").read_text("utf-8"))
    assert {"estimates.json", "estimates.csv", "report.html"} <= manifest["files"].keys()
    assert manifest["released"]
    assert manifest["command"] == "run"


def test_the_input_is_proved_under_the_key_of_the_study(command, run, study):
    said = command("check", study, "--provenance").stdout
    assert said == "visits.csv: the file that the release was made from\n"


def test_nothing_to_tell_is_refused_and_nothing_is_written(command, study, tmp_path):
    (tmp_path / "study.toml").write_text(
        (study / "study.toml").read_text("utf-8").replace("../visits.csv", "visits.csv")
    )
    (tmp_path / "visits.csv").write_text("workplace,area,found\nA,Hill,\n")
    assert "no record has an answer" in command("run", tmp_path, status=3).stderr
    assert command("check", tmp_path, status=3).stdout.startswith("1 records, 1 of them")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "<p>Ce ne sont pas des prévalences.</p>"),
        ("es", '<bdi lang="en">They are no prevalence.</bdi>'),
    ],
)
def test_the_page_speaks_two_languages_and_marks_what_a_third_lacks(
    command, run, study, tmp_path, language, said
):
    assert "<p>They are no prevalence.</p>" in (study / "out" / "report.html").read_text("utf-8")
    text = (study / "study.toml").read_text("utf-8").replace("../", f"{study.parent}/")
    (tmp_path / "study.toml").write_text(text.replace('"en"', f'"{language}"'), "utf-8")
    command("run", tmp_path)
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert f'<html lang="{language}"' in page
    assert said in page


def test_publish_makes_its_page_anew_without_the_data(command, run, study, tmp_path):
    shutil.copytree(study, tmp_path / "s")
    page = (tmp_path / "s" / "out" / "report.html").read_bytes()
    assert not (tmp_path / "visits.csv").exists()
    command("publish", tmp_path / "s", "--format", "report")
    assert (tmp_path / "s" / "out" / "report.html").read_bytes() == page


def test_explain_is_the_kinds_own(command, study):
    said = command("explain", study, "--person", f"{SMALL} 0").stdout
    assert said == "visit 1: a child was found\n"
    unknown = command("explain", study, "--person", f"{NEXT} unknown", "--json")
    assert json.loads(unknown.stdout)["visits"] == [None]
