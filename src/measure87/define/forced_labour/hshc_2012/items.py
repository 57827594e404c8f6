"""What do the answers about a job say in each dimension: involuntariness and penalties?

An item of involuntariness belongs to one dimension by its nature; a penalty belongs to the stage at
which it was told. A row of an item that a rule does not speak of gives null. Which items are strong
is a dated limit of each item.
"""

import narwhals as nw

from measure87.define.items import said_of
from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.columns import (
    HSHC_LEAVING_ITEMS,
    HSHC_PENALTY_ITEMS,
    HSHC_RECRUITMENT_ITEMS,
    HSHC_WORK_ITEMS,
)
from measure87.vocabulary.status import UNKNOWN, all_of, status

_GRADES = Cite("HSHC-2012", at="strong and medium indicators", seen="unseen")
_PENALTIES = Cite("HSHC-2012", at="menace of penalty: list of indicators", seen="secondary")

Items = tuple[tuple[str, str], ...]


def _codes(items: Items) -> list[str]:
    return [code for code, _ in items]


def _strong(items: Items, limits: Limits) -> list[str]:
    """Codes of the strong items."""
    codes = _codes(items)
    return [code for code in codes if limits[f"grade_{code.lower()}"].bound == "strong"]


def _said(codes: list[str], item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """The answer, in the rows of some items."""
    return said_of(codes, item, answer)


def _said_at(
    dimension: str, codes: list[str], item: nw.Expr, answer: nw.Expr, stage: nw.Expr
) -> nw.Expr:
    """The answer in the rows of some penalties at one stage.

    A penalty whose stage was not told may belong to any dimension: its yes is unknown in each.
    """
    told = nw.when(stage == dimension).then(answer)
    anywhere = nw.when(stage.is_null() & ~answer.is_null()).then(all_of(answer, status(UNKNOWN)))
    said = nw.when(stage.is_null()).then(anywhere).otherwise(told)
    return said_of(codes, item, answer, said)


@cites(Cite("HSHC-2012", at="unfree recruitment: list of indicators", seen="secondary"))
@rule(level="circumstance")
def involuntary_recruitment_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """An item of involuntariness of recruitment."""
    return _said(_codes(HSHC_RECRUITMENT_ITEMS), item, answer)


@cites(_GRADES)
@rule(level="circumstance")
def strong_recruitment_answer(item: nw.Expr, answer: nw.Expr, limits: Limits) -> nw.Expr:
    """A strong item of involuntariness of recruitment."""
    return _said(_strong(HSHC_RECRUITMENT_ITEMS, limits), item, answer)


@cites(_PENALTIES)
@rule(level="circumstance")
def penalty_at_recruitment_answer(item: nw.Expr, answer: nw.Expr, stage: nw.Expr) -> nw.Expr:
    """A penalty, or the menace of one, told of recruitment."""
    return _said_at("RECRUITMENT", _codes(HSHC_PENALTY_ITEMS), item, answer, stage)


@cites(_GRADES)
@rule(level="circumstance")
def strong_penalty_at_recruitment_answer(
    item: nw.Expr, answer: nw.Expr, stage: nw.Expr, limits: Limits
) -> nw.Expr:
    """A strong penalty, or the menace of one, told of recruitment."""
    return _said_at("RECRUITMENT", _strong(HSHC_PENALTY_ITEMS, limits), item, answer, stage)


@cites(Cite("HSHC-2012", at="work and life under duress: list of indicators", seen="secondary"))
@rule(level="circumstance")
def involuntary_work_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """An item of involuntariness of work and life."""
    return _said(_codes(HSHC_WORK_ITEMS), item, answer)


@cites(_GRADES)
@rule(level="circumstance")
def strong_work_answer(item: nw.Expr, answer: nw.Expr, limits: Limits) -> nw.Expr:
    """A strong item of involuntariness of work and life."""
    return _said(_strong(HSHC_WORK_ITEMS, limits), item, answer)


@cites(_PENALTIES)
@rule(level="circumstance")
def penalty_at_work_answer(item: nw.Expr, answer: nw.Expr, stage: nw.Expr) -> nw.Expr:
    """A penalty, or the menace of one, told of work and life."""
    return _said_at("DURING", _codes(HSHC_PENALTY_ITEMS), item, answer, stage)


@cites(_GRADES)
@rule(level="circumstance")
def strong_penalty_at_work_answer(
    item: nw.Expr, answer: nw.Expr, stage: nw.Expr, limits: Limits
) -> nw.Expr:
    """A strong penalty, or the menace of one, told of work and life."""
    return _said_at("DURING", _strong(HSHC_PENALTY_ITEMS, limits), item, answer, stage)


@cites(Cite("HSHC-2012", at="impossibility of leaving: list of indicators", seen="secondary"))
@rule(level="circumstance")
def involuntary_leaving_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """An item of involuntariness of leaving."""
    return _said(_codes(HSHC_LEAVING_ITEMS), item, answer)


@cites(_GRADES)
@rule(level="circumstance")
def strong_leaving_answer(item: nw.Expr, answer: nw.Expr, limits: Limits) -> nw.Expr:
    """A strong item of involuntariness of leaving."""
    return _said(_strong(HSHC_LEAVING_ITEMS, limits), item, answer)


@cites(_PENALTIES)
@rule(level="circumstance")
def penalty_at_leaving_answer(item: nw.Expr, answer: nw.Expr, stage: nw.Expr) -> nw.Expr:
    """A penalty, or the menace of one, told of leaving."""
    return _said_at("LEAVING", _codes(HSHC_PENALTY_ITEMS), item, answer, stage)


@cites(_GRADES)
@rule(level="circumstance")
def strong_penalty_at_leaving_answer(
    item: nw.Expr, answer: nw.Expr, stage: nw.Expr, limits: Limits
) -> nw.Expr:
    """A strong penalty, or the menace of one, told of leaving."""
    return _said_at("LEAVING", _strong(HSHC_PENALTY_ITEMS, limits), item, answer, stage)


@cites(_PENALTIES)
@rule(level="circumstance")
def any_penalty_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """A penalty, or the menace of one, at whatever stage."""
    return _said(_codes(HSHC_PENALTY_ITEMS), item, answer)
