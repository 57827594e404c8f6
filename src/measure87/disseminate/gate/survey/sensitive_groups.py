"""Figures that could harm a whole group, though they name nobody.

Forced labour by ethnicity, migrant status, employer and the like is refused, figure by figure,
unless the study says why it publishes it; it is then shown only where it rests on more persons
than others (`sensitive_minimum_cases`, `sensitive_minimum_respondents`). Of regions a warning asks
somebody who knows the place. Which variables and measures these are: `vocabulary.sensitive_groups`.

The higher limits are part of the gate's first step, so that a figure that is hidden for them does
not follow from others; it is `confidential` like the rest. They are about how much a figure must
rest on before it is said of a group, not about persons: 10 cases is the threshold that ACRO has
unless told otherwise (`safe_threshold`, version 0.4.12), 50 respondents the number from which MICS
tables print a figure without brackets. That these two belong here is our choice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.vocabulary.estimate import Estimate, Notice, Refusal, Result, measures_behind
from measure87.vocabulary.sensitive_groups import (
    REFUSED_WITHOUT_REASON,
    WARNED_OF,
    is_of_coercion,
)

WITHOUT_REASON = "sensitive-groups"
"""Code of a refusal."""
ASK_WHO_KNOWS = "sensitive-region"
"""Code of a warning."""


def without_unreasoned(result: Result, rules: DisclosureRules) -> Result:
    """The result without figures that could harm a group and for which no reason is stated.

    Each measure is refused once for each set of variables, whatever its groups; what was refused
    already stays. Where regions are shown of which nobody said anything, a warning says so.
    """
    of_coercion = _of_coercion(result.estimates, rules)
    kept: list[Estimate] = []
    refused: dict[tuple[str, ...], Refusal] = {}
    warned: dict[str, None] = {}
    for figure, coercion in zip(result.estimates, of_coercion, strict=True):
        unreasoned = [name for name in figure.group if coercion and _lacks_reason(name, rules)]
        if unreasoned:
            refused[figure.name, *sorted(figure.group)] = _refusal(figure, unreasoned)
            continue
        kept.append(figure)
        regions = (name for name in figure.group if name in WARNED_OF)
        warned |= {
            name: None for name in regions if coercion and name not in rules.sensitive_groups
        }
    return replace(
        result,
        estimates=tuple(kept),
        refused=(*result.refused, *refused.values()),
        warnings=(*result.warnings, *_notices(list(warned))),
    )


def held_to_more(estimates: Sequence[Estimate], rules: DisclosureRules) -> frozenset[int]:
    """Positions of the figures of coercion by a variable that the study calls sensitive."""
    of_coercion = _of_coercion(estimates, rules)
    return frozenset(
        at
        for at, figure in enumerate(estimates)
        if of_coercion[at] and not rules.sensitive_groups.keys().isdisjoint(figure.group)
    )


def _of_coercion(estimates: Sequence[Estimate], rules: DisclosureRules) -> list[bool]:
    """Of each figure whether it is of forced labour, trafficking or forced marriage.

    Of two measures side by side it is enough that one is.
    """
    own = [
        is_of_coercion(one.name, one.definition) or one.definition in rules.coercion
        for one in estimates
    ]
    names = {one.name for one, is_own in zip(estimates, own, strict=True) if is_own}
    return [
        is_own or not names.isdisjoint(measures_behind(one.definition))
        for one, is_own in zip(estimates, own, strict=True)
    ]


def _lacks_reason(variable: str, rules: DisclosureRules) -> bool:
    return variable in REFUSED_WITHOUT_REASON and variable not in rules.sensitive_groups


def _refusal(figure: Estimate, variables: Sequence[str]) -> Refusal:
    named = " and ".join(name.replace("_", " ") for name in variables)
    return Refusal(
        name=figure.name,
        code=WITHOUT_REASON,
        text=f"a figure by {named} could harm a whole group, and study.toml does not say why it "
        f"is published; say so under [disclosure.sensitive_groups]",
        group=dict.fromkeys(sorted(figure.group), "*"),
        values={"variables": list(variables)},
    )


def _notices(variables: Sequence[str]) -> Iterator[Notice]:
    """The warning that a region may stand for a people, an employer or a camp."""
    if variables:
        named = " and ".join(name.replace("_", " ") for name in variables)
        yield Notice(
            ASK_WHO_KNOWS,
            f"forced labour is shown by {named}; where one stands for one people, one employer or "
            "one camp, that can harm everybody who lives there: ask somebody who knows the place, "
            f"and name it with a reason under [disclosure.sensitive_groups], or leave it out",
            values={"variables": list(variables)},
        )
