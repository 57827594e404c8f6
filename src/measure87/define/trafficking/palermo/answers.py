"""What do the answers about a job say of the elements of trafficking?

Items on forced labour, of the guidelines of the 20th ICLS (IN, CO) and of the list of 2012 (R, D,
L, P), speak of an act or a means where their words do. Rows of other items give null.
"""

import narwhals as nw

from measure87.define.forced_labour.icls20_2018 import answers as icls20
from measure87.define.items import said_of
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.columns import (
    COERCION_ITEMS,
    HSHC_LEAVING_ITEMS,
    HSHC_PENALTY_ITEMS,
    HSHC_RECRUITMENT_ITEMS,
    HSHC_WORK_ITEMS,
)
from measure87.vocabulary.status import NO, UNKNOWN, all_of, status

PALERMO = "PALERMO-2000"
_ACT = Cite(PALERMO, at="Article 3(a), the act", seen="secondary")
_MEANS = Cite(PALERMO, at="Article 3(a), the means", seen="secondary")
_FORCED = Cite("ICLS20-FL-2018", at="definition of forced labour", seen="secondary")
_LIST_2012 = Cite("HSHC-2012", at="lists of indicators", seen="secondary")

_RECRUITED = ["R2", "R3", "R4", "R5", "R6", "R7"]
"""Items whose words say that somebody recruited the worker."""
_COERCED = [code for code, _ in (*COERCION_ITEMS, *HSHC_PENALTY_ITEMS)]
_TAKEN_OR_DECEIVED = ["R2", "R3", "R5", "R6", "R7"]
"""Abducted, sold by somebody in control, deceived at recruitment."""
_DEPENDENT = ["D9", "D10"]
"""Dependency on the employer: a position of vulnerability."""
_OF_2012 = [code for code, _ in (*HSHC_RECRUITMENT_ITEMS, *HSHC_WORK_ITEMS, *HSHC_LEAVING_ITEMS)]
_PENALTIES = [code for code, _ in HSHC_PENALTY_ITEMS]


@cites(_ACT, _LIST_2012)
@rule(level="circumstance")
def act_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """An item that says that the worker was recruited by somebody."""
    return said_of(_RECRUITED, item, answer)


@cites(_MEANS, _LIST_2012, Cite("ICLS20-FL-2018", at="menace of any penalty", seen="secondary"))
@rule(level="circumstance")
def means_answer(
    item: nw.Expr,
    answer: nw.Expr,
    limits: Limits,
    stage: nw.Expr | None = None,
    consent_lacked: nw.Expr | None = None,
) -> nw.Expr:
    """An item that says that force, abduction, deception, abuse of power or payment was used.

    Reading: at whatever stage, for harbouring and receipt go on while the work lasts; under the
    reading `means_at_recruitment` only at recruitment, and a means without a stage is unknown.
    A job of another nature (IN2) is a deception only without consent to the change.
    """
    deceived: nw.Expr = icls20.involuntary_answer(item, answer, limits, consent_lacked)
    by_words = [*_COERCED, *_TAKEN_OR_DECEIVED, *_DEPENDENT]
    by_item = nw.when(item == "IN2").then(deceived).otherwise(answer)
    told = said_of(["IN2", *by_words], item, answer, by_item)
    if limits["stage_of_means"].bound == "any":
        return told
    recruited = item.is_in([*_TAKEN_OR_DECEIVED, "IN2"]) | item.is_null()
    return nw.when(recruited).then(told).otherwise(_at_recruitment(told, stage))


def _at_recruitment(told: nw.Expr, stage: nw.Expr | None) -> nw.Expr:
    """The answer if it speaks of recruitment; unknown rather than yes where no stage was told."""
    unknown = nw.when(~told.is_null()).then(all_of(told, status(UNKNOWN)))
    if stage is None:
        return unknown
    elsewhere = nw.when(~told.is_null()).then(status(NO))
    said = nw.when(stage == "RECRUITMENT").then(told).otherwise(elsewhere)
    return nw.when(stage.is_null()).then(unknown).otherwise(said)


@cites(_LIST_2012)
@rule(level="circumstance")
def involuntary_2012_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """An item of involuntariness of the list of 2012."""
    return said_of(_OF_2012, item, answer)


@cites(_LIST_2012)
@rule(level="circumstance")
def penalty_2012_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """A penalty, or the menace of one, of the list of 2012."""
    return said_of(_PENALTIES, item, answer)
