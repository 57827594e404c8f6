"""Which pairs are compared, and the estimate of the matches that are not."""

from itertools import product

import numpy as np
import polars as pl
import pytest

from measure87.collect.linkage import candidate_pairs
from measure87.collect.linkage.candidate_pairs import candidate_rules
from measure87.collect.linkage.match_model import score_pairs
from measure87.collect.linkage.record_forms import TOKENS
from measure87.collect.linkage.splink_pairs import stacked
from measure87.collect.linkage.uncompared_matches import share_uncompared
from measure87.simulate import invent_listed_persons
from tests.collect.linkage.conftest import forms_of

pytest.importorskip("splink", reason="needs measure87[linkage]")


def records(n):
    return pl.DataFrame({"given": ["a", "b"] * (n // 2), "family": ["x"] * n})


def test_all_pairs_are_compared_while_they_are_few(monkeypatch):
    rules = candidate_rules(records(10), ["given", "family"])
    assert rules.every
    assert rules.pairs == 45
    monkeypatch.setattr(candidate_pairs, "MOST_OF_ALL", 44)
    assert not candidate_rules(records(10), ["given", "family"]).every


def test_looser_rules_are_added_while_there_is_room(clear, monkeypatch):
    frame = stacked(clear.lists, hashed=False)
    known = [name for name in TOKENS if frame[name].null_count() < frame.height]
    found = []
    for room in (1_000, 6_000, 30_000):
        monkeypatch.setattr(candidate_pairs, "MOST_OF_ALL", room)
        found.append(len(candidate_rules(frame, known).rules))
    assert found[0] < found[1] < found[2]


def test_where_rules_leave_pairs_out_the_estimate_says_about_how_many(clear, monkeypatch):
    monkeypatch.setattr(candidate_pairs, "MOST_OF_ALL", 1_000)
    monkeypatch.setattr(candidate_pairs, "_STRICT", (("whole",), ("given_key", "family_key")))
    scored = score_pairs(clear.lists, hashed=False, seed=1)
    same = clear.person[scored.left] == clear.person[scored.right]
    counts = np.unique(clear.person, return_counts=True)[1]
    lost = 1.0 - same.sum() / (counts * (counts - 1) // 2).sum()
    assert lost > 0.01
    assert scored.uncompared == pytest.approx(lost, abs=0.03)


@pytest.mark.slow
def test_long_hashed_lists_are_compared_where_names_or_dates_show(monkeypatch):
    forms = forms_of(invent_listed_persons(5, population=400), hashed=True)
    counts = np.unique(forms.person, return_counts=True)[1]
    true = (counts * (counts - 1) // 2).sum()
    lost = []
    for room in (8_000_000, 1_000):
        monkeypatch.setattr(candidate_pairs, "MOST_OF_ALL", room)
        scored = score_pairs(forms.lists, hashed=True, seed=1)
        same = forms.person[scored.left] == forms.person[scored.right]
        assert same[scored.probability >= 0.5].sum() / true > 0.9
        lost.append(1.0 - same.sum() / true)
        assert scored.uncompared == pytest.approx(lost[-1], abs=0.03)
    # Names that are nearly the same show without the rules alone.
    assert lost[0] <= lost[1]


def test_the_estimate_is_exact_where_fields_are_independent():
    """Expected counts of every cell of three independent fields, those no rule finds cut out."""
    chance = {"a": 0.9, "b": 0.8, "c": 0.7}
    rules = [("a", "b"), ("c",)]
    cells = list(product([True, False], repeat=3))
    weight = np.array(
        [np.prod([c if on else 1 - c for on, c in zip(cell, chance.values(), strict=True)])
         for cell in cells]
    )  # fmt: skip
    agree = {name: np.array([cell[i] for cell in cells]) for i, name in enumerate("abc")}
    found = (agree["a"] & agree["b"]) | agree["c"]
    kept = {name: on[found] for name, on in agree.items()}
    got = share_uncompared(kept, 500 * weight[found], rules)
    assert got == pytest.approx(weight[~found].sum(), abs=1e-6)  # 0.3 * (1 - 0.72) = 0.084


def test_without_pairs_nothing_is_said_to_be_lost():
    nothing = {"a": np.empty(0, dtype=bool)}
    assert share_uncompared(nothing, np.empty(0), [("a",)]) == 0.0
