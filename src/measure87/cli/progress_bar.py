"""Shows progress on a terminal; when piped nothing, or a line for each task of a long command."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import click

from measure87.cli.speech.speaker import say
from measure87.vocabulary.progress import Report, progress_to

_STEPS = 1000
_NO_LINE = "\033[1A\033[2K\r"
"""Takes the bar away when it has come to its end: up a line, and nothing on it."""


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
    with click.progressbar(
        length=_STEPS,
        label=say("Starting"),
        file=sys.stderr,
        show_eta=False,
        item_show_func=_elapsed_since(time.monotonic()),
    ) as bar:

        def report(text: str, share: float) -> None:
            bar.label = say(text)
            bar.pos = round(min(share, 1.0) * _STEPS)
            bar.render_progress()

        with progress_to(report):
            yield
    click.echo(_NO_LINE, nl=False, err=True)


def _elapsed_since(start: float) -> Callable[[int | None], str]:
    """Says beside the bar how many seconds have gone by."""
    return lambda _: f"{time.monotonic() - start:.0f} s"


def _line_writer() -> Report:
    """Writes each task once, when it begins, with the seconds since the start."""
    start, last = time.monotonic(), ""

    def report(text: str, share: float) -> None:
        nonlocal last
        if text != last:
            click.echo(f"{time.monotonic() - start:6.0f} s  {say(text)}", err=True)
            last = text

    return report
