"""A study of a household survey: its settings, its inputs, its figures and its recipe."""

from measure87.study.survey.kind import KIND

__all__ = ["KIND"]
