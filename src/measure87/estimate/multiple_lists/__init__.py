"""How many persons are on no list, from the overlap of several lists."""

from measure87.estimate.multiple_lists.capture_table import CaptureTable
from measure87.estimate.multiple_lists.chao import chao
from measure87.estimate.multiple_lists.chapman import chapman
from measure87.estimate.multiple_lists.heterogeneity import heterogeneity
from measure87.estimate.multiple_lists.sample_coverage import sample_coverage
from measure87.estimate.multiple_lists.size_estimate import (
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)

__all__ = [
    "CaptureTable",
    "MonteCarloError",
    "NotEstimableError",
    "SizeEstimate",
    "chao",
    "chapman",
    "heterogeneity",
    "sample_coverage",
]
