"""All evening checks, in the order in which a supervisor reads them."""

from typing import Final

from measure87.collect.quality.checking import Check
from measure87.collect.quality.checks import (
    back_checks,
    consent,
    corrections,
    duplicate_keys,
    gps,
    heaping,
    interviewer_variance,
    item_nonresponse,
    near_identical,
    outliers,
    progress,
    second_visits,
    short_interviews,
    straight_lining,
    times_of_day,
    versions,
)

CHECKS: Final[tuple[Check, ...]] = (
    consent.CHECK,
    progress.CHECK,
    second_visits.CHECK,
    duplicate_keys.CHECK,
    near_identical.CHECK,
    versions.CHECK,
    times_of_day.CHECK,
    short_interviews.CHECK,
    gps.CHECK,
    item_nonresponse.CHECK,
    outliers.CHECK,
    interviewer_variance.CHECK,
    heaping.CHECK,
    straight_lining.CHECK,
    back_checks.CHECK,
    corrections.CHECK,
)

ALPHA: Final = 0.01
"""Chance of one false alarm or more in all statistical checks of an evening together (ours): a
study of a hundred evenings expects one."""


def share_of_alpha(check: Check) -> float:
    """The chance of a false alarm that is one check's: an equal part of `ALPHA` (Bonferroni)."""
    statistical = [one.name for one in CHECKS if one.sort == "statistical"]
    return ALPHA / len(statistical) if check.name in statistical else 0.0
