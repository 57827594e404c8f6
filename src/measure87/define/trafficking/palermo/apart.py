"""Who was trafficked apart from every recorded job, so that no work may have followed?"""

import narwhals as nw

from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.define.trafficking.palermo.answers import PALERMO
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, negate, or_unknown, status

_NOT_IN_PLACE = Cite(
    "SDG-1622-META-2023", at="concepts, exploitation does not need to be in place", seen="printed"
)


def _adult_at_act(age: nw.Expr, limits: Limits) -> nw.Expr:
    of_age = nw.when(limits["adult"].reached_by(age)).then(status(YES)).otherwise(status(NO))
    return nw.when(age.is_null()).then(status(UNKNOWN)).otherwise(of_age)


def _age(age_years: nw.Expr, age_at_act: nw.Expr | None) -> nw.Expr:
    if age_at_act is None:
        return age_years
    return nw.when(age_at_act.is_null()).then(age_years).otherwise(age_at_act)


def _act(act_apart: nw.Expr | None) -> nw.Expr:
    """Whether there was such an act; no where nobody asked about one apart from jobs."""
    if act_apart is None:
        return status(NO)
    return nw.when(act_apart.is_null()).then(status(NO)).otherwise(act_apart)


@cites(Cite(PALERMO, at="Article 3(a) and 3(b)", seen="secondary"), _NOT_IN_PLACE)
@rule(level="person")
def trafficking_apart_of_adult(
    age_years: nw.Expr,
    limits: Limits,
    act_apart: nw.Expr | None = None,
    means_apart: nw.Expr | None = None,
    purpose_apart: nw.Expr | None = None,
    age_at_act: nw.Expr | None = None,
) -> nw.Expr:
    """Person of 18 or over: act, means and purpose, apart from every recorded job."""
    adult = _adult_at_act(_age(age_years, age_at_act), limits)
    return all_of(adult, _act(act_apart), or_unknown(means_apart), or_unknown(purpose_apart))


@cites(Cite(PALERMO, at="Article 3(c)", seen="secondary"), _NOT_IN_PLACE)
@rule(level="person")
def trafficking_apart_of_child(
    age_years: nw.Expr,
    limits: Limits,
    act_apart: nw.Expr | None = None,
    purpose_apart: nw.Expr | None = None,
    age_at_act: nw.Expr | None = None,
) -> nw.Expr:
    """Person under 18: act and purpose, apart from every recorded job."""
    child = negate(_adult_at_act(_age(age_years, age_at_act), limits))
    return all_of(child, _act(act_apart), or_unknown(purpose_apart))
