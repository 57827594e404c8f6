"""Was the worker an adult during the episode? A spell across the 18th birthday: also."""

import narwhals as nw

from measure87.define.forced_labour.ages_between import reached_between
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, all_of, any_of, or_unknown, status


@cites(Cite("ICLS20-FL-2018", at="persons under 18 are judged as children", seen="unseen"))
@rule(level="job")
def adult_then(
    limits: Limits,
    age_at_episode: nw.Expr | None = None,
    start_age_low: nw.Expr | None = None,
    start_age_high: nw.Expr | None = None,
    end_age_low: nw.Expr | None = None,
    end_age_high: nw.Expr | None = None,
    goes_on: nw.Expr | None = None,
    age_years: nw.Expr | None = None,
) -> nw.Expr:
    """Aged 18 or over during the episode, not at interview.

    Reading: at any time of it. A spell that began before 18 and went on after is an adult's too,
    and is judged by both rules. Of an episode that began before 18 and of whose end nothing was
    told, it is not known. Ages at start and end are told, or lie between two ages by dates.
    """
    adult = limits["adult"]
    told = any_of(
        reached_between(adult, age_at_episode, age_at_episode),
        reached_between(adult, start_age_low, start_age_high),
        reached_between(adult, end_age_low, end_age_high),
    )
    now = or_unknown(reached_between(adult, age_years, age_years))
    if goes_on is not None:
        told = any_of(told, nw.when(goes_on != NO).then(all_of(goes_on, now)))
    if start_age_low is not None:
        unended = nw.lit(True) if end_age_low is None else end_age_low.is_null()
        open_end = nw.when(now == NO).then(status(NO)).otherwise(status(UNKNOWN))
        told = any_of(told, nw.when(~start_age_low.is_null() & unended).then(open_end))
    return or_unknown(told)
