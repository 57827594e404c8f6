"""Reads every file that the settings of a world estimate name, and lays countries out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from measure87.combine.aggregation.population_cells import population_cells
from measure87.combine.inputs import (
    Covariates,
    FigureTable,
    IlostatSeries,
    Population,
    UnicefLayout,
    covariate_matrix,
    exclude,
    joined,
    read_covariates,
    read_figures,
    read_ilostat,
    read_own_estimates,
    read_population,
    read_sdg_csv,
    read_sdg_ml,
    read_unicef,
    smooth_split,
    uniform_split,
)
from measure87.combine.inputs.age_splitting import Split
from measure87.combine.inputs.footnote_marks import LEAVE_OUT_ALL_MARKED, UNICEF_MARKS
from measure87.combine.model.covariate_gaps import FilledCovariates, fill_covariate_gaps
from measure87.combine.model.hierarchy import Hierarchy, hierarchy_without_covariates
from measure87.define.classifications.geography import Membership, load_region_set, partition_of
from measure87.define.classifications.geography.region_sets import read_region_file
from measure87.files import sha256_of
from measure87.study.toml_values import Section
from measure87.study.world.settings import WorldSettings
from measure87.study.world.source_settings import FigureInput
from measure87.study.world.values import ages_of, settings_at_fault
from measure87.vocabulary.errors import DataError, StudyError

_LAYOUT_TEXTS = ("country", "source", "year", "sheet")
_LAYOUT_TABLES = ("ages", "values", "marks")
_LAYOUT_NUMBERS = ("first_row", "year_of_all")


@dataclass(frozen=True)
class WorldInputs:
    """Everything that was read."""

    figures: FigureTable
    population: Population
    split: Split
    covariates: Covariates | None
    members: tuple[Membership, ...]
    countries: tuple[str, ...]
    """ISO3 of those to be estimated: with a region and a population."""
    without_population: tuple[str, ...]
    """Countries of the region set that the population file does not have."""
    region_file: Mapping[str, str] = field(default_factory=dict)
    """Name and SHA-256 of a region file of the user's."""

    @property
    def hashes(self) -> Mapping[str, str]:
        """SHA-256 of every file by name."""
        found = {**self.figures.inputs, **self.population.inputs, **self.region_file}
        return {**found, **(self.covariates.inputs if self.covariates else {})}


@dataclass(frozen=True)
class CountryLayout:
    """Countries in their places, with what is known of them."""

    hierarchy: Hierarchy
    regions: tuple[str, ...]
    subregions: tuple[str, ...]
    covariates: tuple[str, ...]
    filled: FilledCovariates | None


def read_inputs(settings: WorldSettings) -> WorldInputs:
    """Read all files.

    Raises
    ------
    DataError, StudyError, UsageError
        For a file that cannot be read or that contradicts itself or another.
    """
    split = smooth_split if settings.other.split == "smooth" else uniform_split
    population = read_population(settings.other.population, variant=settings.other.variant)
    tables = [_read_figures(one, population, split) for one in settings.figures]
    with settings_at_fault(settings.path.name):
        figures = exclude(joined(tables), settings.exclusions)
        members = (
            read_region_file(settings.regions_file)
            if settings.regions_file is not None
            else load_region_set(settings.region_set)
        )
    placed = set(partition_of(members, "region"))
    if any(one.level == "subregion" for one in members):
        placed &= set(partition_of(members, "subregion"))
    countries = tuple(sorted(placed & set(population.countries)))
    file = settings.regions_file
    if not countries:
        raise DataError(
            "no country of the region set is in the population file", code="no-countries",
            where=settings.other.population.name,
        )  # fmt: skip
    asked = settings.measures[0].asked
    # Refuses a population that lacks a year or an age before anything is sampled.
    population_cells(population, countries, settings.years, asked.sexes, asked.ages, split=split)
    return WorldInputs(
        figures=figures,
        population=population,
        split=split,
        covariates=_read_covariates(settings),
        members=members,
        countries=countries,
        without_population=tuple(sorted(placed - set(countries))),
        region_file={} if file is None else {file.name: sha256_of(file)},
    )


def country_layout(inputs: WorldInputs, settings: WorldSettings) -> CountryLayout:
    """Countries in sub-regions in regions, with covariates of the stated year.

    Where the region set has no sub-regions, each region has one.
    """
    region_of = partition_of(inputs.members, "region")
    has_parts = any(one.level == "subregion" for one in inputs.members)
    part_of = partition_of(inputs.members, "subregion") if has_parts else region_of
    regions = tuple(sorted({region_of[c] for c in inputs.countries}))
    parts = sorted({(region_of[c], part_of[c]) for c in inputs.countries})
    subregion = np.array([parts.index((region_of[c], part_of[c])) for c in inputs.countries])
    region = np.array([regions.index(r) for r, _ in parts])
    if not settings.covariates or inputs.covariates is None:
        plain = hierarchy_without_covariates(subregion, region)
        return CountryLayout(plain, regions, tuple(s for _, s in parts), (), None)
    wanted = pl.DataFrame(
        {"country": inputs.countries, "year": [settings.year] * len(inputs.countries)}
    )
    names = [use.name for use in settings.covariates]
    matrix = covariate_matrix(inputs.covariates, wanted, settings.covariates).select(names)
    values = matrix.to_numpy().astype(np.float64)
    filled = fill_covariate_gaps(values, np.isfinite(values), subregion, region)
    hierarchy = Hierarchy(subregion, region, filled.mean, filled.covariance)
    return CountryLayout(hierarchy, regions, tuple(s for _, s in parts), tuple(names), filled)


def _read_covariates(settings: WorldSettings) -> Covariates | None:
    given = settings.other.covariates
    if given is None:
        return None
    return read_covariates(
        given.path,
        vintage=given.vintage,
        columns=given.columns or None,
        country=given.country,
        source=given.source,
    )


def _read_figures(one: FigureInput, population: Population, split: Split) -> FigureTable:
    if one.format == "figures":
        return read_figures(one.path)
    if one.format == "sdg_csv":
        return read_sdg_csv(one.path)
    if one.format == "sdg_ml":
        return read_sdg_ml(one.path)
    options = Section(one.options, f"[inputs.{one.name}]")
    if one.format == "own_estimates":
        return read_own_estimates(one.path, source_type=options.text("source_type"))
    if one.format == "ilostat":
        series = IlostatSeries(
            measure=options.text("measure"),
            unit=options.choice("unit", "percent", ("percent", "thousands")),  # type: ignore[arg-type]
            definition=options.text("definition"),
            indicator=options.text("indicator") if options.has("indicator") else None,
        )
        return read_ilostat(one.path, series, population=population, split=split)
    return _read_unicef(one, options)


def _read_unicef(one: FigureInput, options: Section) -> FigureTable:
    rules = {"unicef": UNICEF_MARKS, "none": LEAVE_OUT_ALL_MARKED}
    marks = options.choice("marks", "none", tuple(rules))
    with settings_at_fault(options.where):
        return read_unicef(one.path, _layout(options), rules=rules[marks])


def _layout(options: Section) -> UnicefLayout:
    """The columns of a table of UNICEF, out of `layout`."""
    layout = options.section("layout").only(_LAYOUT_TEXTS + _LAYOUT_TABLES + _LAYOUT_NUMBERS)
    ages = ages_of(layout, "ages", default=[[5, 17]])
    if len(ages) != 1:
        raise StudyError(
            f"'ages' has {len(ages)} groups", code="bad-value", where=layout.where,
            hint="a table of UNICEF is about one group of ages, as [[5, 17]]",
        )  # fmt: skip
    texts = {name: layout.text(name) for name in _LAYOUT_TEXTS if layout.has(name)}
    values = _columns(layout.section("values"))
    if not values:
        raise StudyError(
            "the layout names no column of values", code="layout", where=layout.where,
            hint='write values = { both = "B" }, by sex the letter of the column',
        )  # fmt: skip
    numbers = {
        name: layout.whole(name, None, 1, 10**6) for name in _LAYOUT_NUMBERS if layout.has(name)
    }
    return UnicefLayout(
        measure=options.text("measure"),
        definition=options.text("definition"),
        ages=ages[0],
        values=values,
        marks=_columns(layout.section("marks")),
        **texts,  # type: ignore[arg-type]
        **numbers,  # type: ignore[arg-type]
    )


def _columns(section: Section) -> dict[str, str]:
    """Sex to the letter of a column."""
    section.only(("both", "female", "male"))
    return {sex: section.text(sex) for sex in section.content}
