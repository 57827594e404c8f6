"""Was the worker an adult when the work began, and with it the act?"""

import narwhals as nw

from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.define.trafficking.palermo.answers import PALERMO
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, YES, or_unknown, status


@cites(Cite(PALERMO, at="Article 3(d), a child is any person under 18", seen="unseen"))
@rule(level="job")
def adult_at_the_act(
    limits: Limits, age_at_episode: nw.Expr | None = None, start_age: nw.Expr | None = None
) -> nw.Expr:
    """Aged 18 or over when the work began.

    Reading: the act is at the beginning of the work. Where the age at its start was not told,
    the age during the episode is taken.
    """
    age = nw.lit(None, dtype=nw.Int64) if age_at_episode is None else age_at_episode
    if start_age is not None:
        age = nw.when(start_age.is_null()).then(age).otherwise(start_age)
    grown = nw.when(limits["adult"].reached_by(age)).then(status(YES)).otherwise(status(NO))
    return or_unknown(nw.when(~age.is_null()).then(grown))
