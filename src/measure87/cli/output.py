"""What every command shares: `--json`, `-o FILE`, and where results go.

A command is decorated with `output_options` and gets `emit`:

    @group.command("survey")
    @click.argument("table")
    @output_options
    def survey(table: str, emit: Emit) -> None:
        emit(find_result(table))                     # a Result
        emit.object({"schema": 1, ...}, "readable")  # anything else

Results go to standard output or whole into `-o FILE`; everything else goes to standard
error. How failures are told, and the exit statuses, is in `failures`.
"""

import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path

import click

from measure87.cli.speech.of_reports import with_reports
from measure87.cli.speech.pages import page
from measure87.cli.speech.speaker import with_mark
from measure87.library.result_table import result_csv, result_text
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.reference_period import EXAMPLES, ReferencePeriod, parse_period
from measure87.vocabulary.releases.common import Writable

ALL_REFUSED = 3
_OTHER_PROGRAMS = {".xlsx", ".xls", ".ods", ".docx", ".html", ".pdf", ".sav", ".dta"}
"""Suffixes that promise something else than text."""


folder_option = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A study's folder `definitions`, with national definitions.",
)


def period_option(text: str | None) -> ReferencePeriod | None:
    """The reference period that `--period` states; a UsageError if it states none."""
    period = None if text is None else parse_period(text)
    if text is not None and period is None:
        raise UsageError(f"--period is {text!r}", code="bad-value", hint=f"write {EXAMPLES}")
    return period


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

    def __call__(self, result: Result, text: str | None = None) -> None:
        """Write a result; exit status 3 if everything in it was refused.

        `text` stands for people where the usual table does not serve.
        """
        with with_reports((*result.warnings, *result.refused)):
            for notice in result.warnings:
                click.echo(with_mark("Warning", notice.text), err=True)
            if not self.as_json and self.path is not None and self.path.suffix.lower() == ".csv":
                self._write(result_csv(result))
            else:
                self.object(result.to_json(), text or result_text(result))
        if result.refused and not (
            result.estimates or result.differences or result.trends or result.tests
        ):
            raise click.exceptions.Exit(ALL_REFUSED)

    def object(self, payload: Writable, text: str, csv: str | None = None) -> None:
        """Write an object under `--json` or into a `.json` file, and otherwise a text.

        `csv` is what a `.csv` file gets in place of the text.
        """
        suffix = "" if self.path is None else self.path.suffix.lower()
        if self.as_json or suffix == ".json":
            self._write(json_text(payload))
        else:
            self._write(csv if csv is not None and suffix == ".csv" else page(text))

    def _write(self, text: str) -> None:
        """Write a text to where it belongs."""
        if not text.endswith("\n"):
            text += "\n"
        if self.path is None:
            click.echo(text, nl=False)
            return
        from measure87.files import write_whole

        write_whole(self.path, text)


def json_text(payload: Writable) -> str:
    """JSON for people and programs: two spaces, UTF-8, no NaN."""
    return json.dumps(payload, indent=2, ensure_ascii=False, allow_nan=False)


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--json` and `-o FILE`, and hand it `emit`."""

    def with_emit(*args: Hashable, as_json: bool, output: Path | None, **kwargs: Hashable) -> None:
        if output is not None:
            _refuse_bad_target(output, kwargs.values())
        command(*args, emit=Emit(as_json, output), **kwargs)

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


def _refuse_bad_target(target: Path, arguments: Iterable[Hashable]) -> None:
    """Refuse before any work to write where nothing can be, or over what is read."""
    if target.suffix.lower() in _OTHER_PROGRAMS:
        raise UsageError(
            f"results are not written as {target.suffix}",
            code="unknown-format",
            hint="name the file .json, .csv or .txt",
        )
    if not target.parent.is_dir():
        raise UsageError(
            f"there is no folder {target.parent} to write {target.name} into",
            code="no-folder",
            hint="make the folder first",
        )
    if not target.exists():
        return
    if not target.is_file():
        raise UsageError(
            f"{target} is no ordinary file",
            code="not-a-file",
            hint="leave out -o to write to standard output",
        )
    for given in arguments:
        if isinstance(given, str | Path) and Path(given).is_file() and target.samefile(given):
            raise UsageError(
                f"-o {target} would replace a file that the command reads",
                code="output-is-input",
                hint="write to another file",
            )
