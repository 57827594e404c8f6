"""Studies whose mapping is proposed: made, and refused until a person has confirmed them."""

import pytest

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
