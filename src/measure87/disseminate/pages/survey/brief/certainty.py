"""Which released figures may make a sentence, and which groups a sentence may set side by side."""

from collections.abc import Collection, Mapping

from measure87.disseminate.pages.survey.measure_plot import SHARE_OF_RESPONDENTS
from measure87.disseminate.reliability import UNRELIABLE
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.flags import ALL_CASES, FEW_CASES, NO_CASES, NO_VARIANCE, OPEN_INTERVAL
from measure87.vocabulary.releases.common import StatedRules
from measure87.vocabulary.sensitive_groups import (
    REFUSED_WITHOUT_REASON,
    WARNED_OF,
    is_of_coercion,
)

DOUBTFUL = UNRELIABLE | {NO_VARIANCE, OPEN_INTERVAL, "lower-bound", ALL_CASES}
"""Flags of figures that stand in tables and make no sentence."""


def is_certain(figure: Estimate) -> bool:
    """Whether a figure is shown, has all that a sentence needs, and is not marked as uncertain.

    Where no case was found, that there are few cases is the sentence itself.
    """
    if figure.suppressed or figure.value is None:
        return False
    flags = set(figure.flags) - ({FEW_CASES} if NO_CASES in figure.flags else set())
    if flags & DOUBTFUL:
        return False
    if figure.n is None and (figure.n_cases == 0 or figure.method == SHARE_OF_RESPONDENTS):
        return False
    if figure.method == SHARE_OF_RESPONDENTS:
        return figure.n_cases is not None
    return None not in (figure.lower, figure.upper, figure.level)


def can_harm(
    name: str, definition: str | None, variables: Collection[str], rules: StatedRules | None
) -> bool:
    """Whether naming one group of these variables as worse off could harm all who belong to it.

    A people, a faith or papers are never named; of coercion neither a region nor a variable that
    the study itself holds sensitive (`sensitive_groups`).
    """
    if any(variable in REFUSED_WITHOUT_REASON for variable in variables):
        return True
    stated: Mapping[str, str] = (rules.sensitive_groups if rules else None) or {}
    held = {*WARNED_OF, *stated}
    return is_of_coercion(name, definition) and any(variable in held for variable in variables)
