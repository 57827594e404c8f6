"""`brief.html`: the brief as one page, for people who read two; `brief.pdf` where a study asks."""

import json

from measure87.disseminate.brief import BRIEF, brief_of_content
from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.output_format import Format, Output, OutputFile
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.brief.region_map import without_map
from measure87.disseminate.standard_tables.as_pdf import isolated
from measure87.files.pdf_writing import pdf_of, set_out
from measure87.vocabulary.errors import MissingExtraError
from measure87.vocabulary.estimate import Notice, Result

PDF = "brief.pdf"
_IDENTIFIER = "measure87-brief"


def _write(result: Result, context: ReportContext) -> Output:
    """The brief is made of what `estimates.json` says, and of nothing else."""
    page = brief_of_content(json.loads(estimates_json(result)), context)
    if page is None:
        return Output()
    files = (OutputFile(BRIEF, page),)
    notices = tuple(Notice("brief-map", text) for text in without_map(result, context.brief))
    if not context.brief.pdf:
        return Output(files, notices)
    try:
        return Output((*files, OutputFile(PDF, _pdf(page, context.language))), notices)
    except MissingExtraError as error:
        without = Notice(error.code, f"{PDF}: {error.text}; {error.hint}")
        return Output(files, (*notices, without))


def _pdf(page: str, language: str) -> bytes:
    """The page as it is printed, as a tagged PDF."""
    printed = isolated(page) if words(language).is_mirrored else page
    return pdf_of(set_out(printed), _IDENTIFIER)


FORMAT = Format(
    name="brief",
    about="The brief: at most seven findings in plain sentences, on two printed pages.",
    write=_write,
)
