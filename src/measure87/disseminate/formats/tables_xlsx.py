"""`tables/tables.xlsx`: the standard tables, one sheet each."""

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.output_format import Format, Output, OutputFile
from measure87.disseminate.standard_tables.as_xlsx import workbook_bytes
from measure87.disseminate.standard_tables.book import FOLDER, table_book
from measure87.disseminate.standard_tables.words import table_words
from measure87.vocabulary.estimate import Result


def _write(result: Result, context: ReportContext) -> Output:
    data = workbook_bytes(table_book(result, context), table_words(context.language))
    return Output((OutputFile(f"{FOLDER}/tables.xlsx", data),))


FORMAT = Format(
    name="tables-xlsx",
    about="The standard tables and the annex of sampling errors, one workbook without formulas.",
    write=_write,
)
