"""Items of the forced-labour module that correspond to an indicator.

First what one row says (null in rows of other items), then whether a job of the reference
period shows it; a job that was not asked about is unknown. Last in how many jobs an item that was
asked leaves it open.
"""

import narwhals as nw

from measure87.define.items import said_of
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import UNKNOWN, YES, all_of, or_unknown, status


def _indicator(number: int) -> Cite:
    return Cite("ILO-11-INDICATORS", at=f"indicator {number}", seen="secondary")


def _told(codes: list[str], item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    return said_of(codes, item, answer)


def _told_in_mode(wanted: str, item: nw.Expr, answer: nw.Expr, mode: nw.Expr | None) -> nw.Expr:
    """Threats or violence (CO1) that reached her in one mode; unknown if no mode was told."""
    unsaid = nw.when(answer == YES).then(status(UNKNOWN)).otherwise(answer)
    by_mode = unsaid
    if mode is not None:
        same = nw.when(mode == wanted).then(answer)
        by_mode = nw.when(mode.is_null()).then(unsaid).otherwise(same)
    return said_of(["CO1"], item, answer, by_mode)


def _in_job(told: nw.Expr, in_reference_period: nw.Expr | None) -> nw.Expr:
    return all_of(or_unknown(in_reference_period), or_unknown(told))


def _left_open(told: nw.Expr, in_reference_period: nw.Expr | None) -> nw.Expr:
    """1 for a job of which the item was asked, and which it does not settle; or else 0."""
    is_open = ~told.is_null() & (_in_job(told, in_reference_period) == UNKNOWN)
    return is_open.cast(nw.Float64())


@cites(_indicator(1))
@rule(level="circumstance")
def told_abuse_of_vulnerability(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Abuse of vulnerability: abuse of vulnerability (CO6)."""
    return _told(["CO6"], item, answer)


@cites(_indicator(2))
@rule(level="circumstance")
def told_deception(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Deception: a job of a different nature (IN2).

    Reading: the item is narrower than the indicator; its no is a no to what was asked.
    """
    return _told(["IN2"], item, answer)


@cites(_indicator(3))
@rule(level="circumstance")
def told_restriction_of_movement(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Restriction of movement: restrictions on movement (CO2)."""
    return _told(["CO2"], item, answer)


@cites(_indicator(5))
@rule(level="circumstance")
def told_physical_sexual_violence(
    item: nw.Expr, answer: nw.Expr, mode: nw.Expr | None = None
) -> nw.Expr:
    """Physical and sexual violence: threats or violence (CO1) to which she was actually subjected.

    Reading: CO1 holds violence and threats in one item; its mode tells them apart.
    """
    return _told_in_mode("subjected", item, answer, mode)


@cites(_indicator(6))
@rule(level="circumstance")
def told_intimidation_threats(
    item: nw.Expr, answer: nw.Expr, mode: nw.Expr | None = None
) -> nw.Expr:
    """Intimidation and threats: threats or violence (CO1) to which she was exposed as a threat.

    Reading: CO1 holds threats and violence in one item; its mode tells them apart.
    """
    return _told_in_mode("threatened", item, answer, mode)


@cites(_indicator(7))
@rule(level="circumstance")
def told_retention_of_documents(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Retention of identity documents: withheld documents (CO5)."""
    return _told(["CO5"], item, answer)


@cites(_indicator(8))
@rule(level="circumstance")
def told_withholding_of_wages(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Withholding of wages: withheld wages (CO4)."""
    return _told(["CO4"], item, answer)


@cites(_indicator(9))
@rule(level="circumstance")
def told_debt_bondage(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Debt bondage: debt bondage or manipulation of debt (CO3)."""
    return _told(["CO3"], item, answer)


@cites(_indicator(10))
@rule(level="circumstance")
def told_abusive_conditions(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Abusive conditions: hazards not consented to (IN4) or degrading living conditions (IN6).

    Reading: the item is narrower than the indicator; its no is a no to what was asked.
    """
    return _told(["IN4", "IN6"], item, answer)


@cites(_indicator(11))
@rule(level="circumstance")
def told_excessive_overtime(item: nw.Expr, answer: nw.Expr) -> nw.Expr:
    """Excessive overtime: overtime not agreed (IN3)."""
    return _told(["IN3"], item, answer)


@cites(_indicator(1))
@rule(level="job")
def job_abuse_of_vulnerability(
    told_abuse_of_vulnerability: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Abuse of vulnerability, in a job of the reference period."""
    return _in_job(told_abuse_of_vulnerability, in_reference_period)


@cites(_indicator(2))
@rule(level="job")
def job_deception(told_deception: nw.Expr, in_reference_period: nw.Expr | None = None) -> nw.Expr:
    """Deception, in a job of the reference period."""
    return _in_job(told_deception, in_reference_period)


@cites(_indicator(3))
@rule(level="job")
def job_restriction_of_movement(
    told_restriction_of_movement: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Restriction of movement, in a job of the reference period."""
    return _in_job(told_restriction_of_movement, in_reference_period)


@cites(_indicator(5))
@rule(level="job")
def job_physical_sexual_violence(
    told_physical_sexual_violence: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Physical and sexual violence, in a job of the reference period."""
    return _in_job(told_physical_sexual_violence, in_reference_period)


@cites(_indicator(6))
@rule(level="job")
def job_intimidation_threats(
    told_intimidation_threats: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Intimidation and threats, in a job of the reference period."""
    return _in_job(told_intimidation_threats, in_reference_period)


@cites(_indicator(7))
@rule(level="job")
def job_retention_of_documents(
    told_retention_of_documents: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Retention of identity documents, in a job of the reference period."""
    return _in_job(told_retention_of_documents, in_reference_period)


@cites(_indicator(8))
@rule(level="job")
def job_withholding_of_wages(
    told_withholding_of_wages: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Withholding of wages, in a job of the reference period."""
    return _in_job(told_withholding_of_wages, in_reference_period)


@cites(_indicator(9))
@rule(level="job")
def job_debt_bondage(
    told_debt_bondage: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Debt bondage, in a job of the reference period."""
    return _in_job(told_debt_bondage, in_reference_period)


@cites(_indicator(10))
@rule(level="job")
def job_abusive_conditions(
    told_abusive_conditions: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Abusive working and living conditions, in a job of the reference period."""
    return _in_job(told_abusive_conditions, in_reference_period)


@cites(_indicator(11))
@rule(level="job")
def job_excessive_overtime(
    told_excessive_overtime: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Excessive overtime, in a job of the reference period."""
    return _in_job(told_excessive_overtime, in_reference_period)


@cites(_indicator(1))
@rule(level="job", gives="number", reduce="sum")
def open_abuse_of_vulnerability(
    told_abuse_of_vulnerability: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Abuse of vulnerability: jobs in which an item that was asked leaves it open."""
    return _left_open(told_abuse_of_vulnerability, in_reference_period)


@cites(_indicator(2))
@rule(level="job", gives="number", reduce="sum")
def open_deception(told_deception: nw.Expr, in_reference_period: nw.Expr | None = None) -> nw.Expr:
    """Deception: jobs in which an item that was asked leaves it open."""
    return _left_open(told_deception, in_reference_period)


@cites(_indicator(3))
@rule(level="job", gives="number", reduce="sum")
def open_restriction_of_movement(
    told_restriction_of_movement: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Restriction of movement: jobs in which an item that was asked leaves it open."""
    return _left_open(told_restriction_of_movement, in_reference_period)


@cites(_indicator(5))
@rule(level="job", gives="number", reduce="sum")
def open_physical_sexual_violence(
    told_physical_sexual_violence: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Physical and sexual violence: jobs in which an item that was asked leaves it open."""
    return _left_open(told_physical_sexual_violence, in_reference_period)


@cites(_indicator(6))
@rule(level="job", gives="number", reduce="sum")
def open_intimidation_threats(
    told_intimidation_threats: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Intimidation and threats: jobs in which an item that was asked leaves it open."""
    return _left_open(told_intimidation_threats, in_reference_period)


@cites(_indicator(7))
@rule(level="job", gives="number", reduce="sum")
def open_retention_of_documents(
    told_retention_of_documents: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Retention of identity documents: jobs in which an item that was asked leaves it open."""
    return _left_open(told_retention_of_documents, in_reference_period)


@cites(_indicator(8))
@rule(level="job", gives="number", reduce="sum")
def open_withholding_of_wages(
    told_withholding_of_wages: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Withholding of wages: jobs in which an item that was asked leaves it open."""
    return _left_open(told_withholding_of_wages, in_reference_period)


@cites(_indicator(9))
@rule(level="job", gives="number", reduce="sum")
def open_debt_bondage(
    told_debt_bondage: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Debt bondage: jobs in which an item that was asked leaves it open."""
    return _left_open(told_debt_bondage, in_reference_period)


@cites(_indicator(10))
@rule(level="job", gives="number", reduce="sum")
def open_abusive_conditions(
    told_abusive_conditions: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Abusive conditions: jobs in which an item that was asked leaves it open."""
    return _left_open(told_abusive_conditions, in_reference_period)


@cites(_indicator(11))
@rule(level="job", gives="number", reduce="sum")
def open_excessive_overtime(
    told_excessive_overtime: nw.Expr, in_reference_period: nw.Expr | None = None
) -> nw.Expr:
    """Excessive overtime: jobs in which an item that was asked leaves it open."""
    return _left_open(told_excessive_overtime, in_reference_period)
