"""The eleven indicators of a person, in the order of the list, and two summaries.

The answer to a direct question goes before the items, unless an item says yes; a no does not go
before an item that was asked and leaves it open.
"""

import narwhals as nw

from measure87.define.limits import Limits
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import UNKNOWN, YES, any_of, or_unknown, status


def _indicator(number: int) -> Cite:
    return Cite("ILO-11-INDICATORS", at=f"indicator {number}", seen="secondary")


def _direct_or_items(
    direct: nw.Expr | None, items: nw.Expr | None, left_open: nw.Expr | None
) -> nw.Expr:
    """The direct answer where there is one, unless an item says yes, or may against a no.

    `left_open` : in how many jobs an item that was asked, and refused for instance, may be a yes
    """
    if direct is None or left_open is None:
        return or_unknown(items if direct is None else direct)
    by_items = or_unknown(items)
    told = nw.when(left_open > 0).then(any_of(direct, status(UNKNOWN))).otherwise(direct)
    otherwise = nw.when(direct.is_null()).then(by_items).otherwise(told)
    return nw.when(by_items == YES).then(by_items).otherwise(otherwise)


@cites(_indicator(1))
@rule(level="person", needs_one=True)
def abuse_of_vulnerability(
    indicator_abuse_of_vulnerability: nw.Expr | None = None,
    job_abuse_of_vulnerability: nw.Expr | None = None,
    open_abuse_of_vulnerability: nw.Expr | None = None,
) -> nw.Expr:
    """Abuse of vulnerability."""
    return _direct_or_items(
        indicator_abuse_of_vulnerability, job_abuse_of_vulnerability, open_abuse_of_vulnerability
    )


@cites(_indicator(2))
@rule(level="person", needs_one=True)
def deception(
    indicator_deception: nw.Expr | None = None,
    job_deception: nw.Expr | None = None,
    open_deception: nw.Expr | None = None,
) -> nw.Expr:
    """Deception."""
    return _direct_or_items(indicator_deception, job_deception, open_deception)


@cites(_indicator(3))
@rule(level="person", needs_one=True)
def restriction_of_movement(
    indicator_restriction_of_movement: nw.Expr | None = None,
    job_restriction_of_movement: nw.Expr | None = None,
    open_restriction_of_movement: nw.Expr | None = None,
) -> nw.Expr:
    """Restriction of movement."""
    return _direct_or_items(
        indicator_restriction_of_movement, job_restriction_of_movement, open_restriction_of_movement
    )


@cites(_indicator(4))
@rule(level="person", needs_one=True)
def isolation(
    indicator_isolation: nw.Expr | None = None,
) -> nw.Expr:
    """Isolation.

    Reading: no item of the module corresponds to it; it needs a question of its own.
    """
    return _direct_or_items(indicator_isolation, None, None)


@cites(_indicator(5))
@rule(level="person", needs_one=True)
def physical_sexual_violence(
    indicator_physical_sexual_violence: nw.Expr | None = None,
    job_physical_sexual_violence: nw.Expr | None = None,
    open_physical_sexual_violence: nw.Expr | None = None,
) -> nw.Expr:
    """Physical and sexual violence."""
    return _direct_or_items(
        indicator_physical_sexual_violence,
        job_physical_sexual_violence,
        open_physical_sexual_violence,
    )


@cites(_indicator(6))
@rule(level="person", needs_one=True)
def intimidation_threats(
    indicator_intimidation_threats: nw.Expr | None = None,
    job_intimidation_threats: nw.Expr | None = None,
    open_intimidation_threats: nw.Expr | None = None,
) -> nw.Expr:
    """Intimidation and threats."""
    return _direct_or_items(
        indicator_intimidation_threats, job_intimidation_threats, open_intimidation_threats
    )


@cites(_indicator(7))
@rule(level="person", needs_one=True)
def retention_of_documents(
    indicator_retention_of_documents: nw.Expr | None = None,
    job_retention_of_documents: nw.Expr | None = None,
    open_retention_of_documents: nw.Expr | None = None,
) -> nw.Expr:
    """Retention of identity documents."""
    return _direct_or_items(
        indicator_retention_of_documents, job_retention_of_documents, open_retention_of_documents
    )


@cites(_indicator(8))
@rule(level="person", needs_one=True)
def withholding_of_wages(
    indicator_withholding_of_wages: nw.Expr | None = None,
    job_withholding_of_wages: nw.Expr | None = None,
    open_withholding_of_wages: nw.Expr | None = None,
) -> nw.Expr:
    """Withholding of wages."""
    return _direct_or_items(
        indicator_withholding_of_wages, job_withholding_of_wages, open_withholding_of_wages
    )


@cites(_indicator(9))
@rule(level="person", needs_one=True)
def debt_bondage(
    indicator_debt_bondage: nw.Expr | None = None,
    job_debt_bondage: nw.Expr | None = None,
    open_debt_bondage: nw.Expr | None = None,
) -> nw.Expr:
    """Debt bondage."""
    return _direct_or_items(indicator_debt_bondage, job_debt_bondage, open_debt_bondage)


@cites(_indicator(10))
@rule(level="person", needs_one=True)
def abusive_conditions(
    indicator_abusive_conditions: nw.Expr | None = None,
    job_abusive_conditions: nw.Expr | None = None,
    open_abusive_conditions: nw.Expr | None = None,
) -> nw.Expr:
    """Abusive working and living conditions."""
    return _direct_or_items(
        indicator_abusive_conditions, job_abusive_conditions, open_abusive_conditions
    )


@cites(_indicator(11))
@rule(level="person", needs_one=True)
def excessive_overtime(
    indicator_excessive_overtime: nw.Expr | None = None,
    job_excessive_overtime: nw.Expr | None = None,
    open_excessive_overtime: nw.Expr | None = None,
) -> nw.Expr:
    """Excessive overtime."""
    return _direct_or_items(
        indicator_excessive_overtime, job_excessive_overtime, open_excessive_overtime
    )


_LIST = Cite("ILO-11-INDICATORS", at="the list of eleven", seen="secondary")
_GRADES = (
    Cite("HSHC-2024", at="grades of the indicators, as reported by UK-DW-2025", seen="secondary"),
    Cite("UK-DW-2025", at="indicator categories, severity labels", seen="secondary"),
)


@cites(_LIST)
@rule(level="person", needs_one=True)
def any_indicator(
    abuse_of_vulnerability: nw.Expr | None = None,
    deception: nw.Expr | None = None,
    restriction_of_movement: nw.Expr | None = None,
    isolation: nw.Expr | None = None,
    physical_sexual_violence: nw.Expr | None = None,
    intimidation_threats: nw.Expr | None = None,
    retention_of_documents: nw.Expr | None = None,
    withholding_of_wages: nw.Expr | None = None,
    debt_bondage: nw.Expr | None = None,
    abusive_conditions: nw.Expr | None = None,
    excessive_overtime: nw.Expr | None = None,
) -> nw.Expr:
    """Any of the indicators that the questionnaire asks for.

    Reading: an indicator that is not asked for counts neither way, so figures of
    questionnaires with different items cannot be compared.
    """
    given = (
        abuse_of_vulnerability,
        deception,
        restriction_of_movement,
        isolation,
        physical_sexual_violence,
        intimidation_threats,
        retention_of_documents,
        withholding_of_wages,
        debt_bondage,
        abusive_conditions,
        excessive_overtime,
    )
    return any_of(*[answer for answer in given if answer is not None])


@cites(_LIST, *_GRADES)
@rule(level="person", needs_one=True)
def any_strong_indicator(
    limits: Limits,
    abuse_of_vulnerability: nw.Expr | None = None,
    deception: nw.Expr | None = None,
    restriction_of_movement: nw.Expr | None = None,
    isolation: nw.Expr | None = None,
    physical_sexual_violence: nw.Expr | None = None,
    intimidation_threats: nw.Expr | None = None,
    retention_of_documents: nw.Expr | None = None,
    withholding_of_wages: nw.Expr | None = None,
    debt_bondage: nw.Expr | None = None,
    abusive_conditions: nw.Expr | None = None,
    excessive_overtime: nw.Expr | None = None,
) -> nw.Expr:
    """Any of the indicators graded strong, among those that the questionnaire asks for."""
    given = {
        "abuse_of_vulnerability": abuse_of_vulnerability,
        "deception": deception,
        "restriction_of_movement": restriction_of_movement,
        "isolation": isolation,
        "physical_sexual_violence": physical_sexual_violence,
        "intimidation_threats": intimidation_threats,
        "retention_of_documents": retention_of_documents,
        "withholding_of_wages": withholding_of_wages,
        "debt_bondage": debt_bondage,
        "abusive_conditions": abusive_conditions,
        "excessive_overtime": excessive_overtime,
    }
    strong = [
        answer
        for name, answer in given.items()
        if answer is not None and limits[f"grade_of_{name}"].bound == "strong"
    ]
    return any_of(*strong) if strong else status(UNKNOWN)
