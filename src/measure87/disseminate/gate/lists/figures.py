"""Sizes of populations as they may be shown: everybody, and each stratum."""

from collections.abc import Sequence
from dataclasses import replace

from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.disseminate.gate.rules import (
    CONFIDENTIAL,
    FEW_RESPONDENTS,
    IN_BRACKETS,
    DisclosureRules,
)
from measure87.vocabulary.estimate import Estimate

Group = frozenset[tuple[str, str]]


def safe_figures(
    figures: Sequence[Estimate],
    rules: DisclosureRules,
    rounding: Rounding,
    *,
    all_hidden: bool,
) -> list[Estimate]:
    """Figures in their order: rounded, in brackets, or not shown.

    Parameters
    ----------
    figures : sizes with `n`, persons observed
    rules, rounding
    all_hidden : bool
        Whether each figure would give a hidden count back: with two lists the size is the
        product of theirs over their overlap.
    """
    confidential = _strata_to_hide(figures, rules)
    found = []
    for figure in figures:
        n = figure.n or 0
        if n < rules.minimum_respondents:
            found.append(figure.suppress(FEW_RESPONDENTS))
        elif all_hidden or frozenset(figure.group.items()) in confidential:
            found.append(figure.suppress(CONFIDENTIAL))
        else:
            shown = _rounded(figure, Rounding(n, rounding.exact))
            found.append(shown.with_flags(IN_BRACKETS) if n < rules.brackets_below else shown)
    return found


def _rounded(figure: Estimate, rounding: Rounding) -> Estimate:
    """The size and its limits to one unit; a lower limit not under the persons observed."""
    if figure.value is None or rounding.exact:
        return figure
    size = figure.value
    lower, upper, se = (
        None if x is None else rounding.persons(x, size)
        for x in (figure.lower, figure.upper, figure.se)
    )
    return replace(
        figure,
        value=max(rounding.persons(size), float(rounding.observed)),
        lower=None if lower is None else max(lower, float(rounding.observed)),
        upper=upper,
        se=se or None,
    )


def _strata_to_hide(figures: Sequence[Estimate], rules: DisclosureRules) -> frozenset[Group]:
    """Strata not shown so that what is left of everybody is no stratum of few persons.

    The observed of everybody less those of all strata shown are the persons of the strata that
    are not. Where they are fewer than `minimum_cases`, the smallest other stratum goes too.
    """
    sizes = _observed_by_group(figures)
    everybody = sizes.pop(frozenset(), None)
    if everybody is None or not sizes:
        return frozenset()
    shown = {group: n for group, n in sizes.items() if n >= rules.minimum_respondents}
    hidden: set[Group] = set()
    while shown and 0 < everybody - sum(shown.values()) < rules.minimum_cases:
        smallest = min(shown, key=lambda group: (shown[group], sorted(group)))
        hidden.add(smallest)
        del shown[smallest]
    return frozenset(hidden)


def _observed_by_group(figures: Sequence[Estimate]) -> dict[Group, int]:
    """Persons observed in each group; the most that a method says."""
    found: dict[Group, int] = {}
    for figure in figures:
        group = frozenset(figure.group.items())
        found[group] = max(found.get(group, 0), figure.n or 0)
    return found
