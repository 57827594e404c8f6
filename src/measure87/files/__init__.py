"""Read and write tables by suffix, whole or not at all; no meaning."""

from typing import TYPE_CHECKING

from measure87.vocabulary.names_when_used import names_when_used

if TYPE_CHECKING:
    from measure87.files.lazy_reading import while_reading
    from measure87.files.reading import (
        digest_of,
        read_plain_source,
        read_source,
        require_unchanged,
    )
    from measure87.files.rows_of_file import RowsOfFile
    from measure87.files.selection import matching
    from measure87.files.source_table import (
        SourceTable,
        UserMissing,
        clean_label,
        code_of,
        code_text,
        find_column,
        unknown_column,
        with_notices_told,
        with_remarks_told,
    )
    from measure87.files.spss import write_sav
    from measure87.files.stata import write_dta
    from measure87.files.table_form import AS_FOUND, AskedError, TableForm
    from measure87.files.writing import (
        BYTE_ORDER_MARK,
        FORMULA_STARTS,
        csv_text,
        sha256_of,
        sync_folder,
        whole_file,
        write_whole,
    )

_HOMES = {
    "AS_FOUND": "table_form",
    "AskedError": "table_form",
    "BYTE_ORDER_MARK": "writing",
    "FORMULA_STARTS": "writing",
    "RowsOfFile": "rows_of_file",
    "SourceTable": "source_table",
    "TableForm": "table_form",
    "UserMissing": "source_table",
    "clean_label": "source_table",
    "code_of": "source_table",
    "code_text": "source_table",
    "csv_text": "writing",
    "digest_of": "reading",
    "find_column": "source_table",
    "matching": "selection",
    "read_plain_source": "reading",
    "read_source": "reading",
    "require_unchanged": "reading",
    "sha256_of": "writing",
    "sync_folder": "writing",
    "unknown_column": "source_table",
    "while_reading": "lazy_reading",
    "whole_file": "writing",
    "with_notices_told": "source_table",
    "with_remarks_told": "source_table",
    "write_dta": "stata",
    "write_sav": "spss",
    "write_whole": "writing",
}
"""Public name to the module that has it."""

__all__ = [
    "AS_FOUND",
    "BYTE_ORDER_MARK",
    "FORMULA_STARTS",
    "AskedError",
    "RowsOfFile",
    "SourceTable",
    "TableForm",
    "UserMissing",
    "clean_label",
    "code_of",
    "code_text",
    "csv_text",
    "digest_of",
    "find_column",
    "matching",
    "read_plain_source",
    "read_source",
    "require_unchanged",
    "sha256_of",
    "sync_folder",
    "unknown_column",
    "while_reading",
    "whole_file",
    "with_notices_told",
    "with_remarks_told",
    "write_dta",
    "write_sav",
    "write_whole",
]

__getattr__ = names_when_used(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*__all__, *globals()})
