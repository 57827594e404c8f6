"""Designated industries and occupations: is the code of a job on a list?"""

import narwhals as nw

from measure87.define.lists import DesignatedList
from measure87.vocabulary.columns import OWN_USE_SERVICES
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, status


def code_on_list(
    code: nw.Expr,
    designated: DesignatedList,
    in_reference_week: nw.Expr | None,
    form_of_work: nw.Expr | None = None,
) -> nw.Expr:
    """Status of a job's code being on a list, for a job of the reference week.

    A list without codes designates nothing, whatever the code; otherwise a code that was not
    told is unknown. Services for own use are no employment, and on no list.
    """
    if not designated.codes:
        return status(NO)
    found = nw.when(designated.holds(code)).then(status(YES)).otherwise(status(NO))
    found = nw.when(code.is_null()).then(status(UNKNOWN)).otherwise(found)
    if form_of_work is not None:
        services = ~form_of_work.is_null() & (form_of_work == OWN_USE_SERVICES)
        found = nw.when(services).then(status(NO)).otherwise(found)
    return found if in_reference_week is None else all_of(in_reference_week, found)
