"""The disclosure gate and everything that is published behind it."""

from measure87.disseminate.definition_texts import DefinitionText, ReportContext
from measure87.disseminate.gate.counts import NOT_SHOWN, safe_count, safe_counts
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.manifest import Manifest, read_manifest
from measure87.disseminate.pages.kit.context import definition_text, report_context
from measure87.disseminate.publishing import publish
from measure87.disseminate.release import release
from measure87.disseminate.released_result import read_released
from measure87.disseminate.swapping import refuse_unfit, settle

__all__ = [
    "NOT_SHOWN",
    "DefinitionText",
    "DisclosureRules",
    "Manifest",
    "ReportContext",
    "definition_text",
    "publish",
    "read_manifest",
    "read_released",
    "refuse_unfit",
    "release",
    "report_context",
    "safe_count",
    "safe_counts",
    "settle",
]
