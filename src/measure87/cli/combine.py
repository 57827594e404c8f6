"""`measure87 combine`: country figures into regional and global estimates."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87.cli.progress_bar import shown_progress
from measure87.cli.speech.of_reports import with_reports
from measure87.cli.speech.pages import page
from measure87.cli.speech.speaker import with_mark

if TYPE_CHECKING:
    from measure87.vocabulary.releases.world import StatedWarning


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
@click.option(
    "--with-release",
    "release",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A released world run: CONFIG.toml is then of one country, which adds its figures to it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def combine(config: Path, folder: Path, release: Path | None, as_json: bool) -> None:
    """Make country, regional and world estimates from published country figures.

    CONFIG.toml names the files and what is assumed; docs/reference/combine.md says what it may
    hold. Everything is written, or nothing. With `--with-release` one country's own series is
    made: newer or better figures of it are put to what the released run found for all countries.

    A folder whose study.toml says kind = "world" and is such a CONFIG.toml runs by `measure87 run`.

    \b
        measure87 combine world.toml -o world-out
    """
    with shown_progress(lines=True):
        warnings, lines = _world(config, folder) if release is None else _country(
            config, release, folder
        )  # fmt: skip
    for one in warnings:
        click.echo(with_mark("Warning", one.text), err=True)
    if as_json:
        click.echo((folder / "estimates.json").read_text("utf-8"), nl=False)
        return
    with with_reports():
        click.echo(page("\n".join(lines)))


_Told = tuple[Sequence["StatedWarning"], list[str]]
"""Warnings, and lines of a summary."""


def _world(config: Path, folder: Path) -> _Told:
    from measure87.study.world.recipe import run_world

    run = run_world(config, folder)
    return run.warnings, run.lines()


def _country(config: Path, release: Path, folder: Path) -> _Told:
    from measure87.study.world.country import run_country
    from measure87.study.world.country.summary import country_lines

    run = run_country(config, release, folder)
    return run.warnings, country_lines(run)
