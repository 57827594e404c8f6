"""When is an adult's work forced labour? When both criteria hold on the same job."""

import narwhals as nw

from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import all_of, from_bounds, negate, or_unknown

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


@cites(_DEFINITION, Cite("C29", at="Article 2(1)", seen="printed"))
@rule(level="job")
def both_criteria(
    involuntary_answer: nw.Expr,
    coercion_answer: nw.Expr,
    answers_surely: nw.Expr,
    answers_possibly: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Both criteria hold on the same job, by two different answers.

    Reading: unpaid wages can be read as very low pay and as withheld wages; one answer then
    counts once. A criterion that was not asked about could hold by an answer of its own.
    """
    needed = limits["different_answers"]
    unasked = involuntary_answer.is_null() | coercion_answer.is_null()
    different = from_bounds(
        needed.reached_by(answers_surely), needed.reached_by(answers_possibly) | unasked
    )
    return all_of(or_unknown(involuntary_answer), or_unknown(coercion_answer), different)


@cites(_DEFINITION, Cite("C29", at="Article 2(1) and 2(2)", seen="printed"))
@rule(level="job")
def forced_labour_of_adult(
    in_the_period: nw.Expr, adult_then: nw.Expr, excluded: nw.Expr, both_criteria: nw.Expr
) -> nw.Expr:
    """Adult's work that is both involuntary and under menace of a penalty, and not excluded."""
    return all_of(in_the_period, adult_then, negate(excluded), both_criteria)


@cites(_DEFINITION)
@rule(level="job")
def forced_labour_of_adult_any_item(
    in_the_period: nw.Expr,
    adult_then: nw.Expr,
    excluded: nw.Expr,
    any_involuntary_answer: nw.Expr,
    coercion_answer: nw.Expr,
) -> nw.Expr:
    """Adult's work with any involuntary item and any coercion item, whatever the consent.

    Reading: the looser reading, for sensitivity only; the same answer may serve as both.
    """
    criteria = all_of(or_unknown(any_involuntary_answer), or_unknown(coercion_answer))
    return all_of(in_the_period, adult_then, negate(excluded), criteria)
