"""Does something again whenever a file of a folder changes, until Ctrl-C: `check --watch`.

Files are asked for their time and size twice a second. No event of the system is waited for: those
do not come from network drives, where studies often lie, and a study has few files.
"""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from measure87.cli.failures import tell
from measure87.cli.output import Emit
from measure87.vocabulary.errors import UsageError

EVERY = 0.5
"""Seconds between two looks."""
OWN = {"out", "out.previous", "private"}
"""What runs write and checks do not read from people's hands."""

type Look = Mapping[str, tuple[int, int]]
"""Path to time of change and size of every file."""


def watched(folder: Path, emit: Emit, check: Callable[[], None]) -> None:
    """Check a folder now and after every change, until Ctrl-C.

    Raises
    ------
    UsageError
        With `-o FILE`, whose one result would be written over again and again.
    Exit
        With the exit status of the last check, if it is not 0.
    """
    if emit.path is not None:
        raise UsageError("--watch writes no file", hint="drop -o, or drop --watch")
    status = 0
    try:
        while True:
            before = look(folder)
            _clear()
            status = _status(check, as_json=emit.as_json)
            click.echo(f"{time.strftime('%H:%M:%S')} checked; waiting for a change", err=True)
            _wait(folder, before)
    except KeyboardInterrupt:
        click.echo("", err=True)
    if status:
        raise click.exceptions.Exit(status)


def look(folder: Path) -> Look:
    """Time of change and size of every file of a folder but what the program writes itself."""
    found = {}
    for path in folder.rglob("*"):
        if OWN.isdisjoint(path.relative_to(folder).parts[:1]):
            try:
                stat = path.stat()
            except OSError:  # gone between two looks, as files are that an editor saves
                continue
            found[str(path)] = (stat.st_mtime_ns, stat.st_size)
    return found


def _wait(folder: Path, before: Look) -> None:
    """Wait until something is another way, and then until it stays as it is for one look."""
    now = before
    while now == before:
        time.sleep(EVERY)
        now = look(folder)
    while (later := look(folder)) != now:
        now = later
        time.sleep(EVERY)


def _clear() -> None:
    """An empty screen for what is said now; a file or a pipe keeps what was said."""
    if sys.stdout.isatty():
        click.clear()


def _status(check: Callable[[], None], *, as_json: bool) -> int:
    """Check once; what is wrong is told, and waits to be mended."""
    try:
        check()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except Exception as error:
        return tell(error, as_json=as_json)
    finally:
        sys.stdout.flush()
    return 0
