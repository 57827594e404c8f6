"""When is an adult's work forced labour? When both criteria hold on the same job."""

import narwhals as nw

from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import (
    all_of,
    negate,
    or_unknown,
)

_DEFINITION = Cite("ICLS20-FL-2018", at="definition of forced labour", seen="secondary")


@cites(Cite("ICLS20-FL-2018", at="involuntary work", seen="secondary"))
@rule(level="job")
def involuntary_work(
    in_the_period: nw.Expr, adult_then: nw.Expr, involuntary_answer: nw.Expr
) -> nw.Expr:
    """An adult's work to which free and informed consent was lacking: the first criterion."""
    return all_of(in_the_period, adult_then, or_unknown(involuntary_answer))


@cites(Cite("ICLS20-FL-2018", at="threat or menace of any penalty", seen="secondary"))
@rule(level="job")
def work_under_menace(
    in_the_period: nw.Expr, adult_then: nw.Expr, coercion_answer: nw.Expr
) -> nw.Expr:
    """An adult's work under the threat or menace of any penalty: the second criterion."""
    return all_of(in_the_period, adult_then, or_unknown(coercion_answer))


FORCED_LABOUR_OF_ADULTS = (_DEFINITION, Cite("C29", at="Article 2(1) and 2(2)", seen="printed"))


@cites(*FORCED_LABOUR_OF_ADULTS)
@rule(level="job")
def forced_labour_of_adult(
    in_the_period: nw.Expr, adult_then: nw.Expr, excluded: nw.Expr, both_criteria: nw.Expr
) -> nw.Expr:
    """Adult's work that is both involuntary and under menace of a penalty, and not excluded."""
    return all_of(in_the_period, adult_then, negate(excluded), both_criteria)


@cites(*FORCED_LABOUR_OF_ADULTS)
@rule(level="job")
def forced_labour_by_two_answers(
    in_the_period: nw.Expr,
    adult_then: nw.Expr,
    excluded: nw.Expr,
    criteria_by_two_answers: nw.Expr,
) -> nw.Expr:
    """Adult's forced labour by two different answers, pairs apart."""
    return all_of(in_the_period, adult_then, negate(excluded), criteria_by_two_answers)


@cites(*FORCED_LABOUR_OF_ADULTS)
@rule(level="person")
def rests_on_one_answer(
    forced_labour_of_adult: nw.Expr, forced_labour_by_two_answers: nw.Expr
) -> nw.Expr:
    """In forced labour as an adult by one answer of a listed pair, and in no job by two."""
    return all_of(forced_labour_of_adult, negate(forced_labour_by_two_answers))
