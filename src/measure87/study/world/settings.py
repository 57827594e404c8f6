"""The settings of a world estimate: each key once, with what it must hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from measure87.combine.estimation.families import families_of
from measure87.combine.inputs import CovariateUse
from measure87.combine.validation.gather_items import GatherTexts
from measure87.files.settings import (
    FLAG,
    LANGUAGE,
    TEXT,
    Faults,
    LeftOut,
    Named,
    Place,
    TomlValue,
    choice,
    file,
    read_file,
    schema_number,
    share,
    table,
    texts,
    whole,
)
from measure87.study.world.exclusion_settings import Exclusions
from measure87.study.world.measure_settings import (
    MEASURES,
    AgesOfModel,
    MeasureSettings,
    Sexes,
    measures_of,
)
from measure87.study.world.plan_settings import TargetSettings, target_settings
from measure87.study.world.run_settings import (
    ModelSettings,
    PublicationSettings,
    ValidationSettings,
)
from measure87.study.world.source_settings import (
    CovariateInput,
    FigureFiles,
    PopulationInput,
    no_figure_files,
)
from measure87.study.world.values import whole_numbers
from measure87.vocabulary.keys import nearest

SCHEMA = 1
Level = Annotated[float, share(0.5), "probability inside intervals"]
Seed = Annotated[
    int,
    whole(0, 2**31 - 1),
    "the same seed gives the same bytes on the same kind of machine, however many threads and "
    "cores there are",
]


@dataclass(frozen=True, kw_only=True)
class WorldSettings:
    """Content of the settings file; paths are absolute."""

    place: Place
    content: Mapping[str, TomlValue]
    """The file as it stands."""
    schema: Annotated[int, schema_number(SCHEMA), "`1`"]
    kind: Annotated[
        str | None,
        choice(("world",)),
        "`world`, by which `measure87 run DIR` knows a `study.toml` of this kind",
        LeftOut("`combine` needs none"),
    ] = None
    topic: Annotated[
        str,
        choice(("child_labour", "forced_labour")),
        "`child_labour` or `forced_labour` (then no country without figures of its own is shown)",
    ] = "child_labour"
    trend: Annotated[
        bool,
        FLAG,
        "`true` estimates every year of `years`. Refused where fewer than ten countries, or a "
        "fifth of those with figures, have two years",
    ] = False
    stated_years: Annotated[
        tuple[int, ...],
        whole_numbers(1950, 2100),
        Named("years"),
        "with a trend the first and the last year, as `[2000, 2024]`",
        LeftOut("the stated year"),
    ] = ()
    stated_year: Annotated[
        int | None,
        whole(1950, 2100),
        Named("year"),
        "the stated year; with a trend that of the key figures",
        LeftOut("with a trend the last one, otherwise an error"),
    ] = None
    covariate_file: Annotated[
        CovariateInput | None,
        table(CovariateInput, optional=True),
        Named("covariates"),
        "covariates of countries",
    ]
    validation: Annotated[ValidationSettings, table(ValidationSettings), "which exercises are run"]
    model: Annotated[ModelSettings, table(ModelSettings), "how the model is run"]
    sexes: Sexes = ("both",)
    ages: AgesOfModel = ((5, 17),)
    measures: Annotated[tuple[MeasureSettings, ...], MEASURES, "measures that are estimated"]
    """With what `[model]` asks alike of each, once they are settled."""
    title: Annotated[str, TEXT, "of the report"]
    subtitle: Annotated[str, TEXT, "of the report"] = ""
    language: Annotated[str, LANGUAGE, "of the report: `en`, `fr`, `es`, `ar`, `ru`, `pt`"] = "en"
    invented: Annotated[bool, FLAG, "`true` for invented data: the report says so everywhere"] = (
        False
    )
    seed: Seed = 87
    level: Level = 0.9
    region_set: Annotated[
        str,
        TEXT,
        Named("regions"),
        "a region set: `sdg`, `unicef`, `world_bank`, `who`, `african_union` or `ilo`",
    ] = "sdg"
    regions_file: Annotated[
        Path | None,
        file(),
        "one of your own instead, with the columns `iso3`, `region`, `region_name`, `subregion`, "
        "`subregion_name`, `seen`",
    ] = None
    figures: FigureFiles
    population: Annotated[PopulationInput, table(PopulationInput), "people of the countries"]
    exclusions: Exclusions = ()
    publication: Annotated[PublicationSettings, table(PublicationSettings), "what may be published"]
    target: Annotated[TargetSettings, table(target_settings), "changes, targets, editions"]
    gather: Annotated[GatherTexts, table(GatherTexts), "answers to the GATHER statement"]
    consultation: Annotated[
        bool,
        FLAG,
        "`true` writes one workbook per country into `DIR/consultation`; a country that no "
        "estimate is made of is asked for data",
    ] = False
    notes: Annotated[tuple[str, ...], texts(), "that the report prints"] = ()
    licence_notes: Annotated[tuple[str, ...], texts(), "on the licences of the inputs"] = ()
    citation: Annotated[str, TEXT, "how the estimate is cited"] = ""

    @property
    def path(self) -> Path:
        """The settings file."""
        return (self.place.folder / self.place.where).resolve()

    @property
    def years(self) -> tuple[int, int]:
        """First and last year that are estimated."""
        first, last = self.stated_years or (self.year, self.year)
        return first, last

    @property
    def year(self) -> int:
        """The stated year."""
        return self.stated_year or self.stated_years[1]

    @property
    def covariates(self) -> tuple[CovariateUse, ...]:
        """Which covariates the model uses, and on which scale."""
        return self.covariate_file.uses if self.covariate_file else ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that is read, the settings among them."""
        found = [self.path, *(one.path for one in self.figures), self.population.path]
        found += [self.covariate_file.path] if self.covariate_file else []
        return tuple(found + ([self.regions_file] if self.regions_file else []))

    def settled(self, place: Place) -> "WorldSettings":
        """With what `[model]` and the topic ask for, where the keys agree with each other."""
        faults, publication, measures = Faults(), self.publication, self.measures
        with faults.kept():
            self._check_years(place)
        with faults.kept():
            self._check_regression(place.below("validation"))
        with faults.kept():
            measures = measures_of(measures, self.sexes, self.ages, self.model, place)
            families_of(measures)
        with faults.kept():
            self._check_files(place)
        with faults.kept():
            inside = place.below("publication")
            publication = publication.settled_for(self.topic, inside)
        faults.tell()
        return replace(self, publication=publication, measures=measures)

    def _check_years(self, place: Place) -> None:
        years, year = self.stated_years, self.stated_year
        if not self.trend and years:
            raise place.fault(
                "'years' needs a trend",
                code="years",
                hint="write trend = true, or year = ... alone for one stated year",
            )
        if not self.trend and year is None:
            raise place.missing("year")
        if self.trend and (len(years) != 2 or years[0] >= years[1]):
            raise place.wrong("years", list(years), "the first and the last year, as [2000, 2024]")
        if self.trend and year is not None:
            whole(*years).read("year", year, place)

    def _check_regression(self, place: Place) -> None:
        known = [one.name for one in self.covariates]
        for name in self.validation.regression:
            if name not in known:
                raise place.fault(
                    f"the covariate {name!r} of the regression is not used",
                    code="unknown-covariate",
                    hint=nearest(name, known) if known else "name it under [covariates.use]",
                )

    def _check_files(self, place: Place) -> None:
        if self.regions_file is not None and "regions" in self.content:
            raise place.fault(
                "'regions' and 'regions_file' are both there",
                code="regions",
                hint="keep the one that is meant",
            )
        if not self.figures:
            raise no_figure_files(place)


def read_world_settings(path: Path) -> WorldSettings:
    """The settings of a world estimate.

    Raises
    ------
    StudyError
        For a file that is no TOML, an unknown key (with the nearest known one), a value that
        cannot be, a file that is not there; the first of them, with the others.
    """
    return read_file(path, WorldSettings)
