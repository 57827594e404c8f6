"""What changes while a study runs is not released."""

import pytest

from measure87.study import recipe, run_study
from measure87.vocabulary.errors import StudyError
from tests.study import tiny


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
