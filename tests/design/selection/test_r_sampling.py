"""Chances of units and of pairs are those of R sampling 2.10."""

import json
from pathlib import Path

import numpy as np
import pytest

from measure87.design.selection.chances import chances
from measure87.design.selection.sampford import sampford_pairs
from measure87.design.selection.sequential import systematic_pairs, whole_ended

HELD = json.loads(
    (Path(__file__).parents[2] / "reference" / "r_sampling" / "joint.json").read_text()
)
CASES = [pytest.param(one, id=one["name"]) for one in HELD["cases"]]


@pytest.mark.parametrize("case", CASES)
def test_the_file_is_of_the_version_that_the_text_names(case):
    assert HELD["sampling"] == "2.10"
    assert len(case["pi"]) == len(case["size"])


@pytest.mark.parametrize("case", CASES)
def test_inclusion_probabilities(case):
    found = chances(np.array(case["size"], dtype=float), case["n"])
    assert found.pi == pytest.approx(case["pi"], abs=1e-12)
    assert found.pi.sum() == pytest.approx(case["n"])
    assert np.array_equal(found.certain, np.array(case["pi"]) == 1)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("method", ["sampford", "systematic"])
def test_joint_probabilities(case, method):
    pi = np.array([p for p in case["pi"] if p < 1])
    expected = np.array(case[method]).reshape(pi.size, pi.size)
    if method == "sampford":
        found = sampford_pairs(pi)
    else:
        found = systematic_pairs(pi, whole_ended(np.cumsum(pi)))
    assert found == pytest.approx(expected, abs=1e-9, rel=1e-9)
