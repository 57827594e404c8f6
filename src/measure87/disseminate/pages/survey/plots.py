"""The charts of points with intervals that pages of surveys draw."""

from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot

__all__ = ["Block", "Point", "interval_plot"]
