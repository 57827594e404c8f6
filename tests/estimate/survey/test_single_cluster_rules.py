"""Strata with one cluster under each rule, by hand: one cell, three strata."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.estimate.survey.single_cluster import (
    _later_stages,
    covariance_of_totals,
    has_variance,
    is_whole,
    judge_lone,
    judge_lone_parents,
    lone_factor,
    lone_stratum,
)
from measure87.vocabulary.errors import DataError

RULES = ("adjust", "average", "certainty", "remove")


def sums(units=(3, 1, 3), present=(3, 1, 0), fraction=(0.0, 0.0, 0.0), within=0.0, lone=(0, 0, 0)):
    """Totals 1, 2 and 6 in the first stratum, 5 in the second, and nobody in the third."""
    first, second = np.zeros((3, 1, 3)), np.zeros((3, 1, 6))
    first[:, 0, 0] = 9.0, 5.0, 0.0
    second[:, 0, 0] = 41.0, 25.0, 0.0
    return SimpleNamespace(
        units=np.array(units, dtype=float),
        fraction=np.array(fraction, dtype=float),
        slot_stratum=np.arange(3),
        slot_cell=np.zeros(3, dtype=np.int64),
        present=np.array(present, dtype=float)[:, None],
        lone=np.array(lone, dtype=float)[:, None],
        within=np.full((3, 1, 6), within),
        first=first,
        second=second,
        totals=np.array([[[14.0, 0.0, 0.0]]]),
    )


@pytest.mark.parametrize(
    ("rule", "variance"),
    [
        ("remove", 21.0),  # 3 / 2 (41 - 81 / 3)
        ("certainty", 21.0),
        ("average", 42.0),  # two strata with persons, one alone: 21 x 2 / 1
        ("adjust", 23.25),  # 14 over four clusters is 3.5, of which 5 is 1.5 away
    ],
)
def test_the_variance_of_a_total_by_each_rule(rule, variance):
    assert covariance_of_totals(sums(), rule)[0, 0, 0] == pytest.approx(variance, rel=1e-12)


@pytest.mark.parametrize("rule", RULES)
def test_a_stratum_that_is_there_as_a_whole_is_none_that_is_alone(rule):
    whole = sums(fraction=(0.0, 1.0, 0.0))
    assert covariance_of_totals(whole, rule)[0, 0, 0] == pytest.approx(21.0)


def test_a_stratum_that_is_alone_and_has_nobody_adds_nothing():
    nobody = sums(present=(3, 0, 0))
    nobody.first[1] = nobody.second[1] = 0.0
    for rule in RULES:
        assert covariance_of_totals(nobody, rule)[0, 0, 0] == pytest.approx(21.0)


def test_a_part_of_a_stratum_that_is_sampled_counts_less():
    """Half of the clusters: half of 21; of the one that is alone half of its distance too."""
    half = sums(fraction=(0.5, 0.5, 0.5))
    assert covariance_of_totals(half, "remove")[0, 0, 0] == pytest.approx(10.5)
    assert covariance_of_totals(half, "adjust")[0, 0, 0] == pytest.approx(10.5 + 1.125)


def test_what_varies_inside_clusters_counts_by_the_fraction_of_these():
    found = covariance_of_totals(sums(fraction=(0.5, 1.0, 0.0), within=4.0), "remove")
    assert found[0, 0, 0] == pytest.approx(10.5 + 0.5 * 4.0 + 4.0)


def test_under_average_clusters_with_one_unit_have_the_mean_of_their_siblings():
    """Of three clusters one has one unit: 3 / 2 of what the others add."""
    alone = sums(within=4.0, lone=(1, 1, 0))
    assert _later_stages(alone, "average")[:, 0, 0].tolist() == [6.0, 4.0, 4.0]
    assert _later_stages(alone, "adjust")[:, 0, 0].tolist() == [4.0, 4.0, 4.0]
    two_of_three = sums(within=4.0, lone=(2, 0, 0))
    assert _later_stages(two_of_three, "average")[:, 0, 0].tolist() == [12.0, 4.0, 4.0]


def test_the_only_cluster_of_a_cell_is_no_way_from_its_own_mean():
    one = sums(present=(0, 1, 0))
    one.first[0], one.second[0], one.totals[...] = 0.0, 0.0, one.first[1]
    assert covariance_of_totals(one, "adjust")[0, 0, 0] == 0.0


@pytest.mark.parametrize(
    ("units", "fraction", "rule", "whole"),
    [
        (1.0, 0.0, "certainty", True),
        (1.0, 0.0, "adjust", False),
        (2.0, 0.0, "certainty", False),
        (2.0, 1.0, "adjust", True),
        (2.0, 1.0 - 1e-8, "adjust", True),
        (2.0, 1.0 - 1e-6, "adjust", False),
    ],
)
def test_a_stratum_is_whole_by_its_correction_or_by_claim(units, fraction, rule, whole):
    assert is_whole(np.array([units]), np.array([fraction]), rule).tolist() == [whole]


@pytest.mark.parametrize(
    ("df", "strata", "known"),
    [(1.0, 2, True), (0.5, 2, False), (0.0, 0, True), (0.0, 1, False), (2.0, 0, True)],
)
def test_a_variance_is_told_by_a_cluster_more_than_strata_or_where_nothing_is_sampled(
    df, strata, known
):
    assert bool(has_variance(df, strata)) is known


@pytest.mark.parametrize(
    ("strata", "lone", "rule", "factor"),
    [
        (5.0, 0.0, "average", 1.0),
        (5.0, 1.0, "average", 1.25),
        (5.0, 4.0, "average", 5.0),
        (5.0, 5.0, "average", 5.0),
        (5.0, 4.0, "adjust", 1.0),
    ],
)
def test_strata_that_are_alone_have_the_mean_variance_of_the_others(strata, lone, rule, factor):
    assert float(lone_factor(np.array(strata), np.array(lone), rule)) == factor


def test_how_many_are_alone_is_told_in_words_of_one_and_of_several():
    (one,), (two,), (three,) = (judge_lone(n, 0, "remove", "h") for n in (1, 2, 3))
    assert one.text.startswith("a stratum has one cluster only; such a cluster adds nothing")
    assert two.text.startswith("2 strata have one cluster only")
    assert three.text.startswith("3 strata have one cluster only")
    assert judge_lone(0, 0, "fail", "h") == []
    assert [one.code for one in judge_lone(1, 2, "remove", None)] == [
        "single-cluster-stratum",
        "single-unit-cluster",
    ]
    assert judge_lone(1, 0, "remove", None)[0].text.startswith("the sample has one cluster only")
    assert "(and 1 other stratum)" in lone_stratum(1, "h").text
    assert "other" not in lone_stratum(0, "h").text


def test_clusters_with_one_unit_are_told_in_words_of_one_and_of_several():
    (one,), (two,) = judge_lone_parents(1, "adjust"), judge_lone_parents(2000, "average")
    assert one.text.startswith("1 cluster has one unit of the next stage")
    assert two.text.startswith("2,000 clusters have one unit of the next stage")
    assert "nothing is added for the variance inside" in one.text
    assert "the mean of the others stands for the variance inside" in two.text
    assert judge_lone_parents(0, "fail") == []
    with pytest.raises(DataError) as fault:
        judge_lone_parents(1, "fail")
    assert fault.value.code == "single-unit-cluster"
