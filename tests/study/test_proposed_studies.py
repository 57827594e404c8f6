"""Studies whose mapping is proposed: made, and refused until a person has confirmed them."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.simulate.mics_file import fs_layout
from measure87.study import check_study, new_study
from measure87.vocabulary.errors import StudyError, UsageError


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("ID,SEX,AGE\n1,1,8\n2,2,12\n")
    return path


@pytest.mark.parametrize("preset", ["lfs", "simpoc", "dhs", "blank"])
def test_a_proposed_mapping_is_refused_until_it_is_confirmed(tmp_path, survey, preset):
    folder = tmp_path / preset
    options = {"country": "ZZZ", "year": 2025, "data": survey, "proposed": preset == "blank"}
    new_study(folder, preset, **options)
    with pytest.raises(StudyError) as caught:
        check_study(folder)
    assert caught.value.code == "unconfirmed"


@pytest.mark.parametrize("preset", ["lfs", "simpoc", "dhs"])
def test_a_skeleton_is_made_without_a_file(tmp_path, preset):
    written = new_study(tmp_path / preset, preset, country="ZZZ", year=2025)
    assert any(path.name == "mapping.toml" for path in written)


def test_proposals_need_a_file(tmp_path):
    with pytest.raises(UsageError, match="need a file"):
        new_study(tmp_path / "s", "blank", country="ZZZ", year=2025, proposed=True)


def test_the_preset_of_mics5_needs_its_file(tmp_path):
    with pytest.raises(UsageError, match="needs a file"):
        new_study(tmp_path / "s", "mics5", country="ZZZ", year=2015)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_preset_could_not_find_is_said_when_the_study_is_made(tmp_path, language):
    """Without a weight and an age a run refuses; whoever is told only to run learns it there."""
    path = tmp_path / "fs.csv"
    names = [name for name in fs_layout().variables if name not in ("fsweight", "CB3")]
    pl.DataFrame({name: [1, 2, 1] for name in names}).write_csv(path)
    call = ["new", str(tmp_path / "s"), "--preset", "mics6", "--data", str(path),
            "--country", "ZZZ", "--year", "2025"]  # fmt: skip
    done = CliRunner().invoke(main, ["--lang", language, *call])
    assert done.exit_code == 0, done.output
    said = {"en": "Still open in mapping.toml (", "fr": "Encore ouvert dans mapping.toml ("}
    assert said[language] in done.stdout
    assert "fs.persons.weight" in done.stdout
    call[1] = str(tmp_path / "t")
    found = json.loads(CliRunner().invoke(main, [*call, "--json"]).stdout)
    assert "fs.persons.weight" in found["open"]
    with pytest.raises(StudyError, match="asks for") as caught:
        check_study(tmp_path / "s")
    assert f"{len(found['open'])} variable(s)" in caught.value.text
