"""`measure87 combine`: country figures into regional and global estimates."""

from pathlib import Path

import click

from measure87.cli.progress_bar import shown_progress


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
    from measure87.study.world.summary import summary_lines

    with shown_progress(lines=True):
        run = run_world(config, folder)
    for one in run.warnings:
        click.echo(f"Warning: {one['text']}", err=True)
    if as_json:
        click.echo((folder / "estimates.json").read_text("utf-8"), nl=False)
        return
    click.echo("\n".join(summary_lines(run)))
