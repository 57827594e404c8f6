"""The study folder: nothing of the user's is lost, and what is private stays whole and private."""

import json
import subprocess
import sys

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect import load_mapping
from measure87.files import write_sav
from measure87.files.owner_folder import locked
from measure87.study import explain_in_study, new_study, run_study
from measure87.study.survey.inputs import read_sources
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import StudyError, UsageError
from tests.study import tiny


def new(folder, **changes):
    return new_study(folder, "blank", **({"country": "ZZZ", "year": 2024} | changes))


def test_a_mapping_that_somebody_wrote_is_not_written_over(tmp_path):
    mine = tmp_path / "mapping.toml"
    mine.write_text("schema = 1\n# a week of work\n")
    with pytest.raises(StudyError, match=r"mapping\.toml already"):
        new(tmp_path)
    assert mine.read_text().endswith("# a week of work\n")
    assert not (tmp_path / "study.toml").exists()


def test_a_study_whose_making_was_stopped_can_be_made_again(tmp_path):
    new(tmp_path / "s")
    (tmp_path / "s" / "study.toml").unlink()
    assert (tmp_path / "s" / "study.toml") in new(tmp_path / "s")


def test_lines_of_an_earlier_gitignore_stay(tmp_path):
    ignored = tmp_path / ".gitignore"
    ignored.write_text("*.bak\n")
    new(tmp_path)
    assert ignored.read_text() == "*.bak\nprivate/\n"


@pytest.mark.parametrize("year", [19, -5, 20244])
def test_a_year_that_a_run_would_refuse_is_refused_at_once(tmp_path, year):
    with pytest.raises(UsageError, match=str(year)):
        new(tmp_path / "s", year=year)
    assert not (tmp_path / "s").exists()


def children_of_year(path, year):
    """The least that the preset takes for a file of MICS6, all interviewed in that year."""
    names = ("HH1", "HH2", "LN", "FS17", "fsweight", "CB3", "HL4", "PSU", "stratum", "CL1A")
    names += ("CL1B", "CL1C", "CL1X", "CL3", "FS7Y")
    frame = pl.DataFrame({name: [float(i % 3 + 1) for i in range(30)] for name in names})
    frame = frame.with_columns(
        pl.lit(float(year)).alias("FS7Y"), pl.Series("LN", [float(i) for i in range(30)])
    )
    write_sav(path, frame)
    return path


def test_the_year_is_taken_from_the_file(tmp_path):
    new_study(
        tmp_path / "s", "mics6", data=children_of_year(tmp_path / "fs.sav", 2019), country="BGD"
    )
    assert "year = 2019\n" in (tmp_path / "s" / "study.toml").read_text()


@pytest.mark.parametrize("year", [2076, 2562, 1398])
def test_a_year_of_another_calendar_is_not_taken_for_ours(tmp_path, year):
    data = children_of_year(tmp_path / "fs.sav", year)
    with pytest.raises(UsageError, match="year of the survey is missing"):
        new_study(tmp_path / "s", "mics6", data=data, country="NPL")


def test_a_path_with_strange_signs_comes_back_as_it_was(tmp_path):
    odd = tmp_path / 'é "quoted" \\ back\tslash'
    tiny.write_study(odd)
    new(tmp_path / "s", data=odd / "persons.csv")
    (found,) = read_settings(tmp_path / "s").inputs.values()
    assert found.persons == odd / "persons.csv"


def test_everything_private_is_for_the_owner_alone(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    (folder / "private").mkdir(mode=0o755)
    run_study(folder)
    entries = [folder / "private", *(folder / "private").rglob("*")]
    assert len(entries) > 5
    assert [path for path in entries if path.stat().st_mode & 0o077] == []


def test_figures_to_all_their_digits_stay_in_private(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    run_study(folder)
    (path,) = (folder / "private").glob("*/figures.json")
    kept = json.loads(path.read_text("utf-8"))
    released = json.loads((folder / "out" / "estimates.json").read_text("utf-8"))
    assert (kept["released"], released["released"]) == (False, True)
    steps = [one["digits"] for one in released["estimates"] if one.get("value")]
    assert steps
    pairs = zip(kept["estimates"], released["estimates"], strict=True)
    off = [abs(a["value"] - b["value"]) for a, b in pairs if b.get("value")]
    assert max(off) > 0
    assert all(one <= step for one, step in zip(off, steps, strict=True))


@pytest.mark.slow
def test_a_run_killed_while_it_keeps_persons_leaves_none_of_them_to_explain(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    code = (
        "import os, pathlib, sys\n"
        "import polars as pl\n"
        "real = pl.LazyFrame.sink_parquet\n"
        "def sink(frame, path, **options):\n"
        "    if path.name == 'jobs.parquet': os.kill(os.getpid(), 9)\n"
        "    return real(frame, path, **options)\n"
        "pl.LazyFrame.sink_parquet = sink\n"
        "from measure87.study import run_study\n"
        "run_study(pathlib.Path(sys.argv[1]))\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True)
    assert killed.returncode == -9
    with pytest.raises(StudyError, match="nothing is kept"):
        explain_in_study(folder, "1000")
    run_study(folder)
    assert explain_in_study(folder, "1000")
    kept = {path.name for path in (folder / "private").iterdir() if path.is_dir()}
    assert len(kept - {"ledger"}) == 1


def test_what_somebody_else_put_into_private_stays(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    mine = folder / "private" / "raw" / "interviews.csv"
    mine.parent.mkdir(parents=True)
    mine.write_text("id\n")
    run_study(folder)
    assert mine.is_file()


def test_a_study_that_forbids_explaining_keeps_nobody_of_earlier_runs(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    run_study(folder)
    settings = folder / "study.toml"
    settings.write_text(settings.read_text().replace("schema = 1", "schema = 1\nexplain = false"))
    run_study(folder)
    kept = (folder / "private").rglob("*.parquet")
    assert [path for path in kept if path.parts[-3] != "ledger"] == []
    assert [*(folder / "private").rglob("figures.json")] == []


def test_a_person_is_explained_under_the_measures_that_her_questionnaire_supports(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    result = run_study(folder)
    refused = {item.name for item in result.refused}
    assert "worst_forms_other_icls" in refused
    (found,) = explain_in_study(folder, "1005").explanations
    explained = {entry.measure for entry in found.measures}
    assert "child_labour_icls" in explained
    assert not explained & refused


def test_a_second_run_at_the_same_time_is_refused(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    with locked(folder):
        done = CliRunner().invoke(main, ["run", str(folder), "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["code"] == "locked"
    assert not (folder / "out").exists()
    assert CliRunner().invoke(main, ["run", str(folder)]).exit_code == 0


def two_inputs(folder, second):
    """The tiny study with its input twice, the second with other definitions."""
    mapping = (folder / "mapping.toml").read_text()
    again = mapping.replace("schema = 1", "").replace("survey", "again")
    (folder / "mapping.toml").write_text(mapping + again)
    text = (folder / "study.toml").read_text()
    head, rest = text.split("[inputs.survey]")
    body, tail = rest.split("[design]")
    more = "".join(
        f"definitions = [{second}]\n" if line.startswith("definitions") else line
        for line in body.splitlines(keepends=True)
    )
    (folder / "study.toml").write_text(
        f"{head}[inputs.survey]{body}[inputs.again]{more}[design]{tail}"
    )
    return folder


def test_two_inputs_with_one_measure_are_refused_for_nobody_could_tell_them_apart(tmp_path):
    definition = '"child_labour/icls18_2008_amended_2018"'
    folder = two_inputs(tiny.write_study(tmp_path / "s"), definition)
    with pytest.raises(StudyError, match="survey and again") as caught:
        run_study(folder)
    assert "measures = [...]" in caught.value.hint


def test_two_inputs_with_measures_of_their_own_run_together(tmp_path):
    definition = '"child_labour/icls18_2008_amended_2018:strict"'
    result = run_study(two_inputs(tiny.write_study(tmp_path / "s"), definition))
    keys = [(item.name, tuple(item.group.items())) for item in result.estimates]
    assert len(keys) == len(set(keys))
    assert {"child_labour_icls", "child_labour_icls_strict"} <= {
        item.name for item in result.estimates
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["sex", "area"]', '["sex*area", "area*sex"]', "twice"),
        ('["sex", "area"]', '["sex*sex"]', "itself"),
        ('["sex", "area"]', '["sex*"]', "''"),
        (
            "[design]",
            '[disclosure]\nnested = [["child_labour_icls", "nothing"]]\n[design]',
            "'nothing'",
        ),
        ('"persons.csv"', '"mapping.toml"', "mapping.toml"),
        (
            'amended_2018"]',
            'amended_2018", "child_labour/icls18_2008_amended_2018@2020-01-01"]',
            "both have the measure",
        ),
    ],
)
@pytest.mark.parametrize("command", ["check", "run"])
def test_what_contradicts_itself_is_the_studys_fault(tmp_path, old, new, said, command):
    folder = tiny.write_study(tmp_path / "s")
    path = folder / "study.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    done = CliRunner().invoke(main, [command, str(folder), "--json"])
    assert done.exit_code == 1
    error = json.loads(done.stdout)["error"]
    assert said in error["text"]
    assert error["hint"]
    assert not (folder / "out").exists()


def test_no_more_of_a_wide_file_is_read_than_the_mapping_names(tmp_path):
    people = [row | {f"other_{i}": i for i in range(50)} for row in tiny.persons()]
    folder = tiny.write_study(tmp_path / "s", people=people)
    settings = read_settings(folder)
    mapping = load_mapping(folder / "mapping.toml")["survey"]
    found = read_sources(mapping, settings.inputs["survey"].files)
    assert set(found["persons"].columns) == {"id", "w", "strat", "ea", "age", "sex", "area"}
    assert run_study(folder).estimates
