"""In how many clusters there is a case, where that tells of nobody.

Whoever knows everybody's cluster knows how many persons of a group are in each. Where cases are as
many as so many clusters can hold, they fill these; and where each cluster has one, whoever is alone
in hers is one. Numbers of parts make up that of a whole, and of two editions the later one says
what the clusters had that left. So of more cases than the audit of rows goes through the number is
not told (decision 98).

The flag `few-clusters-with-cases` is, and that it is not there says that ten clusters have a case.
It is told where both leave everybody open, which hangs on known numbers alone: persons by cluster,
and cases. Elsewhere it is there for no figure. Where persons left or came since an earlier release
that showed the figure, it is as it was there, and of other figures it is not told.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from measure87.disseminate.gate.audit.seen import measures_of
from measure87.disseminate.gate.kept_releases import KeptReleases, group_of
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.answers.clusters_asked import persons_were_drawn
from measure87.disseminate.gate.survey.rows.possible_sets import MOST_PERSONS
from measure87.numerics.arrays import IntArray
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.flags import FEW_CLUSTERS_WITH_CASES, FEWEST_CLUSTERS_WITH_CASES


def with_safe_clusters(figures: Sequence[Estimate], rules: DisclosureRules) -> list[Estimate]:
    """Released figures in their order, without what clusters with a case could tell of a person."""
    before = _flagged_before(rules)
    found = []
    for figure, measure in zip(figures, measures_of(figures), strict=True):
        is_later = _is_of_others(figure, rules.kept)
        persons = rules.persons
        behind = None if persons is None else persons.of(measure, figure.statistic, figure.group)
        if figure.suppressed or _are_persons(figure, behind):
            found.append(figure)  # the clusters with a case are the cases
            continue
        if (figure.n_cases or 0) <= MOST_PERSONS:
            # The audit of rows has gone through the sets of so few, in this release.
            found.append(replace(figure, n_clusters_with_cases=None) if is_later else figure)
            continue
        figure = replace(figure, n_clusters_with_cases=None)
        if (was := before.get(_key(figure))) is not None:
            figure = _flagged(figure, is_few=was)
        elif is_later or (
            behind is not None and not leaves_open(np.bincount(behind.cluster), figure.n_cases or 0)
        ):
            figure = _flagged(figure, is_few=False)
        found.append(figure)
    return found


def _are_persons(figure: Estimate, behind: WeighedPersons | None) -> bool:
    """Whether persons were drawn, each a cluster by herself.

    That as many answered as there are clusters may be chance; where nobody knows the persons
    behind a figure it is taken for that.
    """
    if behind is None:
        return figure.n_clusters == figure.n
    return persons_were_drawn(behind)


def leaves_open(sizes: Sequence[int] | IntArray, cases: int) -> bool:
    """Whether it may be told if fewer than ten clusters have a case.

    Parameters
    ----------
    sizes
        Persons of the group by cluster; those of 0 are none.
    cases
        How many of them are cases.

    Nine clusters of ten persons and thirty of one: where they hold all of ninety cases everybody
    in the nine is one, and of eighty-five whoever is alone in hers is none.

    >>> [leaves_open([10] * 9 + [1] * 30, cases) for cases in (60, 85, 90)]
    [True, False, False]
    """
    known = _Largest(np.asarray(sizes)[np.asarray(sizes) > 0])
    every = len(known.sizes)
    return all(
        _are_open(known, cases, *of)
        for of in ((1, FEWEST_CLUSTERS_WITH_CASES - 1), (FEWEST_CLUSTERS_WITH_CASES, every))
        if _can_be(known, cases, *of)
    )


class _Largest:
    """Persons of the largest clusters, by how many these are; `sizes` (clusters,), above 0."""

    def __init__(self, sizes: IntArray) -> None:
        self.sizes = np.sort(sizes)[::-1]
        self._held = np.concatenate([[0], np.cumsum(self.sizes)])

    def of(self, clusters: int | IntArray) -> IntArray:
        """Persons of so many, of all where there are fewer."""
        return np.asarray(self._held[np.clip(clusters, 0, len(self.sizes))])

    def without(self, size: IntArray, clusters: int | IntArray) -> IntArray:
        """Persons of so many of the others, where one cluster of each size is left out."""
        first = np.searchsorted(-self.sizes, -size)
        return np.where(first < clusters, self.of(clusters + 1) - size, self.of(clusters))


def _can_be(known: _Largest, cases: int, least: int, most: int) -> bool:
    """Whether so many clusters can have all the cases, one each at least."""
    most = min(most, len(known.sizes), cases)
    return least <= most and cases <= int(known.of(most))


def _are_open(known: _Largest, cases: int, least: int, most: int) -> bool:
    """Whether everybody can be a case and can be none, unless all are, or so many clusters alone.

    Persons of one cluster are alike, and so are clusters of one size.
    """
    if cases >= known.sizes.sum():
        return True
    size = np.unique(known.sizes)
    # Who is none leaves one person fewer in her cluster, and none of it where she was alone.
    left = len(known.sizes) - (size == 1)
    of_most = np.minimum(np.minimum(most, left), cases)
    with_hers = np.where(size > 1, known.without(size, of_most - 1) + size - 1, 0)
    can_be_none = cases <= np.maximum(known.without(size, of_most), with_hers)
    can_be_case = cases <= size + known.without(size, np.maximum(min(most, cases) - 1, 0))
    return bool(((least <= of_most) & can_be_none & can_be_case).all())


def _flagged(figure: Estimate, *, is_few: bool) -> Estimate:
    if is_few:
        return figure.with_flags(FEW_CLUSTERS_WITH_CASES)
    others = tuple(one for one in figure.flags if one != FEW_CLUSTERS_WITH_CASES)
    return replace(figure, flags=others)


def _flagged_before(rules: DisclosureRules) -> Mapping[Hashable, bool]:
    """Of figures that earlier releases showed, whether the oldest one gave the flag."""
    found: dict[Hashable, bool] = {}
    for result in (*rules.earlier, *rules.kept.results):
        for one in result.estimates:
            if not one.suppressed and (one.n_cases or 0) > MOST_PERSONS:
                found.setdefault(_key(one), FEW_CLUSTERS_WITH_CASES in one.flags)
    return found


def _key(figure: Estimate) -> Hashable:
    return figure.name, figure.definition, figure.statistic, group_of(figure)


def _is_of_others(figure: Estimate, kept: KeptReleases) -> bool:
    """Whether some of its persons were in an earlier release or input, and some were not."""
    group = group_of(figure)
    beside = kept.beside.get(figure.name, ())
    return kept.persons_differ or any(any(one.alone.get(group, (1, 1))) for one in beside)
