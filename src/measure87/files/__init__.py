"""Read and write tables by suffix, whole or not at all; no meaning."""

from measure87.files.lazy_reading import while_reading
from measure87.files.reading import digest_of, read_source, require_unchanged
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

__all__ = [
    "AS_FOUND",
    "BYTE_ORDER_MARK",
    "FORMULA_STARTS",
    "AskedError",
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
