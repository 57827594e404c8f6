"""The disclosure gate and everything that is published behind it."""

from measure87.disseminate.counts import NOT_SHOWN, safe_count, safe_counts
from measure87.disseminate.disclosure import DisclosureRules, release
from measure87.disseminate.publishing import publish
from measure87.disseminate.report.context import DefinitionText, ReportContext, definition_text

__all__ = [
    "NOT_SHOWN",
    "DefinitionText",
    "DisclosureRules",
    "ReportContext",
    "definition_text",
    "publish",
    "release",
    "safe_count",
    "safe_counts",
]
