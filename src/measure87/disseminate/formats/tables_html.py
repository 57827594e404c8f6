"""`tables/tables.html`: the standard tables as one page."""

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.output_format import Format, Output, OutputFile
from measure87.disseminate.standard_tables.as_html import tables_page
from measure87.disseminate.standard_tables.book import FOLDER, table_book
from measure87.disseminate.standard_tables.words import table_words
from measure87.vocabulary.estimate import Result


def _write(result: Result, context: ReportContext) -> Output:
    page = tables_page(table_book(result, context), table_words(context.language))
    return Output((OutputFile(f"{FOLDER}/tables.html", page),))


FORMAT = Format(
    name="tables-html",
    about="The standard tables and the annex of sampling errors as one page.",
    write=_write,
)
