"""The tables of a study folder: rows of changed interviews put in place of the former ones.

The same interviews give the same bytes, whatever pulls brought them: rows are sorted, and each
table is one Parquet file written whole.
"""

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from measure87.collect.form.interviews.layout import MAIN, Table
from measure87.files.writing import whole_file

FOLDER = "tables"
_ORDER = {MAIN: ["_submitted_at", "_id"]}
_ROWS_A_GROUP = 1 << 20


def file_of(folder: Path, table: str) -> Path:
    """The file of a table."""
    return folder / FOLDER / f"{table}.parquet"


def write_tables(
    folder: Path, frames: Mapping[str, pl.DataFrame], changed: Collection[str], keep: bool
) -> dict[str, str]:
    """Write every table of a layout; those that are of no layout go.

    Parameters
    ----------
    folder : `field/`
    frames : rows of the interviews that changed
    changed : interviews whose former rows go
    keep : whether rows of other interviews stay; otherwise the tables are made anew

    Returns
    -------
    dict
        Hash of each table's file.
    """
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    hashes = {}
    for name, rows in frames.items():
        frame, path = rows, file_of(folder, name)
        if keep:
            former = pl.read_parquet(path, memory_map=False)
            gone = pl.Series(list(changed), dtype=pl.String)
            frame = pl.concat([former.filter(~pl.col("_id").is_in(gone.implode())), frame])
        frame = frame.sort(_ORDER.get(name, ["_id", "_row"])).rechunk()
        with whole_file(path, private=True) as draft:
            frame.write_parquet(draft, compression="zstd", row_group_size=_ROWS_A_GROUP)
            hashes[name] = _hash(draft)
    for stray in place.glob("*.parquet"):
        if stray.stem not in hashes:
            stray.unlink()
    return hashes


def tables_stand(folder: Path, hashes: Mapping[str, str], layout: Table) -> bool:
    """Whether the files of a layout are those whose hashes were kept."""
    names = {one.name for one in layout}
    return names == set(hashes) and all(
        (path := file_of(folder, name)).is_file() and _hash(path) == said
        for name, said in hashes.items()
    )


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
