"""`tables/*.csv`: the standard tables, one file each, and `tables/contents.csv`."""

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.output_format import Format, Output, OutputFile
from measure87.disseminate.standard_tables.as_csv import contents_csv, table_csv
from measure87.disseminate.standard_tables.book import FOLDER, table_book
from measure87.disseminate.standard_tables.words import table_words
from measure87.vocabulary.estimate import Result


def _write(result: Result, context: ReportContext) -> Output:
    book, words = table_book(result, context), table_words(context.language)
    files = [
        OutputFile(f"{FOLDER}/{table.id}.csv", table_csv(table, words))
        for table in book.tables
        if not table.lacking
    ]
    return Output((*files, OutputFile(f"{FOLDER}/contents.csv", contents_csv(book, words))))


FORMAT = Format(
    name="tables-csv",
    about="The standard tables and the annex of sampling errors, one CSV file each.",
    write=_write,
)
