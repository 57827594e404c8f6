"""Write an invented world as the files that a user would have, with the truth kept apart."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from measure87.define.classifications.geography import load_region_set
from measure87.files import write_whole
from measure87.simulate.study_data import WrittenFile
from measure87.simulate.world.places import REGION_SET
from measure87.simulate.world.settings_text import settings_files
from measure87.simulate.world.world import InventedWorld

TRUTH_FOLDER = "truth"

_README = """INVENTED DATA - NOT REAL

Nothing in these files is true of any country. The codes are those of real countries, because
regions, populations and maps know no others; every value was drawn by chance, without any figure
of the country whose code it bears. Quote nothing from them.

Made by measure87 simulate world --topic {topic} --seed {seed} --countries {countries}
--years {years} --surveys {surveys}

figures.csv             what surveys publish; read_figures reads it
population.csv          people by country, year, sex and age; read_population reads it
covariates.csv          what is known of countries, with gaps; read_covariates reads it
regions.csv             regions and sub-regions (those of the region set "{regions}"), in the
                        columns of a region file
{settings}{durations}{truth}/truth.csv         what is true: every place, year, sex, age and measure
{truth}/surveys.csv       what is wrong with each survey
{truth}/new_surveys.csv   what a new survey of each country finds, which nobody has seen

To estimate from the first files and to compare with the truth is what they are for. Keep the
folder {truth} away from whoever estimates.
"""
_DURATIONS = """durations.csv           how long forced labour lasts, as studies found it
source_biases.csv       how much of it surveys miss, as a study found it
"""


def write_world(world: InventedWorld, folder: Path | str) -> tuple[WrittenFile, ...]:
    """Write all files into a folder, which is made if it is not there.

    Each file is written whole or not at all and says that it is invented. The same world gives
    the same bytes with the same libraries.
    """
    target = Path(folder)
    (target / TRUTH_FOLDER).mkdir(parents=True, exist_ok=True)
    tables = {
        "figures.csv": world.figures,
        "population.csv": _marked(world.population),
        "covariates.csv": world.covariates,
        "regions.csv": _regions(world),
    }
    if world.durations.height:
        tables["durations.csv"] = world.durations
        tables["source_biases.csv"] = world.source_biases
    tables[f"{TRUTH_FOLDER}/truth.csv"] = _marked(world.truth)
    tables[f"{TRUTH_FOLDER}/surveys.csv"] = _marked(world.surveys)
    tables[f"{TRUTH_FOLDER}/new_surveys.csv"] = _marked(world.new_surveys)
    settings = settings_files(world.shape, world.durations, world.source_biases)
    texts = {"README.txt": _readme(world, settings), **settings}
    for name, text in texts.items():
        write_whole(target / name, text)
    for name, table in tables.items():
        write_whole(target / name, table.write_csv())
    return (
        *(WrittenFile(name, 0) for name in texts),
        *(WrittenFile(name, table.height) for name, table in tables.items()),
    )


def _marked(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.lit("INVENTED").alias("note"))


def _regions(world: InventedWorld) -> pl.DataFrame:
    """The world's countries in the columns of a region file."""
    names = {one.code: one.name for one in load_region_set(REGION_SET)}
    places = world.places
    region = [places.regions[r] for r in places.region]
    subregion = [places.subregions[s] for s in places.subregion]
    return pl.DataFrame(
        {
            "iso3": places.codes,
            "region": region,
            "region_name": [names[code] for code in region],
            "subregion": subregion,
            "subregion_name": [names[code] for code in subregion],
            "seen": ["secondary"] * len(places),
        }
    )


def _readme(world: InventedWorld, settings: Iterable[str]) -> str:
    shape = world.shape
    return _README.format(
        topic=shape.topic,
        seed=shape.seed,
        countries=shape.countries,
        years=shape.years,
        surveys=shape.surveys,
        regions=REGION_SET,
        settings="".join(f"{name:<24}settings of measure87 combine\n" for name in settings),
        durations=_DURATIONS if world.durations.height else "",
        truth=TRUTH_FOLDER,
    )
