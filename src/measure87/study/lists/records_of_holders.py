"""Case records of several holders, one row a record, as persons on lists.

Each holder (police, NGO, health service) is a list; a person is on it if it has a record of her.
Records of one person have the same key: a pseudonym, or what `measure87 collect link` gave them.
"""

from dataclasses import dataclass, replace

import polars as pl

from measure87.define.classifications.trafficking_cases import SEVERAL
from measure87.files import RowsOfFile, SourceTable
from measure87.study.lists.inputs import ListColumns
from measure87.study.lists.keys_alike import judge_keys
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.printed import counted
from measure87.vocabulary.spelling import plain

MOST_HOLDERS = 20
"""More values than that are no holders but names of persons or cases."""


@dataclass(frozen=True)
class Records:
    """Columns of a file of case records.

    Parameters
    ----------
    person : str
        Key of the person, the same in all her records.
    holder : str
        Who holds the record.
    """

    person: str
    holder: str


def persons_of(source: SourceTable, columns: ListColumns, records: Records | None) -> SourceTable:
    """The file with one row per person, and 1 or 0 for each holder.

    A person whose records say different strata is in the stratum `several`, of which
    `contradicting_records` warns; a stratum that only some of her records tell is hers.

    Raises
    ------
    DataError
        For a record without person or holder, with its row; for too many holders, a holder
        named as the column of strata, or a holder or stratum that is written in several ways;
        for persons whose keys are, if they are many (of a few there is a warning).
    """
    _refuse_strata_alike(source, columns)
    if records is None:
        return source
    person, holder = source.column(records.person), source.column(records.holder)
    strata = None if columns.strata is None else source.column(columns.strata)
    wanted = dict.fromkeys((person, holder, *([strata] if strata else [])))
    frame = source.frame.lazy().select(pl.col(list(wanted)).cast(pl.String)).collect()
    for name in (person, holder):
        _refuse_empty(frame[name], source)
    holders = sorted(frame[holder].unique())
    _refuse_as_lists(holders, strata, holder, source)
    _refuse_alike(
        frame[holder],
        source,
        "holder-in-several-spellings",
        "each would be a list of its own: write one holder alike in all its records",
    )
    judge_keys(frame[person], source)
    on = [(pl.col(holder) == name).any().cast(pl.Int64).alias(name) for name in holders]
    told = [_one_stratum(strata)] if strata else []
    found = frame.group_by(person, maintain_order=True).agg(*on, *told).drop(person)
    return replace(source, frame=found, columns=tuple(found.columns), rows=RowsOfFile())


def _one_stratum(strata: str) -> pl.Expr:
    """What the records of one person say, `several` where they differ."""
    said = pl.col(strata).drop_nulls()
    return pl.when(said.n_unique() > 1).then(pl.lit(SEVERAL)).otherwise(said.first()).alias(strata)


def _refuse_empty(cells: pl.Series, source: SourceTable) -> None:
    empty = [place for place, cell in enumerate(cells) if cell is None or not cell.strip()]
    if empty:
        raise DataError(
            f"{cells.name} is empty in {counted(len(empty), 'record', 'records')}, first row "
            f"{source.rows.of(empty[0])}",
            code="record-without-key",
            where=source.name,
            hint="a record counts for nobody without it: give each a person and a holder, or leave "
            "it out",
        )


def _refuse_strata_alike(source: SourceTable, columns: ListColumns) -> None:
    """Refuse a stratum that is written in several ways."""
    if columns.strata is None:
        return
    name = source.column(columns.strata)
    _refuse_alike(
        source.frame.lazy().select(pl.col(name).cast(pl.String)).collect()[name],
        source,
        "stratum-in-several-spellings",
        "each would be a stratum of its own: write one stratum alike in all rows",
    )


def _refuse_alike(cells: pl.Series, source: SourceTable, code: str, hint: str) -> None:
    """Refuse a holder or a stratum that is written in several ways: each would be one by itself,
    and persons on two lists would seem to be on one."""
    first: dict[str, tuple[str, int]] = {}
    for place in cells.arg_unique().sort():
        name, row = cells[place], source.rows.of(place)
        if name is None:
            continue
        other, before = first.setdefault(" ".join(plain(name).split()), (name, row))
        if other != name:
            raise DataError(
                f"two values of {cells.name} differ in case, accents or blanks alone, first rows "
                f"{before} and {row}",
                code=code,
                where=source.name,
                hint=hint,
            )


def _refuse_as_lists(
    holders: list[str], strata: str | None, holder: str, source: SourceTable
) -> None:
    if len(holders) > MOST_HOLDERS:
        raise DataError(
            f"{holder} has {len(holders)} values, and a list is the work of one holder",
            code="too-many-holders",
            where=source.name,
            hint="name the column that says whose record it is, as org_Type",
        )
    if strata in holders:
        raise DataError(
            f"a holder has the name of the column of strata, {strata}",
            code="holder-named-as-strata",
            where=source.name,
            hint="rename one of them",
        )
