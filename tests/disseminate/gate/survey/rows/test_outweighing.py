"""Whether somebody's weight stands out, against a reading person by person."""

from dataclasses import replace
from statistics import fmean, pstdev

import numpy as np
import pytest

from measure87.disseminate.gate.survey.rows.cell_row import _is_few
from measure87.disseminate.gate.survey.rows.outweighing import _heaviest, stands_out
from measure87.vocabulary.estimate import Estimate


def naively(weight, cases, value):
    """The three heaviest, each beside those who are lighter; then what all others can weigh."""
    falling, n, everybody = sorted(weight, reverse=True), len(weight), sum(weight)
    root = (cases * (1 - cases / n)) ** 0.5
    of_cases, by_once = value * everybody, False
    for k in range(min(3, n - 1)):
        lighter = falling[k + 1 :]
        more, varies = falling[k] - fmean(lighter), root * pstdev(lighter)
        if more > 1.75 * varies + 1e-9 * falling[k]:
            return True
        by_once = by_once or more > varies + 1e-9 * falling[k]
    lighter = falling[1:]
    if by_once and abs(of_cases - cases * fmean(lighter)) > 2.0 * root * pstdev(lighter):
        return True
    heavy_cases = of_cases / everybody > cases / n
    return heavy_cases and sum(lighter[:cases]) < of_cases * (1 - 1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_whoever_stands_out_is_found_as_by_looking_at_each(seed):
    rng = np.random.default_rng(seed)
    answers = []
    for _ in range(300):
        n = int(rng.integers(2, 40))
        weight = rng.lognormal(rng.normal(), rng.choice([0.1, 0.5, 1.5]), n)
        if rng.random() < 0.3:
            weight = np.round(weight) + 1.0
        cases = int(rng.integers(1, n))
        chosen = rng.permutation(n)[:cases]
        if rng.random() < 0.3:
            chosen = np.argsort(-weight)[: cases + 1][rng.integers(0, 2) :][:cases]
        value = float(weight[chosen].sum() / weight.sum())
        answers.append(stands_out(weight, cases, value))
        assert answers[-1] == naively(weight.tolist(), cases, value), (weight, cases, value)
        assert answers[-1] == stands_out(weight * 1e-4, cases, value), "whatever the unit"
    assert 0.1 < np.mean(answers) < 0.9


def test_persons_of_one_weight_do_not_stand_out():
    assert not stands_out(np.full(30, 0.1), 12, 0.4)


@pytest.mark.parametrize("number", [1, 3, 5])
def test_the_heaviest_are_the_first_of_all_in_order(number):
    rng = np.random.default_rng(number)
    for _ in range(50):
        weight = rng.integers(1, 9, 5).astype(float)
        assert _heaviest(weight, number).tolist() == sorted(weight.tolist(), reverse=True)[:number]


@pytest.mark.parametrize(
    ("n", "cases", "unknown", "few"),
    [
        (100, 10, 0, True),
        (100, 11, 0, False),
        (100, 89, 0, False),
        (100, 90, 0, True),
        (100, 50, 1, True),
        (100, 50, 10, True),
        (100, 50, 11, False),
        (100, 50, None, False),
        (100, None, 0, True),
        (None, 50, 0, True),
    ],
)
def test_up_to_ten_cases_others_or_unknown_persons_are_few(n, cases, unknown, few):
    plain = Estimate("y", "proportion", "taylor", value=0.5)
    assert _is_few(replace(plain, n=n, n_cases=cases, n_unknown=unknown)) == few


@pytest.mark.parametrize("seed", range(4))
def test_a_share_that_is_that_of_the_number_of_cases_is_of_no_heavy_ones(seed):
    """Of 16 or 32 persons a share of cases by weight that is their share by number, exactly."""
    rng = np.random.default_rng([9, seed])
    answers = []
    for _ in range(200):
        n = int(rng.choice([16, 32]))
        weight = rng.integers(1, 30, n).astype(float)
        cases = int(rng.integers(1, n))
        answers.append(stands_out(weight, cases, cases / n))
        assert answers[-1] == naively(weight.tolist(), cases, cases / n)
    assert not all(answers)


@pytest.mark.parametrize("more", [0.0, 1e-12, -1e-12])
def test_nobody_stands_out_where_all_weigh_alike_whatever_the_rounding_of_the_share(more):
    assert not stands_out(np.full(40, 3.0), 20, 0.5 + more)
