"""In how many clusters there is a case: told of ten cases, and of more only if they are few."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.kept_releases import Beside, KeptReleases
from measure87.disseminate.gate.survey.answers.clusters_with_cases import (
    leaves_open,
    with_safe_clusters,
)
from measure87.disseminate.gate.survey.rows.possible_sets import is_told
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate, Result

FLAG = "few-clusters-with-cases"


def share(cases, number, clusters=40, n=200, flags=()):
    return Estimate(
        "x",
        "proportion",
        "taylor",
        value=cases / n,
        n=n,
        n_cases=cases,
        n_clusters=clusters,
        n_clusters_with_cases=number,
        flags=flags,
    )


def told(cases, number, clusters=40, rules=None):
    figure = share(cases, number, clusters)
    return release(Result("run", (figure,)), rules).estimates[0].n_clusters_with_cases


@pytest.mark.parametrize(
    ("cases", "number", "is_told"),
    [(10, 1, True), (11, 1, False), (11, 10, False), (60, 30, False), (190, 40, False)],
)
def test_the_number_is_told_of_ten_cases_and_of_no_more(cases, number, is_told):
    assert told(cases, number) == (number if is_told else None)


def test_where_persons_were_drawn_it_is_the_number_of_cases_and_stays():
    assert told(120, 120, clusters=200) == 120


def test_nor_is_it_kept_back_where_one_person_may_be_told():
    assert told(120, 40, rules=DisclosureRules(minimum_cases=1)) == 40


@pytest.mark.parametrize(
    ("cases", "clusters", "expected"), [(10, 30, True), (11, 30, False), (11, 200, True)]
)
def test_sets_are_tried_with_the_number_where_it_is_told(cases, clusters, expected):
    assert is_told(clusters, cases, 200) is expected


@pytest.mark.parametrize(
    ("sizes", "cases", "is_open"),
    [
        # Nine clusters of two hold eighteen: all of them are cases, if nine have one.
        ([2] * 9 + [1] * 11, 18, False),
        # Seventeen leave a place open in each of the nine; but with one of a single person there
        # are places for seventeen, so that she may be a case.
        ([2] * 9 + [1] * 11, 17, True),
        # Nineteen cannot lie in nine, and ten hold nineteen: nine of two and one of one. There are
        # others with ten clusters or more: nobody is named.
        ([2] * 9 + [1] * 11, 19, True),
        # Of nine clusters of ten eight and one alone have 81: with 82 cases who is alone is none.
        ([10] * 9 + [1] * 30, 81, True),
        ([10] * 9 + [1] * 30, 82, False),
        # Ten clusters: if ten have a case, who is alone in hers is one.
        ([1] + [10] * 9, 30, False),
        ([2] + [10] * 9, 30, True),
        # Eight clusters are few, whatever is said.
        ([1] + [10] * 7, 30, True),
        # A cluster of which the group has nobody is none.
        ([0, 0] + [2] * 9 + [1] * 11, 18, False),
        # Nine clusters are few as well; one of which the group has nobody makes no tenth.
        ([0, 1] + [10] * 8, 30, True),
        # Whoever is alone in one of two clusters is a case or none.
        ([1, 20], 15, True),
        # Clusters of one size: any nine of twelve may have the twenty.
        ([3] * 12, 20, True),
        # Nine hold 29 only if all in the cluster of five are cases; of 28 one of them may be none.
        ([5] + [3] * 9, 29, False),
        ([5] + [3] * 9, 28, True),
        # Everybody is a case, which the number of cases says.
        ([2] * 9 + [1] * 11, 29, True),
    ],
)
def test_whether_few_clusters_may_be_told(sizes, cases, is_open):
    assert leaves_open(sizes, cases) is is_open


def ways_to_lay(numbers):
    """Cases in all and clusters with one, of every way to have one of some numbers in each."""
    ways = {(0, 0)}
    for some in numbers:
        ways = {(cases + k, clusters + (k > 0)) for cases, clusters in ways for k in some}
    return ways


def is_open_by_all_ways(sizes, cases):
    """Whether all ways leave each person a case and none, by whether fewer than ten have one."""
    if cases == sum(sizes):
        return True
    every = [range(size + 1) for size in sizes]
    for told in (range(1, 10), range(10, len(sizes) + 1)):
        if not any(k == cases and c in told for k, c in ways_to_lay(every)):
            continue
        for j, size in enumerate(sizes):
            for hers in (range(size), range(1, size + 1)):
                ways = ways_to_lay([*every[:j], hers, *every[j + 1 :]])
                if not any(k == cases and c in told for k, c in ways):
                    return False
    return True


@pytest.mark.parametrize("seed", range(12))
def test_it_leaves_open_what_every_way_to_lay_the_cases_leaves_open(seed):
    rng = np.random.default_rng(seed)
    for _ in range(8):
        sizes = rng.integers(1, rng.integers(2, 5), rng.integers(2, 15)).tolist()
        cases = int(rng.integers(1, sum(sizes) + 1))
        assert leaves_open(sizes, cases) is is_open_by_all_ways(sizes, cases), (sizes, cases)


class _Known:
    """Eighteen cases of 29 persons in nine clusters of two and eleven of one."""

    def __init__(self, sizes=(2,) * 9 + (1,) * 11):
        cluster = np.repeat(np.arange(len(sizes)), sizes)
        n, one = len(cluster), np.zeros(len(cluster), dtype=np.int64)
        status = np.where(np.arange(n) < 18, 2, 0)
        self._persons = WeighedPersons(
            np.ones(n), cluster, one, np.array([float(len(sizes))]), status, np.arange(n)
        )

    def of(self, *_):
        return self._persons


def flagged(figure, **rules):
    (found,) = with_safe_clusters([figure], DisclosureRules(**rules))
    assert found.n_clusters_with_cases is None
    return FLAG in found.flags


def test_the_flag_goes_where_it_would_name_and_stays_elsewhere():
    figure = share(18, 9, 20, 29, (FLAG,))
    assert not flagged(figure, persons=_Known())
    assert flagged(figure, persons=_Known((3,) * 9 + (1,) * 11))
    assert not flagged(replace(figure, flags=()), persons=_Known((3,) * 9 + (1,) * 11))


def test_as_many_who_answered_as_there_are_clusters_may_be_chance():
    """Of 29 persons in twenty clusters nine gave no answer, so that twenty did."""
    figure = share(18, 9, 20, 20, (FLAG,))
    assert not flagged(figure, persons=_Known())
    drawn = [replace(figure, n_clusters_with_cases=18)]
    each_alone = DisclosureRules(persons=_Known((1,) * 20))
    assert with_safe_clusters(drawn, each_alone) == drawn


def test_of_other_persons_than_before_the_flag_is_what_it_was_and_the_number_is_not_told():
    known = _Known((3,) * 9 + (1,) * 11)
    now, before = share(18, 9, 20, 38, (FLAG,)), share(20, None, 20, 40)
    for flags in ((), (FLAG,)):
        earlier = Result("run", (replace(before, flags=flags),), released=True)
        kept = KeptReleases(results=(earlier,), persons_differ=True)
        assert flagged(now, persons=known, kept=kept) is bool(flags)
        assert flagged(replace(now, flags=()), persons=known, kept=kept) is bool(flags)
    # One that no earlier release showed is without it; of few cases the number goes as well.
    kept = KeptReleases(persons_differ=True)
    assert not flagged(now, persons=known, kept=kept)
    assert flagged(share(9, 9, 20, 38, (FLAG,)), persons=known, kept=kept)


def test_of_ten_cases_before_the_flag_went_with_their_number_and_tells_nothing_of_more():
    earlier = Result("run", (share(10, 9, 20, 40, (FLAG,)),), released=True)
    kept = KeptReleases(results=(earlier,), persons_differ=True)
    now = share(18, 9, 20, 38, (FLAG,))
    assert not flagged(now, persons=_Known((3,) * 9 + (1,) * 11), kept=kept)


@pytest.mark.parametrize(
    ("alone", "is_flagged"), [((0, 0), True), ((2, 0), False), ((0, 2), False), (None, False)]
)
def test_where_one_of_two_inputs_has_persons_alone_the_flag_goes(alone, is_flagged):
    """As it does where nobody knows whether it has."""
    of_group = {} if alone is None else {frozenset(): alone}
    kept = KeptReleases(beside={"x": (Beside("second", (), (), of_group, {}),)})
    figure = share(18, 9, 20, 38, (FLAG,))
    assert flagged(figure, persons=_Known((3,) * 9 + (1,) * 11), kept=kept) is is_flagged
