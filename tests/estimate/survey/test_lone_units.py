"""Strata with one cluster and clusters with one unit, counted by hand before any figure."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey.lone_units import OF_DESIGN, lone_units
from measure87.estimate.survey.regression_rows import _check_fractions
from measure87.estimate.survey.residuals import classes_of, in_benchmark
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.survey_design import SurveyDesign

FRAME = pl.DataFrame(
    {
        "w": [1.0] * 9,
        "h": ["a", "a", "a", "a", "b", "b", "b", "c", "c"],
        "c": [1, 1, 2, 2, 1, 1, 1, 1, 1],  # two clusters in a, one in b, one in c
        "u": [1, 2, 1, 1, 1, 2, 3, 1, 1],  # one unit in the second of a, and in that of c
        "clusters": [2, 2, 2, 2, 4, 4, 4, 1, 1],
        "part": [0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.99999999, 0.99999999],
        "units": [2, 2, 3, 3, 5, 5, 5, 1, 1],
    }
)


def told(**design):
    found = lone_units(FRAME, SurveyDesign("w", **design))
    return [(notice.code, dict(notice.values)) for notice in found]


def test_strata_with_one_cluster_are_counted():
    assert told(strata="h", clusters=("c",)) == [
        ("single-cluster-stratum", {"strata": 2, "rule": "adjust"})
    ]


@pytest.mark.parametrize("correction", ["clusters", "part"])
def test_a_stratum_whose_only_cluster_is_all_it_has_is_none_of_them(correction):
    """The cluster of c is the only one that there is, that of b one of four."""
    assert told(strata="h", clusters=("c",), fpc=(correction,)) == [
        ("single-cluster-stratum", {"strata": 1, "rule": "adjust"})
    ]


@pytest.mark.parametrize("rule", ["adjust", "certainty", "remove"])
def test_clusters_with_one_of_several_units_are_counted_beside_them(rule):
    """The second cluster of a has one unit of three, that of c its only one."""
    found = told(strata="h", clusters=("c", "u"), fpc=("clusters", "units"), single_cluster=rule)
    assert found == [
        ("single-cluster-stratum", {"strata": 1, "rule": rule}),
        ("single-unit-cluster", {"clusters": 1, "rule": rule}),
    ]
    assert {code for code, _ in found} < set(OF_DESIGN)


def test_persons_drawn_directly_are_clusters_of_their_own():
    alone = FRAME.with_columns(h=pl.Series([*"aaaabbbb", "c"]))
    found = lone_units(alone, SurveyDesign("w", "h"))
    assert [notice.values["strata"] for notice in found] == [1]


def test_persons_drawn_directly_without_strata_have_none():
    """One person is one cluster of one stratum, but there is no design to tell of."""
    assert lone_units(FRAME.head(1), SurveyDesign("w")) == []
    one = lone_units(FRAME.head(1), SurveyDesign("w", clusters=("c",)))
    assert [notice.code for notice in one] == ["single-cluster-stratum"]


def test_under_fail_it_is_an_error_that_counts_the_others():
    with pytest.raises(DataError, match=r"^a stratum \(and 1 other stratum\) has one cluster only"):
        lone_units(FRAME, SurveyDesign("w", "h", ("c",), single_cluster="fail"))


def test_under_average_a_cluster_with_one_of_several_units_is_refused():
    design = SurveyDesign("w", "h", ("c", "u"), ("clusters", "units"), single_cluster="average")
    with pytest.raises(UsageError, match=r"one unit in the sample \(1 here\)"):
        lone_units(FRAME, design)


@pytest.mark.parametrize(("part", "lone"), [(1.0, 0), (0.5, 2)])
def test_a_cluster_of_which_one_unit_is_a_part_is_counted_by_fractions_too(part, lone):
    """The second cluster of a has one unit, and that of c."""
    frame = FRAME.with_columns(inside=pl.lit(part))
    design = SurveyDesign("w", "h", ("c", "u"), ("part", "inside"))
    told = [one for one in lone_units(frame, design) if one.code == "single-unit-cluster"]
    assert [one.values["clusters"] for one in told] == ([lone] if lone else [])


def test_units_are_in_the_benchmark_that_have_any_part_in_it():
    sums = np.array([[0.0, 0.0], [0.0, 0.5], [1.0, 0.0], [1.0, 1.0], [-2.0, 0.0]])
    assert in_benchmark(sums).tolist() == [False, True, True, True, True]


def test_the_class_of_a_row_is_the_last_code_of_its_level_and_none_outside():
    domains = SimpleNamespace(
        targets=[[0, 1], [0, 2], [0], [0, 3]],
        cells={0: (-1, ()), 1: (0, ("a", "3")), 2: (0, ("a", MISSING_CATEGORY)), 3: (0, ("0",))},
    )
    units = SimpleNamespace(level=np.array([3, 0, 1, 2, -1, 0]))
    assert classes_of(domains, units).tolist() == [0, 3, -1, -1, -1, 3]


@pytest.mark.parametrize(
    ("of_strata", "of_clusters", "fractions", "fits"),
    [
        ((2, 2), (3, 2), (False, False), True),
        ((1, 2), (3, 2), (False, False), False),
        ((2, 2), (2, 2), (False, False), False),
        ((2, 2), (3, 1), (False, False), False),
        ((1, 2), (2, 1), (True, True), True),
        ((2, 2), (2, 2), (False, True), True),
    ],
)
def test_no_more_units_are_in_a_regression_than_in_the_population(
    of_strata, of_clusters, fractions, fits
):
    """Two clusters of one stratum: three units of the first, two of the second."""
    units = SimpleNamespace(
        starts=np.arange(5),
        change=np.array([0, 1, 1, 0, 1]),
        stratum=np.zeros(5, dtype=np.int32),
        is_fraction=np.array(fractions),
        correction=np.array(
            [[of_strata[0]] * 5, [of_clusters[0]] * 3 + [of_clusters[1]] * 2], dtype=float
        ),
    )
    design = SurveyDesign("w", "h", ("a", "b"), ("f", "g"))
    if fits:
        _check_fractions(units, design)
        return
    with pytest.raises(DataError) as fault:
        _check_fractions(units, design)
    assert fault.value.code == "correction-too-small"
