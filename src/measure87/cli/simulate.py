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
        f"in {payload['folder']}:",
    ]
    for file in payload["files"]:
        rows = f"{file['rows']:>9,} rows" if file["rows"] else ""
        lines.append(f"  {file['name']:<26}{rows}".rstrip())
    return "\n".join([*lines, "", "INVENTED DATA: quote no figure from them."])
