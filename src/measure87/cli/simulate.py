"""`measure87 simulate`: invented populations with known truth."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.simulate import InventedCountry
    from measure87.simulate.study_data import WrittenFile

_MOST_PERSONS = 1_000_000
"""Of a sample: 25 million in the population are about what a large machine holds."""


@click.group()
def simulate() -> None:
    """Invented populations with known truth, to try out and to test everything else."""


@simulate.command("country")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="The same seed gives the same country.",
)
@click.option(
    "--persons",
    type=click.IntRange(min=0, max=_MOST_PERSONS),
    default=40_000,
    show_default=True,
    metavar="N",
    help="About so many persons in the sample; the population is 25 times as large.",
)
@click.option("--overwrite", is_flag=True, help="Replace files of an earlier run in DIR.")
@output_options
def country_command(folder: Path, seed: int, persons: int, overwrite: bool, emit: Emit) -> None:
    """Invent a country, survey it, and write the files of the survey and its truth into DIR.

    Every file says that it is invented. The same seed gives the same files.

    \b
        measure87 simulate country invented --seed 1
    """
    from measure87.simulate import invent_country, refuse_full_folder, write_study_data

    refuse_full_folder(folder, overwrite)
    with shown_progress():
        country = invent_country(seed, persons=persons)
        written = write_study_data(country, folder)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "simulate country",
        "invented": True,
        "country": country.code,
        "name": country.name,
        "folder": str(folder),
        "population": country.truth["population"],
        "sample": country.truth["sample"],
        "files": [{"name": file.name, "rows": file.rows} for file in written],
        "provenance": {"seed": seed},
    }
    emit.object(payload, _text(country, seed, folder, written))


def _text(
    country: "InventedCountry", seed: int, folder: Path, written: "Sequence[WrittenFile]"
) -> str:
    """What was made, for people."""
    population, sample = country.truth["population"], country.truth["sample"]
    lines = [
        f"{country.name}, code {country.code}, seed {seed}",
        f"population: {population['persons']:,} persons, {population['children_5_17']:,} of them"
        f" aged 5-17, in {population['households']:,} households",
        f"sample:     {sample['persons']:,} persons in {sample['households']:,} households"
        f" of {sample['clusters']:,} clusters; {sample['children_drawn']:,} children drawn",
        "",
        *_files_text(folder, written),
    ]
    return "\n".join([*lines, "", "INVENTED DATA: quote no figure from them."])


@simulate.command("world")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="The same seed gives the same world.",
)
@click.option(
    "--topic",
    type=click.Choice(["child-labour", "forced-labour"]),
    default="child-labour",
    show_default=True,
    help="What its surveys ask about.",
)
@click.option(
    "--countries", type=int, default=195, show_default=True, metavar="N", help="From 12 to 196."
)
@click.option(
    "--years",
    type=int,
    default=25,
    show_default=True,
    metavar="N",
    help="From 5 to 40, the last of them 2024.",
)
@click.option(
    "--surveys",
    type=int,
    default=140,
    show_default=True,
    metavar="N",
    help="From 5 to 1,000; some countries have several, some none.",
)
@click.option("--overwrite", is_flag=True, help="Replace files of an earlier run in DIR.")
@output_options
def world_command(
    folder: Path,
    seed: int,
    topic: str,
    countries: int,
    years: int,
    surveys: int,
    overwrite: bool,
    emit: Emit,
) -> None:
    """Invent a world, survey it, and write what is published and what is true into DIR.

    The codes are those of real countries, in real regions; every value is invented, and every
    file says so. The same seed gives the same files.

    \b
        measure87 simulate world invented-world --seed 1
    """
    from measure87.simulate import refuse_full_folder
    from measure87.simulate.world import invent_world, write_world
    from measure87.study.schema_lines import lay_schema

    refuse_full_folder(folder, overwrite)
    world = invent_world(seed, topic=topic, countries=countries, years=years, surveys=surveys)
    written = write_world(world, folder)
    for file in written:
        if file.name.endswith(".toml"):
            lay_schema(folder / file.name, "world")
    first, last = world.shape.calendar[0], world.shape.calendar[-1]
    with_figures = world.figures["country"].n_unique()
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "simulate world",
        "invented": True,
        "topic": topic,
        "countries": countries,
        "countries_with_figures": with_figures,
        "years": [first, last],
        "surveys": world.surveys.height,
        "folder": str(folder),
        "files": [{"name": file.name, "rows": file.rows} for file in written],
        "provenance": {"seed": seed},
    }
    lines = [
        f"An invented world ({topic}), seed {seed}",
        f"{countries} countries, {first} to {last}; {world.surveys.height} surveys in"
        f" {with_figures} of them",
        "",
        *_files_text(folder, written),
        "",
        "INVENTED DATA: true of no country. Quote no figure from them.",
    ]
    emit.object(payload, "\n".join(lines))


def _files_text(folder: Path, written: "Sequence[WrittenFile]") -> list[str]:
    """Names and rows of the files."""
    lines = [f"in {folder}:"]
    for file in written:
        rows = f"{file.rows:>9,} rows" if file.rows else ""
        lines.append(f"  {file.name:<26}{rows}".rstrip())
    return lines
