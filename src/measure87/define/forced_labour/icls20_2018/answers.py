"""What do the answers about a job say: involuntary circumstances and means of coercion?

An answer is all rows of one question about one job. A row of an item that a rule does not
speak of gives null, so that a criterion nobody asked about is told from one denied. A yes or an
unknown to an item that is not known is unknown under every rule (`measure87.define.items`).
"""

from collections.abc import Mapping, Sequence

import narwhals as nw

from measure87.define.items import said_of
from measure87.define.limits import Limit, Limits
from measure87.define.pairs import Pair
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.columns import COERCION_ITEMS, INVOLUNTARY_ITEMS
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, any_of, or_unknown, status

INVOLUNTARY = [code for code, _ in INVOLUNTARY_ITEMS]
_COERCION = [code for code, _ in COERCION_ITEMS]
_FOUR_ITEMS = ["IN1", "IN2", "IN3", "IN4"]
"""Items in which the word consent, or agreed, or the thing itself says that it was lacking."""
_OTHER_THAN_AGREED = ["IN7", "IN8"]
"""Items that say that the work became another than was agreed."""
LEAVING = "IN9"
"""The item that speaks of now, not of the beginning: may she leave?"""
_OTHER = "INX"
"""The open item: its words are those of the question, which the mapping quotes."""

_DEFINITION = Cite("ICLS20-FL-2018", at="definition of forced labour", seen="secondary")
_CHILDREN = "children in forced labour"
_THIRD_PARTY = Cite(
    "HSHC-2012", at="children: coercion by a third party other than the parents", seen="secondary"
)


CIRCUMSTANCES = (
    Cite("ICLS20-FL-2018", at="involuntary work: list of circumstances", seen="secondary"),
    Cite("C29", at="Article 2(1), not offered voluntarily", seen="printed"),
)


@cites(*CIRCUMSTANCES)
@rule(level="circumstance")
def involuntary_answer(
    item: nw.Expr,
    answer: nw.Expr,
    limits: Limits,
    consent_lacked: nw.Expr | None = None,
    consent_in_words: nw.Expr | None = None,
) -> nw.Expr:
    """A circumstance of involuntary work, accepted without free and informed consent.

    Reading: an item counts only where free and informed consent was lacking, so that low pay
    or bad housing which was known and accepted does not. Where consent was asked, its answer
    decides; where it was not, the yes to an item that says so in its own words (IN1 to IN4,
    IN7, IN8, and INX where the mapping quotes such words) is enough, and a yes to another item
    is unknown. Not to be free to leave (IN9) is of now: whatever was agreed at the beginning,
    its yes is enough. Rows of other items say nothing (null).
    """
    said = limits["unasked_consent"].bound
    if said == "as_the_item_says":
        lacked = _lacked_in_the_items_words(item, consent_lacked, consent_in_words)
    else:
        lacked = lacked_by_the_narrower_reading(item, consent_lacked, limits)
    return without_consent(item, answer, lacked)


def lacked_by_the_narrower_reading(
    item: nw.Expr, consent_lacked: nw.Expr | None, limits: Limits
) -> nw.Expr:
    """Status of `consent was lacking`: four items at their word, or none if it must be asked."""
    if limits["unasked_consent"].bound == "unknown":
        return or_unknown(consent_lacked)
    return _lacked_unless_asked(item.is_in(_FOUR_ITEMS), consent_lacked)


def _lacked_in_the_items_words(
    item: nw.Expr, consent_lacked: nw.Expr | None, consent_in_words: nw.Expr | None
) -> nw.Expr:
    """Status of `consent was lacking`, taking each item at its word."""
    own_words = item.is_in([*_FOUR_ITEMS, *_OTHER_THAN_AGREED])
    if consent_in_words is not None:
        quoted = ~consent_in_words.is_null() & (consent_in_words == YES)
        own_words = own_words | ((item == _OTHER) & quoted)
    lacked = _lacked_unless_asked(own_words, consent_lacked)
    return nw.when(item == LEAVING).then(status(YES)).otherwise(lacked)


def _lacked_unless_asked(own_words: nw.Expr, consent_lacked: nw.Expr | None) -> nw.Expr:
    """Status of `consent was lacking`: what was asked, or else what the item's words say."""
    unasked = nw.lit(True) if consent_lacked is None else consent_lacked.is_null()
    asked = or_unknown(consent_lacked)
    return nw.when(unasked & own_words).then(status(YES)).otherwise(asked)


def without_consent(item: nw.Expr, answer: nw.Expr, lacked: nw.Expr) -> nw.Expr:
    """The answer to an involuntary item with the consent to it; null for any other item."""
    both = nw.when(~answer.is_null()).then(all_of(answer, lacked))
    return said_of(INVOLUNTARY, item, answer, both)


@cites(
    Cite("ICLS20-FL-2018", at="threat or menace of any penalty: list of means", seen="secondary"),
    Cite("C29", at="Article 2(1), menace of any penalty", seen="printed"),
)
@rule(level="circumstance")
def coercion_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """A means of coercion: subjected to it, threatened with it, or witnessed on co-workers."""
    return said_of(_COERCION, item, answer)


@cites(
    Cite("ICLS20-FL-2018", at="menace of any penalty: debt bondage", seen="secondary"),
)
@rule(level="circumstance")
def debt_bondage_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Debt bondage or manipulation of debt."""
    return said_of(["CO3"], item, answer)


@cites(
    Cite("ICLS20-FL-2018", at="menace of any penalty: restrictions on movement", seen="secondary")
)
@rule(level="circumstance")
def confinement_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Restrictions on the worker's movement."""
    return said_of(["CO2"], item, answer)


@cites(Cite("ICLS20-FL-2018", at="involuntary work: unfree recruitment", seen="secondary"))
@rule(level="circumstance")
def unfree_recruitment_answer(item: nw.Expr, involuntary_answer: nw.Expr) -> nw.Expr:
    """Unfree recruitment, at birth or through a transaction, without consent."""
    return said_of(["IN1"], item, involuntary_answer)


@cites(Cite("ICLS20-FL-2018", at="involuntary work: freedom to terminate", seen="secondary"))
@rule(level="circumstance")
def not_free_to_leave_answer(item: nw.Expr, involuntary_answer: nw.Expr) -> nw.Expr:
    """No or limited freedom to leave the work."""
    return said_of([LEAVING], item, involuntary_answer)


@cites(Cite("ICLS20-FL-2018", at=_CHILDREN, seen="unseen"), _THIRD_PARTY)
@rule(level="circumstance")
def third_party_answer(
    item: nw.Expr,
    answer: nw.Expr,
    by_whom: nw.Expr,
    limits: Limits,
    on_whom: nw.Expr | None = None,
    mode: nw.Expr | None = None,
) -> nw.Expr:
    """A means of coercion applied by somebody other than the parents, on child or parents.

    Reading: parental pressure alone is not forced labour. Coercion that the child only
    witnessed on co-workers is not applied on the child or the parents, so it does not count
    here, though it does for adults; the reading `witnessed_counts` counts it.
    """
    third = nw.when(by_whom == "parents").then(status(NO)).otherwise(status(YES))
    third = nw.when(by_whom.is_null()).then(status(UNKNOWN)).otherwise(third)
    applied = nw.when(~answer.is_null()).then(
        all_of(answer, third, _on_child_or_parents(on_whom, mode, limits["witnessed_by_a_child"]))
    )
    return said_of(_COERCION, item, answer, applied)


def _on_child_or_parents(
    on_whom: nw.Expr | None, mode: nw.Expr | None, witnessed_counts: Limit
) -> nw.Expr:
    """Status of `applied on the child or the parents`; null on_whom is the worker.

    Where it was asked to whom, and not told, it is unknown.
    """
    unsaid = nw.lit(True) if on_whom is None else on_whom.is_null()
    others = nw.lit(False) if on_whom is None else ~unsaid & (on_whom == "others")
    witnessed = nw.lit(False) if mode is None else ~mode.is_null() & (mode == "witnessed")
    elsewhere = others | (unsaid & witnessed)
    if witnessed_counts.bound == "yes":
        elsewhere = others & ~witnessed
    applied = nw.when(elsewhere).then(status(NO)).otherwise(status(YES))
    if on_whom is None:
        return applied
    untold = ~unsaid & (on_whom == "unknown")
    if witnessed_counts.bound == "yes":
        untold = untold & ~witnessed
    return nw.when(untold).then(status(UNKNOWN)).otherwise(applied)


@cites(_DEFINITION)
@rule(level="answer", gives="number", reduce="sum")
def answers_surely(involuntary_answer: nw.Expr, coercion_answer: nw.Expr) -> nw.Expr:
    """Answers that are a yes to one criterion or the other, each counted once."""
    return reaches(any_of(involuntary_answer, coercion_answer), YES)


@cites(_DEFINITION)
@rule(level="answer", gives="number", reduce="sum")
def answers_possibly(involuntary_answer: nw.Expr, coercion_answer: nw.Expr) -> nw.Expr:
    """Answers that are a yes or unknown to one criterion or the other, each counted once."""
    return reaches(any_of(involuntary_answer, coercion_answer), UNKNOWN)


def reaches(answer: nw.Expr, least: int) -> nw.Expr:
    """Whether an answer is at least that status; one that was not asked is not."""
    return nw.when(answer.is_null()).then(nw.lit(False)).otherwise(answer >= least)


@cites(_DEFINITION)
@rule(level="answer")
def one_answer_for_both(
    unfree_recruitment_answer: nw.Expr,
    not_free_to_leave_answer: nw.Expr,
    confinement_answer: nw.Expr,
    debt_bondage_answer: nw.Expr,
    pairs: Sequence[Pair],
) -> nw.Expr:
    """One answer that shows involuntariness and coercion, by a pair that the definition lists.

    Reading: inherited or sold bondage is both in itself, and so is being locked in, or held by
    a debt, where one may not leave. Any other answer that says two things counts once.
    """
    told = {
        "IN1": unfree_recruitment_answer,
        "IN9": not_free_to_leave_answer,
        "CO2": confinement_answer,
        "CO3": debt_bondage_answer,
    }
    return of_a_pair(told, pairs)


def of_a_pair(told: Mapping[str, nw.Expr], pairs: Sequence[Pair]) -> nw.Expr:
    """Status of `both items of a listed pair are a yes in this answer`."""
    both = [all_of(_said(told[pair.involuntary]), _said(told[pair.menace])) for pair in pairs]
    return any_of(*both)


def _said(answer: nw.Expr) -> nw.Expr:
    """An item's status in one answer; no where the answer does not speak of it."""
    return nw.when(answer.is_null()).then(status(NO)).otherwise(answer)
