"""Was the worker a child during the episode? A spell across the 18th birthday: also."""

import narwhals as nw

from measure87.define.forced_labour.whole_years import whole_years
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, YES, all_of, any_of, from_bounds, or_unknown, status


@cites(Cite("ICLS20-FL-2018", at="persons under 18 are judged as children", seen="unseen"))
@rule(level="job")
def child_then(
    limits: Limits,
    age_at_episode: nw.Expr | None = None,
    start_age: nw.Expr | None = None,
    age_years: nw.Expr | None = None,
) -> nw.Expr:
    """Aged under 18 during the part of the episode that lies in the reference period.

    Reading: at any time of that part. An episode that began before 18 counts only if she was
    still under 18 when the reference period began; the age during the episode is one inside it.
    """
    found = []
    if age_at_episode is not None:
        found.append(_under_age(age_at_episode, limits))
    if start_age is not None:
        then = _when_the_period_began(age_years, limits)
        found.append(all_of(_under_age(start_age, limits), _if_told(start_age, then)))
    return or_unknown(any_of(*found)) if found else or_unknown(None)


def _when_the_period_began(age_years: nw.Expr | None, limits: Limits) -> nw.Expr:
    """Status of `under 18 when the reference period began`; a lifetime began at birth."""
    days = limits["reference_period"].length
    if days is None:
        return status(YES)
    least, most = whole_years(days)
    adult = limits["adult"]
    age = nw.lit(None, dtype=nw.Int64) if age_years is None else age_years
    return from_bounds(~adult.reached_by(age - least), ~adult.reached_by(age - most))


def _under_age(age: nw.Expr, limits: Limits) -> nw.Expr:
    """Status of `under 18 at that age`; null where it was not told."""
    grown = limits["adult"].reached_by(age)
    return _if_told(age, nw.when(grown).then(status(NO)).otherwise(status(YES)))


def _if_told(age: nw.Expr, answer: nw.Expr) -> nw.Expr:
    return nw.when(~age.is_null()).then(answer)
