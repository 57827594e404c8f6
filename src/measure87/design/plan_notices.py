"""What a reader of a plan must know beside its numbers."""

from measure87.design.expected_interval import ExpectedInterval
from measure87.design.fieldwork import Fieldwork
from measure87.vocabulary.estimate import Notice

_FEW_CASES = 20.0
"""Effective cases below which an interval hangs on the correlation assumed; see rare-events.md."""

_SHORT_OF_LEVEL = 0.03
_FALSE_PART = 0.1


def notices_of(work: Fieldwork, interval: ExpectedInterval) -> tuple[Notice, ...]:
    """Warnings of a plan: few cases, an interval beside the truth, cases that are none."""
    found = []
    effective = work.plan.effective_persons * work.plan.prevalence
    if effective < _FEW_CASES:
        found.append(Notice(
            "few-cases",
            f"about {effective:.1f} effective cases are expected: so few do not tell how they "
            "cluster, and the interval rests on an assumed correlation",
        ))  # fmt: skip
    true = work.prevalence * work.plan.persons
    false = work.plan.expected_cases - true
    if false > _FALSE_PART * work.plan.expected_cases:
        found.append(Notice(
            "false-cases",
            f"of {work.plan.expected_cases:.0f} cases found at least "
            f"{100 * false / work.plan.expected_cases:.0f} % will be none",
        ))  # fmt: skip
    if interval.coverage < interval.level - _SHORT_OF_LEVEL:
        found.append(Notice(
            "misses-the-truth",
            f"the interval of {100 * interval.level:g} % will hold the true share in "
            f"{100 * interval.coverage:.0f} % of surveys",
        ))  # fmt: skip
    return tuple(found)
