"""What every command shares: where results go, how errors are told, which exit status.

A command is decorated with `output_options` and gets `emit`:

    @group.command("survey")
    @click.argument("table")
    @output_options
    def survey(table: str, emit: Emit) -> None:
        emit(find_result(table))                     # a Result
        emit.object({"schema": 1, ...}, "readable")  # anything else

Results go to standard output or whole into `-o FILE`; everything else goes to standard
error. Exit status: 0 done, 1 the data or the study is at fault, 2 the command line is at
fault, 3 everything asked for was refused, 70 our own bug.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click

from measure87.cli.result_table import result_csv, result_text
from measure87.vocabulary.errors import Measure87Error
from measure87.vocabulary.estimate import SCHEMA, Result

DONE = 0
BAD_USAGE = 2
ALL_REFUSED = 3
BUG = 70


@dataclass(frozen=True)
class Emit:
    """Writes what a command found.

    Parameters
    ----------
    as_json : bool
        Whether `--json` was given.
    path : Path or None
        Where `-o` sends the result.
    """

    as_json: bool = False
    path: Path | None = None

    def __call__(self, result: Result) -> None:
        """Write a result; exit status 3 if everything in it was refused."""
        for notice in result.warnings:
            click.echo(f"Warning: {notice.text}", err=True)
        if not self.as_json and self.path is not None and self.path.suffix.lower() == ".csv":
            self._write(result_csv(result))
        else:
            self.object(result.to_json(), result_text(result))
        if result.refused and not result.estimates:
            raise click.exceptions.Exit(ALL_REFUSED)

    def object(self, payload: Mapping[str, Any] | Sequence[Any], text: str) -> None:
        """Write an object under `--json` or into a `.json` file, and otherwise a text."""
        to_json = self.as_json or (self.path is not None and self.path.suffix.lower() == ".json")
        self._write(json_text(payload) if to_json else text)

    def _write(self, text: str) -> None:
        """Write a text to where it belongs."""
        if not text.endswith("\n"):
            text += "\n"
        if self.path is None:
            click.echo(text, nl=False)
            return
        from measure87.files import write_whole

        write_whole(self.path, text)


def json_text(payload: Mapping[str, Any] | Sequence[Any]) -> str:
    """JSON for people and programs: two spaces, UTF-8, no NaN."""
    return json.dumps(payload, indent=2, ensure_ascii=False, allow_nan=False)


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--json` and `-o FILE`, and hand it `emit`."""

    def with_emit(*args: Any, as_json: bool, output: Path | None, **kwargs: Any) -> Any:
        return command(*args, emit=Emit(as_json, output), **kwargs)

    wrapped = update_wrapper(with_emit, command)
    wrapped = click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write the result to FILE, whole or not at all (.json, .csv or text).",
        metavar="FILE",
    )(wrapped)
    return click.option(
        "--json", "as_json", is_flag=True, help="Give the result as one JSON object."
    )(wrapped)


class Program(click.Group):
    """A group of commands that turns every failure into one sentence and an exit status."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the program; in standalone mode leave with the exit status."""
        given = list(sys.argv[1:] if args is None else args)
        if not standalone_mode:
            return super().main(given, prog_name, complete_var, False, **extra)
        status = DONE
        try:
            found = super().main(given, prog_name, complete_var, False, **extra)
            status = found if isinstance(found, int) else DONE
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has gone away; nothing is left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Exception as error:
            status = tell(error, as_json="--json" in given)
        sys.exit(status)


def tell(error: Exception, *, as_json: bool) -> int:
    """Tell a person (or a program, with `as_json`) of an error; returns the exit status."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and not as_json:
        click.echo(error.format_message(), err=True)
        return BAD_USAGE
    said, status = _said(error)
    if as_json:
        click.echo(json_text({"schema": SCHEMA, "error": said}))
    place = f" ({said['where']})" if "where" in said else ""
    click.echo(f"Error: {said['text']}{place}", err=True)
    if "hint" in said:
        click.echo(f"Hint: {said['hint']}", err=True)
    return status


def _said(error: Exception) -> tuple[dict[str, str], int]:
    """The error as the contract's object, and its exit status."""
    if isinstance(error, Measure87Error):
        return error.to_json(), error.exit_status
    if isinstance(error, click.Abort):
        return {"code": "aborted", "text": "stopped before the end"}, 1
    if isinstance(error, click.ClickException):
        said = {"code": "usage", "text": error.format_message()}
        context = getattr(error, "ctx", None)
        if context is not None:
            said["hint"] = f"see {context.command_path} --help"
        return said, BAD_USAGE if isinstance(error, click.UsageError) else 1
    _log(error)
    return {
        "code": "bug",
        "text": f"measure87 failed with {type(error).__name__}; this is our fault, not yours",
        "hint": "set MEASURE87_TRACEBACK=1 to see where, and report it",
    }, BUG


def _log(error: Exception) -> None:
    """Show where a bug is, if asked for: messages may hold values, so not by default."""
    if os.environ.get("MEASURE87_TRACEBACK"):
        traceback.print_exception(error, file=sys.stderr)
