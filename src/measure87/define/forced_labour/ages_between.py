"""Was an age reached that is known only between two ages?"""

import narwhals as nw

from measure87.define.limits import Limit
from measure87.vocabulary.status import from_bounds


def reached_between(limit: Limit, least: nw.Expr | None, most: nw.Expr | None) -> nw.Expr:
    """Status of `that age was reached`; null where no age was told at all.

    Parameters
    ----------
    least, most : the ages between which it lies, the same where it was told; None: not asked
    """
    if least is None or most is None:
        return nw.lit(None, dtype=nw.Int8)
    reached = from_bounds(limit.reached_by(least), limit.reached_by(most))
    return nw.when(~least.is_null()).then(reached)
