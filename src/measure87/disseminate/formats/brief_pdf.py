"""`brief.pdf`: the brief as a tagged PDF, by the extra `pdf`."""

import json

from measure87.disseminate.brief import brief_of_content
from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.formats.estimates_json import estimates_json
from measure87.disseminate.output_format import Format, Output, OutputFile
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.standard_tables.as_pdf import isolated
from measure87.files.pdf_writing import pdf_of, set_out
from measure87.vocabulary.estimate import Result

_IDENTIFIER = "measure87-brief"


def _write(result: Result, context: ReportContext) -> Output:
    """The page as it is printed; nothing where the study asks for none."""
    content = json.loads(estimates_json(result))
    page = brief_of_content(content, context) if context.brief.pdf else None
    if page is None:
        return Output()
    printed = isolated(page) if words(context.language).is_mirrored else page
    return Output((OutputFile("brief.pdf", pdf_of(set_out(printed), _IDENTIFIER)),))


FORMAT = Format(
    name="brief-pdf",
    about="The brief as a tagged PDF, where the study asks for one.",
    write=_write,
)
