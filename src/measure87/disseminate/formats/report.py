"""`report.html`: the report as one page, for people."""

import json

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.html import REPORT, page_of_content
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.output_format import Format, Output, OutputFile
from measure87.vocabulary.estimate import Result


def _write(result: Result, context: ReportContext) -> Output:
    """The report is made of what `estimates.json` says, and of nothing else."""
    content = json.loads(estimates_json(result))
    return Output((OutputFile(REPORT, page_of_content(content, context)),))


FORMAT = Format(
    name="report",
    about="The report as one page that needs no other file, no script and no network.",
    write=_write,
)
