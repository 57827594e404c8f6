"""In which format published figures are written, told by a file's ending and its columns."""

from pathlib import Path

from measure87.combine.inputs.figure_table import SCHEMA
from measure87.combine.inputs.figures_file import check_columns
from measure87.combine.inputs.ilostat import is_of_ilostat
from measure87.combine.inputs.sdg_csv import is_of_sdg
from measure87.files import read_plain_source
from measure87.vocabulary.errors import DataError

_BY_ENDING = {".xml": "sdg_ml", ".json": "own_estimates", ".xlsx": "unicef", ".xls": "unicef"}
_ROWS = "figures"


def format_of(path: Path) -> str:
    """The name by which `[inputs.NAME]` knows the format of a file.

    Raises
    ------
    DataError
        If the file cannot be read, if its columns are those of no format, or if one of a table of
        figures is missing or not known.
    """
    ending = path.suffix.lower()
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    source = read_plain_source(path)
    for name, is_of in {"sdg_csv": is_of_sdg, "ilostat": is_of_ilostat}.items():
        if is_of(source):
            return name
    if not set(source.columns) & set(SCHEMA):
        raise DataError(
            "its columns are those of no format of published figures",
            code="unknown-format",
            where=source.name,
            hint="a table of figures has country, year, sex, age_from, age_to, measure and "
            "estimate; docs/methods/world-inputs.md has the columns of each format",
        )
    check_columns(source)
    return _ROWS
