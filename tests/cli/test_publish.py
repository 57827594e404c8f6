"""`measure87 publish`: more of what was released, and nothing that was not."""

import json
import shutil

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate import publish, read_manifest
from tests.disseminate.sdmx.release_of_8_7_1 import release_of
from tests.study import tiny


def run(folder, *options):
    return CliRunner().invoke(main, ["publish", str(folder), *options])


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    publish(release_of(), folder / "out", formats=["json", "csv"])
    return folder


@pytest.fixture
def study(released, tmp_path):
    return shutil.copytree(released, tmp_path / "study")


def test_a_format_is_added_and_the_others_stay(study):
    before = (study / "out" / "estimates.csv").read_bytes()
    done = run(study, "--format", "sdmx", "--json")
    assert done.exit_code == 0, done.output
    files = json.loads(done.stdout)["files"]
    written = {name for name, about in files.items() if about["format"] == "sdmx"}
    assert written == {
        "sdmx/sdg-8-7-1-csv-1.0.csv",
        "sdmx/sdg-8-7-1-csv-2.0.csv",
        "sdmx/sdg-8-7-1-ml-2.1.xml",
        "sdmx/sdg-8-7-1-ml-3.0.xml",
    }
    assert {"estimates.csv", "estimates.json"} < set(files)
    assert set(read_manifest(study / "out" / "manifest.json").files) == set(files)
    assert (study / "out" / "estimates.csv").read_bytes() == before


def test_people_read_where_the_files_lie_and_what_was_left_out(study):
    done = run(study, "--format", "sdmx")
    assert done.stdout.splitlines() == [
        str(study / "out" / name) for name in sorted(read_manifest_of(study, "sdmx"))
    ]
    assert "Warning: sdmx: age 5-11 has no code there" in done.stderr


def read_manifest_of(study, name):
    files = read_manifest(study / "out" / "manifest.json").files
    return [path for path, about in files.items() if about["format"] == name]


def test_without_a_format_everything_is_written(study):
    done = run(study, "--json")
    assert done.exit_code == 0, done.output
    content = json.loads(done.stdout)
    assert {"csv", "json", "report", "sdmx", "ilostat"} <= {
        about["format"] for about in content["files"].values()
    }
    assert {"format": "ddi", "code": "nothing-to-describe"}.items() <= next(
        n for n in content["notices"] if n["format"] == "ddi"
    ).items()


def test_a_format_that_the_release_has_nothing_for_exits_3(study):
    before = (study / "out" / "manifest.json").read_bytes()
    done = run(study, "--format", "ddi", "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["error"]["code"] == "nothing-to-describe"
    assert (study / "out" / "manifest.json").read_bytes() == before


def test_an_unknown_format_exits_2(study):
    done = run(study, "--format", "sdxm", "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["error"]["hint"] == "did you mean sdmx?"


def test_a_folder_that_was_not_run_exits_1(tmp_path):
    done = run(tmp_path, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["code"] == "no-release"


def test_a_run_says_where_its_files_lie_and_what_they_leave_out(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    done = CliRunner().invoke(main, ["run", str(folder)])
    assert done.exit_code == 0, done.output
    listed = read_manifest(folder / "out" / "manifest.json").files
    for name in (*listed, "manifest.json"):
        assert f"  {folder / 'out' / name}" in done.stdout.splitlines()
    assert "  sdmx: no figure is of SDG indicator 8.7.1" in done.stdout
