"""Which elements of trafficking hold for a job: the act, the means, the purpose?"""

import narwhals as nw

from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.define.trafficking.palermo.answers import PALERMO
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, any_of, negate, or_unknown, status

METADATA = "SDG-1622-META-2023"
_ACT = Cite(PALERMO, at="Article 3(a), the act", seen="secondary")
_MEANS = Cite(PALERMO, at="Article 3(a), the means", seen="secondary")
_PURPOSE = Cite(PALERMO, at="Article 3(a), the purpose of exploitation", seen="secondary")


def _any_told(*answers: nw.Expr | None) -> nw.Expr:
    """Any of the answers that the questionnaire has."""
    asked = [answer for answer in answers if answer is not None]
    return any_of(*asked) if asked else nw.lit(None, dtype=nw.Int8)


@cites(_ACT, Cite(METADATA, at="concepts, the act", seen="printed"))
@rule(level="job", needs_one=True)
def an_act(
    act_recruited: nw.Expr | None = None,
    act_transported: nw.Expr | None = None,
    act_transferred: nw.Expr | None = None,
    act_harboured: nw.Expr | None = None,
    act_received: nw.Expr | None = None,
    act_answer: nw.Expr | None = None,
) -> nw.Expr:
    """Recruited, transported, transferred, harboured or received by somebody for this work."""
    return _any_told(
        act_recruited, act_transported, act_transferred, act_harboured, act_received, act_answer
    )


@cites(_MEANS, Cite(METADATA, at="concepts, the means", seen="printed"))
@rule(level="job", needs_one=True)
def a_means(
    means_force_or_coercion: nw.Expr | None = None,
    means_abduction: nw.Expr | None = None,
    means_fraud_or_deception: nw.Expr | None = None,
    means_abuse_of_power: nw.Expr | None = None,
    means_payment_to_controller: nw.Expr | None = None,
    means_answer: nw.Expr | None = None,
) -> nw.Expr:
    """By force, coercion, abduction, fraud, deception, abuse of power or payment to a controller.

    Reading: consent is not asked about, for it is irrelevant where a means was used.
    """
    return _any_told(
        means_force_or_coercion,
        means_abduction,
        means_fraud_or_deception,
        means_abuse_of_power,
        means_payment_to_controller,
        means_answer,
    )


@cites(
    Cite("ICLS20-FL-2018", at="definition of forced labour", seen="secondary"),
    Cite("C29", at="Article 2(1) and 2(2)", seen="printed"),
    Cite("HSHC-2012", at="lists of indicators", seen="secondary"),
)
@rule(level="job")
def forced_labour_in_place(
    excluded: nw.Expr,
    involuntary_answer: nw.Expr | None = None,
    coercion_answer: nw.Expr | None = None,
    both_criteria: nw.Expr | None = None,
    involuntary_2012_answer: nw.Expr | None = None,
    penalty_2012_answer: nw.Expr | None = None,
) -> nw.Expr:
    """The work is forced labour by the items that were asked; null where none was.

    Reading: both criteria of the guidelines of the 20th ICLS, as they are read there, or any
    item and any penalty of the list of 2012; of persons of every age.
    """
    found = []
    if involuntary_answer is not None and coercion_answer is not None:
        asked = ~(involuntary_answer.is_null() & coercion_answer.is_null())
        found.append(nw.when(asked).then(or_unknown(both_criteria)))
    if involuntary_2012_answer is not None and penalty_2012_answer is not None:
        both = all_of(or_unknown(involuntary_2012_answer), or_unknown(penalty_2012_answer))
        asked = ~(involuntary_2012_answer.is_null() & penalty_2012_answer.is_null())
        found.append(nw.when(asked).then(both))
    either = _any_told(*found)
    return nw.when(~either.is_null()).then(all_of(negate(excluded), either))


@cites(
    Cite("ICLS20-FL-2018", at="children in forced labour, first and second route", seen="unseen"),
    Cite("C29", at="Article 2(1) and 2(2)", seen="printed"),
)
@rule(level="job")
def child_forced_labour_in_place(
    adult_at_the_act: nw.Expr,
    excluded: nw.Expr,
    third_party_answer: nw.Expr,
    for_third_party: nw.Expr | None = None,
    with_or_for_parents: nw.Expr | None = None,
) -> nw.Expr:
    """The work of a person under 18 is forced labour under menace by a third party.

    Reading: involuntariness is not tested for a child, as in the guidelines of the 20th ICLS. Null
    for an adult, and where nobody asked about a menace.
    """
    for_whom = or_unknown(_any_told(for_third_party, with_or_for_parents))
    forced = all_of(negate(adult_at_the_act), negate(excluded), third_party_answer, for_whom)
    asked = ~third_party_answer.is_null() & (or_unknown(adult_at_the_act) != YES)
    return nw.when(asked).then(forced)


@cites(
    _PURPOSE,
    Cite(METADATA, at="concepts, the purpose; the list is not limited", seen="printed"),
    Cite(METADATA, at="concepts, exploitation does not need to be in place", seen="printed"),
)
@rule(level="job", needs_one=True)
def a_purpose(
    limits: Limits,
    purpose_sexual_exploitation: nw.Expr | None = None,
    purpose_forced_labour: nw.Expr | None = None,
    purpose_slavery: nw.Expr | None = None,
    purpose_servitude: nw.Expr | None = None,
    purpose_organ_removal: nw.Expr | None = None,
    purpose_other: nw.Expr | None = None,
    commercial_sexual: nw.Expr | None = None,
    worst_form_3a: nw.Expr | None = None,
    worst_form_3b: nw.Expr | None = None,
    forced_labour_in_place: nw.Expr | None = None,
    child_forced_labour_in_place: nw.Expr | None = None,
) -> nw.Expr:
    """For exploitation, in place or intended.

    Reading: exploitation that took place shows its purpose. That none took place does not show
    that none was intended: where nobody asked about the intention it is unknown, and under the
    reading `exploitation_in_place` a no.
    """
    intended = _any_told(
        purpose_sexual_exploitation,
        purpose_forced_labour,
        purpose_slavery,
        purpose_servitude,
        purpose_organ_removal,
        purpose_other,
    )
    in_place = _any_told(
        commercial_sexual,
        worst_form_3a,
        worst_form_3b,
        forced_labour_in_place,
        child_forced_labour_in_place,
    )
    unasked = status(NO if limits["intention_not_asked"].bound == "no" else UNKNOWN)
    none_found = nw.when(in_place == NO).then(unasked).otherwise(in_place)
    return (
        nw.when(in_place == YES)
        .then(status(YES))
        .when(intended.is_null())
        .then(none_found)
        .otherwise(any_of(intended, in_place))
    )


@cites(Cite(PALERMO, at="Article 3(a) and 3(b)", seen="secondary"))
@rule(level="job")
def trafficking_of_adult(
    in_the_period: nw.Expr,
    adult_at_the_act: nw.Expr,
    an_act: nw.Expr,
    a_means: nw.Expr,
    a_purpose: nw.Expr,
) -> nw.Expr:
    """Person of 18 or over: an act, by one of the means, for the purpose of exploitation."""
    elements = [or_unknown(an_act), or_unknown(a_means), or_unknown(a_purpose)]
    return all_of(in_the_period, adult_at_the_act, *elements)


@cites(Cite(PALERMO, at="Article 3(c)", seen="secondary"))
@rule(level="job")
def trafficking_of_child(
    in_the_period: nw.Expr, adult_at_the_act: nw.Expr, an_act: nw.Expr, a_purpose: nw.Expr
) -> nw.Expr:
    """Person under 18: an act for the purpose of exploitation, whatever the means."""
    elements = [or_unknown(an_act), or_unknown(a_purpose)]
    return all_of(in_the_period, negate(adult_at_the_act), *elements)


@cites(Cite(PALERMO, at="Article 3(a) to 3(c)", seen="secondary"))
@rule(level="job")
def trafficking_at_any_age(
    in_the_period: nw.Expr,
    adult_at_the_act: nw.Expr,
    an_act: nw.Expr,
    a_means: nw.Expr,
    a_purpose: nw.Expr,
) -> nw.Expr:
    """Of any age at the act, which is not known: an act, by one of the means, for exploitation.

    Reading: where the elements of an adult hold, those of a child do.
    """
    elements = [or_unknown(an_act), or_unknown(a_means), or_unknown(a_purpose)]
    both = all_of(in_the_period, *elements)
    of_any_age = (or_unknown(adult_at_the_act) == UNKNOWN) & (both == YES)
    return nw.when(of_any_age).then(status(YES)).otherwise(status(NO))
