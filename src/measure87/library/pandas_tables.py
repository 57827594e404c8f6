"""A table for pandas, where that is installed."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from measure87.vocabulary.errors import MissingExtraError

if TYPE_CHECKING:
    import polars as pl


def pandas_of(table: "pl.DataFrame") -> Any:
    """A polars table as one of pandas.

    Raises
    ------
    MissingExtraError
        If pandas or pyarrow is not installed.
    """
    for library in ("pandas", "pyarrow"):
        if find_spec(library) is None:
            raise MissingExtraError(library, "spark")
    return table.to_pandas()
