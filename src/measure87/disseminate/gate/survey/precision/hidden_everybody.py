"""Limits that borrow nothing from everybody's figure where that figure is not shown.

The default interval of a share rests on a correlation within clusters that is estimated from
everybody (`estimate.survey.borrowing`). A group in which nobody is a case is shown, and so are its
limits, design effect and effective n: whoever knows weights and clusters gets the correlation back
from them. Where everybody's figure is hidden that would be one more equation of who the few cases
are. So there they rest on the correlation that is assumed before any case is seen.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from math import sqrt

from measure87.disseminate.gate.audit.seen import Measure, measures_of
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.precision.limits import Pair, is_capped, limits_by_formula
from measure87.disseminate.gate.tables.tables import base_of
from measure87.numerics.proportion_intervals import exact_limits
from measure87.numerics.weighed_persons import FLAGS_OF_LIMITS, AssumedPrecision
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import UNKNOWN


def without_hidden_everybody(
    shown: Sequence[Estimate],
    exact: Sequence[Estimate],
    rules: DisclosureRules,
    left_out: Collection[str],
) -> list[Estimate]:
    """What is shown, in its order, with limits that do not rest on what is hidden.

    Parameters
    ----------
    shown
        Figures as they may be shown, before their digits are cut.
    exact
        The same figures, in the same order, as they were estimated.
    rules
        Who is behind the figures; nothing is changed where that is not known.
    left_out
        Names of measures that leave their unknowns out.
    """
    found = list(shown)
    measures = measures_of(exact)
    hidden = {
        (measure, figure.statistic): figure
        for measure, figure, kept in zip(measures, exact, shown, strict=True)
        if not figure.group and figure.value is not None and kept.suppressed
    }
    for k, measure in enumerate(measures):
        everybody = hidden.get((measure, exact[k].statistic))
        if everybody is not None and not shown[k].suppressed:
            own = _assumed(exact[k], measure, everybody, rules, left_out)
            found[k] = _with(shown[k], exact[k], own)
    counted = {measure[:2] for measure, one in zip(measures, exact, strict=True) if _is_share(one)}
    for k, measure in enumerate(measures):
        # A mean share of a period has the effective size of its status.
        status = (*base_of(measure[:2], counted), measure[2])
        if exact[k].statistic == "mean" and (status, "proportion") in hidden:
            found[k] = replace(found[k], lower=None, upper=None)
    return found


def _is_share(figure: Estimate) -> bool:
    return figure.statistic == "proportion" and figure.n_cases is not None


def _assumed(
    figure: Estimate,
    measure: Measure,
    everybody: Estimate,
    rules: DisclosureRules,
    left_out: Collection[str],
) -> AssumedPrecision | None:
    """What its limits rest on without everybody; None where nothing was borrowed or is known."""
    if rules.persons is None or rules.assumed_precision is None or figure.n_effective is None:
        return None
    if not is_capped(figure) and figure.deff_source == "own":
        return None  # it borrows where nobody or everybody is a case alone
    behind = rules.persons.of(measure, figure.statistic, figure.group)
    if behind is None or figure.df is None or figure.level is None:
        return None
    if figure.name in left_out:
        behind = behind.only(behind.status != UNKNOWN)
    df = (figure.df, figure.df if everybody.df is None else everybody.df)
    return rules.assumed_precision(behind, _share_error(figure), df, figure.level)


def _share_error(figure: Estimate) -> float:
    """The standard error of the share; of a total as if its size were known."""
    error = figure.se or 0.0
    return error / figure.weighted_n if figure.statistic == "total" and figure.weighted_n else error


def _with(shown: Estimate, exact: Estimate, own: AssumedPrecision | None) -> Estimate:
    if own is None:
        return shown
    lower, upper = _limits(exact, own.n_effective)
    flags = tuple(flag for flag in shown.flags if flag not in FLAGS_OF_LIMITS)
    found = replace(shown, lower=lower, upper=upper, flags=flags).with_flags(*own.flags)
    if shown.deff_used is None:
        return found
    return replace(
        found, n_effective=own.n_effective, deff_used=own.deff_used, deff_source=own.source
    )


def _limits(figure: Estimate, n_effective: float) -> Pair | tuple[None, None]:
    """Limits by the figure's own formula with another effective size; none where it has none."""
    if figure.statistic == "total":
        return _total_limits(figure, n_effective)
    formula = limits_by_formula(figure, n_effective)
    found = None if formula is None else formula(figure.value or 0.0, figure.se or 0.0)
    return found or (None, None)


def _total_limits(figure: Estimate, n_effective: float) -> Pair | tuple[None, None]:
    """Those of a number of persons: the part that is not the share's stays as it is."""
    size, level = figure.weighted_n, figure.level
    if not size or level is None or figure.upper is None or figure.n_effective is None:
        return None, None
    value = figure.value or 0.0
    share = value / size
    before = exact_limits(share, figure.n_effective, level=level)
    after = exact_limits(share, n_effective, level=level)
    rest = max((figure.upper - value) ** 2 - (size * (float(before.upper) - share)) ** 2, 0.0)
    below = sqrt((size * (share - float(after.lower))) ** 2 + rest)
    above = sqrt((size * (float(after.upper) - share)) ** 2 + rest)
    return max(value - below, 0.0), value + above
