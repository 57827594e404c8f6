"""The disclosure gate and everything that is published behind it."""

from measure87.disseminate.counts import NOT_SHOWN, safe_count, safe_counts
from measure87.disseminate.disclosure import DisclosureRules
from measure87.disseminate.gate import release
from measure87.disseminate.publishing import publish
from measure87.disseminate.report.context import (
    DefinitionText,
    ReportContext,
    definition_text,
    report_context,
)

__all__ = [
    "NOT_SHOWN",
    "DefinitionText",
    "DisclosureRules",
    "ReportContext",
    "definition_text",
    "publish",
    "release",
    "report_context",
    "safe_count",
    "safe_counts",
]
