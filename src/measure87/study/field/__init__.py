"""A study of a fielded survey: its form and tables in one folder, run as a survey is."""

from measure87.study.field.kind import KIND

__all__ = ["KIND"]
