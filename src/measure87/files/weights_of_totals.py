"""Rows with the weight of all others together: spreadsheets have totals, and no person is one."""

from collections.abc import Sequence

import polars as pl

from measure87.vocabulary.errors import DataError

OUT = "take the rows of totals out of the file"
"""What to do about them."""
_FEWEST = 10
"""Rows below which one may have the weight of all others by chance."""
_NEAR = 0.005
"""How far a rounded total may be from the sum, as a share of it."""
_FEWEST_ADDED = 5
"""Rows above a subtotal: one person may weigh as much as two or three before her."""
_MOST_ADDED = 1_000_000
"""Rows of a file in which subtotals are looked for: nobody adds up longer ones by hand."""


def refuse_weights_of_totals(
    table: pl.LazyFrame, variables: Sequence[str], where: str, *, row: str, hint: str = OUT
) -> None:
    """Refuse a row with the weight of all others together, and rows with that of all above.

    Read as a person it would be half of the population. Beside rows of subtotals a total has half
    of what the others have, for each person is in them twice.

    Parameters
    ----------
    table
        `weight`, and the number of each row, counted from 1.
    variables
        What the weights are made of, for the message.
    row
        The name of the column of the numbers.
    hint
        What to do.

    Raises
    ------
    DataError
        `row-of-totals` or `rows-of-subtotals`.
    """
    weight = pl.col("weight")
    table = table.filter(weight.is_finite() & (weight > 0))  # others are refused, by whoever weighs
    rows, total, most = table.select(
        pl.len(), weight.sum().alias("total"), weight.max().alias("most")
    ).collect().row(0)  # fmt: skip
    if rows < _FEWEST or not most:
        return
    others = total - most
    if min(abs(others - most), abs(others - 2 * most)) > _NEAR * most:
        if rows <= _MOST_ADDED:
            _refuse_subtotals(table, variables, where, row, hint)
        return
    first = table.filter(weight == most).select(pl.col(row).min()).collect().item()
    raise DataError(
        f"row {first} has the weight ({', '.join(variables)}) of all other rows together: it is a "
        "row of totals, and no person",
        code="row-of-totals",
        where=where,
        hint=hint,
    )


def _refuse_subtotals(
    table: pl.LazyFrame, variables: Sequence[str], where: str, row: str, hint: str
) -> None:
    """Refuse a file in which each part, of a region for example, ends with the sum of its rows."""
    found = table.select(row, "weight").sort(row).collect()
    at = _subtotals(found["weight"].to_list())
    if at:
        raise DataError(
            f"{len(at):,} rows, the first row {found[row][at[0]]}, have the weight "
            f"({', '.join(variables)}) of all rows since the one before of the kind: they are "
            "subtotals, and no persons",
            code="rows-of-subtotals",
            where=where,
            hint=hint,
        )


def _subtotals(weights: Sequence[float]) -> list[int]:
    """Places of weights that are the sum of those since the last such, if the last is one too.

    >>> _subtotals([1, 2, 1, 2, 1, 7, 2, 2, 2, 1, 1, 8]), _subtotals([1, 2, 1, 2, 1, 7, 2, 2])
    ([5, 11], [])
    """
    found: list[int] = []
    total, number = 0.0, 0
    for at, weight in enumerate(weights):
        if number >= _FEWEST_ADDED and total and abs(weight - total) <= _NEAR * total:
            found.append(at)
            total, number = 0.0, 0
        else:
            total, number = total + weight, number + 1
    return found if len(found) > 1 and not number else []
