"""Reads the `study.toml` of a fielded survey: as a survey's, but for where its tables lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from measure87.collect.intake.settings import FieldSettings as ServerSettings
from measure87.files.settings import LeftOut, Place, choice, file, named_tables, table
from measure87.files.table_form import Decimal
from measure87.study.kinds import FILE
from measure87.study.study_file import read_study
from measure87.study.survey.input_settings import InputSettings
from measure87.study.survey.settings import StudySettings
from measure87.study.table_form_keys import FileForm, FormOfOne
from measure87.vocabulary.errors import StudyError

INPUT = "field"
"""The one input, and the section of its mapping."""


@dataclass(frozen=True, kw_only=True)
class FieldInput(InputSettings):
    """What to compute from the tables of the field; where they lie is not asked for."""

    persons: Path = Path()
    jobs: Path | None = None
    circumstances: Path | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal: Decimal | None = None
    sheet: str | None = None
    member: str | None = None
    header_row: int | None = None
    form_line: FileForm | None = None
    forms: Mapping[str, FormOfOne] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FieldSettings(StudySettings):
    """Content of `study.toml` of a fielded survey."""

    kind: Annotated[str, choice(("field",)), "`field`"]
    inputs: Annotated[
        Mapping[str, InputSettings],
        named_tables(
            FieldInput,
            example="",
            needed=(
                "a fielded survey needs its input",
                'write [inputs.field] and definitions = ["ID"]',
            ),
            made=lambda found: {one.name: one for one in found},
        ),
        "the table `[inputs.field]`: what to compute; its tables are those of `field/tables/`",
        LeftOut("an error"),
    ]
    sample: Annotated[
        Path | None,
        file("the file of the sample, {!r}, is not there", "paths are relative to the folder"),
        "the sample as a CSV file: `cluster`, and any of `stratum` and `weight` (persons that one "
        "respondent of the cluster stands for)",
        LeftOut("all interviews weigh alike, in one stratum"),
    ] = None
    field: Annotated[
        ServerSettings | None,
        table(ServerSettings, optional=True),
        "whence `measure87 collect pull` brings the interviews; a run does not ask there",
        LeftOut("none are pulled"),
    ] = None

    def settled(self, place: Place) -> "FieldSettings":
        """Itself, with the one input that it can have."""
        inputs = super().settled(place).inputs
        if set(inputs) != {INPUT}:
            raise place.below("inputs").fault(
                f"a fielded survey has one input, {INPUT}",
                hint=f"write [inputs.{INPUT}], as `form build` does",
            )
        return replace(self, inputs=inputs)

    def reading(self, tables: Mapping[str, Path]) -> StudySettings:
        """The same study, with its tables in these files."""
        one = replace(self.inputs[INPUT], persons=tables["persons"], jobs=tables.get("jobs"))
        return replace(self, inputs={INPUT: one})


def read_field_settings(folder: Path) -> FieldSettings:
    """Read and check the settings of a fielded survey.

    Raises
    ------
    StudyError
        As `read_settings` of a survey.
    """
    return read_study(folder, FieldSettings, FILE)


def no_tables(folder: Path) -> StudyError:
    """The error that nothing has come from the field yet."""
    return StudyError(
        "nothing has come from the field yet: there is no field/tables/main.parquet",
        code="no-field-data",
        where=str(folder),
        hint="measure87 collect pull DIR brings the interviews from the server",
    )
