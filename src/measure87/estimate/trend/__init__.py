"""Change and trend: the same figure at several dates, of one survey or of several results."""

from measure87.estimate.trend.chain import Chain, chain_of
from measure87.estimate.trend.crosswalk import Crosswalk
from measure87.estimate.trend.line import slope_of
from measure87.estimate.trend.of_table import RoundsOfTable, estimate_trends
from measure87.estimate.trend.released import trends_of_rounds
from measure87.estimate.trend.result import Trends, trends_of
from measure87.estimate.trend.turning_point import turning_point_of

__all__ = [
    "Chain",
    "Crosswalk",
    "RoundsOfTable",
    "Trends",
    "chain_of",
    "estimate_trends",
    "slope_of",
    "trends_of",
    "trends_of_rounds",
    "turning_point_of",
]
