"""The chart of two definitions over the same persons."""

from measure87.disseminate.pages.kit.charts.overlaps import Overlap, overlap_plot

__all__ = ["Overlap", "overlap_plot"]
