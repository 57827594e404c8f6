"""Hazards at work: answers to several questions that only children at work are asked."""

import narwhals as nw

from measure87.vocabulary.status import NO, UNKNOWN, all_of, any_of, status


def any_told(activity: nw.Expr, *answers: nw.Expr | None) -> nw.Expr:
    """Yes if one answer is yes; an answer that was not asked for does not count.

    Where none was asked for: no if the child does not work, otherwise unknown, for then the
    question arose. An answer that the questionnaire does not have is None.
    """
    asked = [answer for answer in answers if answer is not None]
    told = any_of(*asked)
    unasked = nw.when(activity == NO).then(status(NO)).otherwise(status(UNKNOWN))
    return nw.when(told.is_null()).then(unasked).otherwise(told)


def hazard_of_work(work: nw.Expr, *answers: nw.Expr | None) -> nw.Expr:
    """Works, and one answer is yes; null where none was asked for, which does not count.

    Nulls are kept by hand, for `all_of` would overlook them and take half of it for the whole.
    """
    asked = [answer for answer in answers if answer is not None]
    if not asked:
        return nw.lit(None, dtype=nw.Int8)
    told = any_of(*asked)
    return nw.when(~told.is_null() & ~work.is_null()).then(all_of(work, told))
