"""How many persons are on no list, from the overlap of several lists."""

from measure87.estimate.multiple_lists.capture_table import CaptureTable
from measure87.estimate.multiple_lists.size_estimate import (
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)

__all__ = ["CaptureTable", "MonteCarloError", "NotEstimableError", "SizeEstimate"]
