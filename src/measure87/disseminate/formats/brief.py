"""`brief.html`: the brief as one page, for people who read two pages."""

import json

from measure87.disseminate.brief import BRIEF, brief_of_content
from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.formats.estimates_json import estimates_json
from measure87.disseminate.output_format import Format, Output, OutputFile
from measure87.vocabulary.estimate import Result


def _write(result: Result, context: ReportContext) -> Output:
    """The brief is made of what `estimates.json` says, and of nothing else."""
    page = brief_of_content(json.loads(estimates_json(result)), context)
    return Output() if page is None else Output((OutputFile(BRIEF, page),))


FORMAT = Format(
    name="brief",
    about="The brief: at most seven findings in plain sentences, on two printed pages.",
    write=_write,
)
