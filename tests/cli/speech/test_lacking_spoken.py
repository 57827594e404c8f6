"""What a measure lacks, proposals for a mapping, and the family of a regression, as spoken."""

import polars as pl
import pytest

from measure87.cli.speech.choice import ENGLISH, LANGUAGES, speaking
from measure87.cli.speech.speaker import speaker
from measure87.study.survey.check import _lacking
from measure87.study.survey.inputs import Unsupported
from tests.cli.speech.test_spoken import run, told

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
EITHER = Unsupported("d", "child_labour_icls", ("industry", "heavy_loads or dangerous_tools"))


def test_alternatives_have_a_line_of_their_own():
    assert list(_lacking(EITHER)) == [
        "child_labour_icls: no industry",
        "child_labour_icls: none of heavy_loads, dangerous_tools",
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_alternatives_are_said_in_the_language(language):
    with speaking(language):
        lines = [speaker(language).say(line) for line in _lacking(EITHER)]
    assert all("heavy_loads" in line for line in lines[1:])
    for line in lines:
        assert ": no " not in line
        assert " of " not in line
        assert " or " not in line


@pytest.mark.parametrize("language", OTHERS)
def test_proposals_are_written_in_the_language_that_is_spoken(language, tmp_path):
    file = tmp_path / "f.csv"
    pl.DataFrame({"ID": [1, 2], "EDAD": [9, 12], "FACTOR": [1.5, 2.0]}).write_csv(file)
    english = told(run("collect", "propose", file, "--language", "es"))
    spoken = told(run("--lang", language, "collect", "propose", file, "--language", "es"))
    for sentence in ("# Proposals for", "# Only completed interviews", "# Variables that together"):
        assert sentence in english
        assert sentence not in spoken


@pytest.mark.parametrize("language", OTHERS)
def test_a_logistic_regression_is_said_in_the_language(language):
    line = (
        "logistic regression of work=1: 20 persons, 8 with an answer above 0, 4 clusters, "
        "3 degrees of freedom"
    )
    with speaking(language):
        assert "logistic " not in speaker(language).say(line)
