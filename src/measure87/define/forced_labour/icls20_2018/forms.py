"""Who imposes forced labour, and in which form? Also debt bondage, across the forms."""

import narwhals as nw

from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, any_of, negate, or_unknown, status

_DEFINITION = Cite("ICLS20-FL-2018", at="definition of forced labour", seen="secondary")
_CHILDREN = "children in forced labour"


_FORMS = Cite("GEMS-2022", at="forms: private and state-imposed forced labour", seen="secondary")
_SEXUAL = Cite("GEMS-2022", at="forced commercial sexual exploitation", seen="secondary")


@cites(_DEFINITION, Cite("ICLS20-FL-2018", at=_CHILDREN, seen="unseen"))
@rule(level="job")
def job_in_forced_labour(
    own_forced_labour: nw.Expr, child_of_parents_in_forced_labour: nw.Expr
) -> nw.Expr:
    """Work that is forced labour, as an adult's or by one of the children's routes."""
    return any_of(own_forced_labour, child_of_parents_in_forced_labour)


@cites(_SEXUAL)
@rule(level="job")
def sexual_exploitation(
    child_then: nw.Expr, commercial_sexual: nw.Expr, worst_form_3b: nw.Expr
) -> nw.Expr:
    """Work that is commercial sexual exploitation; for a child also any worst form 3(b)."""
    childs = nw.when(child_then != NO).then(worst_form_3b)
    return or_unknown(any_of(commercial_sexual, childs))


@cites(_FORMS)
@rule(level="job")
def imposed_privately(imposed_by: nw.Expr, commercial_sexual: nw.Expr | None = None) -> nw.Expr:
    """Imposed by private individuals, groups or companies, and not by the State.

    Reading: commercial sexual exploitation is private unless somebody says it was the State.
    """
    sexual = nw.lit(False)
    if commercial_sexual is not None:
        sexual = ~commercial_sexual.is_null() & (commercial_sexual == YES)
    unsaid = nw.when(sexual).then(status(YES)).otherwise(status(UNKNOWN))
    said = nw.when(imposed_by == "private").then(status(YES)).otherwise(status(NO))
    return nw.when(imposed_by.is_null()).then(unsaid).otherwise(said)


@cites(_FORMS)
@rule(level="job")
def private_forced_labour(job_in_forced_labour: nw.Expr, imposed_privately: nw.Expr) -> nw.Expr:
    """Forced labour imposed by private individuals, groups or companies."""
    return all_of(job_in_forced_labour, imposed_privately)


@cites(_FORMS)
@rule(level="job")
def state_forced_labour(job_in_forced_labour: nw.Expr, imposed_privately: nw.Expr) -> nw.Expr:
    """Forced labour imposed by the State."""
    return all_of(job_in_forced_labour, negate(imposed_privately))


@cites(_SEXUAL)
@rule(level="job")
def adult_in_sexual_exploitation(
    forced_labour_of_adult: nw.Expr, imposed_privately: nw.Expr, sexual_exploitation: nw.Expr
) -> nw.Expr:
    """Forced commercial sexual exploitation of an adult, within private forced labour."""
    return all_of(forced_labour_of_adult, imposed_privately, sexual_exploitation)


@cites(_SEXUAL, Cite("C182", at="Article 3 (b)", seen="printed"))
@rule(level="job")
def child_in_sexual_exploitation(
    in_the_period: nw.Expr, child_then: nw.Expr, sexual_exploitation: nw.Expr
) -> nw.Expr:
    """Any commercial sexual exploitation of a child, whoever imposes it."""
    return all_of(in_the_period, child_then, sexual_exploitation)


@cites(_FORMS)
@rule(level="job")
def labour_exploitation(private_forced_labour: nw.Expr, sexual_exploitation: nw.Expr) -> nw.Expr:
    """Private forced labour in all sectors but commercial sexual exploitation."""
    return all_of(private_forced_labour, negate(sexual_exploitation))


@cites(_SEXUAL, Cite("C182", at="Article 3 (b)", seen="printed"))
@rule(level="person")
def child_in_sexual_exploitation_without_job(
    child_in_worst_form_without_job: nw.Expr, own_worst_form_3b: nw.Expr
) -> nw.Expr:
    """Child of whom the worst form 3(b) was told, and of none of whose recorded jobs."""
    return all_of(child_in_worst_form_without_job, or_unknown(own_worst_form_3b))


@cites(_FORMS)
@rule(level="person")
def form_unknown_without_job(
    child_in_worst_form_without_job: nw.Expr,
    own_worst_form_3a: nw.Expr,
    own_worst_form_3c: nw.Expr,
) -> nw.Expr:
    """Child of whom another worst form was told, of no job: who imposed it is unknown."""
    other = or_unknown(any_of(own_worst_form_3a, own_worst_form_3c))
    return all_of(status(UNKNOWN), child_in_worst_form_without_job, other)


@cites(Cite("ICLS20-FL-2018", at="debt bondage, across the forms", seen="unseen"))
@rule(level="job")
def forced_labour_with_debt_bondage(
    job_in_forced_labour: nw.Expr, debt_bondage_answer: nw.Expr
) -> nw.Expr:
    """Forced labour in a job in which debt bondage or manipulation of debt was told."""
    return all_of(job_in_forced_labour, or_unknown(debt_bondage_answer))


@cites(Cite("ICLS20-FL-2018", at="debt bondage, across the forms", seen="unseen"))
@rule(level="person")
def debt_unknown_without_job(child_in_worst_form_without_job: nw.Expr) -> nw.Expr:
    """Child of whom a worst form was told, of no job: nobody asked about a debt."""
    return all_of(status(UNKNOWN), child_in_worst_form_without_job)
