"""Which row of its file each row of a table is, as whoever opens the file finds it.

In text and in workbooks it is the row of the sheet: the names of columns have one, and so have
titles above them and rows that hold nothing, which are no rows of the table. Other formats know
nothing but their records, which are counted from 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True)
class RowsOfFile:
    """Where the rows of a table stand in its file.

    Parameters
    ----------
    first : int
        Number of the row below the names.
    left_out : sequence of int
        Numbers of the rows from there on that are no rows of the table, in their order.
    """

    first: int = 1
    left_out: Sequence[int] = ()

    def numbered(self, rows: pl.LazyFrame, name: str) -> pl.LazyFrame:
        """All rows of the table, with a first column of that name that holds their numbers.

        >>> table = pl.LazyFrame({"id": ["a", "b", "c"]})
        >>> RowsOfFile(4, [5, 6]).numbered(table, "row").collect().rows()
        [(4, 'a'), (7, 'b'), (8, 'c')]
        """
        if not len(self.left_out):
            return rows.with_row_index(name, offset=self.first)
        height = rows.select(pl.len()).collect().item()
        every = np.arange(self.first, self.first + height + len(self.left_out), dtype=np.uint32)
        held = np.delete(every, np.asarray(self.left_out) - self.first)[:height]
        return rows.select(pl.Series(name, held), pl.all())

    def of(self, place: int) -> int:
        """The number of one row of the table, whose place is counted from 0.

        >>> [RowsOfFile(4, [4, 6]).of(place) for place in range(3)]
        [5, 7, 8]
        """
        number = self.first + place
        for empty in self.left_out:
            if empty > number:
                break
            number += 1
        return number
