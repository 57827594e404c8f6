"""When is a child's work forced labour? By one of four routes.

Involuntariness is not tested, and pressure by the parents alone does not count. Exclusions
apply to the first and the second route.
"""

import narwhals as nw

from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, any_of, negate, or_unknown, status

_CHILDREN = "children in forced labour"
_THIRD_PARTY = Cite(
    "HSHC-2012", at="children: coercion by a third party other than the parents", seen="secondary"
)


@cites(Cite("ICLS20-FL-2018", at=f"{_CHILDREN}, first route", seen="unseen"), _THIRD_PARTY)
@rule(level="job")
def child_for_third_party(
    in_the_period: nw.Expr,
    child_then: nw.Expr,
    for_third_party: nw.Expr,
    third_party_answer: nw.Expr,
    excluded: nw.Expr,
) -> nw.Expr:
    """Child's work for a third party, under menace by a third party on child or parents."""
    coerced = all_of(or_unknown(for_third_party), or_unknown(third_party_answer))
    return all_of(in_the_period, child_then, negate(excluded), coerced)


@cites(Cite("ICLS20-FL-2018", at=f"{_CHILDREN}, second route", seen="unseen"), _THIRD_PARTY)
@rule(level="job")
def child_with_parents(
    in_the_period: nw.Expr,
    child_then: nw.Expr,
    with_or_for_parents: nw.Expr,
    third_party_answer: nw.Expr,
    excluded: nw.Expr,
) -> nw.Expr:
    """Child's work with or for the parents, under menace by a third party on child or parents."""
    coerced = all_of(or_unknown(with_or_for_parents), or_unknown(third_party_answer))
    return all_of(in_the_period, child_then, negate(excluded), coerced)


@cites(
    Cite("ICLS20-FL-2018", at=f"{_CHILDREN}, third route", seen="unseen"),
    Cite(
        "HSHC-2012",
        at="children: direct consequence of the parents' forced labour",
        seen="secondary",
    ),
)
@rule(level="job")
def child_of_parents_in_forced_labour(
    in_the_period: nw.Expr,
    child_then: nw.Expr,
    parents_then_own_forced_labour: nw.Expr,
    parents_then_child_in_worst_form_without_job: nw.Expr,
    limits: Limits,
    with_or_for_parents: nw.Expr,
) -> nw.Expr:
    """Child's work with or for the parents, of whom one or both are in forced labour then.

    Reading: the two must overlap in time: shown by dates or ages, by both going on at the
    interview, by days of the reference period too many not to overlap, or by a reference period of
    a month or less; otherwise it is unknown. A child who works elsewhere for another employer is
    not caught; the reading `without_co_working` follows the broader text. Exclusions do not apply
    to this route.
    """
    together = or_unknown(with_or_for_parents)
    if limits["working_with_parents"].bound == "not_needed":
        together = status(YES)
    parents = any_of(parents_then_own_forced_labour, parents_then_child_in_worst_form_without_job)
    return all_of(in_the_period, child_then, together, or_unknown(parents))


_WORST_FORMS = (
    Cite("ICLS20-FL-2018", at=f"{_CHILDREN}, fourth route", seen="unseen"),
    Cite("C182", at="Article 3 (a) to (c)", seen="printed"),
)


@cites(*_WORST_FORMS)
@rule(level="job")
def child_in_worst_form(
    in_the_period: nw.Expr,
    child_then: nw.Expr,
    worst_form_3a: nw.Expr,
    worst_form_3b: nw.Expr,
    worst_form_3c: nw.Expr,
    commercial_sexual: nw.Expr | None = None,
) -> nw.Expr:
    """Child's work in a worst form other than hazardous work.

    Reading: hazardous work alone is not forced labour. Commercial sexual exploitation of a
    child is within 3(b). Exclusions do not apply to this route.
    """
    forms = [worst_form_3a, worst_form_3b, worst_form_3c]
    if commercial_sexual is not None:
        forms.append(commercial_sexual)
    return all_of(in_the_period, child_then, or_unknown(any_of(*forms)))


@cites(*_WORST_FORMS)
@rule(level="job")
def worst_form_told_of_job(
    worst_form_3a: nw.Expr, worst_form_3b: nw.Expr, worst_form_3c: nw.Expr
) -> nw.Expr:
    """A job of which a worst form was told, in whatever period; no where nobody asked."""
    told = any_of(worst_form_3a, worst_form_3b, worst_form_3c)
    return nw.when(told.is_null()).then(status(NO)).otherwise(told)


@cites(*_WORST_FORMS)
@rule(level="person")
def child_in_worst_form_without_job(
    age_years: nw.Expr,
    worst_form_told_of_job: nw.Expr,
    own_worst_form_3a: nw.Expr,
    own_worst_form_3b: nw.Expr,
    own_worst_form_3c: nw.Expr,
    limits: Limits,
) -> nw.Expr:
    """Child of whom a worst form was told, and of none of whose recorded jobs.

    Reading: a worst form is work, whether or not the household named it as a job. Where it was
    told of one of her jobs, the job and its period decide. What is unknown of a job alone was not
    told of the person.
    """
    told = any_of(own_worst_form_3a, own_worst_form_3b, own_worst_form_3c)
    told = nw.when(told.is_null()).then(status(NO)).otherwise(told)
    child = nw.when(limits["adult"].reached_by(age_years)).then(status(NO)).otherwise(status(YES))
    child = nw.when(age_years.is_null()).then(status(UNKNOWN)).otherwise(child)
    return all_of(child, negate(worst_form_told_of_job), told)


_OWN_WORK = Cite("ICLS20-FL-2018", at=f"{_CHILDREN}, third route", seen="unseen")


@cites(_OWN_WORK)
@rule(level="job")
def own_forced_labour(
    forced_labour_of_adult: nw.Expr,
    child_for_third_party: nw.Expr,
    child_with_parents: nw.Expr,
    child_in_worst_form: nw.Expr,
) -> nw.Expr:
    """Work that is forced labour by what was asked about it, whatever the worker's parents do.

    Reading: this is what makes a parent one in forced labour. A parent under 18 who is so
    only through her own parents does not pass it on.
    """
    return any_of(
        forced_labour_of_adult, child_for_third_party, child_with_parents, child_in_worst_form
    )
