"""The reference period of a measure in words, and why no figure on an average day leads."""

from collections.abc import Iterable, Mapping

from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import StatedMeasure, StatedPeriod

PERIOD = "reference_period"
"""Name of the limit that is the survey's own period, where a definition speaks of one."""


def period_text(period: StatedPeriod, words: Words) -> str:
    """The period as it stands after a figure: `in the past 12 months`."""
    key = f"periods.{period.unit}"
    return words.text(key) if period.count is None else words.text(key, count=period.count)


def why_no_stock(about: StatedMeasure, words: Words) -> list[str]:
    """Why the whole period is given first, as a sentence, if it is."""
    return [words.text(f"stock.{about.stock}")] if about.stock in words.codes_of("stock") else []


def flows_with_stock(
    figures: Iterable[Estimate], abouts: Mapping[str, StatedMeasure]
) -> frozenset[str]:
    """Measures of which the whole period and the average day both have a figure that is shown."""
    shown = {figure.name for figure in figures if figure.value is not None}
    flows = {abouts[name].stock_of for name in shown & abouts.keys()}
    return frozenset(name for name in shown if name in flows)


def contains_stock(words: Words) -> str:
    """That the figure of the whole period contains the one on an average day."""
    return words.text("stock.contained")
