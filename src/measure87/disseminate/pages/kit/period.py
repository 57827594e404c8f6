"""The reference period of a measure in words, and why no figure on an average day leads."""

from collections.abc import Mapping
from typing import Any

from measure87.disseminate.pages.kit.wording import Words

PERIOD = "reference_period"
"""Key of a measure's entry: the period of its survey, where its definition speaks of one."""
_STOCK = "stock"
"""Key of a measure's entry: why the stock does not stand before the flow."""


def period_text(period: Mapping[str, Any], words: Words) -> str:
    """The period as it stands after a figure: `in the past 12 months`."""
    if "count" not in period:
        return words.text(f"periods.{period['unit']}")
    return words.text(f"periods.{period['unit']}", count=period["count"])


def why_no_stock(about: Mapping[str, Any], words: Words) -> list[str]:
    """Why the whole period is given first, as a sentence, if it is."""
    why = about.get(_STOCK)
    return [words.text(f"stock.{why}")] if why in words.texts["stock"] else []
