"""A study of records of inspectors: its settings, its recipe."""

from measure87.study.inspections.kind import KIND

__all__ = ["KIND"]
