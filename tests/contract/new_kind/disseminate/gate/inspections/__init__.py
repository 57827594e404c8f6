"""The disclosure gate for records of inspectors: small areas, and what sums would give back."""

from collections.abc import Sequence
from dataclasses import replace

from measure87.disseminate.gate.rules import CONFIDENTIAL, FEW_RESPONDENTS, DisclosureRules
from measure87.vocabulary.estimate import Estimate, Result


def release_inspections(result: Result, rules: DisclosureRules) -> Result:
    """The result as it may be published.

    An area with few records, or with few of either answer, is not shown. Where that is one area
    alone, the smallest of the others is not shown either: all areas are shown together.
    """
    shown = [_judged(one, rules) for one in result.estimates]
    hidden = [one for one in shown if one.suppressed and one.group]
    if len(hidden) == 1:
        shown = _one_more(shown)
    return replace(result, estimates=shown, released=True)


def _judged(one: Estimate, rules: DisclosureRules) -> Estimate:
    n, cases = one.n or 0, one.n_cases or 0
    if n < rules.minimum_respondents:
        return one.suppress(FEW_RESPONDENTS)
    few = any(0 < number < rules.minimum_cases for number in (cases, n - cases))
    return one.suppress(CONFIDENTIAL) if few else one


def _one_more(shown: Sequence[Estimate]) -> list[Estimate]:
    others = [one for one in shown if one.group and not one.suppressed]
    if not others:  # then it is what everybody comes to
        return [one.suppress(CONFIDENTIAL) for one in shown]
    smallest = min(others, key=lambda one: one.n or 0)
    return [one.suppress(CONFIDENTIAL) if one is smallest else one for one in shown]
