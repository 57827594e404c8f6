"""What steps of a recipe read of a table, once: codes as whole numbers, statuses, numbers.

Columns are looked at only where a step counts the person: who is out, or was not drawn, may lack
an answer. No message repeats what a cell holds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.estimate.row_groups import rows_by_codes
from measure87.files import code_of, find_column, unknown_column
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array, IntArray
from measure87.vocabulary.errors import DataError


def _code(value: object) -> str | None:
    """A status as code text, 0 and 1 for false and true; None where nothing is told."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return code_of(int(value) if isinstance(value, bool) else value) or None


@dataclass(frozen=True)
class Columns:
    """The columns of a table that a recipe names.

    frame : the table; the rows are persons
    name : what messages call it
    """

    frame: pl.DataFrame
    name: str

    def spelt(self, column: str) -> str:
        """The table's spelling of a column; a DataError if it has none of that name."""
        found = find_column(column, self.frame.columns, where=self.name)
        if found is None:
            raise unknown_column(column, self.frame.columns, where=self.name)
        return found

    def codes(self, columns: Sequence[str]) -> tuple[Int32Array, int]:
        """The number of each person's crossing of codes, and how many there are.

        A missing code is a code of its own. Without columns all persons are in one class.
        """
        if not columns:
            return np.zeros(self.frame.height, dtype=np.int32), 1
        place, found = self.crossing(columns)
        return place.astype(np.int32), found.height

    def crossing(self, columns: Sequence[str]) -> tuple[IntArray, pl.DataFrame]:
        """As `codes`, with the codes of each crossing."""
        return rows_by_codes(self.frame, [self.spelt(column) for column in columns])

    def statuses(
        self, column: str, named: Mapping[str, Sequence[str]], counted: BoolArray
    ) -> Int32Array:
        """The place in `named` of each person's status, by the codes of each; -1 where not counted.

        Raises
        ------
        DataError
            If a person who counts has a code that none of them names, or none at all.
        """
        of_code: dict[str, int] = {}
        for at, (key, codes) in enumerate(named.items()):
            for code in codes:
                if of_code.setdefault(code, at) != at:
                    raise DataError(
                        f"the code {code!r} of {column} is named twice, once by `{key}`",
                        code="status-twice",
                        where=self.name,
                        hint="give each code one status",
                    )
        place, found = self.crossing([column])
        values = [_code(value) for value in found.to_series().to_list()]
        status = np.array([-1 if v is None else of_code.get(v, -1) for v in values], dtype=np.int32)
        missing = np.array([v is None for v in values], dtype=bool)
        own = status[place]
        self.refuse(counted & missing[place], f"{column} is missing for", "missing-status")
        self.refuse(
            counted & (own < 0), f"{column} has a code that the recipe does not name for",
            "unknown-status", f"name every code: {', '.join(named)}",
        )  # fmt: skip
        return np.where(counted, own, -1).astype(np.int32)

    def numbers(self, column: str, counted: BoolArray) -> FloatArray:
        """The numbers of a column, (n,); 0 where the person does not count.

        Raises
        ------
        DataError
            If it holds something else, or nothing for a person who counts.
        """
        series = self.frame[self.spelt(column)]
        if not series.dtype.is_numeric():
            raise DataError(
                f"{column} holds text, and the recipe needs its numbers",
                code="not-a-number",
                where=self.name,
                hint="write plain numbers, without separators of thousands",
            )
        values = series.cast(pl.Float64).fill_null(np.nan).to_numpy()
        known = np.isfinite(values)
        self.refuse(counted & ~known, f"{column} is missing for", "missing-number")
        return np.where(counted & known, values, 0.0)

    def refuse(
        self,
        wrong: BoolArray,
        text: str,
        code: str,
        hint: str = "give it a value, or leave the rows out and say so",
    ) -> None:
        """Raise a DataError that counts the rows where something is wrong, if any is."""
        count = int(wrong.sum())
        if not count:
            return
        rows = "1 row" if count == 1 else f"{count:,} rows"
        raise DataError(
            f"{text} {rows} (the first is row {int(np.argmax(wrong)) + 1:,})",
            code=code,
            where=self.name,
            hint=hint,
        )
