"""No number in a release, wherever it stands, is a count of everybody that is kept back.

Every whole number of `estimates.json` is taken with its place, those inside words too. Figures say
what they are of; what the gate's account, the description of the sample and limits of measures
hold is declared here to be no number of persons by their answers.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.attacks.scenarios import Stage, on_stage
from tests.attacks.studies import drawn_study
from tests.attacks.truth import truth_of

DECLARED = (
    ("estimates",), ("differences",), ("provenance",), ("diagnostics", "disclosure"),
    ("diagnostics", "study"), ("diagnostics", "measures"),
    ("diagnostics", "mapping", "*", "rows_read", "persons"),
    ("diagnostics", "mapping", "*", "rows_kept", "persons"),
)  # fmt: skip
BESIDE = "measure87.disseminate.gate.survey.beside"
LEAST = 20
"""Smaller counts are equal to ages, hours and the like by chance."""


def numbers(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every whole number with its path, those in texts too."""
    if any(len(path) >= len(one) and _is(path, one) for one in DECLARED):
        return
    if isinstance(tree, dict):
        for key, one in tree.items():
            yield from numbers(one, (*path, key))
    elif isinstance(tree, list):
        for one in tree:
            yield from numbers(one, path)
    elif isinstance(tree, str):
        for found in re.findall(r"\d[\d,]*", tree):
            yield path, int(found.replace(",", ""))
    elif isinstance(tree, int | float) and not isinstance(tree, bool) and tree == int(tree):
        yield path, int(tree)


def _is(path: tuple[str, ...], declared: tuple[str, ...]) -> bool:
    return all(b in ("*", a) for a, b in zip(path, declared, strict=False))


def told(stage: Stage) -> set[tuple[str, int]]:
    """Places of numbers that are, or nearly, a hidden count of everybody."""
    truth = truth_of(stage.study)
    hidden = [key for key in stage.first.hidden if not key[2]]
    counts = {truth.count(*key) for key in hidden} - set(range(LEAST))
    assert counts
    return {
        (".".join(path), number)
        for path, number in numbers(stage.first.said)
        if any(abs(number - count) < 3 for count in counts)
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", [25, pytest.param(29, marks=pytest.mark.proof)])
def test_no_number_elsewhere_tells_a_hidden_count_of_everybody(seed, tmp_path, monkeypatch):
    study = drawn_study(seed, 600)
    assert told(on_stage(study, tmp_path / "kept")) == set()
    monkeypatch.setattr(f"{BESIDE}.KeptBack.tells", lambda *_: False)
    places = told(on_stage(study, tmp_path / "told"))
    assert {place for place, _ in places} >= {
        "diagnostics.mapping.children.unknown.persons.heavy_loads"
    }
