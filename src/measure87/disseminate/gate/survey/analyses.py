"""Tests, contrasts, standardised rates and moments are not released: no rule here makes them safe.

Each is a function of cells that the gate may have hidden. A test statistic with the margins of its
table gives every cell back; a contrast is one more equation of its figures, and a standardised rate
of its classes; a variance with mean and number is a sum of squares. They are for whoever holds
the data. Differences of two shown figures have a rule of their own (`gate.hiding`).
"""

from dataclasses import replace

from measure87.vocabulary.estimate import Refusal, Result

NOT_RELEASED = "analysis-not-released"
"""Code of a refusal."""

ANALYSES = frozenset({"contrast", "standardised", "variance", "covariance", "correlation"})
"""Statistics that stay with whoever holds the data."""

_WHY = "a {what} is not released: hidden cells could be worked out from it"


def without_analyses(result: Result) -> Result:
    """The result without its analyses; each is refused, by its name and group."""
    held = [one for one in result.estimates if one.statistic in ANALYSES]
    if not held and not result.tests:
        return result
    refused = [
        Refusal(one.name, NOT_RELEASED, _WHY.format(what=one.statistic), dict(one.group))
        for one in held
    ]
    refused += [
        Refusal(one.name, NOT_RELEASED, _WHY.format(what="test"), dict(one.group))
        for one in result.tests
    ]
    kept = tuple(one for one in result.estimates if one.statistic not in ANALYSES)
    return replace(result, estimates=kept, tests=(), refused=(*result.refused, *refused))
