"""A study of overlapping lists: its settings, its inputs and its recipe."""

from measure87.study.lists.kind import KIND

__all__ = ["KIND"]
