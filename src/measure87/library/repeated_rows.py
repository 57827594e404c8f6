"""Rows of a table that stand twice, whole: mostly a file that was put below itself, or a join.

Persons may well be alike in all that a table has. They are no two persons where a column among
those that are alike tells all other rows apart, as an identifier does.
"""

import narwhals as nw
import polars as pl

from measure87.files.source_table import is_plain_name
from measure87.library.frames import Frame
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice

MOST_CELLS = 5_000_000
"""A larger table is not looked through at every question."""

_FEWEST_COLUMNS = 3
"""With fewer, the column that tells rows apart could be the answer itself."""


def repeated_rows(frame: Frame) -> list[Notice]:
    """A notice of rows that are in all columns what another one is, an identifier among these."""
    try:
        table = _small_table(frame)
    except (DataError, pl.exceptions.PolarsError):  # of a column that nobody asked for
        return []
    if table is None:
        return []
    once = table.unique()
    more = table.height - once.height
    if not 0 < more <= once.height:
        return []
    key = next((name for name in once.columns if once[name].n_unique() == once.height), None)
    if key is None:
        return []
    text = (
        f"rows that are in all columns what another row is: {more:,}; "
        f"{key if is_plain_name(key) else 'a column'} tells all others apart, so that these may be "
        "there twice by a slip, and each counts as a person"
    )
    return [Notice("rows-repeated", text, {"rows": more})]


def _small_table(frame: Frame) -> pl.DataFrame | None:
    """A table in memory or a file that was read; None of what is large, nested, or a plan."""
    if frame.source is None:
        given = nw.from_native(frame.given)
        if not isinstance(given, nw.DataFrame) or given.shape[0] * given.shape[1] > MOST_CELLS:
            return None
    lazy = frame.in_memory()
    if lazy is None:
        return None
    kinds = lazy.collect_schema()
    if len(kinds) < _FEWEST_COLUMNS or any(kind.is_nested() for kind in kinds.values()):
        return None
    if int(lazy.select(pl.len()).collect().item()) * len(kinds) > MOST_CELLS:
        return None
    return lazy.collect()
