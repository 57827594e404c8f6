"""Weights that are alike in a region, and known: who adds them up gets nothing back.

The reader is `integer_attacker` with the weight of everybody. More studies, of all kinds of
weights, were tried than are here: see docs/methods/disclosure.md.
"""

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.formats.estimates_csv import estimates_csv
from tests.disseminate.gate.audit.integer_attacker import Attacker
from tests.disseminate.gate.audit.invented_studies import FIVE, MEASURES, drawn_pattern, study
from tests.disseminate.gate.audit.test_whole_persons import known_not_to_be_0

SUMS = [(MEASURES[0], MEASURES[1:])]
PERSONS = 3


def told(result, released, pattern, protected=PERSONS):
    text, some = estimates_csv(released), known_not_to_be_0(result)
    reader = Attacker(text, SUMS, some, weights=pattern.weights, protected=protected)
    return list(reader.recovered())


def test_a_gate_that_is_not_told_of_the_weights_tells_hidden_counts():
    result = study(6, circle=False)
    every_digit = DisclosureRules(digits=False)
    assert told(result, release(result, every_digit), FIVE, protected=0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 6])
def test_known_weights_of_regions_tell_nothing(seed):
    result = study(seed, circle=False)
    released = release(result, DisclosureRules(alike=(FIVE.alike(),), digits=False))
    assert told(result, released, FIVE) == []
    assert released.diagnostics.disclosure.audit.recovered == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["two", "eight", "area"])
def test_known_weights_of_other_kinds_tell_nothing(kind):
    pattern = drawn_pattern(np.random.default_rng(1021), kind)
    result = study(21, circle=False, pattern=pattern)
    released = release(result, DisclosureRules(alike=(pattern.alike(),), digits=False))
    assert told(result, released, pattern) == []


@pytest.mark.slow
def test_steps_alone_would_tell_some(monkeypatch):
    """Steps without the auditor's own equations: what she hides beyond them is needed."""
    from measure87.disseminate.gate.audit import weighted_rows

    monkeypatch.setattr(weighted_rows.WeightedRows, "of", lambda *_: iter(()))
    found = 0
    for seed in (2, 4, 6):
        result = study(seed, circle=False)
        released = release(result, DisclosureRules(alike=(FIVE.alike(),), digits=False))
        found += len(told(result, released, FIVE))
    assert found


@pytest.mark.slow  # as of whole persons each time: test_whole_persons
def test_a_release_with_known_weights_comes_out_the_same_each_time():
    result, rules = study(3, circle=False), DisclosureRules(alike=(FIVE.alike(),))
    assert release(result, rules) == release(result, rules)
