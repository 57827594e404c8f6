"""`tables/tables.pdf`: the standard tables as a tagged PDF, by the extra `pdf`."""

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.output_format import Format, Output, OutputFile
from measure87.disseminate.standard_tables.as_pdf import pdf_bytes
from measure87.disseminate.standard_tables.book import FOLDER, table_book
from measure87.disseminate.standard_tables.words import table_words
from measure87.vocabulary.estimate import Result


def _write(result: Result, context: ReportContext) -> Output:
    data = pdf_bytes(table_book(result, context), table_words(context.language))
    return Output((OutputFile(f"{FOLDER}/tables.pdf", data),))


FORMAT = Format(
    name="tables-pdf",
    about="The standard tables and the annex of sampling errors as a tagged PDF.",
    write=_write,
)
