"""Was the worker an adult when the work began, and with it the act?"""

import narwhals as nw

from measure87.define.forced_labour.ages_between import reached_between
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.define.trafficking.palermo.answers import PALERMO
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, or_unknown, status


@cites(Cite(PALERMO, at="Article 3(d), a child is any person under 18", seen="unseen"))
@rule(level="job")
def adult_at_the_act(
    limits: Limits,
    age_at_episode: nw.Expr | None = None,
    start_age_low: nw.Expr | None = None,
    start_age_high: nw.Expr | None = None,
    end_age_high: nw.Expr | None = None,
) -> nw.Expr:
    """Aged 18 or over when the work began.

    Reading: the act is at the beginning of the work. Where neither age nor date of its start was
    told, the age during the episode is taken. Work that ended before 18 began before 18.
    """
    adult = limits["adult"]
    began = reached_between(adult, start_age_low, start_age_high)
    during = reached_between(adult, age_at_episode, age_at_episode)
    if end_age_high is not None:
        ended_before = ~end_age_high.is_null() & ~adult.reached_by(end_age_high)
        during = nw.when(during.is_null() & ended_before).then(status(NO)).otherwise(during)
    # By its date she may have been 17 or 18 when it began: a later age tells, if it is below 18.
    began = nw.when((began == UNKNOWN) & (during == NO)).then(status(NO)).otherwise(began)
    return or_unknown(nw.when(began.is_null()).then(during).otherwise(began))
