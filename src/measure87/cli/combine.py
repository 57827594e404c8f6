"""`measure87 combine`: country figures into regional and global estimates."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87.cli.progress_bar import shown_progress

if TYPE_CHECKING:
    from measure87.study.world.recipe import WorldRun


@click.command("combine")
@click.argument(
    "config", metavar="CONFIG.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the estimate: tables, report, draws, manifest.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def combine(config: Path, folder: Path, as_json: bool) -> None:
    """Make country, regional and world estimates from published country figures.

    CONFIG.toml names the files and what is assumed; docs/reference/combine.md says what it may
    hold. Everything is written, or nothing.

    \b
        measure87 combine world.toml -o world-out
    """
    from measure87.study.world.recipe import run_world

    with shown_progress():
        run = run_world(config, folder)
    for one in run.warnings:
        click.echo(f"Warning: {one['text']}", err=True)
    if as_json:
        click.echo((folder / "estimates.json").read_text("utf-8"), nl=False)
        return
    click.echo("\n".join(_summary(run)))


def _summary(run: "WorldRun") -> list[str]:
    """World and regions in the stated year, everybody together."""
    import polars as pl

    settings = run.settings
    per = 1000.0 if settings.topic == "forced_labour" else 100.0
    unit = "per 1,000" if settings.topic == "forced_labour" else "%"
    whole = (settings.measures[0].asked.ages[0][0], settings.measures[0].asked.ages[-1][1])
    shown = run.estimates.filter(
        pl.col("place_kind").is_in(["world", "region"])
        & (pl.col("year") == settings.year)
        & (pl.col("sex") == "both")
        & (pl.col("age_from") == whole[0])
        & pl.col("age_to").eq_missing(whole[1])
        & (pl.col("statistic") == "share")
    )
    lines = [settings.title, ""]
    for one in settings.measures:
        lines.append(f"{one.label}, {settings.year}, {unit} ({settings.level:.0%} interval)")
        rows = shown.filter(pl.col("measure") == one.name).iter_rows(named=True)
        lines += [
            f"  {row['place_name']:<48} {per * row['value']:6.1f}"
            f"  ({per * row['lower']:.1f} to {per * row['upper']:.1f})"
            for row in rows
        ]
    refused = run.refused.height
    if refused:
        lines += ["", f"{refused} figures were refused; the reasons are in refused.csv."]
    return [*lines, "", f"Report: {run.folder / 'report.html'}"]
