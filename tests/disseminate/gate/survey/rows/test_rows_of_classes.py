"""Rows whose errors are those of residuals or replicates: against a plain search through all sets.

The errors are made a second time by loops: post-strata by the spread within each, replicates by the
share in each.
"""

from dataclasses import replace
from math import sqrt
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.survey.rows.cell_row import CellRow, cell_row
from measure87.disseminate.gate.survey.rows.row_audit import Row, Weighing, _tells_nothing, rung_of
from measure87.disseminate.gate.survey.rows.whole_strata import (
    has_an_error_of_none,
    has_whole_strata,
    names_a_stratum,
)
from measure87.numerics.errors_of_sets import (
    ErrorsOfBenchmark,
    ErrorsOfReplicates,
    benchmark_regression,
    constant_part,
)
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate
from tests.disseminate.gate.survey.rows import test_row_audit


def post_stratified(asked, cases, *, elsewhere=(20, 90)):
    """Persons of one weight in classes, of which more were asked `elsewhere`; one stratum.

    They are drawn one by one, and so many of each class are cases.
    """
    kind = np.repeat(np.arange(len(asked)), asked)
    others = np.repeat(np.arange(len(asked)), elsewhere)
    everybody = np.concatenate([kind, others])
    n = len(everybody)
    weight = np.full(n, 10.0)
    x = np.eye(len(asked))
    # Of weights that a benchmark left as they are coefficients are means of each class.
    fitted = x / np.bincount(everybody, weight)[:, None]
    status = np.zeros(len(kind), dtype=np.int64)
    for one, number in enumerate(cases):
        status[np.flatnonzero(kind == one)[:number]] = 2
    regression = benchmark_regression(
        fitted, 10.0 * x[everybody], np.zeros(n, dtype=np.int64), np.array([float(n)])
    )
    return WeighedPersons(
        weight[: len(kind)],
        np.arange(len(kind)),
        np.zeros(len(kind), dtype=np.int64),
        np.array([float(n)]),
        status,
        np.arange(len(kind)),
        errors=ErrorsOfBenchmark(regression, kind),
    ), np.bincount(everybody)


def by_classes(persons, in_class):
    """Value, error and clusters of a set, by the spread of u within each class of the sample."""

    def found(_, cases):
        n, everybody = in_class.sum(), persons.weight.sum()
        share = sum(persons.weight[k] for k in cases) / everybody
        spread = 0.0
        for kind, size in enumerate(in_class):
            members = np.flatnonzero(persons.errors.part == kind).tolist()
            u = [10.0 * ((k in cases) - share) / everybody for k in members]
            mean = sum(u) / size
            spread += sum((one - mean) ** 2 for one in u) + (size - len(u)) * mean**2
        return share, sqrt(n / (n - 1) * spread), len(cases)

    return found


def repeated(seed, n=16, cases=3, constant=5, number=8):
    """Persons of one weight with bootstrap weights, the first of them the same in all."""
    rng = np.random.default_rng([95, seed])
    weights = 10.0 * rng.poisson(1.0, (n, number)) + 1.0
    weights[:constant] = 10.0
    status = np.zeros(n, dtype=np.int64)
    status[rng.choice(n, cases, replace=False)] = 2
    one = np.full(number, 1.0 / (number - 1))
    weight = np.full(n, 10.0)
    errors = ErrorsOfReplicates(weights, one, mse=False, part=constant_part(weights, weight))
    return WeighedPersons(
        weight, np.arange(n), np.zeros(n, dtype=np.int64), np.array([50.0]), status,
        np.arange(n), errors=errors,
    )  # fmt: skip


def by_replicates(persons):
    """The same by the share in each replicate."""

    def found(_, cases):
        chosen = list(cases)
        shares = [one[chosen].sum() / one.sum() for one in persons.errors.weights.T]
        mean = sum(shares) / len(shares)
        spread = sum((one - mean) ** 2 for one in shares) / (len(shares) - 1)
        return len(chosen) / len(persons.weight), sqrt(spread), len(chosen)

    return found


def weighing(persons, error):
    value = float(persons.weight[persons.status == 2].sum() / persons.weight.sum())
    return Weighing(persons, Row(value, error or None, None, 0.1))


def own_error(persons, by_hand):
    return by_hand(persons, np.flatnonzero(persons.status == 2).tolist())[1]


@pytest.mark.parametrize(
    ("asked", "cases"),
    [((4, 12), (3, 1)), ((4, 12), (4, 0)), ((4, 12), (0, 3)), ((4, 12), (1, 3)), ((8, 8), (3, 1))],
)
def test_with_post_strata_the_rung_is_that_of_a_search_through_all_sets(asked, cases, monkeypatch):
    persons, in_class = post_stratified(asked, cases)
    by_hand = by_classes(persons, in_class)
    monkeypatch.setattr(test_row_audit, "by_hand", by_hand)
    own = weighing(persons, own_error(persons, by_hand))
    expected = test_row_audit.rung_by_hand(persons)
    assert rung_of([own], persons.status == 2, are_cases=True) == expected


@pytest.mark.parametrize("seed", range(6))
def test_with_replicates_the_rung_is_that_of_a_search_through_all_sets(seed, monkeypatch):
    persons = repeated(seed)
    by_hand = by_replicates(persons)
    monkeypatch.setattr(test_row_audit, "by_hand", by_hand)
    own = weighing(persons, own_error(persons, by_hand))
    for are_cases in (True, False):
        turned = persons if are_cases else replace(persons, status=2 - persons.status)
        expected = test_row_audit.rung_by_hand(turned, are_cases=are_cases)
        assert rung_of([own], persons.status == 2, are_cases=are_cases) == expected


def test_rows_of_one_weight_tell_something_where_residuals_make_the_error():
    persons, _ = post_stratified((4, 12), (3, 1))
    assert not _tells_nothing(persons)
    assert _tells_nothing(replace(persons, errors=None))


@pytest.mark.parametrize(
    ("cases", "has"), [((4, 0), True), ((0, 12), True), ((3, 1), False), ((4, 12), False)]
)
def test_an_error_of_none_is_not_released_where_others_would_have_one(cases, has):
    persons, in_class = post_stratified((4, 12), cases, elsewhere=(0, 0))
    error = own_error(persons, by_classes(persons, in_class))
    assert (error < 1e-12) is (has or cases == (4, 12))
    own = weighing(persons, 0.0 if error < 1e-12 else error)
    assert has_an_error_of_none([own]) is has
    assert not has_an_error_of_none([weighing(replace(persons, errors=None), 0.0)])
    if has:
        row = CellRow(Estimate("y", "proportion", "taylor", se=0.0, n_cases=sum(cases)), (own,))
        assert row.rung(3, leaves_out=False) is None


def test_where_all_of_a_sample_move_with_none_an_error_of_0_tells_nothing():
    persons = repeated(1)
    weights = np.full((16, 8), 10.0)
    same = ErrorsOfReplicates(weights, persons.errors.factor, mse=False, part=np.ones(16, int))
    assert not has_an_error_of_none([weighing(replace(persons, errors=same), 0.0)])


@pytest.mark.parametrize(
    ("asked", "cases", "named"), [((14, 40), (14, 1), True), ((14, 40), (4, 10), False)]
)
def test_of_many_cases_a_class_of_cases_alone_is_named(asked, cases, named):
    persons, in_class = post_stratified(asked, cases, elsewhere=(0, 60))
    own = weighing(persons, own_error(persons, by_classes(persons, in_class)))
    assert has_whole_strata(persons)
    assert names_a_stratum([own]) is named


@pytest.mark.parametrize(
    ("in_class", "has"), [((101, 0), True), ((100, 1), False), ((99, 1), True)]
)
def test_of_more_than_a_hundred_cases_classes_of_cases_alone_are_asked_of(in_class, has):
    persons, _ = post_stratified((101, 40), in_class)
    assert has_whole_strata(persons) is has


@pytest.mark.parametrize("is_benchmarked", [False, True])
@pytest.mark.parametrize("error", [50.0, 0.0])
def test_a_number_with_weights_of_its_own_is_tried_by_its_own_errors(error, is_benchmarked):
    """Of many cases too, where the rate has the survey's weights."""
    behind, _ = post_stratified((14, 60), (13, 5), elsewhere=(0, 60))
    own = replace(behind, errors=None)
    others = behind if is_benchmarked else own
    share = Estimate(
        "y", "proportion", "taylor", group={"g": "1"}, value=18 / 74, se=0.05, n=74, n_cases=18,
        weighted_n=740.0, n_unknown=0,
    )  # fmt: skip
    total = replace(share, statistic="total", value=190.0, se=error, weighted_n=760.0)
    known = SimpleNamespace(of=lambda measure, statistic, group: others)
    measure = ("y", "", 0)
    cell = SimpleNamespace(at=[0, 1])
    found = cell_row(cell, [share, total], [measure] * 2, known, own, few=False)
    assert (found is not None) is is_benchmarked
    if found is not None:
        assert [one.persons.errors is None for one in found.weighings] == [True, False]
