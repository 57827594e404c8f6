"""A country's figures: those of the run, and those with what is added to them or left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from measure87.combine.inputs import (
    FigureTable,
    Population,
    read_population,
    require_excluded,
    smooth_split,
    uniform_split,
)
from measure87.combine.inputs.age_splitting import Split
from measure87.combine.inputs.figure_table import SCHEMA, figure_table, figures_of
from measure87.files import sha256_of
from measure87.files.settings import settings_at_fault
from measure87.study.world.country.release import Release
from measure87.study.world.country.settings import CountrySettings
from measure87.study.world.figure_files import read_figure_file
from measure87.study.world.reading import reading
from measure87.vocabulary.errors import StudyError


@dataclass(frozen=True)
class CountryFigures:
    """One country's figures before and now, and its people.

    Attributes
    ----------
    before : FigureTable
        The run's, as `figures.csv` of the release has them.
    now : FigureTable
        With those added, and without those left out.
    population : Population
        Of the release, or of the file that the settings name.
    split : Split
    passed_over : int
        Rows added that are about other countries.
    hashes : name to SHA-256
    """

    before: FigureTable
    now: FigureTable
    population: Population
    split: Split
    passed_over: int
    hashes: dict[str, str]


def country_figures(settings: CountrySettings, release: Release) -> CountryFigures:
    """Read the figures that the office adds, and put them to the run's.

    Raises
    ------
    DataError, StudyError
        For files that cannot be read or contradict the run's figures; an exclusion that leaves
        nothing out; a country without people in the release, and no `[population]`.
    """
    split = smooth_split if _split(settings, release) == "smooth" else uniform_split
    population = _population(settings, release)
    before = of_run(release.figures.filter(country=settings.country))
    tables = [
        read_figure_file(one, one.path.name, population, split, settings.exclusions)
        for one in settings.figures
    ]
    added = [one for table in tables for one in figures_of(table)]
    mine = [one for one in added if one.country == settings.country]
    with settings_at_fault(settings.path.name):
        now = figure_table([*figures_of(before), *mine], exclusions=settings.exclusions)
        require_excluded(now, settings.exclusions)
    hashes = {name: digest for table in tables for name, digest in table.inputs.items()}
    if settings.population is not None:
        people = settings.population.path
        hashes[people.name] = sha256_of(people)
    return CountryFigures(before, now, population, split, len(added) - len(mine), hashes)


def _split(settings: CountrySettings, release: Release) -> str:
    return release.split if settings.population is None else settings.population.split


def of_run(figures: pl.DataFrame) -> FigureTable:
    """Rows of a run's `figures.csv`: each figure once, used where it served any measure."""
    rows = figures.with_columns(included=pl.col("included").is_in(["true", "yes"]))
    keys = [name for name in SCHEMA if name not in ("included", "reason")]
    once = rows.sort("included", descending=True, maintain_order=True).unique(
        keys, keep="first", maintain_order=True
    )
    texts = [name for name, kind in SCHEMA.items() if kind == pl.String]
    frame = once.select(list(SCHEMA)).with_columns(
        pl.when(pl.col(name) == "").then(None).otherwise(pl.col(name)).alias(name) for name in texts
    )
    return figure_table(figures_of(FigureTable(frame.cast(SCHEMA))))  # type: ignore[arg-type]


def _population(settings: CountrySettings, release: Release) -> Population:
    if settings.population is not None:
        file = settings.population.path
        with reading("population", file.name, file.name):
            return read_population(file, variant=settings.population.variant)
    cells = [(sex, ages) for sex in _sexes(release) for ages in _ages(release)]
    rows = release.estimates.filter(
        place_kind="country", place=settings.country, statistic="share"
    ).unique(["year", "sex", "age_from", "age_to"], keep="first", maintain_order=True)
    people = [
        {"country": settings.country, "year": row["year"], "sex": row["sex"],
         "age_from": row["age_from"], "age_to": row["age_to"], "persons": row["population"]}
        for row in rows.iter_rows(named=True)
        if (row["sex"], (row["age_from"], row["age_to"])) in cells
    ]  # fmt: skip
    if not people:
        raise StudyError(
            f"the release has no people of {settings.country}: it estimated nothing of it",
            code="no-population", where=settings.path.name,
            hint='name a population file: [population] file = "..."',
        )  # fmt: skip
    return Population(pl.DataFrame(people, schema_overrides={"age_to": pl.Int64}))


def _sexes(release: Release) -> Sequence[str]:
    return release.families[0].base.asked.sexes


def _ages(release: Release) -> Sequence[tuple[int, int | None]]:
    return release.families[0].base.asked.ages
