"""Was the worker a child during the episode? A spell across the 18th birthday: also."""

import narwhals as nw

from measure87.define.forced_labour.ages_between import reached_between
from measure87.define.forced_labour.whole_years import whole_years
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import (
    UNKNOWN,
    YES,
    all_of,
    any_of,
    from_bounds,
    negate,
    or_unknown,
    status,
)


@cites(Cite("ICLS20-FL-2018", at="persons under 18 are judged as children", seen="unseen"))
@rule(level="job")
def child_then(
    limits: Limits,
    age_at_episode: nw.Expr | None = None,
    start_age_low: nw.Expr | None = None,
    start_age_high: nw.Expr | None = None,
    end_age_high: nw.Expr | None = None,
    age_years: nw.Expr | None = None,
) -> nw.Expr:
    """Aged under 18 during the part of the episode that lies in the reference period.

    Reading: at any time of that part. An episode that began before 18 counts only if she was
    still under 18 when the reference period began; the age during the episode is one inside it.
    One that ended before 18 is a child's whenever it began; of one that ended later and of whose
    beginning nothing was told, it is not known.
    """
    adult = limits["adult"]
    then = _when_the_period_began(age_years, limits)
    during = negate(reached_between(adult, age_at_episode, age_at_episode))
    found = [during]
    if start_age_low is not None:
        began = negate(reached_between(adult, start_age_low, start_age_high))
        found.append(all_of(began, nw.when(~start_age_low.is_null()).then(then)))
    if end_age_high is not None:
        unbegun = during.is_null()
        if start_age_low is not None:
            unbegun = unbegun & start_age_low.is_null()
        found.append(_by_its_end(end_age_high, unbegun, then, limits))
    return or_unknown(any_of(*found))


def _by_its_end(end: nw.Expr, unbegun: nw.Expr, then: nw.Expr, limits: Limits) -> nw.Expr:
    """Status by the greatest age at the end; null where that was not told or says nothing.

    `unbegun` : whether nothing was told of its beginning, nor an age during it
    `then` : status of `under 18 when the reference period began`
    """
    grown = limits["adult"].reached_by(end)
    perhaps = nw.when(unbegun).then(all_of(status(UNKNOWN), then))
    said = nw.when(grown).then(perhaps).otherwise(status(YES))
    return nw.when(~end.is_null()).then(said)


def _when_the_period_began(age_years: nw.Expr | None, limits: Limits) -> nw.Expr:
    """Status of `under 18 when the reference period began`; a lifetime began at birth."""
    days = limits["reference_period"].length
    if days is None:
        return status(YES)
    least, most = whole_years(days)
    adult = limits["adult"]
    age = nw.lit(None, dtype=nw.Int64) if age_years is None else age_years
    return from_bounds(~adult.reached_by(age - least), ~adult.reached_by(age - most))
