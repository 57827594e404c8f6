"""Clusters in which nobody answered are among those of a figure where few are unknown."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.clusters_asked import _is_asked, with_clusters_asked
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate

# Five clusters in two strata; nobody of the last, which is all of the second stratum, answered.
PERSONS = WeighedPersons(
    np.ones(8),
    np.array([0, 0, 1, 1, 2, 2, 3, 4]),
    np.array([0, 0, 0, 0, 0, 0, 0, 1]),
    np.array([4.0, 1.0]),
    np.array([2, 0, 0, 1, 2, 0, 1, 1]),
)
FIGURE = Estimate(
    "x", "proportion", "taylor", value=0.4, n=5, n_cases=2, n_clusters=3, df=2.0, n_unknown=3
)


class Known:
    def of(self, measure, statistic, group):
        return PERSONS if (measure[0], statistic) == ("x", "proportion") else None


def released(figure, left_out=("x",)):
    (found,) = with_clusters_asked([figure], Known(), left_out)
    return found.n_clusters, found.df


def test_clusters_and_degrees_of_freedom_are_of_all_who_were_asked():
    """Clusters 3 and 4 have nobody who answered: two more, less the stratum that comes with one."""
    assert released(FIGURE) == (5, 3.0)
    assert released(replace(FIGURE, df=None)) == (5, None)
    hidden = replace(FIGURE, n=8, n_unknown=None, flags=(UNKNOWN_NOT_SHOWN,))
    assert released(hidden) == (5, 3.0)


@pytest.mark.parametrize(
    "figure",
    [
        replace(FIGURE, n_unknown=0),
        replace(FIGURE, n_unknown=11),
        replace(FIGURE, n=3),
        replace(FIGURE, n_clusters=None),
        replace(FIGURE, name="y"),
    ],
    ids=["none unknown", "many unknown", "persons drawn", "not shown", "not known"],
)
def test_others_stay_as_they_are(figure):
    assert with_clusters_asked([figure], Known(), ("x", "y")) == [figure]


def test_so_do_measures_that_count_the_unknown_and_studies_without_persons():
    assert with_clusters_asked([FIGURE], Known(), ()) == [FIGURE]
    assert with_clusters_asked([FIGURE], None, ("x",)) == [FIGURE]


@pytest.mark.parametrize(("unknown", "asked"), [(0, False), (1, True), (10, True), (11, False)])
def test_clusters_are_those_asked_where_one_to_ten_are_unknown(unknown, asked):
    share = Estimate("y", "proportion", "taylor", n=90, n_unknown=unknown, n_clusters=30)
    assert _is_asked(share) is asked
    assert _is_asked(share.with_flags("unknown-not-shown"))
    assert not _is_asked(replace(share, n_clusters=90))
