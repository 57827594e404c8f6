"""The evening page of a fielded survey, the workbook for next day, and what a terminal shows."""

from measure87.disseminate.pages.evening.page import evening_page
from measure87.disseminate.pages.evening.terminal import EveningSaid, evening_said
from measure87.disseminate.pages.evening.workbook import evening_workbook

__all__ = ["EveningSaid", "evening_page", "evening_said", "evening_workbook"]
