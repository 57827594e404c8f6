"""In how many clusters there is a case, where that tells of nobody.

Whoever knows everybody's cluster knows who is the only one of a group in hers. Where each cluster
has a case, she is one; and where all cases are in one or two clusters, which these are may follow.
So of more cases than the audit of rows goes through the number is told where ten clusters at least
have a case and ten have none. Below, the flag `few-clusters-with-cases` says so; and where it is
kept back and the flag is not there, up to nine clusters have none, or all have one.
"""

from collections.abc import Sequence
from dataclasses import replace

from measure87.disseminate.gate.survey.possible_sets import MOST_PERSONS
from measure87.vocabulary.estimate import Estimate


def with_safe_clusters(figures: Sequence[Estimate]) -> list[Estimate]:
    """Released figures in their order, without numbers of clusters that could tell of a person."""
    return [one if _is_safe(one) else replace(one, n_clusters_with_cases=None) for one in figures]


def _is_safe(figure: Estimate) -> bool:
    number, clusters = figure.n_clusters_with_cases, figure.n_clusters
    if number is None or (figure.n_cases or 0) <= MOST_PERSONS:
        return True  # the audit of rows has gone through the sets of so few
    if clusters is not None and clusters == figure.n:
        return True  # persons were drawn: the clusters with a case are the cases
    return clusters is not None and min(number, clusters - number) >= MOST_PERSONS
