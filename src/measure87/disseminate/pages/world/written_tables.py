"""The tables as files, and read back: CSV that spreadsheets open safely, Parquet for draws.

A CSV file begins with a mark of byte order, as the standard tables do, its first row is the
header, and an empty cell is what is not known or does not apply.
"""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from measure87.disseminate.pages.world.world_tables import type_of
from measure87.files import BYTE_ORDER_MARK, FORMULA_STARTS
from measure87.vocabulary.columns.table import Table

if TYPE_CHECKING:
    import polars as pl

_STARTS = "".join(f"\\x{{{ord(sign):x}}}" for sign in FORMULA_STARTS)
_FORMULA = rf"^ *[{_STARTS}]"
"""Texts that a spreadsheet would run."""
_GUARDED = rf"^'( *[{_STARTS}])"
"""What `csv_text` makes of a text that a spreadsheet would run."""


def table_csv(frame: "pl.DataFrame") -> str:
    """A table as CSV text; text that a spreadsheet would run gets an apostrophe in front.

    The same as `files.csv_text` gives, column by column: there can be a hundred thousand rows.

    Raises
    ------
    ValueError
        If a number is not finite: our own bug.
    """
    import polars as pl

    for name, kind in frame.schema.items():
        if kind.is_float() and not frame[name].drop_nulls().is_finite().all():
            raise ValueError(f"{name} holds a number that is not finite")
    guarded = frame.with_columns(pl.col(pl.String).str.replace(_FORMULA, "'${0}"))
    return BYTE_ORDER_MARK + guarded.write_csv(line_terminator="\n")


def read_table(path: Path, table: Table) -> "pl.DataFrame":
    """A table as it was before it was written; empty texts are empty, not missing."""
    import polars as pl

    text = path.read_text("utf-8").removeprefix(BYTE_ORDER_MARK)
    schema = {column.name: type_of(column) for column in table.columns}
    found = pl.read_csv(io.BytesIO(text.encode()), schema=schema)
    texts = [name for name, kind in schema.items() if kind == pl.String]
    return found.with_columns(
        pl.col(name).fill_null("").str.replace(_GUARDED, "${1}") for name in texts
    )


def draws_parquet(frame: "pl.DataFrame", path: Path) -> None:
    """The draws, one list of shares for each place, year, sex and age."""
    frame.write_parquet(path, compression="zstd", compression_level=3, statistics=False)
