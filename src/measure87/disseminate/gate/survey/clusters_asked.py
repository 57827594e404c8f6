"""Clusters of a figure: those in which somebody was asked, not those in which somebody answered.

Where unknown answers are left out of the respondents, a cluster in which nobody of the group
answered is none of the figure's. Whoever knows everybody's cluster sees how many are missing, and
with few unknown who they are. So where few are unknown, or their number is kept back, clusters and
degrees of freedom are those of all who were asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from measure87.disseminate.gate.audit.seen import measures_of
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.numerics.weighed_persons import KnownPersons, WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import UNKNOWN

_FEW = 10
"""Unknown persons up to whom it is asked, as of rows of few cases."""


def with_clusters_asked(
    figures: Sequence[Estimate], persons: KnownPersons | None, left_out: Collection[str]
) -> list[Estimate]:
    """Released figures in their order, those among them that could tell so with other clusters.

    Parameters
    ----------
    figures
        As they are released.
    persons
        Who is behind each; nothing is changed where they are not known.
    left_out
        Names of measures that leave their unknowns out.
    """
    found = list(figures)
    if persons is None:
        return found
    for k, (figure, measure) in enumerate(zip(figures, measures_of(figures), strict=True)):
        if figure.name not in left_out or not _is_asked(figure):
            continue
        behind = persons.of(measure, figure.statistic, figure.group)
        if behind is not None:
            found[k] = _of_all_asked(figure, behind)
    return found


def _is_asked(figure: Estimate) -> bool:
    """Whether few are unknown or it is not said how many, of a sample of clusters."""
    few = UNKNOWN_NOT_SHOWN in figure.flags or 0 < (figure.n_unknown or 0) <= _FEW
    return few and figure.n_clusters is not None and figure.n_clusters != figure.n


def _of_all_asked(figure: Estimate, behind: WeighedPersons) -> Estimate:
    answered = behind.only(behind.status != UNKNOWN)
    clusters = len(np.unique(behind.cluster)) - len(np.unique(answered.cluster))
    if not clusters or figure.n_clusters is None:
        return figure
    strata = len(np.unique(behind.stratum)) - len(np.unique(answered.stratum))
    df = None if figure.df is None else figure.df + clusters - strata
    return replace(figure, n_clusters=figure.n_clusters + clusters, df=df)
