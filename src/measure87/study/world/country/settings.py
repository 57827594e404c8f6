"""The settings of a country's own series: country, files that it adds, what it leaves out."""

from dataclasses import dataclass
from pathlib import Path

from measure87.combine.inputs import Exclusion
from measure87.define.classifications.countries import country_names
from measure87.study.toml_values import Section, read_toml
from measure87.study.world.exclusion_settings import read_exclusions
from measure87.study.world.source_settings import FigureInput, file_of, read_figure_inputs
from measure87.study.world.values import settings_at_fault
from measure87.vocabulary.errors import StudyError

SCHEMA = 1
_KEYS = ("schema", "country", "title", "seed", "inputs", "exclude", "population")


@dataclass(frozen=True)
class CountrySettings:
    """Content of the settings file; paths are absolute."""

    path: Path
    country: str
    title: str
    seed: int
    figures: tuple[FigureInput, ...]
    exclusions: tuple[Exclusion, ...]
    population: Path | None
    split: str
    variant: str


def read_country_settings(path: Path) -> CountrySettings:
    """The settings of a country's own series.

    Raises
    ------
    StudyError
        For a file that is no TOML, an unknown key, a value that cannot be, a missing file.
    """
    with settings_at_fault(path.name):
        top = Section(read_toml(path), path.name).only(_KEYS)
        if top.whole("schema", None, 0, 10**6) != SCHEMA:
            raise StudyError(
                "this schema is not known", code="schema", where=path.name,
                hint=f"this version reads schema = {SCHEMA}",
            )  # fmt: skip
        country = top.text("country")
        if country not in country_names():
            raise StudyError(
                f"there is no country {country!r}", code="unknown-country", where=path.name,
                hint='write its code of three letters, as country = "PER"',
            )  # fmt: skip
        people = top.section("population").only(("file", "split", "variant"))
        return CountrySettings(
            path=path.resolve(),
            country=country,
            title=top.text("title", country_names()[country]),
            seed=top.whole("seed", 87, 0, 2**31 - 1),
            figures=read_figure_inputs(top, path.parent) if top.has("inputs") else (),
            exclusions=read_exclusions(top),
            population=file_of(people, "file", path.parent) if people.content else None,
            split=people.choice("split", "uniform", ("uniform", "smooth")),
            variant=people.text("variant", "Medium"),
        )
