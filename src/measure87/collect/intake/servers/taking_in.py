"""Takes interviews of a source into a study: tables, identifiers, referrals, each to its place.

Every table is made anew of what the source has now. Left out of all of it are interviews and
persons who withdrew, and who did not agree; of them no identifier is kept either. A wish to be
referred is kept apart from all that: it has a consent of its own.
"""

import io
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl

from measure87.collect.ethics.agreement import MAIN, Responses, agreed, unlisted
from measure87.collect.ethics.encrypted_file import hash_of
from measure87.collect.ethics.identifiers import IdentifierFile
from measure87.collect.ethics.places import FIELD, TABLES
from measure87.collect.ethics.positions import Position, Unit, coarse, in_unit
from measure87.collect.ethics.readiness import require_intake
from measure87.collect.ethics.settings import EthicsSettings
from measure87.collect.ethics.tombstones import lines_of, tombstones, without_withdrawn
from measure87.collect.form.model import Form, placed
from measure87.collect.intake.servers.records import Split, tables_of
from measure87.collect.intake.servers.source import Source
from measure87.collect.whole_numbers import whole_number
from measure87.files import write_whole
from measure87.files.owner_folder import owner_folder
from measure87.vocabulary.errors import DataError, ReadingWarning
from measure87.vocabulary.keys import nearest

GPS = "_gps_in_unit"
CELLS = ("_gps_cell_latitude", "_gps_cell_longitude")
"""Columns of the main table that a position leaves: in its unit or not, and its coarse cell."""


@dataclass(frozen=True)
class Taken:
    """What was taken in: counts alone.

    rows : of each table that was written
    responses : of each table, who agreed and who did not respond
    unread : table and question to answers that are not of its type, left out
    unknown : table and key to answers that no question of the form has
    unlisted : table and question of agreement to answers that are no choice of the form
    """

    rows: Mapping[str, int]
    responses: Mapping[str, Responses]
    withdrawn: int
    unread: Mapping[tuple[str, str], int]
    unknown: Mapping[tuple[str, str], int]
    unlisted: Mapping[tuple[str, str], int] = MappingProxyType({})


def take_in(
    study: Path,
    form: Form,
    source: Source,
    ethics: EthicsSettings,
    secret: bytes,
    today: date,
    units: Mapping[str, Unit] | None = None,
    unit_question: str = "",
) -> Taken:
    """Bring the tables of a study to what a source has.

    Parameters
    ----------
    secret : under which interviews are known in the encrypted files
    units : sampled areas by the code that `unit_question` of the main table has; with them the
        main table says whether each interview was held in its unit

    Raises
    ------
    StudyError
        If what must be in place before anybody is asked is not.
    DataError
        If the source cannot be read to its end; nothing is changed then.
    """
    require_intake(study, form, ethics, today)
    filled = tables_of(form, source.submissions(), lambda one: hash_of(secret, "submitter", one))
    tables = dict(filled.tables)
    places = _positions(form, filled.identifiers)
    if units is not None:
        tables[MAIN] = with_gps(tables[MAIN], places, units, unit_question)
    if ethics.grid_km is not None:
        tables[MAIN] = _with_cells(tables[MAIN], places, ethics.grid_km)
    kept = without_withdrawn(form, tables, tombstones(study), secret)
    told = agreed(form, kept)
    _keep(study, ethics, secret, _of_rows(filled.identifiers, told.tables), referrals=False)
    _keep(study, ethics, secret, _of_rows(filled.referrals, kept), referrals=True)
    _write(owner_folder(study, FIELD, TABLES), told.tables)
    return Taken(
        {name: len(frame) for name, frame in told.tables.items()},
        told.responses,
        len(tables[MAIN]) - len(kept[MAIN]),
        filled.unread,
        filled.unknown,
        unlisted(form, kept),
    )


def _positions(form: Form, identifiers: Iterable[Split]) -> dict[str, Position | None]:
    """The position of each interview; the first question of the main table that has one."""
    points = [one.question.name for one in placed(form) if one.question.kind == "geopoint"]
    return {
        one.interview: next((Position.read(one.values[p]) for p in points if p in one.values), None)
        for one in identifiers
        if one.row == (MAIN, 0)
    }


def with_gps(
    main: pl.DataFrame,
    places: Mapping[str, Position | None],
    units: Mapping[str, Unit],
    unit_question: str,
) -> pl.DataFrame:
    """With a column that says whether each interview was held in its unit.

    Interviews with a position and the code of no area are told.
    """
    if unit_question not in main.columns:
        raise DataError(
            f"the main table has no question {unit_question!r} that says the area",
            code="no-unit",
            hint=nearest(unit_question, main.columns),
        )
    codes = main[unit_question].cast(pl.String)
    areas = units
    if main.schema[unit_question].is_integer():
        areas = {whole_number(code): unit for code, unit in units.items()}
    said = [
        in_unit(places.get(own), areas.get(code or ""))
        for own, code in zip(main["_id"], codes, strict=True)
    ]
    strange = sum(
        places.get(own) is not None and (code or "") not in areas
        for own, code in zip(main["_id"], codes, strict=True)
    )
    if strange:
        text = (
            f"{strange:,} interviews with a position have a code of {unit_question} that no area "
            "has: whether they were held in it is unknown"
        )
        warnings.warn(text, ReadingWarning, stacklevel=2)
    return main.with_columns(pl.Series(GPS, said, dtype=pl.String))


def _with_cells(
    main: pl.DataFrame, places: Mapping[str, Position | None], grid_km: float
) -> pl.DataFrame:
    """With the middle of the cell of a coarse grid that each interview was held in."""
    cells = [coarse(place, grid_km) if (place := places.get(own)) else (None, None)
             for own in main["_id"]]  # fmt: skip
    return main.with_columns(
        pl.Series(name, [cell[k] for cell in cells], dtype=pl.Float64)
        for k, name in enumerate(CELLS)
    )


def _of_rows(splits: Iterable[Split], tables: Mapping[str, pl.DataFrame]) -> list[Split]:
    """Those of rows that are in the tables."""
    rows = {
        (own, name, line)
        for name, frame in tables.items()
        for own, line in zip(frame["_id"], lines_of(frame), strict=True)
    }
    return [one for one in splits if (one.interview, *one.row) in rows]


def _keep(
    study: Path, ethics: EthicsSettings, secret: bytes, splits: list[Split], *, referrals: bool
) -> None:
    file = IdentifierFile(study, ethics, secret, keep=False, referrals=referrals)
    for one in splits:
        file.put(one.interview, one.row, one.values)
    file.close()


def _write(folder: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    for name, frame in tables.items():
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        write_whole(folder / f"{name}.parquet", buffer.getvalue(), private=True)
