"""Whether the error of a difference would tell of few, by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.survey.rows import overlaps
from measure87.disseminate.gate.survey.rows.overlaps import (
    names_somebody,
    somebody_stands_out,
    tells_of_few,
)
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate, Minus
from measure87.vocabulary.status import NO, YES

DIFFERENCE = Estimate(
    "x", "proportion", "taylor", definition="d", value=0.1, se=0.02, n=40, n_cases=20,
    group={"sex": "1"}, minus=Minus("y", "proportion", {"sex": "1"}, definition="d"),
)  # fmt: skip


def weighed(cases, n=40, weight=None, rows=True):
    """Persons of one measure, of whom those in some rows are cases."""
    every = np.arange(n)
    return WeighedPersons(
        np.ones(n) if weight is None else np.asarray(weight, dtype=float),
        cluster=every,
        stratum=np.zeros(n, dtype=np.int64),
        units=np.array([float(n)]),
        status=np.where(np.isin(every, list(cases)), YES, NO),
        rows=every if rows else None,
    )


def known(*samples):
    """Persons of both measures in each sample: rows of the cases of `x` and of `y`."""
    found = {
        ((name, "d", k), "proportion"): one if one is None else weighed(one)
        for k, pair in enumerate(samples)
        for name, one in zip("xy", pair, strict=True)
    }
    return SimpleNamespace(of=lambda key, statistic, _group: found.get((key, statistic)))


MANY = (range(20), range(10, 30))
"""Ten are cases of both, ten of each alone."""


@pytest.fixture
def asked(monkeypatch):
    """Whether one of few alone would be named, which is said to be no; of whom it was asked."""
    calls = []
    monkeypatch.setattr(
        overlaps, "names_somebody", lambda _, __, alone: calls.append(alone.tolist()) and False
    )
    return calls


@pytest.mark.parametrize(
    ("first", "second", "few"),
    [
        (range(20), range(10, 30), False),
        (range(20), range(18, 38), True),
        (range(20), range(17, 37), False),
        (range(20), range(20, 40), False),
        (range(20), range(18), True),
        (range(20), range(17), False),
        (range(18), range(20), True),
        (range(20), range(20), False),
        (range(1), range(1), True),
        ((), (), False),
    ],
)
def test_one_or_two_of_both_or_of_one_alone_are_few(asked, first, second, few):
    assert tells_of_few(DIFFERENCE, known((first, second)), 3) is few
    both, alone = set(first) & set(second), [set(first) - set(second), set(second) - set(first)]
    assert few == any(0 < len(one) < 3 for one in (both, *alone))
    if not few:
        assert asked == [sorted(one) for one in alone if len(one) >= 3]


def test_few_of_any_sample_are_few(asked):
    assert not tells_of_few(DIFFERENCE, known(MANY, MANY), 3)
    assert tells_of_few(DIFFERENCE, known(MANY, MANY, (range(20), range(18))), 3)
    assert not tells_of_few(DIFFERENCE, known(MANY, (None, range(18)), (range(20), range(18))), 3)
    assert len(asked) == 2 * (2 + 2 + 1)


@pytest.mark.parametrize(
    "minus",
    [
        None,
        Minus("y", "proportion", {"sex": "2"}, definition="d"),
        Minus("x", "proportion", {"sex": "1"}, definition="d"),
        Minus("y", "proportion", {"sex": "1"}, definition="d", source="elsewhere"),
    ],
)
def test_of_two_groups_of_oneself_and_of_another_survey_nothing_is_told(minus):
    few = known((range(20), range(18)))
    assert tells_of_few(DIFFERENCE, few, 3)
    assert not tells_of_few(replace(DIFFERENCE, minus=minus), few, 3)
    assert not tells_of_few(DIFFERENCE, None, 3)


def test_where_it_is_not_known_who_is_who_nothing_is_told(asked):
    found = known(MANY)
    nobody = SimpleNamespace(of=lambda *told: replace_rows(found.of(*told)))
    assert not tells_of_few(DIFFERENCE, nobody, 3)
    assert asked == []


def replace_rows(persons):
    return None if persons is None else SimpleNamespace(**vars(persons) | {"rows": None})


@pytest.mark.parametrize(
    ("weights", "cases", "value", "stands"),
    [
        ([[1.0] * 39 + [90.0]], 20, 0.5, True),
        ([[1.0] * 40], 20, 0.5, False),
        ([[1.0] * 40, [1.0] * 39 + [90.0]], 20, 0.5, True),
        ([[1.0] * 39 + [90.0]], 40, 0.5, False),
        ([[1.0] * 39 + [90.0]], 0, 0.5, False),
        ([[1.0] * 39 + [90.0]], None, 0.5, False),
        ([[1.0] * 39 + [90.0]], 20, None, False),
        ([], 20, 0.5, False),
    ],
)
def test_somebody_of_a_group_stands_out_by_her_weight_in_any_sample(weights, cases, value, stands):
    found = {("x", "d", k): weighed((), weight=one) for k, one in enumerate(weights)}
    persons = SimpleNamespace(of=lambda key, _statistic, _group: found.get(key))
    side = replace(DIFFERENCE, n_cases=cases, value=value)
    assert somebody_stands_out(side, persons) is stands
    assert not somebody_stands_out(side, None)


@pytest.mark.parametrize(
    ("alone", "heavy", "rung", "named"),
    [
        (range(10), False, 1, True),
        (range(10), False, None, True),
        (range(10), False, 0, False),
        (range(11), False, 1, False),
        (range(11), True, 1, True),
        (range(40), True, 1, False),
    ],
)
def test_those_of_one_measure_alone_are_tried_as_a_row_of_few_or_of_a_heavy_one(
    monkeypatch, alone, heavy, rung, named
):
    rows = []

    def rung_of(weighings, chosen, *, are_cases):
        (weighing,) = weighings
        rows.append((weighing.row.value, weighing.row.error, are_cases, chosen.tolist()))
        return rung

    monkeypatch.setattr(overlaps, "rung_of", rung_of)
    weight = [1.0] * 39 + [90.0 if heavy else 1.0]
    behind = weighed(range(20), weight=weight)
    assert names_somebody(DIFFERENCE, behind, np.array(list(alone))) is named
    if rows:
        share = len(alone) / sum(weight)
        chosen = [k in alone for k in range(40)]
        assert rows == [(pytest.approx(share), 0.02, True, chosen)]
    assert not names_somebody(DIFFERENCE, weighed(range(20), rows=False), np.arange(5))


@pytest.mark.parametrize(("named", "tells"), [(0, True), (1, True), (None, False)])
def test_who_is_a_case_of_one_measure_alone_is_looked_for_among_its_own_persons(
    named, tells, monkeypatch
):
    asked = []

    def names(_, behind, alone):
        asked.append((int((behind.status == YES).sum()), alone.tolist()))
        return len(asked) - 1 == named

    monkeypatch.setattr(overlaps, "names_somebody", names)
    assert tells_of_few(DIFFERENCE, known((range(20), range(10, 33))), 3) is tells
    every = [(20, [*range(10)]), (23, [*range(20, 33)])]
    assert asked == (every[:1] if named == 0 else every)


def test_a_difference_that_is_a_camp_of_cases_alone_names_all_of_it():
    """Eleven of a camp, and none of fourteen others; with ten of it and one other nobody."""
    cluster = np.array([0] * 11 + [*range(1, 15)])
    one = np.zeros(25, dtype=np.int64)
    behind = WeighedPersons(
        np.full(25, 10.0), cluster, one, np.array([15.0]), one, rows=np.arange(25)
    )
    for error, alone, named in ((0.264, range(11), True), (0.2247, range(1, 12), False)):
        item = Estimate("x", "difference", "taylor", value=0.44, se=error)
        assert names_somebody(item, behind, np.array(alone)) is named
