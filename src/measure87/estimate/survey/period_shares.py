"""The mean share of a period spent in a status (a stock), between its bounds.

A person in the status whose days are not told, and a person whose status is not known, have
no share of their own; counted with the least and with the greatest share that is possible
they give the bounds.
"""

from dataclasses import replace

from measure87.vocabulary.estimate import Estimate


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
