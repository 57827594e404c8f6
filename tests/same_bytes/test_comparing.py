"""The comparison of two trees sees what differs, and nothing else."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from measure87.define import load_definition
from measure87.study.lists.settings import read_list_settings
from measure87.study.survey.settings import read_settings
from tests.same_bytes.comparing import Outcome, differences
from tests.same_bytes.studies import _survey_settings, write_random


@pytest.fixture
def two(tmp_path):
    for side in ("before", "now"):
        (tmp_path / side / "tables").mkdir(parents=True)
        (tmp_path / side / "a.csv").write_text("x\n1\n", "utf-8")
        (tmp_path / side / "tables" / "b.csv").write_text("y\n2\n", "utf-8")
    return tmp_path


def _differences(root: Path, **now) -> list[str]:
    before = Outcome(0, "done", root / "before")
    return differences(before, Outcome(**{"exit": 0, "said": "done", "folder": root / "now"} | now))


def test_equal_runs_have_no_differences(two):
    assert _differences(two) == []


def test_each_difference_is_named(two):
    (two / "now" / "a.csv").write_text("x\n2\n", "utf-8")
    (two / "now" / "c.csv").write_text("", "utf-8")
    (two / "now" / "tables" / "b.csv").unlink()
    assert _differences(two) == [
        "a.csv differs from line 2",
        "c.csv is new",
        "tables/b.csv is gone",
    ]


def test_exit_and_words_are_compared(two):
    assert "exit 0 before, 4 now" in _differences(two, exit=4, said="refused")[0]
    assert _differences(two, said="other") == ["says something else than before"]


@pytest.mark.filterwarnings("ignore::measure87.vocabulary.errors.FormerNameWarning")
def test_random_studies_can_be_read_and_differ_by_seed(tmp_path):
    trials = write_random(tmp_path / "one", 3, seed=3)
    assert [trial.name for trial in trials] == ["survey-1", "lists-2", "survey-3"]
    first = read_settings(tmp_path / "one" / "survey-1")
    assert first.invented
    assert read_list_settings(tmp_path / "one" / "lists-2").lists.bootstrap == 200
    texts = {(tmp_path / "one" / trial.name / "study.toml").read_bytes() for trial in trials}
    assert len(texts) == 3


@pytest.mark.parametrize("seed", range(8))
def test_random_surveys_name_definitions_that_there_are(seed):
    """A study that both trees refuse for its settings compares nothing."""
    content = tomllib.loads(_survey_settings(np.random.default_rng(seed)))
    for source in content["inputs"].values():
        assert all(load_definition(identity) for identity in source["definitions"])
