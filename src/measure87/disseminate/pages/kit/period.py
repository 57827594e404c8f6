"""The reference period of a measure in words, and why no figure on an average day leads."""

from collections.abc import Iterable, Mapping
from typing import Any

from measure87.disseminate.pages.kit.wording import Words

PERIOD = "reference_period"
"""Key of a measure's entry: the period of its survey, where its definition speaks of one."""
_STOCK = "stock"
"""Key of a measure's entry: why the stock does not stand before the flow."""
STOCK_OF = "stock_of"
"""Key of a stock's entry: the measure of the whole period, whose cases it takes by their days."""


def period_text(period: Mapping[str, Any], words: Words) -> str:
    """The period as it stands after a figure: `in the past 12 months`."""
    if "count" not in period:
        return words.text(f"periods.{period['unit']}")
    return words.text(f"periods.{period['unit']}", count=period["count"])


def why_no_stock(about: Mapping[str, Any], words: Words) -> list[str]:
    """Why the whole period is given first, as a sentence, if it is."""
    why = about.get(_STOCK)
    return [words.text(f"stock.{why}")] if why in words.texts["stock"] else []


def flows_with_stock(
    figures: Iterable[Mapping[str, Any]], abouts: Mapping[str, Any]
) -> frozenset[str]:
    """Measures of which the whole period and the average day both have a figure that is shown."""
    shown = {figure["name"] for figure in figures if "value" in figure}
    flows = {abouts.get(name, {}).get(STOCK_OF) for name in shown}
    return frozenset(name for name in shown if name in flows)


def contains_stock(words: Words) -> str:
    """That the figure of the whole period contains the one on an average day."""
    return words.text("stock.contained")
