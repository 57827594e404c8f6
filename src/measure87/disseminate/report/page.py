"""The report page."""

import json
from pathlib import Path

from measure87.disseminate.report.context import ReportContext

REPORT = "report.html"


def report_page(estimates: Path, context: ReportContext) -> str:
    """The page for a released `estimates.json`."""
    content = json.loads(estimates.read_text("utf-8"))
    return f'<!doctype html><html lang="{context.language}"><p>{len(content)}</p></html>\n'
