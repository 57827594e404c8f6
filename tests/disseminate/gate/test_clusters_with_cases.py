"""In how many clusters there is a case: where ten have one and ten none, or of ten cases."""

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.survey.possible_sets import are_told
from measure87.vocabulary.estimate import Estimate, Result


def told(cases, number, clusters=40, rules=None):
    figure = Estimate(
        "x",
        "proportion",
        "taylor",
        value=cases / 200,
        n=200,
        n_cases=cases,
        n_clusters=clusters,
        n_clusters_with_cases=number,
    )
    return release(Result("run", (figure,)), rules).estimates[0].n_clusters_with_cases


@pytest.mark.parametrize(
    ("cases", "number", "is_told"),
    [
        (10, 1, True),
        (11, 1, False),
        (11, 9, False),
        (11, 10, True),
        (60, 30, True),
        (60, 31, False),
        (190, 40, False),
    ],
)
def test_the_number_is_told_where_ten_have_one_and_ten_have_none(cases, number, is_told):
    assert told(cases, number) == (number if is_told else None)


def test_where_persons_were_drawn_it_is_the_number_of_cases_and_stays():
    assert told(120, 120, clusters=200) == 120


def test_nor_is_it_kept_back_where_one_person_may_be_told():
    assert told(120, 40, rules=DisclosureRules(minimum_cases=1)) == 40


@pytest.mark.parametrize(
    ("cases", "clusters", "told"),
    [
        (10, 30, [True] * 4),  # of few cases the row is tried with their clusters
        (11, 30, [False, True, True, False]),
        (11, 200, [True] * 4),  # everybody is a cluster
    ],
)
def test_clusters_with_a_case_are_told_where_ten_have_one_and_ten_have_none(cases, clusters, told):
    found = are_told(np.array([9, 10, 20, 21]), clusters, cases, 200)
    assert found.tolist() == told
