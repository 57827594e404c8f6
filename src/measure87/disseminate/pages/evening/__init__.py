"""The evening page of a fielded survey, and the workbook with which supervisors go out next day."""

from measure87.disseminate.pages.evening.page import evening_page
from measure87.disseminate.pages.evening.workbook import evening_workbook

__all__ = ["evening_page", "evening_workbook"]
