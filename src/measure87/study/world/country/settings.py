"""The settings of a country's own series: country, files that it adds, what it leaves out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from measure87.define.classifications.countries import country_names
from measure87.files.settings import (
    TEXT,
    LeftOut,
    Place,
    TomlValue,
    read_file,
    refined,
    schema_number,
    table,
)
from measure87.study.world.exclusion_settings import Exclusions
from measure87.study.world.settings import Seed
from measure87.study.world.source_settings import FigureFiles, PopulationInput, no_figure_files

SCHEMA = 1


def _known_country(key: str, code: str, place: Place) -> str:
    if code not in country_names():
        raise place.fault(
            f"there is no {key} {code!r}",
            code="unknown-country",
            hint='write its code of three letters, as country = "PER"',
        )
    return code


@dataclass(frozen=True, kw_only=True)
class CountrySettings:
    """Content of the settings file; paths are absolute."""

    place: Place
    content: Mapping[str, TomlValue]
    schema: Annotated[int, schema_number(SCHEMA, "this schema is not known"), "`1`"]
    country: Annotated[str, refined(TEXT, _known_country), "code of three letters"]
    population: Annotated[
        PopulationInput | None,
        table(PopulationInput, optional=True),
        "the run's; only where figures of several sexes or ages together are among the country's, "
        "or where the run has no estimate of it",
    ]
    title: Annotated[str, TEXT, "of the report", LeftOut("the country's name")] = ""
    seed: Seed = 87
    figures: FigureFiles
    exclusions: Exclusions = ()

    @property
    def path(self) -> Path:
        """The settings file."""
        return (self.place.folder / self.place.where).resolve()

    def settled(self, place: Place) -> "CountrySettings":
        """With its name as the title, where it has none of its own."""
        if "inputs" in self.content and not self.figures:
            raise no_figure_files(place)
        return replace(self, title=self.title or country_names()[self.country])


def read_country_settings(path: Path) -> CountrySettings:
    """The settings of a country's own series.

    Raises
    ------
    StudyError
        For a file that is no TOML, an unknown key, a value that cannot be, a missing file; the
        first of them, with the others.
    """
    return read_file(path, CountrySettings)
