"""Designated industries and occupations: is the code of a job on a list?"""

import narwhals as nw

from measure87.define.lists import DesignatedList
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, status


def code_on_list(
    code: nw.Expr, designated: DesignatedList, in_reference_week: nw.Expr | None
) -> nw.Expr:
    """Status of a job's code being on a list, for a job of the reference week.

    A list without codes designates nothing, whatever the code; otherwise a code that was not
    told is unknown.
    """
    if not designated.codes:
        return status(NO)
    found = nw.when(designated.holds(code)).then(status(YES)).otherwise(status(NO))
    found = nw.when(code.is_null()).then(status(UNKNOWN)).otherwise(found)
    return found if in_reference_week is None else all_of(in_reference_week, found)
