"""The report of a study of overlapping lists, made of the released JSON alone."""

from measure87.disseminate.lists_report.page import lists_page

__all__ = ["lists_page"]
