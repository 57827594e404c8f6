"""What do the answers about a job say: involuntary circumstances and means of coercion?

An answer is all rows of one question about one job. A row of an item that a rule does not
speak of gives null, so that a criterion nobody asked about is told from one denied.
"""

import narwhals as nw

from measure87.define.limits import Limit, Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.columns import COERCION_ITEMS, INVOLUNTARY_ITEMS
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, any_of, or_unknown, status

_INVOLUNTARY = [code for code, _ in INVOLUNTARY_ITEMS]
_COERCION = [code for code, _ in COERCION_ITEMS]
_CONSENT_IN_ITS_WORDS = ["IN1", "IN2", "IN3", "IN4"]
"""Items whose own wording says that consent was lacking (see reading.md)."""

_DEFINITION = Cite("ICLS20-FL-2018", at="definition of forced labour", seen="secondary")
_CHILDREN = "children in forced labour"
_THIRD_PARTY = Cite(
    "HSHC-2012", at="children: coercion by a third party other than the parents", seen="secondary"
)


@cites(
    Cite("ICLS20-FL-2018", at="involuntary work: list of circumstances", seen="secondary"),
    Cite("C29", at="Article 2(1), not offered voluntarily", seen="printed"),
)
@rule(level="circumstance")
def involuntary_answer(
    item: nw.Expr, answer: nw.Expr, limits: Limits, consent_lacked: nw.Expr | None = None
) -> nw.Expr:
    """A circumstance of involuntary work, accepted without free and informed consent.

    Reading: an item counts only where free and informed consent was lacking, so that low pay
    or bad housing which was known and accepted does not. Where the questionnaire did not ask
    about consent, the yes to an item that says so in its own words (IN1 to IN4) is enough;
    a yes to another item is then unknown. Rows of other items say nothing (null).
    """
    lacked = or_unknown(consent_lacked)
    if limits["unasked_consent"].bound == "as_the_item_says":
        unasked = nw.lit(True) if consent_lacked is None else consent_lacked.is_null()
        own_words = unasked & item.is_in(_CONSENT_IN_ITS_WORDS)
        lacked = nw.when(own_words).then(status(YES)).otherwise(lacked)
    without_consent = nw.when(~answer.is_null()).then(all_of(answer, lacked))
    return nw.when(item.is_in(_INVOLUNTARY)).then(without_consent)


@cites(Cite("ICLS20-FL-2018", at="involuntary work: list of circumstances", seen="secondary"))
@rule(level="circumstance")
def any_involuntary_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """A circumstance of involuntary work, whatever was said of consent (looser reading)."""
    return nw.when(item.is_in(_INVOLUNTARY)).then(answer)


@cites(
    Cite("ICLS20-FL-2018", at="threat or menace of any penalty: list of means", seen="secondary"),
    Cite("C29", at="Article 2(1), menace of any penalty", seen="printed"),
)
@rule(level="circumstance")
def coercion_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """A means of coercion: subjected to it, threatened with it, or witnessed on co-workers."""
    return nw.when(item.is_in(_COERCION)).then(answer)


@cites(
    Cite("ICLS20-FL-2018", at="menace of any penalty: debt bondage", seen="secondary"),
)
@rule(level="circumstance")
def debt_bondage_answer(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Debt bondage or manipulation of debt."""
    return nw.when(item == "CO3").then(answer)


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
    return nw.when(item.is_in(_COERCION)).then(applied)


def _on_child_or_parents(
    on_whom: nw.Expr | None, mode: nw.Expr | None, witnessed_counts: Limit
) -> nw.Expr:
    """Status of `applied on the child or the parents`; null on_whom is the worker."""
    unsaid = nw.lit(True) if on_whom is None else on_whom.is_null()
    others = nw.lit(False) if on_whom is None else ~unsaid & (on_whom == "others")
    witnessed = nw.lit(False) if mode is None else ~mode.is_null() & (mode == "witnessed")
    elsewhere = others | (unsaid & witnessed)
    if witnessed_counts.bound == "yes":
        elsewhere = others & ~witnessed
    return nw.when(elsewhere).then(status(NO)).otherwise(status(YES))


@cites(_DEFINITION)
@rule(level="answer", gives="number", reduce="sum")
def answers_surely(involuntary_answer: nw.Expr, coercion_answer: nw.Expr) -> nw.Expr:
    """Answers that are a yes to one criterion or the other, each counted once."""
    return _reaches(any_of(involuntary_answer, coercion_answer), YES)


@cites(_DEFINITION)
@rule(level="answer", gives="number", reduce="sum")
def answers_possibly(involuntary_answer: nw.Expr, coercion_answer: nw.Expr) -> nw.Expr:
    """Answers that are a yes or unknown to one criterion or the other, each counted once."""
    return _reaches(any_of(involuntary_answer, coercion_answer), UNKNOWN)


def _reaches(answer: nw.Expr, least: int) -> nw.Expr:
    return nw.when(answer.is_null()).then(nw.lit(False)).otherwise(answer >= least)
