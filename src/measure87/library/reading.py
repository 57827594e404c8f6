"""`read`: a file with its labels and declared missing codes, ready for `Survey`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure87.files import (
    AS_FOUND,
    AskedError,
    SourceTable,
    TableForm,
    read_source,
    with_remarks_told,
)
from measure87.files.table_form import Decimal
from measure87.library.asking import Names, names_of
from measure87.library.html import table_html
from measure87.library.pandas_tables import pandas_of

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, repr=False)
class Table:
    """A file that was read: values, labels, and the codes that its maker declared missing.

    Prints its name and size, and none of its rows; `to_polars` has them.
    """

    source: SourceTable

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the variables that were read."""
        return self.source.columns

    @property
    def labels(self) -> dict[str, str]:
        """Variable to its label, where the file has one."""
        return dict(self.source.variable_labels)

    def to_polars(self) -> "pl.DataFrame":
        """The rows; declared missing codes stand as they are in the file."""
        return self.source.lazy.collect()

    def to_pandas(self) -> Any:
        """The rows as a table of pandas."""
        return pandas_of(self.to_polars())

    def __repr__(self) -> str:
        """Name, kind and size."""
        labelled = len(self.source.value_labels)
        told = f", labels of codes for {labelled:,}" if labelled else ""
        return f"{self.source.name} ({self.source.format}): {len(self.columns):,} columns{told}"

    def _repr_html_(self) -> str:
        """The variables and their labels; none of the rows."""
        rows = [
            ("variable", "label"),
            *((name, self.labels.get(name, "")) for name in self.columns),
        ]
        return table_html(rows, (), repr(self))


def read(
    path: Path | str,
    columns: Names | None = None,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    decimal: Decimal | None = None,
    sheet: str | None = None,
    member: str | None = None,
    header_row: int | None = None,
) -> Table:
    """Read a CSV, Parquet, SPSS, Stata, Excel or OpenDocument file, or a ZIP file with one.

    Parameters
    ----------
    path : path
        The suffix tells the format.
    columns : str or sequence of str, optional
        Variables to read; all without it.
    encoding : str, optional
        Of the text in the file, where it is not what the file declares.

    separator, decimal, sheet, member, header_row : optional
        What the file does not say surely, and an error asks for: the sign between cells and before
        decimals, the sheet of a workbook, the file in a ZIP file, the row of the columns' names.

    Raises
    ------
    DataError, UsageError
        If the file is damaged, lacks a column, or is of another format.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import measure87 as m
    >>> file = Path(tempfile.mkdtemp()) / "children.csv"
    >>> _ = file.write_text("work,age\\n0,7\\n1,12\\n")
    >>> children = m.read(file)
    >>> children
    children.csv (csv): 2 columns
    >>> m.Survey(children).mean("age").only.value
    9.5
    """
    chosen = None if columns is None else names_of(columns)
    form = TableForm(
        encoding=encoding, separator=separator, decimal=decimal, sheet=sheet, member=member,
        header_row=header_row,
    )  # fmt: skip
    with answered_by_a_call(path, form):
        return Table(with_remarks_told(read_source(Path(path), chosen, form=form)))


@contextmanager
def answered_by_a_call(path: Path | str, form: TableForm = AS_FOUND) -> Iterator[None]:
    """Let the question that a file leaves open be answered by a call of `read`."""
    try:
        yield
    except AskedError as error:
        said = {one.name: getattr(form, one.name) for one in fields(form)}
        given = [str(path), *(value for value in said.values() if value is not None)]
        names = ["", *(f"{name}=" for name, value in said.items() if value is not None)]
        written = (json.dumps(value, ensure_ascii=False) for value in given)
        call = ", ".join(map(str.__add__, names, written))
        error.hint = error.calls(f"m.read({call})")
        raise
