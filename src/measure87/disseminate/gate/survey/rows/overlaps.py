"""Whether the error of a difference would tell of few, or of somebody whose weight stands out.

The error of a difference of two measures of the same persons follows from how many are cases of
both, of the first alone and of the second alone: where weights are alike, it gives these numbers
back, however it is rounded, when few are cases of one alone. No figure shows them, so one or two
are kept from it: the difference then is what the two figures give, without error and limits.

Where three to ten are cases of one alone, the difference is a row of these few, and is tried as
rows of few cases are: where it would name somebody it is without error and limits as well. So it
is of more of them where somebody's weight stands out, or all of a stratum or cluster are.

The error of a difference of two groups is one more equation of who the cases of each are. Of many
cases it could name those alone whose weight stands out among the persons of their group.
"""

from dataclasses import replace
from itertools import count

import numpy as np

from measure87.disseminate.gate.survey.precision.digits import error_of
from measure87.disseminate.gate.survey.rows.outweighing import stands_out
from measure87.disseminate.gate.survey.rows.possible_sets import MOST_PERSONS
from measure87.disseminate.gate.survey.rows.row_audit import Row, Weighing, rung_of
from measure87.disseminate.gate.survey.rows.whole_strata import (
    has_whole_clusters,
    has_whole_strata,
    names_a_stratum,
)
from measure87.numerics.arrays import IntArray
from measure87.numerics.weighed_persons import KnownPersons, WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import NO, YES


def tells_of_few(item: Estimate, persons: KnownPersons | None, minimum: int) -> bool:
    """Whether fewer than `minimum` persons, and somebody, are cases of both measures, or of one.

    Or whether one of few who are cases of one alone would be named by value and error.

    Of a difference of two groups it is never so, nor where the persons are not known.
    """
    other = item.minus
    if other is None or persons is None or other.source or other.name == item.name:
        return False
    if dict(other.group) != dict(item.group):
        return False
    for sample in count():
        names = ((item.name, item.definition), (other.name, other.definition))
        found = [
            persons.of((name, definition or "", sample), "proportion", item.group)
            for name, definition in names
        ]
        behind = [one for one in found if one is not None and one.rows is not None]
        if len(behind) < len(found):
            return False
        first, second = (one.rows[one.status == YES] for one in behind if one.rows is not None)
        both = len(np.intersect1d(first, second))
        if any(0 < one < minimum for one in (both, len(first) - both, len(second) - both)):
            return True
        for one, beside in (
            (behind[0], np.setdiff1d(first, second)),
            (behind[1], np.setdiff1d(second, first)),
        ):
            if len(beside) >= minimum and names_somebody(item, one, beside):
                return True
    return False


def somebody_stands_out(side: Estimate, persons: KnownPersons | None) -> bool:
    """Whether the row of a group with many cases was tried, for somebody's weight stands out.

    Never where the persons are not known.
    """
    if persons is None or not side.n_cases or side.value is None:
        return False
    for sample in count():
        of = (side.name, side.definition or "", sample)
        behind = persons.of(of, "proportion", side.group)
        if behind is None:
            return False
        if side.n_cases < len(behind.weight) and stands_out(
            behind.weight, side.n_cases, side.value
        ):
            return True
    return False


def names_somebody(item: Estimate, behind: WeighedPersons, alone: IntArray) -> bool:
    """Whether value and error of a difference name one of those who are cases of one measure alone.

    Of many it is asked where somebody's weight stands out, or all of a stratum or cluster are.

    Parameters
    ----------
    item
        The difference, to all its digits. It is taken to be the share of these persons, as it is
        where one measure lies in the other.
    behind
        All whom the measure is about.
    alone
        Rows in the sample of those who are cases of it and not of the other.
    """
    if behind.rows is None or len(alone) == len(behind.rows):
        return False
    chosen = np.isin(behind.rows, alone)
    share = float(behind.weight[chosen].sum() / behind.weight.sum())
    row = Row(share, item.se or None, None, error_of(item))
    if len(alone) > MOST_PERSONS:
        of_alone = replace(behind, status=np.where(chosen, YES, NO))
        weighing = Weighing(of_alone, row)
        is_asked = has_whole_strata(of_alone) or has_whole_clusters(weighing)
        if is_asked and names_a_stratum((weighing,)):
            return True
        if not stands_out(behind.weight, len(alone), share):
            return False
    return rung_of((Weighing(behind, row),), chosen, are_cases=True) != 0
