"""The report of a study of overlapping lists, made of the released JSON alone."""

from measure87.disseminate.pages.lists.page import lists_page

__all__ = ["lists_page"]
