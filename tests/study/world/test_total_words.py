"""What a run says of the linear form of totals, from errors made up."""

from types import SimpleNamespace

import numpy as np

from measure87.combine.model.linearisation_error import LinearisationError
from measure87.study.world.total_words import (
    stated_linearisation,
    total_sentences,
    total_warnings,
)
from measure87.vocabulary.releases.codec import plain
from tests.study.world.said_by_code import said_by_code


def fitted(mean, spread):
    mean = np.asarray(mean)
    error = LinearisationError(np.arange(len(mean)), mean, np.hypot(mean, spread))
    return SimpleNamespace(
        settings=SimpleNamespace(name="work", label="Work"),
        given=SimpleNamespace(figures=SimpleNamespace(n=9)),
        linearisation=error,
    )


def test_the_parts_of_the_error_are_told_by_measure():
    told = stated_linearisation([fitted([0.3, -0.1], 0.4)])["work"]
    assert plain(told) == {
        "totals": 2.0,
        "mean": 0.1,
        "leaning": round(float(np.sqrt(0.05)), 4),
        "root_mean_square": round(float(np.sqrt(0.05 + 0.16)), 4),
        "largest": 0.5,
    }


def test_forms_that_lean_are_warned_of_and_others_not():
    assert [one.code for one in total_warnings([fitted([0.2, -0.2], 0.0)])] == ["linearised-totals"]
    (warning,) = total_warnings([fitted([0.2, -0.2], 0.0)])
    assert "leans by 0.2 standard errors" in warning.text
    assert said_by_code(warning, "work", "Work") == warning.text
    assert total_warnings([fitted([0.05, -0.05], 0.3)]) == []


def test_the_assumption_says_all_of_it():
    (said,) = total_sentences(fitted([0.3, -0.1], 0.4))
    assert said_by_code(said, "work", "Work") == said.text
    assert said.text.startswith("Work: 2 of 9 figures are totals of several cells")
    assert said.text.endswith(
        "their linear form is 0.46 standard errors of a figure away from the sum (root mean "
        "square), the worst 0.5, and leans by 0.22."
    )


def test_without_totals_nothing_is_said():
    none = SimpleNamespace(linearisation=None)
    assert stated_linearisation([none]) == {}
    assert total_sentences(none) == []
    assert total_warnings([none]) == []
