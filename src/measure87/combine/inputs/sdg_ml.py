"""Reads figures of indicator 8.7.1 from an SDMX-ML message (2.1 or 3.0) with pysdmx.

The file is not trusted: it must be small, and a document type or an entity declaration, which no
SDMX message has, is refused before the parser sees it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from measure87.combine.inputs.exclusion import Exclusion
from measure87.combine.inputs.figure_table import REACH, FigureTable
from measure87.combine.inputs.sdg_csv import sdg_table
from measure87.files import SourceTable, sha256_of
from measure87.vocabulary.errors import DataError, MissingExtraError

MOST_BYTES = 100_000_000
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def read_sdg_ml(
    path: Path | str, *, exclusions: Sequence[Exclusion] = (), reach: tuple[int, int] = REACH
) -> FigureTable:
    """Figures of indicator 8.7.1 out of an SDMX-ML file.

    Parameters
    ----------
    path
        The file.
    exclusions
        What is left out before rows are checked against each other.
    reach
        First and last year that a figure may be about.

    Raises
    ------
    DataError
        If the file is not there, is too large, declares a document type, is no SDMX message with
        data, or holds a row that cannot be.
    MissingExtraError
        If pysdmx is not installed.
    """
    file = Path(path)
    _look(file)
    frames = [_frame(dataset) for dataset in _datasets(file)]
    if not frames:
        raise _no_message(file, "it holds no data")
    frame = pl.concat(frames, how="diagonal")
    source = SourceTable(
        name=file.name,
        format="sdmx-ml",
        frame=frame,
        columns=tuple(frame.columns),
        sha256=sha256_of(file),
        present=tuple(frame.columns),
    )
    return sdg_table(source, exclusions=exclusions, reach=reach)


def _look(file: Path) -> None:
    if not file.is_file():
        raise DataError(f"there is no file {file.name}", code="no-file", where=str(file.parent))
    if file.stat().st_size > MOST_BYTES:
        raise DataError(
            f"{file.name} has more than {MOST_BYTES:,} bytes",
            code="too-large",
            where=file.name,
            hint="download indicator 8.7.1 alone",
        )
    data = file.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        raise _no_message(file, "it is not UTF-8 text")
    upper = data.upper()
    if any(declaration in upper for declaration in _DECLARATIONS):
        raise _no_message(file, "it declares a document type, which no SDMX message does")


def _datasets(file: Path) -> list[Any]:
    try:
        import pandas  # noqa: F401
        from pysdmx.io import read_sdmx
    except ImportError:
        raise MissingExtraError("pysdmx", "sdmx") from None
    try:
        return list(read_sdmx(file, validate=False).data or [])
    except Exception as error:
        # pysdmx and its parsers raise many kinds of errors on a damaged file.
        raise _no_message(file, " ".join(str(error).split())[:160]) from error


def _frame(dataset: Any) -> pl.DataFrame:
    """The observations as text; pysdmx gives pandas."""
    data = dataset.data.astype(object)
    known = data.notna()
    columns = {
        str(name): [
            str(value) if there else None
            for value, there in zip(data[name], known[name], strict=True)
        ]
        for name in data.columns
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _no_message(file: Path, reason: str) -> DataError:
    return DataError(
        f"{file.name} is not an SDMX-ML message that can be read: {reason}",
        code="not-that-format",
        where=file.name,
        hint="save it again as SDMX-ML 2.1 or 3.0, or take the CSV",
    )
