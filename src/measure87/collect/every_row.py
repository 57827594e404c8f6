"""Standard columns of every row of a file of persons, those too that a mapping does not keep.

Who did not answer is of no measure, and yet was drawn: repeated weighting needs her cluster.
"""

from collections.abc import Sequence

import polars as pl

from measure87.collect.checks import ROW
from measure87.collect.mapping import InputMapping
from measure87.collect.optional_columns import without_absent
from measure87.collect.table_building import Sheet
from measure87.files import SourceTable
from measure87.vocabulary.errors import DataError

KEPT = "measure87_kept"
"""Whether the mapping keeps a row."""
_IN_DESIGN = ("stratum", "cluster", "cluster_2")


def every_row(
    section: InputMapping,
    persons: SourceTable,
    columns: Sequence[str],
    also: Sequence[str] = (),
) -> pl.DataFrame:
    """Standard columns of all rows, in the order of the file, and whether each row is kept.

    Parameters
    ----------
    section : the input's mapping
    persons : its file of persons
    columns : standard columns of persons; those that are not mapped are passed over
    also : variables of the file, as they are

    Raises
    ------
    DataError
        If a variable is not there, or a stratum or cluster is missing in some row.
    """
    section, _ = without_absent(section, {"persons": persons}, None)
    sheet = Sheet(persons, section, keep=False)
    mapped = {name: section.persons[name] for name in columns if name in section.persons}
    kept = [sheet.find(one.variable).has(one.codes).fill_null(False) for one in section.keep]
    rows = sheet.all_rows.select(
        ROW,
        (pl.all_horizontal(kept) if kept else pl.lit(True)).alias(KEPT),
        *sheet.expressions(mapped).values(),
        *(pl.col(name) for name in also),
    ).collect()
    for name in _IN_DESIGN:
        if name in mapped:
            _require_placed(rows, name, mapped[name].variables, section.name)
    return rows.drop(ROW)


def _require_placed(rows: pl.DataFrame, column: str, variables: Sequence[str], where: str) -> None:
    """Refuse rows whose stratum or cluster is empty."""
    blank = rows.filter(pl.col(column).is_null())
    if blank.height:
        raise DataError(
            f"{blank.height:,} row(s) have no {column} ({', '.join(variables)}), first row "
            f"{int(blank.select(pl.col(ROW).min()).item())}",
            code=f"missing-{column}",
            where=where,
            hint=f"everybody who was drawn needs a {column}, those too whom `keep` leaves out; "
            "write it into the file, or take out rows that were not drawn",
        )
