"""Which work counts: in the reference period, and not excluded?

Each exclusion of Article 2(2) of Convention No. 29 holds only where all its conditions do;
a condition that is unknown, or was not asked, leaves the exclusion unknown.
"""

import narwhals as nw

from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import NO, UNKNOWN, all_of, any_of, negate, or_unknown, status


@cites(Cite("ICLS20-FL-2018", at="specified reference period", seen="secondary"))
@rule(level="job")
def in_the_period(in_reference_period: nw.Expr | None = None) -> nw.Expr:
    """The episode overlaps the reference period."""
    return or_unknown(in_reference_period)


def _excluded(exclusion: nw.Expr | None, code: str, *conditions: nw.Expr) -> nw.Expr:
    """Status of an exclusion: all its conditions, if the work is of its kind."""
    if exclusion is None:
        return status(NO)
    met = all_of(*conditions)
    return (
        nw.when(exclusion == code)
        .then(met)
        .when(exclusion == "EX_UNKNOWN")
        .then(all_of(status(UNKNOWN), met))
        .otherwise(status(NO))
    )


@cites(Cite("C29", at="Article 2(2), compulsory military service", seen="printed"))
@rule(level="job")
def excluded_military(
    exclusion: nw.Expr | None = None, purely_military: nw.Expr | None = None
) -> nw.Expr:
    """Compulsory military service, for work of a purely military character."""
    return _excluded(exclusion, "EX_MIL", or_unknown(purely_military))


@cites(Cite("C29", at="Article 2(2), normal civic obligations", seen="printed"))
@rule(level="job")
def excluded_civic(
    exclusion: nw.Expr | None = None, self_governing_citizens: nw.Expr | None = None
) -> nw.Expr:
    """Normal civic obligations of the citizens of a fully self-governing country."""
    return _excluded(exclusion, "EX_CIVIC", or_unknown(self_governing_citizens))


@cites(
    Cite("C29", at="Article 2(2), consequence of a conviction in a court of law", seen="printed"),
    Cite("C105", at="Article 1, purposes that are forbidden", seen="secondary"),
)
@rule(level="job")
def excluded_prison(
    exclusion: nw.Expr | None = None,
    public_supervision: nw.Expr | None = None,
    hired_to_private: nw.Expr | None = None,
    c105_purpose: nw.Expr | None = None,
) -> nw.Expr:
    """Work as a consequence of a conviction in a court of law, under public authority.

    Not excluded: a prisoner hired to, or placed at the disposal of, private parties, and
    work imposed for a purpose that Convention No. 105 forbids.
    """
    return _excluded(
        exclusion,
        "EX_PRISON",
        or_unknown(public_supervision),
        negate(or_unknown(hired_to_private)),
        negate(or_unknown(c105_purpose)),
    )


@cites(Cite("C29", at="Article 2(2), emergency", seen="printed"))
@rule(level="job")
def excluded_emergency(
    exclusion: nw.Expr | None = None, population_endangered: nw.Expr | None = None
) -> nw.Expr:
    """Work in an emergency that endangers the existence or well-being of the population."""
    return _excluded(exclusion, "EX_EMERG", or_unknown(population_endangered))


@cites(Cite("C29", at="Article 2(2), minor communal services", seen="printed"))
@rule(level="job")
def excluded_communal(
    exclusion: nw.Expr | None = None,
    community_direct_interest: nw.Expr | None = None,
    community_consulted: nw.Expr | None = None,
) -> nw.Expr:
    """Minor communal services by members, in their direct interest, after consultation."""
    return _excluded(
        exclusion,
        "EX_COMMUNAL",
        or_unknown(community_direct_interest),
        or_unknown(community_consulted),
    )


@cites(Cite("C29", at="Article 2(2)", seen="printed"))
@rule(level="job")
def excluded(
    excluded_military: nw.Expr,
    excluded_civic: nw.Expr,
    excluded_prison: nw.Expr,
    excluded_emergency: nw.Expr,
    excluded_communal: nw.Expr,
) -> nw.Expr:
    """Work that the convention excludes."""
    return any_of(
        excluded_military, excluded_civic, excluded_prison, excluded_emergency, excluded_communal
    )
