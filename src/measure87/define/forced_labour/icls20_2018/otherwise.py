"""What would come out under another reading of the criteria? For sensitivity, beside the headline.

The narrower reading of consent, and the looser one under which any two items are enough.
"""

from collections.abc import Sequence

import narwhals as nw

from measure87.define.forced_labour.icls20_2018.adults import FORCED_LABOUR_OF_ADULTS
from measure87.define.forced_labour.icls20_2018.answers import (
    CIRCUMSTANCES,
    INVOLUNTARY,
    LEAVING,
    lacked_by_the_narrower_reading,
    of_a_pair,
    reaches,
    without_consent,
)
from measure87.define.forced_labour.icls20_2018.criteria import BOTH_CRITERIA, by_different_answers
from measure87.define.items import said_of
from measure87.define.limits import Limits
from measure87.define.pairs import Pair
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import (
    UNKNOWN,
    YES,
    all_of,
    any_of,
    negate,
    or_unknown,
)

_DEFINITION = Cite("ICLS20-FL-2018", at="definition of forced labour", seen="secondary")


@cites(*CIRCUMSTANCES)
@rule(level="circumstance")
def narrowly_involuntary_answer(
    item: nw.Expr, answer: nw.Expr, limits: Limits, consent_lacked: nw.Expr | None = None
) -> nw.Expr:
    """A circumstance of involuntary work, under the narrower reading of consent.

    Reading: for sensitivity. IN1 to IN4 alone say in their own words that consent was lacking;
    every other item needs a question on consent, IN9 too.
    """
    lacked = lacked_by_the_narrower_reading(item, consent_lacked, limits)
    return without_consent(item, answer, lacked)


@cites(Cite("ICLS20-FL-2018", at="involuntary work: list of circumstances", seen="secondary"))
@rule(level="circumstance")
def any_involuntary_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """A circumstance of involuntary work, whatever was said of consent (looser reading)."""
    return said_of(INVOLUNTARY, item, answer)


@cites(Cite("ICLS20-FL-2018", at="involuntary work: freedom to terminate", seen="secondary"))
@rule(level="circumstance")
def narrowly_not_free_to_leave_answer(
    item: nw.Expr, narrowly_involuntary_answer: nw.Expr
) -> nw.Expr:
    """No or limited freedom to leave the work, and consent to it was asked and lacking."""
    return said_of([LEAVING], item, narrowly_involuntary_answer)


@cites(_DEFINITION)
@rule(level="answer", gives="number", reduce="sum")
def narrow_answers_surely(
    narrowly_involuntary_answer: nw.Expr, coercion_answer: nw.Expr
) -> nw.Expr:
    """Answers that are a yes to one criterion or the other, under the narrower reading."""
    return reaches(any_of(narrowly_involuntary_answer, coercion_answer), YES)


@cites(_DEFINITION)
@rule(level="answer", gives="number", reduce="sum")
def narrow_answers_possibly(
    narrowly_involuntary_answer: nw.Expr, coercion_answer: nw.Expr
) -> nw.Expr:
    """Answers that are a yes or unknown to one or the other, under the narrower reading."""
    return reaches(any_of(narrowly_involuntary_answer, coercion_answer), UNKNOWN)


@cites(_DEFINITION)
@rule(level="answer")
def narrowly_one_answer_for_both(
    unfree_recruitment_answer: nw.Expr,
    narrowly_not_free_to_leave_answer: nw.Expr,
    confinement_answer: nw.Expr,
    debt_bondage_answer: nw.Expr,
    pairs: Sequence[Pair],
) -> nw.Expr:
    """One answer that shows both by a listed pair, under the narrower reading of consent."""
    told = {
        "IN1": unfree_recruitment_answer,
        "IN9": narrowly_not_free_to_leave_answer,
        "CO2": confinement_answer,
        "CO3": debt_bondage_answer,
    }
    return of_a_pair(told, pairs)


@cites(*BOTH_CRITERIA)
@rule(level="job")
def narrowly_both_criteria(
    narrowly_involuntary_answer: nw.Expr,
    coercion_answer: nw.Expr,
    narrow_answers_surely: nw.Expr,
    narrow_answers_possibly: nw.Expr,
    narrowly_one_answer_for_both: nw.Expr,
    unknown_bondage_without_menace: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Both criteria hold on the same job, under the narrower reading of consent."""
    two = by_different_answers(
        narrowly_involuntary_answer,
        coercion_answer,
        narrow_answers_surely,
        narrow_answers_possibly,
        limits,
    )
    return any_of(two, narrowly_one_answer_for_both, unknown_bondage_without_menace)


@cites(*FORCED_LABOUR_OF_ADULTS)
@rule(level="job")
def forced_labour_of_adult_narrowly(
    in_the_period: nw.Expr,
    adult_then: nw.Expr,
    excluded: nw.Expr,
    narrowly_both_criteria: nw.Expr,
) -> nw.Expr:
    """Adult's forced labour under the narrower reading of consent.

    Reading: for sensitivity only, beside the headline.
    """
    return all_of(in_the_period, adult_then, negate(excluded), narrowly_both_criteria)


@cites(_DEFINITION)
@rule(level="job")
def forced_labour_of_adult_any_item(
    in_the_period: nw.Expr,
    adult_then: nw.Expr,
    excluded: nw.Expr,
    any_involuntary_answer: nw.Expr,
    coercion_answer: nw.Expr,
    unknown_bondage_without_menace: nw.Expr,
) -> nw.Expr:
    """Adult's work with any involuntary item and any coercion item, whatever the consent.

    Reading: the looser reading, for sensitivity only; the same answer may serve as both. Bondage
    of which every menace was denied is as unknown as under the strict one.
    """
    two = all_of(or_unknown(any_involuntary_answer), or_unknown(coercion_answer))
    criteria = any_of(two, unknown_bondage_without_menace)
    return all_of(in_the_period, adult_then, negate(excluded), criteria)
