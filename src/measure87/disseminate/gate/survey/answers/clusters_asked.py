"""Clusters of a figure: those in which somebody was asked, not those in which somebody answered.

Where unknown answers are left out of the respondents, a cluster in which nobody of the group
answered is none of the figure's. Whoever knows everybody's cluster sees how many are missing, and
where one alone fits, who they are. So clusters and degrees of freedom are those of all who were
asked, however many are unknown, and limits and effective size are those by these (`degrees_asked`).

Where persons were drawn each is a cluster: their number is n, and strata are those of all asked.

Where all who answered are of one cluster there is no error, whatever is asked of clusters. Such a
share is not shown.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from measure87.disseminate.gate.audit.seen import measures_of
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.answers.degrees_asked import flagged, with_degrees_asked
from measure87.disseminate.gate.tables.tables import base_of
from measure87.numerics.arrays import IntArray
from measure87.numerics.weighed_persons import KnownPersons, WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import UNKNOWN

LINEARISED = "taylor"
"""The method whose degrees of freedom are clusters less strata; replicates have their own."""


def with_clusters_asked(
    figures: Sequence[Estimate], persons: KnownPersons | None, left_out: Collection[str]
) -> list[Estimate]:
    """Figures in their order, as they would be if somebody had answered in each cluster asked.

    Parameters
    ----------
    figures
        As they were estimated, before anything is hidden.
    persons
        Who is behind each; nothing is changed where they are not known.
    left_out
        Names of measures that leave their unknowns out.
    """
    asked = [
        figure if behind is None else _of_all_asked(figure, behind)
        for figure, behind in zip(figures, _behind(figures, persons, left_out), strict=True)
    ]
    return with_degrees_asked(figures, asked)


def without_error_for_who_answered(
    figures: Sequence[Estimate], persons: KnownPersons | None, left_out: Collection[str]
) -> set[int]:
    """Positions of shares that have no error since those who answered are of one cluster.

    Of more who were asked: that there is none would tell that nobody of the others answered. Where
    the sample has one cluster in each of their strata there is none in any case.

    Parameters
    ----------
    figures
        Before anything is hidden.
    """
    return {
        k
        for k, behind in enumerate(_behind(figures, persons, left_out))
        if behind is not None
        and figures[k].statistic == "proportion"
        and not figures[k].se
        and 0 < (figures[k].value or 0.0) < 1
        and _some_did_not_answer(behind)
    }


def _some_did_not_answer(behind: WeighedPersons) -> bool:
    """Whether nobody answered in a cluster, of strata with several, where not drawn alone."""
    answered = behind.only(behind.status != UNKNOWN)
    more = _different(behind.cluster) > _different(answered.cluster)
    several = bool((behind.units[np.unique(behind.stratum)] > 1).any())
    return more and several and not persons_were_drawn(behind)


def with_clusters_of_hidden(
    shown: Sequence[Estimate],
    asked: Sequence[Estimate],
    persons: KnownPersons | None,
    left_out: Collection[str],
) -> list[Estimate]:
    """What may be shown, in its order: without the number of unknowns, no persons as clusters.

    Persons who were drawn are as many clusters as answered. That as many answered as there are
    clusters may be chance elsewhere, so that clusters are shown there: not to would tell it.

    Parameters
    ----------
    asked
        The same figures as they were before anything was hidden, of `with_clusters_asked`.
    """
    found = list(shown)
    for k, behind in enumerate(_behind(asked, persons, left_out)):
        figure = shown[k]
        if behind is None or figure.suppressed or UNKNOWN_NOT_SHOWN not in figure.flags:
            continue
        if persons_were_drawn(behind):
            found[k] = replace(_flagged_by_drawn(figure, behind), n_clusters=None, df=None)
        else:
            found[k] = replace(figure, n_clusters=asked[k].n_clusters, df=asked[k].df)
    return found


def _flagged_by_drawn(figure: Estimate, behind: WeighedPersons) -> Estimate:
    """With the flag of few degrees of freedom by all who were drawn, not by who answered."""
    if figure.method != LINEARISED:
        return figure
    df = len(behind.cluster) - _different(behind.stratum)
    return flagged(replace(figure, df=max(float(df), 1.0)))


def persons_were_drawn(behind: WeighedPersons) -> bool:
    """Whether each of those asked is a cluster by herself."""
    return bool((np.bincount(behind.cluster) <= 1).all())


def _behind(
    figures: Sequence[Estimate], persons: KnownPersons | None, left_out: Collection[str]
) -> Iterator[WeighedPersons | None]:
    """Everybody asked of each figure that leaves unknown answers out; of a stock, of its status."""
    counted = {(one.name, one.definition or "") for one in figures if one.n_cases is not None}
    for figure, measure in zip(figures, measures_of(figures), strict=True):
        base = base_of(measure[:2], counted) if figure.n_cases is None else measure[:2]
        if persons is None or base[0] not in left_out:
            yield None
        else:
            statistic = figure.statistic if base == measure[:2] else "proportion"
            yield persons.of((*base, measure[2]), statistic, figure.group)


def _of_all_asked(figure: Estimate, behind: WeighedPersons) -> Estimate:
    answered = behind.only(behind.status != UNKNOWN)
    clusters = _different(behind.cluster) - _different(answered.cluster)
    strata = _different(behind.stratum) - _different(answered.stratum)
    if not clusters or figure.n_clusters is None:
        return figure
    if persons_were_drawn(behind):
        clusters = 0
    df = figure.df
    if df is not None and figure.method == LINEARISED:
        df = max(df + clusters - strata, 1.0)
    return replace(figure, n_clusters=figure.n_clusters + clusters, df=df)


def _different(numbers: IntArray) -> int:
    """How many different numbers there are; they start from 0."""
    return int(np.count_nonzero(np.bincount(numbers)))
