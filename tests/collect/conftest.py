"""Invented national files: small MICS6-like ones in the variants of several countries."""

from collections.abc import Callable, Mapping

import polars as pl
import pytest

from measure87.collect import Collected, apply_mapping, parse_mapping
from measure87.files import SourceTable

_ANSWERS = {"1": "YES", "2": "NO", "9": "NO RESPONSE"}


def source(
    columns: Mapping[str, object] | pl.DataFrame,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    name: str = "fs.sav",
    **fields: object,
) -> SourceTable:
    """A source table of columns, as a reader would give it."""
    frame = (
        columns if isinstance(columns, pl.DataFrame) else pl.DataFrame(dict(columns), strict=False)
    )
    return SourceTable(
        name=name,
        format="spss",
        frame=frame,
        columns=tuple(frame.columns),
        value_labels=labels or {},
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture(name="source")
def _source() -> Callable[..., SourceTable]:
    return source


@pytest.fixture
def apply() -> Callable[..., Collected]:
    """Apply the text of a mapping with one section to sources."""

    def _apply(text: str, **sources: SourceTable) -> Collected:
        mapping = parse_mapping("schema = 1\n" + text)
        (section,) = mapping.inputs.values()
        return apply_mapping(section, sources)

    return _apply


@pytest.fixture
def mics_columns() -> dict[str, list[object]]:
    """Eight invented children as the standard MICS6 file has them; the last did not answer."""
    return {
        "HH1": [1, 1, 2, 2, 3, 3, 4, 4],
        "HH2": [1, 2, 1, 2, 1, 2, 1, 2],
        "LN": [3, 4, 3, 5, 2, 3, 3, 3],
        "FS4": [2, 2, 1, 2, 1, 2, 2, 2],
        "FS17": [1, 1, 1, 1, 1, 1, 1, 2],
        "CB3": [5, 8, 11, 12, 14, 15, 17, 9],
        "CB4": [1, 1, 1, 2, 1, 9, 1, None],
        "CB7": [1, 2, 1, None, 9, None, 1, None],
        "CL1A": [1, 2, 2, 1, 2, 9, 1, None],
        "CL1B": [2, 2, 2, 1, 2, 2, 2, None],
        "CL1C": [2, 2, 2, 2, 2, 2, 2, None],
        "CL1X": [2, 2, 2, 2, 1, 2, 2, None],
        "CL3": [1, None, None, 97, 14, 98, 43, None],
        "CL4": [2, None, None, 1, 2, None, 1, None],
        "CL5": [2, None, None, 9, 2, None, 2, None],
        "CL6A": [2, None, None, 2, 1, None, 2, None],
        "CL6B": [2, None, None, 2, 2, None, 2, None],
        "CL6C": [2, None, None, 2, 2, None, 2, None],
        "CL6D": [2, None, None, 2, 2, None, 2, None],
        "CL6E": [2, None, None, 2, 2, None, 2, None],
        "CL6X": [2, None, None, 2, 2, None, 2, None],
        "CL7": [1, 2, 1, 2, 1, 2, 2, None],
        "CL8": [2, None, 99, None, 7, None, None, None],
        "CL9": [2, 2, 2, 2, 1, 2, 1, None],
        "CL10": [None, None, None, None, 7, None, 3, None],
        "CL11A": [1, 2, 2, 2, 1, 9, 1, None],
        "CL11B": [2, 2, 2, 2, 2, 2, 2, None],
        "CL11C": [2, 2, 2, 2, 2, 2, 2, None],
        "CL11D": [2, 2, 2, 2, 2, 2, 2, None],
        "CL11E": [2, 2, 2, 2, 2, 2, 2, None],
        "CL11F": [2, 2, 2, 2, 2, 2, 2, None],
        "CL11X": [2, 2, 2, 2, 2, 2, 2, None],
        "CL13": [4, None, None, None, 7, None, 97, None],
        "HH6": [1, 1, 2, 2, 2, 2, 1, 1],
        "HH7": [1, 1, 2, 2, 3, 3, 4, 4],
        "HL4": [1, 2, 1, 2, 1, 2, 1, 2],
        "fsweight": [0.5, 1.5, 1.0, 1.0, 2.0, 0.25, 1.0, 0.0],
        "windex5": [1, 2, 3, 4, 5, 1, 0, 2],
        "PSU": [1, 1, 2, 2, 3, 3, 4, 4],
        "stratum": [1, 1, 1, 1, 2, 2, 2, 2],
    }


@pytest.fixture
def mics_labels() -> dict[str, dict[str, str]]:
    """Value labels of the invented file, in the scripts that real ones have."""
    return {
        "CL1A": _ANSWERS,
        "HH6": {"1": "URBAN", "2": "RURAL"},
        "HH7": {"1": "NORTH-EAST", "2": "Río Negro", "3": "الشمال", "4": "ХӨВСГӨЛ", "9": "MISSING"},
        "HL4": {"1": "MALE", "2": "FEMALE"},
        "windex5": {"1": "Poorest", "5": "Richest"},
    }
