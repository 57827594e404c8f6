"""The verdict in figures as they are shown."""

from collections.abc import Mapping
from typing import Any

from measure87.disseminate.gate.lists.rounding import Rounding

NOT_SHOWN_VERDICT = "not-shown"


def safe_verdict(
    verdict: Mapping[str, Any], values: Mapping[str, float], rounding: Rounding
) -> dict[str, Any]:
    """The same verdict, its sizes and factor those of the figures shown.

    Parameters
    ----------
    verdict : with `code`, `text`, and where methods are compared `factor`, `lowest`, `highest`
    values : figures shown for everybody, persons by method
    rounding : Rounding

    Returns
    -------
    dict
        With `code` `not-shown` where a figure that it names is not.
    """
    if "factor" not in verdict or rounding.exact:
        return dict(verdict)
    ends = [dict(verdict[end]) for end in ("lowest", "highest")]
    if any(end["method"] not in values for end in ends):
        return {"code": NOT_SHOWN_VERDICT, "text": "The figures are too few to be shown."}
    low, high = (values[end["method"]] for end in ends)
    factor = round(high / low, 2)
    text = str(verdict["text"])
    for end, value in zip(ends, (low, high), strict=True):
        name = end["method"]
        text = text.replace(f"{name} {end['value']:,.0f}", f"{name} {value:,.0f}")
        end["value"] = value
    for digits in (1, 2):
        text = text.replace(
            f"a factor of {verdict['factor']:.{digits}f}", f"a factor of {factor:.{digits}f}"
        )
    return {**verdict, "text": text, "factor": factor, "lowest": ends[0], "highest": ends[1]}
