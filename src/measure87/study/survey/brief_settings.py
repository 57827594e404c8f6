"""The table `[brief]` of `study.toml`: whether the brief is a PDF too, and a map of its regions."""

from pathlib import Path
from typing import Annotated

from measure87.disseminate.definition_texts import BriefExtras
from measure87.files.geojson import read_regions
from measure87.files.settings import (
    FLAG,
    TEXT,
    LeftOut,
    Named,
    Place,
    file,
    read_declared,
    read_toml,
)
from measure87.study.kinds import FILE
from measure87.vocabulary.errors import DataError

_TABLE = "brief"


def brief_settings(
    *,
    place: Place,
    pdf: Annotated[
        bool, FLAG, "whether a run writes `brief.pdf` too; needs the extra `pdf`"
    ] = False,
    map_file: Annotated[
        Path | None,
        file(),
        Named("map"),
        "a GeoJSON file of the regions, for a map",
        LeftOut("no map"),
    ] = None,
    map_key: Annotated[
        str, TEXT, "the property of its features that has the codes of the regions"
    ] = "code",
    map_by: Annotated[str, TEXT, "the variable of `by` whose codes these are"] = "region",
) -> BriefExtras:
    """What the brief of a study has beside its sentences.

    Raises
    ------
    StudyError
        If the file of the map cannot be read as one.
    """
    if map_file is None:
        return BriefExtras(pdf=pdf)
    try:
        regions = read_regions(map_file, map_key)
    except DataError as error:
        raise place.fault(error.text, code=error.code, hint=error.hint or "") from None
    return BriefExtras(pdf, regions, map_by)


def brief_of_study(folder: Path) -> BriefExtras:
    """What the `study.toml` of a study that was run asks for; of its other tables nothing is read.

    Raises
    ------
    StudyError
        If the table is at fault.
    """
    content = read_toml(folder / FILE).get(_TABLE, {})
    place = Place(FILE, folder).below(_TABLE)
    asked: BriefExtras = read_declared(brief_settings, content, place)
    return asked
