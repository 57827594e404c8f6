"""What changes while a study runs is not released."""

import pytest

from measure87.combine import estimate
from measure87.study import run_study
from measure87.study.survey import recipe
from measure87.study.world.recipe import run_world
from measure87.study.world.settings import read_world_settings
from measure87.study.world.unchanged import hashes_now, require_unchanged
from measure87.vocabulary.errors import StudyError
from tests.study import tiny
from tests.study.world.made_world import SETTINGS, write_made_world


@pytest.mark.parametrize("name", ["persons.csv", "jobs.csv", "mapping.toml"])
def test_an_input_that_changes_during_the_run_stops_it_and_nothing_is_released(
    tmp_path, monkeypatch, name
):
    study = tiny.write_study(tmp_path / "s")
    estimate = recipe.estimate_input

    def slow(source, settings):
        with (study / name).open("a") as file:
            file.write("\n")
        return estimate(source, settings)

    monkeypatch.setattr(recipe, "estimate_input", slow)
    with pytest.raises(StudyError, match=f"{name} changed while the study ran"):
        run_study(study)
    assert not (study / "out").exists()


WORLD_FILES = ("figures.csv", "population.csv", "regions.csv", "world.toml")


@pytest.mark.parametrize("name", WORLD_FILES)
def test_a_file_of_a_world_estimate_that_changes_meanwhile_is_named(tmp_path, name):
    config = write_made_world(tmp_path)
    settings = read_world_settings(config)
    before = hashes_now(settings)
    require_unchanged(settings, before)
    path = config if name == "world.toml" else tmp_path / name
    told = config.name if name == "world.toml" else name
    path.write_text(path.read_text().replace("seed = 3", "seed = 4") + "\n")
    with pytest.raises(StudyError, match=f"^{told} changed while the estimate was made") as caught:
        require_unchanged(settings, before)
    assert caught.value.code == "changed-input"
    path.unlink()
    with pytest.raises(StudyError, match=f"^{told} changed"):
        require_unchanged(settings, before)


@pytest.mark.slow
@pytest.mark.parametrize("name", WORLD_FILES[:2])
def test_a_world_estimate_of_files_that_changed_is_not_written(tmp_path, monkeypatch, name):
    config = write_made_world(tmp_path / "in", SETTINGS.replace("draws = 900", "draws = 300"))
    fit = estimate.fit_measures

    def slow(*given):
        with (tmp_path / "in" / name).open("a") as file:
            file.write("\n")
        return fit(*given)

    monkeypatch.setattr(estimate, "fit_measures", slow)
    with pytest.raises(StudyError, match=f"{name} changed while the estimate was made"):
        run_world(config, tmp_path / "out")
    assert not (tmp_path / "out").exists()
