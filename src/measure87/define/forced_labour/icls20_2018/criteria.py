"""Do both criteria hold on the same job: involuntary, and under the menace of a penalty?

By two different answers, or by one of the few that say both.
"""

import narwhals as nw

from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import (
    NO,
    UNKNOWN,
    all_of,
    any_of,
    from_bounds,
    or_unknown,
    status,
)

_DEFINITION = Cite("ICLS20-FL-2018", at="definition of forced labour", seen="secondary")

BOTH_CRITERIA = (_DEFINITION, Cite("C29", at="Article 2(1)", seen="printed"))


@cites(*BOTH_CRITERIA)
@rule(level="job")
def criteria_by_two_answers(
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
    return by_different_answers(
        involuntary_answer, coercion_answer, answers_surely, answers_possibly, limits
    )


@cites(Cite("ICLS20-FL-2018", at="involuntary work: unfree recruitment", seen="secondary"))
@rule(level="job", contradiction=True)
def unknown_bondage_without_menace(unfree_recruitment_answer: nw.Expr) -> nw.Expr:
    """Born or sold into the work, and no other answer tells of coercion.

    Reading: nobody is held in bondage without a menace. Where all means of coercion were denied,
    an answer is not right or the menace is one that no question named; it is never a no.
    """
    unsaid = unfree_recruitment_answer.is_null() | (unfree_recruitment_answer == NO)
    return nw.when(unsaid).then(status(NO)).otherwise(status(UNKNOWN))


@cites(*BOTH_CRITERIA)
@rule(level="job")
def both_criteria(
    criteria_by_two_answers: nw.Expr,
    one_answer_for_both: nw.Expr,
    unknown_bondage_without_menace: nw.Expr,
) -> nw.Expr:
    """Both criteria hold on the same job, by two answers or by one of a listed pair."""
    return any_of(criteria_by_two_answers, one_answer_for_both, unknown_bondage_without_menace)


def by_different_answers(
    involuntary: nw.Expr, coerced: nw.Expr, surely: nw.Expr, possibly: nw.Expr, limits: Limits
) -> nw.Expr:
    """Both criteria hold, by as many different answers as the definition asks for."""
    needed = limits["different_answers"]
    unasked = involuntary.is_null() | coerced.is_null()
    different = from_bounds(needed.reached_by(surely), needed.reached_by(possibly) | unasked)
    return all_of(or_unknown(involuntary), or_unknown(coerced), different)
