"""The page on which a panel of experts marks the cases of a definition."""

from measure87.disseminate.pages.panel.page import ANSWERS_KIND, panel_page

__all__ = ["ANSWERS_KIND", "panel_page"]
