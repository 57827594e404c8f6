"""Lays the tables of the field out as persons and jobs, for as long as a study is open.

Answers are those of the log of corrections, as on the pages of an evening and in an export. A
person's row gets the household's answers, and the place of its cluster in the sample. Deleted
interviews are left out; those that a supervisor rejected are read and not kept. What is laid out
lies in a folder of the owner's alone within `field/`, and is removed at the end.
"""

import shutil
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from measure87.collect.quality.corrections import FILE, corrected, read_corrections
from measure87.collect.quality.field_data import form_of_study
from measure87.collect.whole_numbers import whole_numbers
from measure87.files import SourceTable, code_text, read_plain_source, sha256_of
from measure87.study.field.settings import no_tables
from measure87.vocabulary.errors import DataError, ReadingWarning

FIELD, TABLES = "field", "tables"
_MAIN, _PERSONS, _JOBS = "main", "persons", "jobs"
_ID = "_id"
_PREFIX = ".joined-"
_STALE = 24 * 3600
"""Seconds after which what a killed run has left is removed."""
_OF_SAMPLE = {"stratum": "_stratum", "weight": "_weight"}
_WITHOUT = {
    "stratum": "fill it in; where the sample has no strata, leave the column out",
    "weight": "fill it in; where clusters have no weights, leave the column out",
}
"""What to do where a column of the sample is empty."""
_REJECTED = "rejected"
_NAMED = 3
"""Most interviews that a message names."""


def field_hashes(folder: Path) -> Mapping[str, str]:
    """Hash of each table of the field as it is now, and of the corrections, by its name."""
    paths = [*sorted(_folder(folder).glob("*.parquet")), folder / FIELD / FILE]
    return {path.name: sha256_of(path) for path in paths if path.is_file()}


@contextmanager
def laid_out(folder: Path, sample: Path | None) -> Iterator[Mapping[str, Path]]:
    """Files of persons and jobs, by table, while the block lasts.

    Raises
    ------
    StudyError
        `no-field-data`, if nothing has come from the field.
    DataError
        If interviews lie in clusters that the sample does not have.
    """
    if not (_folder(folder) / f"{_MAIN}.parquet").is_file():
        raise no_tables(folder)
    _remove_stale(folder / FIELD)
    place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder / FIELD))
    try:
        yield _written(folder, sample, place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _folder(folder: Path) -> Path:
    return folder / FIELD / TABLES


def _written(folder: Path, sample: Path | None, place: Path) -> dict[str, Path]:
    tables = _corrected(folder)
    households = _households(tables[_MAIN])
    if sample is not None:
        households = _in_sample(households, sample)
    persons = tables[_PERSONS]
    taken = [c for c in households.collect_schema().names() if c not in persons.columns]
    persons = persons.join(households.collect().select(_ID, *taken), on=_ID)
    made = {_PERSONS: persons}
    if _JOBS in tables:
        made[_JOBS] = tables[_JOBS].join(persons.select(_ID).unique(), on=_ID, how="semi")
    files = {name: place / f"{name}.parquet" for name in made}
    for name, frame in made.items():
        frame.sort(_sorted_by(frame)).write_parquet(files[name])
    return files


def _corrected(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables of the field with the log of corrections laid on, and a word if some could not."""
    names = {_MAIN, _PERSONS} | {path.stem for path in _folder(folder).glob("*.parquet")}
    log = read_corrections(folder / FIELD)
    if not log:
        return {name: _table(folder, name) for name in names & {_MAIN, _PERSONS, _JOBS}}
    tables, account = corrected(
        {name: _table(folder, name) for name in names}, form_of_study(folder), log
    )
    if account.refused:
        warnings.warn(
            f"{FILE}: {len(account.refused):,} of {len(log):,} corrections could not be laid on, "
            f"the first in line {account.refused[0][0]}; `measure87 collect check DIR` says why",
            ReadingWarning,
            stacklevel=2,
        )
    return tables


def _households(main: pl.DataFrame) -> pl.LazyFrame:
    """One row an interview that the server has not deleted, and whether it is to be kept."""
    deleted = pl.col("_deleted").fill_null(False) if "_deleted" in main.columns else pl.lit(False)
    rejected = pl.lit(False)
    if "_review" in main.columns:
        rejected = (pl.col("_review").str.to_lowercase() == _REJECTED).fill_null(False)
    return main.lazy().filter(~deleted).with_columns((~rejected).cast(pl.Int8).alias("_kept"))


def _in_sample(households: pl.LazyFrame, sample: Path) -> pl.LazyFrame:
    """Households with stratum and weight of their cluster."""
    source = read_plain_source(sample)
    drawn = source.lazy.collect()
    wanted = {name: ours for name, ours in _OF_SAMPLE.items() if name in drawn.columns}
    if "cluster" not in drawn.columns or not wanted:
        raise DataError(
            f"{sample.name} must have cluster, and stratum or weight",
            code="no-sample-columns",
            where=sample.name,
            hint=f"its columns are {', '.join(drawn.columns)}",
        )
    is_number = households.collect_schema()["cluster"].is_integer()
    drawn = drawn.with_columns(_as_entered(drawn.schema["cluster"], is_number))
    if drawn["cluster"].is_duplicated().any():
        raise DataError(
            f"{sample.name} has a cluster twice",
            code="duplicate-cluster",
            where=sample.name,
            hint="one row a cluster",
        )
    places = drawn.select("cluster", *(pl.col(name).alias(ours) for name, ours in wanted.items()))
    entered = households.with_columns(pl.col("cluster").cast(pl.String))
    _refuse_unknown(entered.join(places.lazy(), on="cluster", how="anti"), sample)
    _refuse_empty(drawn.join(entered.collect(), on="cluster", how="semi"), drawn, wanted, source)
    return entered.join(places.lazy(), on="cluster", how="left")


def _as_entered(kind: pl.DataType, is_number: bool) -> pl.Expr:
    """Clusters of the sample as the form stores them: `0012` of a frame is 12 where it asks for a
    number."""
    code = code_text("cluster", kind)
    return (whole_numbers(code) if is_number else code).alias("cluster")


def _refuse_unknown(outside: pl.LazyFrame, sample: Path) -> None:
    """Refuse interviews whose cluster the sample does not have; `_id` tells which they are."""
    lost = outside.select(_ID).sort(_ID).collect()[_ID].to_list()
    if lost:
        raise DataError(
            f"{len(lost):,} interview(s) lie in no cluster of {sample.name}; the first by _id: "
            f"{', '.join(map(str, lost[:_NAMED]))}",
            code="cluster-not-in-sample",
            where=sample.name,
            hint="correct their cluster on the server, and pull anew; or add it to the file",
        )


def _refuse_empty(
    visited: pl.DataFrame, drawn: pl.DataFrame, wanted: Iterable[str], source: SourceTable
) -> None:
    """Refuse a stratum or weight that is empty in the row of a cluster with interviews."""
    for name in wanted:
        empty = visited.filter(_is_empty(name))["cluster"]
        if empty.is_empty():
            continue
        places = drawn["cluster"].is_in(empty.implode()).arg_true()
        raise DataError(
            f"{name} is empty in {len(places):,} row(s) of {source.name} whose clusters have "
            f"interviews, first row {source.rows.of(int(places[0]))}",
            code=f"empty-{name}",
            where=source.name,
            hint=_WITHOUT[name],
        )


def _is_empty(name: str) -> pl.Expr:
    return (pl.col(name).cast(pl.String).str.strip_chars() == "").fill_null(True)


def _table(folder: Path, name: str) -> pl.DataFrame:
    path = _folder(folder) / f"{name}.parquet"
    if not path.is_file():
        raise DataError(
            f"there is no field/tables/{name}.parquet",
            code="missing-file",
            where=str(folder),
            hint="measure87 collect pull DIR writes all tables of the form",
        )
    return pl.read_parquet(path)


def _sorted_by(frame: pl.DataFrame) -> list[str]:
    return [name for name in (_ID, "_parent_row", "_row") if name in frame.columns]


def _remove_stale(field: Path) -> None:
    """Remove what a run that was killed has left."""
    for path in field.glob(f"{_PREFIX}*"):
        if time.time() - path.stat().st_mtime > _STALE:
            shutil.rmtree(path, ignore_errors=True)
