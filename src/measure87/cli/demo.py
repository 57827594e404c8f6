"""`measure87 demo`: the examples that come with the program, run where you are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress
from measure87.cli.speech.of_reports import with_reports
from measure87.cli.speech.pages import page
from measure87.cli.speech.speaker import say
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.study.demonstration import Shown


@click.command("demo")
@click.argument(
    "folder",
    metavar="[DIR]",
    default="measure87-demo",
    type=click.Path(file_okay=False, path_type=Path),
)
@output_options
def demo(folder: Path, emit: Emit) -> None:
    """Run the examples that come with the program, and say where their reports lie.

    A small real survey, an invented country, a published study of overlapping lists, an evening in
    the field and an estimate for the world are copied into DIR (measure87-demo) and run there. It
    needs no network. What needs a library that is not installed is left out.

    \b
        measure87 demo
    """
    from measure87.study.demonstration import demonstrate, refuse_other_folder

    refuse_other_folder(folder)
    told = not emit.as_json and emit.path is None
    found: list[Shown] = []
    for one in demonstrate(folder, _begun):
        found.append(one)
        if told:
            with with_reports():
                click.echo(page(_text(one)))
    if not told:
        emit.object(_payload(folder, found), "\n".join(map(_text, found)))
        return
    reports = sum(one.page is not None for one in found)
    done = f"Done in {found[-1].seconds:.0f} seconds: {reports} pages, for any browser."
    click.echo(say(done))


@contextmanager
def _begun(name: str) -> Iterator[None]:
    """Say that an example begins, and show how far it is."""
    click.echo(say(f"Running {name} ..."), err=True)
    with shown_progress():
        yield


def _text(one: "Shown") -> str:
    lines = [one.label, *(f"  {line}".rstrip() for line in one.lines)]
    if one.brief is not None:
        lines.append(f"  Brief: {one.brief}")
    if one.page is not None:
        lines.append(f"  Report: {one.page}")
    return "\n".join([*lines, ""])


def _payload(folder: Path, found: "list[Shown]") -> dict[str, Writable]:
    return {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "demo",
        "folder": str(folder),
        "examples": [
            {
                "name": one.name,
                "about": one.label,
                "lines": list(one.lines),
                "page": None if one.page is None else str(one.page),
                "seconds": round(one.seconds, 1),
            }
            for one in found
        ],
    }
