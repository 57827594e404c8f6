"""The mean share of a period spent in a status (a stock), between its bounds.

A person in the status whose days are not told, and a person whose status is not known, have
no share of their own; counted with the least and with the greatest share that is possible
they give the bounds.
"""

from dataclasses import replace

from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.flags import DAYS_FILLED, FEW_CASES, FEW_CLUSTERS_WITH_CASES, NO_CASES

_OF_CASES = (NO_CASES, FEW_CASES, FEW_CLUSTERS_WITH_CASES)
"""Flags of a flow that hold of its stock as well, which rests on the same cases."""


def with_cases(
    stock: Estimate, flow: Estimate | None, filled: Estimate | None, told: float
) -> Estimate:
    """The stock of all cases of its flow, with what is to be known of so many cases.

    Parameters
    ----------
    stock : Estimate
        The mean share of those whose share is known. Of those who are in the status some have
        none, and of the others nobody: it is too small.
    flow : Estimate or None
        The status in the same domain; None where there is no such figure.
    filled : Estimate or None
        The mean share where who is in the status and has no share counts with the mean of those
        who have one; None where all have one.
    told : 0 to 1
        The part of all in the status who have one. The standard error of the filled mean takes
        the mean that fills it as given; divided by this part it is at least as large as it is
        with the error of that mean.

    Value, error, limits, clusters, degrees of freedom, weighted n and design effects are those of
    all cases; n is how many have a share. Clusters and weights of these alone would tell who is a
    case and has none.
    """
    flags = () if flow is None else (flag for flag in flow.flags if flag in _OF_CASES)
    stock = stock.with_flags(*flags)
    if filled is None or filled.n == stock.n:
        return stock
    return replace(
        stock.with_flags(DAYS_FILLED),
        value=filled.value,
        se=None if filled.se is None else filled.se / told,
        lower=filled.lower,
        upper=filled.upper,
        n_clusters=filled.n_clusters,
        df=filled.df,
        weighted_n=filled.weighted_n,
        deff=None if filled.deff is None else filled.deff / told**2,
        deff_replacement=(
            None if filled.deff_replacement is None else filled.deff_replacement / told**2
        ),
    )


def with_bounds(stock: Estimate, least: Estimate | None, most: Estimate | None) -> Estimate:
    """The stock with its bounds, and how many persons are only in them.

    Parameters
    ----------
    stock : Estimate
        The mean share of those whose share is known.
    least, most : Estimate or None
        The same domain with the least and the greatest share of everybody in the universe;
        None where there is no such figure.
    """
    known, everybody = stock.n, None if least is None else least.n
    return replace(
        stock,
        value_if_no=None if least is None else least.value,
        value_if_yes=None if most is None else most.value,
        n_unknown=None if known is None or everybody is None else everybody - known,
    )
