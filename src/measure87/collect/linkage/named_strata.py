"""From hashes of strata back to their values, in the table of persons by lists.

The one who links sees hashes of strata. The holders keep a file of what they stand for, made when
they hashed their lists, and put the values into the table when the linkage is done.
"""

from pathlib import Path

import polars as pl

from measure87.collect.linkage.draw_tables import OTHER, UNKNOWN
from measure87.collect.linkage.firewall import private_source
from measure87.collect.linkage.hashed_lists import STRATA_COLUMNS
from measure87.files import read_source
from measure87.vocabulary.errors import DataError


def named_strata(table: Path, meanings: Path) -> pl.DataFrame:
    """The table of persons by lists with the values of its strata in place of their hashes.

    Parameters
    ----------
    table : what `measure87 collect link run` wrote
    meanings : `strata-of-hashes.csv` of a holder

    Raises
    ------
    DataError
        `no-hashed-strata` where no column is of hashes, `unknown-hash` for a hash of another key.
    RefusedError
        `not-private` or `open-file` for the file of meanings.
    """
    private_source(meanings)
    source = read_source(meanings, STRATA_COLUMNS)
    told = source.frame.lazy().collect().select(source.column(name) for name in STRATA_COLUMNS)
    told = told.cast(pl.String)
    frame = read_source(table).frame.lazy().collect()
    strata = [name for name in told[:, 0].unique(maintain_order=True) if name in frame.columns]
    if not strata:
        raise DataError(
            "no stratum of the table is one of the file",
            code="no-hashed-strata",
            where=table.name,
            hint=f"{meanings.name} comes from hashing the lists of this table",
        )
    for name in strata:
        value_of = {hashed: value for stratum, value, hashed in told.rows() if stratum == name}
        value_of |= {word: word for word in (OTHER, UNKNOWN)}
        strange = set(frame[name].drop_nulls()) - set(value_of)
        if strange:
            raise DataError(
                f"{len(strange)} value(s) of column {name!r} are not in {meanings.name}",
                code="unknown-hash",
                where=table.name,
                hint="each holder has the values of its own list alone: put the rows together",
            )
        frame = frame.with_columns(frame[name].replace_strict(value_of, return_dtype=pl.String))
    return frame
