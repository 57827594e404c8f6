"""`measure87 simulate`: invented populations with known truth."""

from pathlib import Path
from typing import Any

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress
from measure87.vocabulary.estimate import SCHEMA

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
    files = [{"name": file.name, "rows": file.rows} for file in written]
    payload = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "simulate country",
        "invented": True,
        "country": country.code,
        "name": country.name,
        "folder": str(folder),
        "population": country.truth["population"],
        "sample": country.truth["sample"],
        "files": files,
        "provenance": {"seed": seed},
    }
    emit.object(payload, _text(payload))


def _text(payload: dict[str, Any]) -> str:
    """What was made, for people."""
    population, sample = payload["population"], payload["sample"]
    lines = [
        f"{payload['name']}, code {payload['country']}, seed {payload['provenance']['seed']}",
        f"population: {population['persons']:,} persons, {population['children_5_17']:,} of them"
        f" aged 5-17, in {population['households']:,} households",
        f"sample:     {sample['persons']:,} persons in {sample['households']:,} households"
        f" of {sample['clusters']:,} clusters; {sample['children_drawn']:,} children drawn",
        "",
        *_files_text(payload),
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

    refuse_full_folder(folder, overwrite)
    world = invent_world(seed, topic=topic, countries=countries, years=years, surveys=surveys)
    files = [{"name": file.name, "rows": file.rows} for file in write_world(world, folder)]
    payload = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "simulate world",
        "invented": True,
        "topic": topic,
        "countries": countries,
        "countries_with_figures": world.figures["country"].n_unique(),
        "years": [world.shape.calendar[0], world.shape.calendar[-1]],
        "surveys": world.surveys.height,
        "folder": str(folder),
        "files": files,
        "provenance": {"seed": seed},
    }
    emit.object(payload, _world_text(payload))


def _world_text(payload: dict[str, Any]) -> str:
    """What was made, for people."""
    first, last = payload["years"]
    lines = [
        f"An invented world ({payload['topic']}), seed {payload['provenance']['seed']}",
        f"{payload['countries']} countries, {first} to {last}; {payload['surveys']} surveys in"
        f" {payload['countries_with_figures']} of them",
        "",
        *_files_text(payload),
    ]
    return "\n".join([*lines, "", "INVENTED DATA: true of no country. Quote no figure from them."])


def _files_text(payload: dict[str, Any]) -> list[str]:
    """Names and rows of the files."""
    lines = [f"in {payload['folder']}:"]
    for file in payload["files"]:
        rows = f"{file['rows']:>9,} rows" if file["rows"] else ""
        lines.append(f"  {file['name']:<26}{rows}".rstrip())
    return lines
