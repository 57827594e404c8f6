"""Design effects and effective n of a released figure, as they follow from its value and error."""

from dataclasses import replace

from measure87.disseminate.gate.survey.precision.limits import is_capped, own_n_effective
from measure87.vocabulary.estimate import Estimate

_DIGITS = 2
"""Significant digits of design effects and effective n."""


def with_design_effects(shown: Estimate, figure: Estimate, share: Estimate | None) -> Estimate:
    """Design effects and effective n as they follow from the released value and error."""
    ratio = ratio_of_deffs(figure, shown)
    deff_used, n_effective = figure.deff_used, figure.n_effective
    own = own_deff(shown)
    if share is not None and deff_used is not None:
        # They are those of the share.
        deff_used, n_effective = share.deff_used, share.n_effective
    elif figure.deff_source == "own" and own is not None and deff_used is not None:
        deff_used, n_effective = own, own_n_effective(figure, own)
    return replace(
        shown,
        deff=_two(figure.deff, ratio),
        deff_replacement=_two(figure.deff_replacement, ratio),
        deff_used=_two(deff_used),
        n_effective=_two(n_effective),
    )


def own_deff(shown: Estimate) -> float | None:
    """The design effect behind limits of a share, by its own error; of the default at least 1."""
    value, n = shown.value or 0.0, shown.n or 0
    if shown.statistic != "proportion" or not shown.se or not 0 < value < 1:
        return None
    effect = shown.se**2 * n / (value * (1 - value))
    return max(effect, 1.0) if is_capped(shown) else effect


def ratio_of_deffs(figure: Estimate, shown: Estimate) -> float:
    """What a design effect is multiplied with, so that it follows from what is released.

    It is the square of the error by the variance of a share that was drawn at random, and of a
    number of persons by that of its share, times persons.
    """
    value, released = _share_of(figure, figure), _share_of(shown, figure)
    if not figure.se or not shown.se:
        return 1.0
    ratio = (shown.se / figure.se) ** 2
    if value is None or released is None or not (0 < value < 1 and 0 < released < 1):
        return ratio
    return ratio * value * (1 - value) / (released * (1 - released))


def _share_of(figure: Estimate, exact: Estimate) -> float | None:
    """The share that a figure is or that a number of cases is of; None of anything else."""
    if figure.value is None or figure.statistic == "proportion":
        return figure.value
    if figure.statistic != "total" or figure.n_cases is None or not exact.weighted_n:
        return None
    return figure.value / exact.weighted_n


def _two(number: float | None, ratio: float = 1.0) -> float | None:
    return None if number is None else two_digits(number * ratio)


def two_digits(number: float) -> float:
    """A number to as many significant digits as design effects have."""
    return float(f"{number:.{_DIGITS - 1}e}")
