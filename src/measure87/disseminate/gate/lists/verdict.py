"""The verdict in figures as they are shown."""

from collections.abc import Mapping

from msgspec.structs import replace

from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.vocabulary.releases.lists import MethodSize, StatedVerdict

NOT_SHOWN_VERDICT = StatedVerdict(code="not-shown", text="The figures are too few to be shown.")


def safe_verdict(
    verdict: StatedVerdict, values: Mapping[str, float], rounding: Rounding
) -> StatedVerdict:
    """The same verdict, its sizes and factor those of the figures shown.

    Parameters
    ----------
    verdict : StatedVerdict
    values : figures shown for everybody, persons by method
    rounding : Rounding

    Returns
    -------
    StatedVerdict
        With `code` `not-shown` where a figure that it names is not.
    """
    lowest, highest, exact = verdict.lowest, verdict.highest, verdict.factor
    if exact is None or lowest is None or highest is None or rounding.exact:
        return verdict
    if lowest.method not in values or highest.method not in values:
        return NOT_SHOWN_VERDICT
    low, high = (MethodSize(method=m, value=values[m]) for m in (lowest.method, highest.method))
    factor = round(high.value / low.value, 2)
    text = verdict.text
    for before, now in ((lowest, low), (highest, high)):
        text = text.replace(_said(before), _said(now))
    for digits in (1, 2):
        text = text.replace(f"a factor of {exact:.{digits}f}", f"a factor of {factor:.{digits}f}")
    return replace(verdict, text=text, factor=factor, lowest=low, highest=high)


def _said(end: MethodSize) -> str:
    return f"{end.method} {end.value:,.0f}"
