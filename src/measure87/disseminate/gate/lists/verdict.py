"""The verdict in figures as they are shown."""

from collections.abc import Mapping

from msgspec.structs import replace

from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.lists import BoundAbove, MethodSize, StatedVerdict

NOT_SHOWN_VERDICT = StatedVerdict(code="not-shown", text="The figures are too few to be shown.")


def safe_verdict(
    verdict: StatedVerdict, figures: Mapping[str, Estimate], rounding: Rounding
) -> StatedVerdict:
    """The same verdict, its sizes, factor and bound those of the figures shown.

    Parameters
    ----------
    verdict : StatedVerdict
    figures : method to its figure for everybody, where it is shown
    rounding : Rounding

    Returns
    -------
    StatedVerdict
        With `code` `not-shown` where a figure that it names is not.
    """
    lowest, highest, exact = verdict.lowest, verdict.highest, verdict.factor
    if exact is None or lowest is None or highest is None:
        return verdict
    low, high = _shown(lowest.method, figures), _shown(highest.method, figures)
    if rounding.exact:
        return replace(verdict, lowest=low or lowest, highest=high or highest)
    if low is None or high is None:
        return NOT_SHOWN_VERDICT
    factor = round(high.value / low.value, 2)
    text = verdict.text
    for before, now in ((lowest, low), (highest, high)):
        text = text.replace(_said(before), _said(now))
    for digits in (1, 2):
        text = text.replace(f"a factor of {exact:.{digits}f}", f"a factor of {factor:.{digits}f}")
    bound = _bound_above(verdict, figures[low.method], figures)
    return replace(verdict, text=text, factor=factor, lowest=low, highest=high, bound_above=bound)


def _shown(method: str, figures: Mapping[str, Estimate]) -> MethodSize | None:
    value = figures[method].value if method in figures else None
    return None if value is None else MethodSize(method=method, value=value)


def _bound_above(
    verdict: StatedVerdict, lowest: Estimate, figures: Mapping[str, Estimate]
) -> BoundAbove | None:
    """The bound in its limit as it is shown; not told where that is not, or no longer above."""
    bound = verdict.bound_above
    lower = figures[bound.method].lower if bound is not None and bound.method in figures else None
    if bound is None or lower is None or lowest.upper is None or lower <= lowest.upper:
        return None
    return BoundAbove(method=bound.method, lower=lower)


def _said(end: MethodSize) -> str:
    return f"{end.method} {end.value:,.0f}"
