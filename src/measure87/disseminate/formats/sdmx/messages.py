"""Writes the observations as SDMX-CSV 1.0 and 2.0 and as SDMX-ML 2.1 and 3.0, checked.

Every observation passes our own validator, and every SDMX-ML message the published schemas
(they come with pysdmx). The header's `Prepared` is the reference date of the study, or the
first of January of its year: the program reads no clock, so that the same study gives the same
bytes.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, TypedDict

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.formats.sdmx.codes import SERIES, group_of
from measure87.disseminate.formats.sdmx.observations import Observation, observations_of
from measure87.disseminate.formats.sdmx.structure import sdg_structure
from measure87.disseminate.formats.sdmx.validation import require_valid
from measure87.disseminate.only_of_surveys import refuse_lists
from measure87.disseminate.output_format import Format, Output, OutputFile, ReadFigure
from measure87.vocabulary.errors import MissingExtraError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import study_of
from measure87.vocabulary.releases.common import StudyFacts

if TYPE_CHECKING:
    from pysdmx.model import Schema
    from pysdmx.model.message import Header

FOLDER = "sdmx"
CSV_1, CSV_2 = "sdg-8-7-1-csv-1.0.csv", "sdg-8-7-1-csv-2.0.csv"
ML_21, ML_30 = "sdg-8-7-1-ml-2.1.xml", "sdg-8-7-1-ml-3.0.xml"
_KINDS = {
    CSV_1: "DATA_SDMX_CSV_1_0_0",
    CSV_2: "DATA_SDMX_CSV_2_0_0",
    ML_21: "DATA_SDMX_ML_2_1_STR",
    ML_30: "DATA_SDMX_ML_3_0",
}


def sdmx_messages(observations: Sequence[Observation], study: StudyFacts) -> dict[str, str]:
    """The text of each message by the name of its file.

    Parameters
    ----------
    observations
        One or more.
    study
        With a country and a year.

    Raises
    ------
    DataError
        If an observation is not allowed by the structure.
    MissingExtraError
        If pysdmx is not installed.
    """
    require_valid(observations)
    try:
        import pandas as pd
        from pysdmx.io import write_sdmx
        from pysdmx.io.format import Format as Kind
        from pysdmx.io.pd import PandasDataset
        from pysdmx.io.xml.doc_validation import validate_doc
    except ImportError:
        raise MissingExtraError("pysdmx", "sdmx") from None
    columns = [name for name in _columns() if any(name in one for one in observations)]
    frame = pd.DataFrame([dict(one) for one in observations], columns=columns)
    texts = {}
    for name, kind in _KINDS.items():
        dataset = PandasDataset(structure=_schema(), data=frame.copy())
        options: _Options = {} if name.endswith(".csv") else _options(study)
        text = str(write_sdmx(dataset, getattr(Kind, kind), **options))
        if name.endswith(".xml"):
            validate_doc(text)
        texts[name] = text.replace("\r\n", "\n")
    return texts


def _columns() -> tuple[str, ...]:
    """Every component in the order of SDMX-CSV: dimensions, the value, attributes."""
    structure = sdg_structure()
    return (*structure.dimensions, structure.measure, *structure.attributes)


@cache
def _schema() -> "Schema":
    """The structure as pysdmx knows it; a value may be absent, for a suppressed one is."""
    import msgspec
    from pysdmx.io import read_sdmx
    from pysdmx.model import Components, Role

    source = files("measure87.disseminate.formats.sdmx").joinpath("structure.xml")
    with as_file(source) as path:
        message = read_sdmx(path, validate=False)
    schema = message.get_data_structure_definitions()[0].to_schema()
    components = [
        msgspec.structs.replace(one, required=False) if one.role == Role.MEASURE else one
        for one in schema.components
    ]
    return msgspec.structs.replace(schema, components=Components(components))


class _Options(TypedDict, total=False):
    """What SDMX-ML asks for beside the observations."""

    header: "Header"
    dimension_at_observation: str


def _options(study: StudyFacts) -> "_Options":
    """The header of an SDMX-ML message."""
    from pysdmx.model import Organisation
    from pysdmx.model.message import Header

    day = study.reference_date or f"{study.year}-01-01"
    header = Header(
        id=f"SDG_8_7_1_{study.country}_{study.year}",
        test=study.invented,
        prepared=datetime.fromisoformat(day).replace(tzinfo=UTC),
        sender=Organisation(id=str(study.country)),
    )
    return {"header": header, "dimension_at_observation": "TIME_PERIOD"}


def _write(result: Result, context: ReportContext) -> Output:
    result.require_released()
    refuse_lists(result)
    observations, notices = observations_of(result)
    texts = sdmx_messages(observations, study_of(result))
    return Output(
        tuple(OutputFile(f"{FOLDER}/{name}", text) for name, text in texts.items()), notices
    )


def _read(written: Mapping[str, bytes]) -> Iterator[ReadFigure]:
    """The figures of the SDMX-CSV 1.0 file, in our words and units."""
    measures = {series.code: (key, series) for key, series in SERIES.items()}
    rows = csv.DictReader(io.StringIO(written[f"{FOLDER}/{CSV_1}"].decode(), newline=""))
    for row in rows:
        (name, statistic), series = measures[row["SERIES"]]
        value = float(row["OBS_VALUE"]) / series.factor if row["OBS_VALUE"] else None
        half_digit = 0.5 * 10.0**-series.digits / series.factor
        yield ReadFigure(name, statistic, group_of(row), value, half_digit)


FORMAT = Format(
    name="sdmx",
    about="SDMX-CSV and SDMX-ML of SDG indicator 8.7.1 for the UN; needs the extra sdmx.",
    write=_write,
    read=lambda written: tuple(_read(written)),
)
