"""Clusters in which nobody answered are among those of a figure, however many are unknown."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.answers.clusters_asked import (
    persons_were_drawn,
    with_clusters_asked,
    with_clusters_of_hidden,
    without_error_for_who_answered,
)
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
DRAWN = replace(PERSONS, cluster=np.arange(8))
FIGURE = Estimate(
    "x", "proportion", "taylor", value=0.4, n=5, n_cases=2, n_clusters=3, df=2.0, n_unknown=3
)
STOCK = replace(FIGURE, name="x_stock", statistic="mean", n_cases=None)


class Known:
    def __init__(self, persons=PERSONS):
        self._persons = persons

    def of(self, measure, statistic, group):
        """Shares and totals may be by other weights, and so of other persons."""
        if (measure, statistic) == (("x", "", 0), "total"):
            return self._persons.only(self._persons.cluster != 3)
        return self._persons if (measure[0], statistic) == ("x", "proportion") else None


def released(figure, left_out=("x",), persons=PERSONS):
    found = with_clusters_asked([figure, FIGURE], Known(persons), left_out)[0]
    return found.n_clusters, found.df


@pytest.mark.parametrize("unknown", [3, 11, 200])
def test_clusters_and_degrees_of_freedom_are_of_all_who_were_asked(unknown):
    """Clusters 3 and 4 have nobody who answered: two more, less the stratum that comes with one."""
    assert released(replace(FIGURE, n_unknown=unknown)) == (5, 3.0)
    assert released(replace(FIGURE, df=None)) == (5, None)


def test_a_stock_has_those_of_its_status():
    assert released(STOCK) == (5, 3.0)


def test_a_total_has_those_of_its_own_persons():
    """Of these none was asked in cluster 3: one more cluster, with a stratum of its own."""
    assert released(replace(FIGURE, statistic="total")) == (4, 2.0)


def test_degrees_of_freedom_of_replicates_are_not_clusters():
    assert released(replace(FIGURE, method="jackknife", df=40.0)) == (5, 40.0)


def test_of_persons_drawn_the_strata_alone_are_those_of_all_asked():
    """Five answered in one stratum of two: 4 degrees of freedom, and one less with the other."""
    assert released(replace(FIGURE, n_clusters=5, df=4.0), persons=DRAWN) == (5, 3.0)
    # There is one at least.
    assert released(replace(FIGURE, n_clusters=5, df=1.0), persons=DRAWN) == (5, 1.0)


@pytest.mark.parametrize(
    "figure",
    [replace(FIGURE, n_clusters=None), replace(FIGURE, name="y")],
    ids=["not shown", "not known"],
)
def test_others_stay_as_they_are(figure):
    assert with_clusters_asked([figure], Known(), ("x", "y")) == [figure]


def test_so_do_those_whose_clusters_all_have_an_answer():
    known = Known(PERSONS.only(PERSONS.cluster < 3))
    assert with_clusters_asked([FIGURE], known, ("x",)) == [FIGURE]


def test_so_do_measures_that_count_the_unknown_and_studies_without_persons():
    assert with_clusters_asked([FIGURE], Known(), ()) == [FIGURE]
    assert with_clusters_asked([FIGURE], None, ("x",)) == [FIGURE]


def test_persons_are_drawn_where_each_asked_is_a_cluster():
    assert persons_were_drawn(DRAWN)
    assert not persons_were_drawn(PERSONS)


def test_clusters_are_shown_beside_hidden_unknowns_unless_they_are_persons():
    """Whether as many answered as there are clusters is chance, and is not told."""
    asked = replace(FIGURE, n_clusters=5, df=3.0)
    hidden = replace(asked, n=8, n_unknown=None, n_clusters=None, df=None).with_flags(
        UNKNOWN_NOT_SHOWN
    )
    shown = replace(hidden, n_clusters=5, df=3.0)
    for one in (hidden, shown):
        assert with_clusters_of_hidden([one], [asked], Known(), ("x",)) == [shown]
        # Of eight who were drawn in two strata there are six degrees of freedom.
        drawn = hidden.with_flags("few-degrees-of-freedom")
        assert with_clusters_of_hidden([one], [asked], Known(DRAWN), ("x",)) == [drawn]
        assert with_clusters_of_hidden([one], [asked], None, ("x",)) == [one]
    assert with_clusters_of_hidden([FIGURE], [asked], Known(DRAWN), ("x",)) == [FIGURE]
    away = hidden.suppress("confidential")
    assert with_clusters_of_hidden([away], [asked], Known(), ("x",)) == [away]


# Three clusters of one stratum, of which nobody answered in the last two.
OF_ONE = WeighedPersons(
    np.ones(6),
    np.array([0, 0, 0, 1, 1, 2]),
    np.zeros(6, dtype=int),
    np.array([3.0]),
    np.array([2, 0, 0, 1, 1, 1]),
)


@pytest.mark.parametrize(
    ("persons", "told"),
    [
        (OF_ONE, {0}),
        (replace(OF_ONE, status=np.array([2, 0, 0, 1, 0, 2])), set()),  # all three have answers
        (replace(OF_ONE, cluster=np.zeros(6, dtype=int)), set()),  # one was asked
        (replace(OF_ONE, cluster=np.arange(6)), set()),  # persons were drawn
        # One cluster in each of three strata has no error, whoever answers.
        (replace(OF_ONE, stratum=OF_ONE.cluster, units=np.ones(3)), set()),
        # It has one where the sample has more clusters there, with nobody of the group.
        (replace(OF_ONE, stratum=OF_ONE.cluster, units=np.array([1.0, 2.0, 1.0])), {0}),
    ],
)
def test_a_share_of_one_cluster_of_several_has_no_error_for_who_did_not_answer(persons, told):
    share = replace(FIGURE, value=1 / 3, n=3, n_cases=1, n_clusters=1, df=None)
    assert without_error_for_who_answered([share], Known(persons), ["x"]) == told
    assert without_error_for_who_answered([replace(share, se=0.0)], Known(persons), ["x"]) == told


def test_one_with_an_error_or_of_nobody_or_that_leaves_nobody_out_tells_nothing_by_it():
    share = replace(FIGURE, value=1 / 3, n=3, n_cases=1)
    others = replace(share, se=0.1), replace(share, value=0.0), replace(share, value=1.0)
    for one in (*others, replace(share, statistic="total")):
        assert without_error_for_who_answered([one], Known(OF_ONE), ["x"]) == set()
    assert without_error_for_who_answered([share], Known(OF_ONE), ["y"]) == set()
    assert without_error_for_who_answered([share], None, ["x"]) == set()
