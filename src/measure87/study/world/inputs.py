"""Reads every file that the settings of a world estimate name."""

from collections.abc import Mapping

from measure87.combine.aggregation.sums import population_cells
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.inputs import (
    Covariates,
    FigureTable,
    Population,
    joined,
    read_covariates,
    read_population,
    require_excluded,
    smooth_split,
    uniform_split,
)
from measure87.define.classifications.geography import Membership, load_region_set, partition_of
from measure87.define.classifications.geography.region_sets import read_region_file
from measure87.files import sha256_of
from measure87.files.settings import settings_at_fault
from measure87.study.world.figure_files import read_figure_file
from measure87.study.world.reading import reading
from measure87.study.world.settings import WorldSettings
from measure87.study.world.unchanged import file_labels
from measure87.vocabulary.errors import DataError


def read_inputs(settings: WorldSettings) -> WorldInputs:
    """Read all files.

    Raises
    ------
    DataError, StudyError, UsageError
        For a file that cannot be read or that contradicts itself or another.
    """
    split = smooth_split if settings.population.split == "smooth" else uniform_split
    labels = file_labels(settings)
    people = settings.population.path
    with reading("population", people.name, labels["population"]):
        population = read_population(people, variant=settings.population.variant)
    tables = [
        read_figure_file(one, labels[f"inputs.{one.name}"], population, split, settings.exclusions)
        for one in settings.figures
    ]
    with settings_at_fault(settings.path.name):
        figures = joined(tables)
        require_excluded(figures, settings.exclusions)
        members = _members(settings, labels)
    placed = set(partition_of(members, "region"))
    if any(one.level == "subregion" for one in members):
        placed &= set(partition_of(members, "subregion"))
    countries = tuple(sorted(placed & set(population.countries)))
    if not countries:
        raise DataError(
            "no country of the region set is in the population file", code="no-countries",
            where=labels["population"], hint="look at the codes of both files, or choose regions",
        )  # fmt: skip
    asked = settings.measures[0].asked
    # Refuses a population that lacks a year or an age before anything is sampled.
    with reading("population", people.name, labels["population"]):
        population_cells(
            population, countries, settings.years, asked.sexes, asked.ages, split=split
        )
    covariates = _read_covariates(settings, labels)
    return WorldInputs(
        figures=figures,
        population=population,
        split=split,
        covariates=covariates,
        members=members,
        countries=countries,
        without_population=tuple(sorted(placed - set(countries))),
        without_region=_without_region(placed, figures, population),
        hashes=_hashes(settings, figures, population, covariates),
    )


def _members(settings: WorldSettings, labels: Mapping[str, str]) -> tuple[Membership, ...]:
    file = settings.regions_file
    if file is None:
        return load_region_set(settings.region_set)
    with reading("regions_file", file.name, labels["regions_file"]):
        return read_region_file(file)


def _without_region(
    placed: set[str], figures: FigureTable, population: Population
) -> tuple[str, ...]:
    given = {*figures.included["country"].to_list(), *population.countries}
    return tuple(sorted(given - placed))


def _read_covariates(settings: WorldSettings, labels: Mapping[str, str]) -> Covariates | None:
    given = settings.covariate_file
    if given is None:
        return None
    with reading("covariates", given.path.name, labels["covariates"]):
        return read_covariates(
            given.path,
            vintage=given.vintage,
            columns=given.columns or None,
            country=given.country,
            source=given.source,
        )


def _hashes(
    settings: WorldSettings,
    figures: FigureTable,
    population: Population,
    covariates: Covariates | None,
) -> dict[str, str]:
    labels = file_labels(settings)
    found = {**figures.inputs, labels["population"]: _only(population.inputs)}
    if covariates is not None:
        found[labels["covariates"]] = _only(covariates.inputs)
    if settings.regions_file is not None:
        found[labels["regions_file"]] = sha256_of(settings.regions_file)
    return found


def _only(inputs: Mapping[str, str]) -> str:
    (digest,) = inputs.values()
    return digest
