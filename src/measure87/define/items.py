"""What does a row of the answers say of some items of circumstances?

Rules of circumstances speak of items each. A row of another item gives null, so that what nobody
asked is told from what was denied. A row whose item is not known, because its cell is blank or
holds a code that no line of a mapping names, may speak of any: its yes, and its unknown, are
unknown.
"""

from collections.abc import Collection

import narwhals as nw

from measure87.vocabulary.status import UNKNOWN, status


def said_of(
    items: Collection[str], item: nw.Expr, answer: nw.Expr, said: nw.Expr | None = None
) -> nw.Expr:
    """What a row says of some items; null where it speaks of another.

    Parameters
    ----------
    items : codes of the items that are meant
    item, answer : the row's item (null: not known) and its status
    said : what a row of these items says, where that is not its answer alone
    """
    told = answer if said is None else said
    perhaps = item.is_null() & (answer >= UNKNOWN)
    return nw.when(item.is_in(list(items))).then(told).when(perhaps).then(status(UNKNOWN))
