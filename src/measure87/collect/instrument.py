"""The record of the instrument of one input: of its mapping, its answers, and what is stated."""

from collections.abc import Mapping

import polars as pl

from measure87.collect.collecting import Collected
from measure87.collect.mapping import InputMapping
from measure87.vocabulary.columns import CIRCUMSTANCES
from measure87.vocabulary.instrument import PROXY, Instrument, InstrumentItem
from measure87.vocabulary.reference_period import ReferencePeriod

_RESPONDENT = "respondent"
"""The standard column of persons that says who answered."""


def instrument_of(
    section: InputMapping,
    collected: Collected,
    *,
    period: ReferencePeriod | None = None,
    respondent: str | None = None,
    mode: str | None = None,
) -> Instrument:
    """The record of one input.

    Parameters
    ----------
    section : the input's section of the mapping
    collected : its standard tables; an item was asked where a question asks for it, whatever
        the answers
    period, respondent, mode : what the study states; who answered is taken from the column
        `respondent` of persons where it is mapped
    """
    stages = _stages(section, collected)
    questions: dict[str, list[str]] = {}
    for question, items in sorted(collected.questions.items()):
        for item in items:
            questions.setdefault(item, []).append(question)
    words = section.quotes.words
    rows = tuple(
        InstrumentItem(
            item=item,
            asked=item in collected.items,
            stages=stages.get(item, ()),
            questions=tuple(questions.get(item, ())),
            words=tuple(words[q] for q in questions.get(item, ()) if q in words),
        )
        for item, _ in CIRCUMSTANCES["item"].levels
    )
    return Instrument(rows, period, _who_answered(collected) or respondent, mode)


def _stages(section: InputMapping, collected: Collected) -> Mapping[str, tuple[str, ...]]:
    """Item to the stages that it was asked of, as far as they were told."""
    pairs: set[tuple[str, str]] = set()
    if isinstance(section.circumstances, tuple):
        for entry in section.circumstances:
            if "stage" in entry.fixed and not entry.answer.asks_nothing:
                pairs.add((entry.fixed["item"], entry.fixed["stage"]))
    elif collected.circumstances is not None:
        answers = collected.circumstances
        if "stage" in answers.collect_schema().names():
            pairs = set(answers.select("item", "stage").drop_nulls().unique().collect().rows())
    order = [code for code, _ in CIRCUMSTANCES["stage"].levels]
    found: dict[str, tuple[str, ...]] = {}
    for item, stage in sorted(pairs, key=lambda pair: order.index(pair[1])):
        found[item] = (*found.get(item, ()), stage)
    return found


def _who_answered(collected: Collected) -> str | None:
    """`self`, `proxy` or `mixed`, from the column of persons; None where it is not there."""
    if _RESPONDENT not in collected.persons.collect_schema().names():
        return None
    codes = collected.persons.select(pl.col(_RESPONDENT)).unique().collect()[_RESPONDENT]
    kinds = {PROXY if code == PROXY else "self" for code in codes.drop_nulls()}
    return None if not kinds else kinds.pop() if len(kinds) == 1 else "mixed"
