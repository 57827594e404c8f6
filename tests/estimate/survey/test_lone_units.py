"""Strata with one cluster and clusters with one unit, counted by hand before any figure."""

import polars as pl
import pytest

from measure87.estimate.survey.lone_units import OF_LONE_UNITS, lone_units
from measure87.vocabulary.errors import DataError, UsageError
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
    assert {code for code, _ in found} == set(OF_LONE_UNITS)


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
