"""When is an adult's work forced labour by dimension? And when by any item and any penalty?"""

import narwhals as nw

from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, all_of, any_of, negate, or_unknown, status

_RULE = Cite("HSHC-2012", at="decision rule by dimension, one of the two strong", seen="unseen")
_EXCERPT = Cite(
    "DOL-COMPLY-CHAIN",
    at="indicators of forced labour of adults, any one item with a penalty or its threat",
    seen="secondary",
)


def _held(
    involuntary: nw.Expr, penalty: nw.Expr, strong_involuntary: nw.Expr, strong_penalty: nw.Expr
) -> nw.Expr:
    """Both kinds of items within a dimension, one of them strong; null if neither was asked.

    Where one kind was asked and the other, or no strong item of either, was not, it is unknown.
    """
    strong = or_unknown(any_of(strong_involuntary, strong_penalty))
    held = all_of(or_unknown(involuntary), or_unknown(penalty), strong)
    return nw.when(~(involuntary.is_null() & penalty.is_null())).then(held)


def _if_asked(forced: nw.Expr, held: nw.Expr, *others: nw.Expr) -> nw.Expr:
    """A dimension that was not asked does not count where another one was."""
    passed_over = held.is_null() & ~any_of(*others).is_null()
    return nw.when(passed_over).then(status(NO)).otherwise(forced)


@cites(_RULE)
@rule(level="job")
def held_at_recruitment(
    involuntary_recruitment_answer: nw.Expr,
    penalty_at_recruitment_answer: nw.Expr,
    strong_recruitment_answer: nw.Expr,
    strong_penalty_at_recruitment_answer: nw.Expr,
) -> nw.Expr:
    """Involuntariness and penalty within the dimension of recruitment, one of them strong."""
    return _held(
        involuntary_recruitment_answer,
        penalty_at_recruitment_answer,
        strong_recruitment_answer,
        strong_penalty_at_recruitment_answer,
    )


@cites(_RULE, Cite("C29", at="Article 2(1) and 2(2)", seen="printed"))
@rule(level="job")
def forced_labour_at_recruitment(
    in_the_period: nw.Expr, adult_then: nw.Expr, excluded: nw.Expr, held_at_recruitment: nw.Expr
) -> nw.Expr:
    """Adult's work that is forced labour by the dimension of recruitment, and not excluded."""
    return all_of(in_the_period, adult_then, negate(excluded), or_unknown(held_at_recruitment))


@cites(_RULE)
@rule(level="job")
def held_at_work(
    involuntary_work_answer: nw.Expr,
    penalty_at_work_answer: nw.Expr,
    strong_work_answer: nw.Expr,
    strong_penalty_at_work_answer: nw.Expr,
) -> nw.Expr:
    """Involuntariness and penalty within the dimension of work and life, one of them strong."""
    return _held(
        involuntary_work_answer,
        penalty_at_work_answer,
        strong_work_answer,
        strong_penalty_at_work_answer,
    )


@cites(_RULE, Cite("C29", at="Article 2(1) and 2(2)", seen="printed"))
@rule(level="job")
def forced_labour_at_work(
    in_the_period: nw.Expr, adult_then: nw.Expr, excluded: nw.Expr, held_at_work: nw.Expr
) -> nw.Expr:
    """Adult's work that is forced labour by the dimension of work and life, and not excluded."""
    return all_of(in_the_period, adult_then, negate(excluded), or_unknown(held_at_work))


@cites(_RULE)
@rule(level="job")
def held_at_leaving(
    involuntary_leaving_answer: nw.Expr,
    penalty_at_leaving_answer: nw.Expr,
    strong_leaving_answer: nw.Expr,
    strong_penalty_at_leaving_answer: nw.Expr,
) -> nw.Expr:
    """Involuntariness and penalty within the dimension of leaving, one of them strong."""
    return _held(
        involuntary_leaving_answer,
        penalty_at_leaving_answer,
        strong_leaving_answer,
        strong_penalty_at_leaving_answer,
    )


@cites(_RULE, Cite("C29", at="Article 2(1) and 2(2)", seen="printed"))
@rule(level="job")
def forced_labour_at_leaving(
    in_the_period: nw.Expr, adult_then: nw.Expr, excluded: nw.Expr, held_at_leaving: nw.Expr
) -> nw.Expr:
    """Adult's work that is forced labour by the dimension of leaving, and not excluded."""
    return all_of(in_the_period, adult_then, negate(excluded), or_unknown(held_at_leaving))


@cites(_RULE, Cite("C29", at="Article 2(1) and 2(2)", seen="printed"))
@rule(level="job")
def by_dimension_recruitment(
    forced_labour_at_recruitment: nw.Expr,
    held_at_recruitment: nw.Expr,
    held_at_work: nw.Expr,
    held_at_leaving: nw.Expr,
) -> nw.Expr:
    """Adult's forced labour by recruitment, where another dimension may not have been asked."""
    return _if_asked(
        forced_labour_at_recruitment, held_at_recruitment, held_at_work, held_at_leaving
    )


@cites(_RULE, Cite("C29", at="Article 2(1) and 2(2)", seen="printed"))
@rule(level="job")
def by_dimension_work(
    forced_labour_at_work: nw.Expr,
    held_at_work: nw.Expr,
    held_at_recruitment: nw.Expr,
    held_at_leaving: nw.Expr,
) -> nw.Expr:
    """Adult's forced labour by work and life, where another dimension may not have been asked."""
    return _if_asked(forced_labour_at_work, held_at_work, held_at_recruitment, held_at_leaving)


@cites(_RULE, Cite("C29", at="Article 2(1) and 2(2)", seen="printed"))
@rule(level="job")
def by_dimension_leaving(
    forced_labour_at_leaving: nw.Expr,
    held_at_leaving: nw.Expr,
    held_at_recruitment: nw.Expr,
    held_at_work: nw.Expr,
) -> nw.Expr:
    """Adult's forced labour by leaving, where another dimension may not have been asked."""
    return _if_asked(forced_labour_at_leaving, held_at_leaving, held_at_recruitment, held_at_work)


@cites(_EXCERPT)
@rule(level="job")
def any_item_and_penalty(
    in_the_period: nw.Expr,
    adult_then: nw.Expr,
    excluded: nw.Expr,
    any_penalty_answer: nw.Expr,
    involuntary_recruitment_answer: nw.Expr,
    involuntary_work_answer: nw.Expr,
    involuntary_leaving_answer: nw.Expr,
) -> nw.Expr:
    """Adult's work with any item of involuntariness and any penalty, of whatever dimension.

    Reading: the excerpt's own, without grades and without dimensions.
    """
    involuntary = any_of(
        involuntary_recruitment_answer, involuntary_work_answer, involuntary_leaving_answer
    )
    criteria = all_of(or_unknown(involuntary), or_unknown(any_penalty_answer))
    return all_of(in_the_period, adult_then, negate(excluded), criteria)
