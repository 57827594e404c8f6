"""Shows progress on a terminal; when piped nothing, or a line for each task of a long command."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click

from measure87.cli.speech.speaker import say
from measure87.vocabulary.progress import Report, progress_to


@contextmanager
def shown_progress(*, lines: bool = False) -> Iterator[None]:
    """Show what rooms report inside the block, if standard error is a terminal.

    Parameters
    ----------
    lines
        Where it is none, write a line to it when a task begins: for commands that take minutes.
    """
    if not sys.stderr.isatty():
        with progress_to(_line_writer()) if lines else nullcontext():
            yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(say("Starting"), total=1.0)

        def report(text: str, share: float) -> None:
            bar.update(task, description=say(text), completed=min(share, 1.0))

        with progress_to(report):
            yield


def _line_writer() -> Report:
    """Writes each task once, when it begins, with the seconds since the start."""
    start, last = time.monotonic(), ""

    def report(text: str, share: float) -> None:
        nonlocal last
        if text != last:
            click.echo(f"{time.monotonic() - start:6.0f} s  {say(text)}", err=True)
            last = text

    return report
