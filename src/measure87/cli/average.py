"""`measure87 average`: a published regional average, done again in the open."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87.cli.output import ALL_REFUSED, Emit, output_options

if TYPE_CHECKING:
    from measure87.combine.aggregation.published_average import PublishedAverage


@click.command("average")
@click.argument(
    "config", metavar="CONFIG.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--measure", required=True, help="Measure of the figures, as child_labour_sdg_a.")
@click.option("--region", required=True, help="Code of the region, as SUBSAHARANAFRICA.")
@click.option("--year", type=int, help="Year of the population that weights; the stated year.")
@click.option("--sex", type=click.Choice(["both", "female", "male"]), default="both", help="Sex.")
@click.option("--ages", type=(int, int), help="Youngest and oldest age; all ages of CONFIG.toml.")
@click.option("--period", type=(int, int), help="First and last year that values may be about.")
@click.option("--without-marked", is_flag=True, help="Leave every marked value out.")
@output_options
def average(
    config: Path,
    measure: str,
    region: str,
    year: int | None,
    sex: str,
    ages: tuple[int, int] | None,
    period: tuple[int, int] | None,
    without_marked: bool,
    emit: Emit,
) -> None:
    """Average the published values of a region's countries, weighted with their people.

    No estimate: it is the arithmetic behind a published regional figure, by UNICEF's rule (values
    of half of the people; marked values stay unless they are about years outside the period).
    CONFIG.toml is that of `measure87 combine`: figures, population and regions are read from it.

    \b
        measure87 average world.toml --measure child_labour_icls --region NORTH --year 2016
    """
    from measure87.study.world.averages import AverageAsked, average_of

    asked = AverageAsked(measure, region, year, sex, ages, period, without_marked)
    found = average_of(config, asked)
    emit.object({"schema": 1, "command": "average", **asdict(found)}, _text(found))
    if found.average is None:
        raise click.exceptions.Exit(ALL_REFUSED)


def _text(found: "PublishedAverage") -> str:
    """The average, then every country with its weight, or why it is not in it."""
    head = found.refused if found.average is None else f"{100 * found.average:.2f} %"
    lines = [f"{found.place}: {head}", _covered(found), ""]
    for one in found.members:
        value = "" if one.share is None else f"{100 * one.share:.1f} %"
        about = " ".join([str(one.year or ""), *one.marks])
        why = one.left_out or f"weight {100 * one.weight:.2f} %"
        lines.append(f"  {one.country}  {value:>7}  {about:<8}  {why}")
    return "\n".join(lines)


def _covered(found: "PublishedAverage") -> str:
    """How many countries are used, with which share of the people where that is known."""
    countries = f"{len(found.used)} of {len(found.members)} countries"
    lacking = len(found.without_people)
    without = f"; {lacking} have no population in the file" if lacking else ""
    if found.covered is None:
        return f"{countries}{without}, and which share of the people these hold is unknown"
    share = f"{100 * found.covered:.1f} % of the people of {found.population_year}"
    return f"{countries}, {share}{without}"
