"""Turns every failure of a command into one sentence and an exit status, never a traceback.

Exit status: 0 done, 1 the data, the study or the machine is at fault, 2 the command line is
at fault, 3 everything asked for was refused, 70 our own bug.
"""

import contextlib
import io
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Literal, NoReturn, overload

import click

from measure87.cli.former_names import former_names_told
from measure87.cli.output import json_text
from measure87.cli.speech.choice import language_of_system, speaking, without_language
from measure87.cli.speech.help_pages import help_in_language
from measure87.cli.speech.speaker import say, with_mark
from measure87.vocabulary.errors import Measure87Error
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.pages import READ_WITH, pages_named_in
from measure87.vocabulary.plain_text import escaped
from measure87.vocabulary.releases.common import Writable

DONE = 0
BAD_USAGE = 2
BUG = 70
_HERE = "."


class Program(click.Group):
    """A group of commands that turns every failure into one sentence and an exit status."""

    def invoke(self, ctx: click.Context) -> int | None:
        """Run the command; that nobody reads on is no failure of it."""
        try:
            with former_names_told():
                status: int | None = super().invoke(ctx)
        except BrokenPipeError:
            _close_output()
            return DONE
        return status

    @overload
    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: Literal[True] = True,
        **extra: bool,
    ) -> NoReturn: ...

    @overload
    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = ...,
        **extra: bool,
    ) -> int | None: ...

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: bool,
    ) -> int | None:
        """Run the program; in standalone mode leave with the exit status."""
        given = list(sys.argv[1:] if args is None else args)
        if not standalone_mode:
            return self._spoken(given, prog_name, complete_var, **extra)
        _speak_utf8()
        with speaking(language_of_system(os.environ)):
            sys.exit(self._status(given, prog_name, complete_var, **extra))

    def _status(
        self, given: list[str], prog_name: str | None, complete_var: str | None, **extra: bool
    ) -> int:
        """Run the program; whatever fails is told, in the language that was asked for."""
        status = DONE
        with contextlib.ExitStack() as language:
            try:
                given, named = without_language(given)
                if named is not None:
                    language.enter_context(speaking(named))
                found = self._spoken(given, prog_name, complete_var, **extra)
                status = found if isinstance(found, int) else DONE
                sys.stdout.flush()
            except BrokenPipeError:
                _close_output()  # whoever read it has gone away; nothing is left to tell
            except Exception as error:
                status = _told(error, as_json="--json" in given)
        return status

    def _spoken(
        self, given: list[str], prog_name: str | None, complete_var: str | None, **extra: bool
    ) -> int | None:
        """Run the program as click does, with help in the language that is spoken."""
        with help_in_language():
            found: int | None = super().main(given, prog_name, complete_var, False, **extra)
        return found


def _speak_utf8() -> None:
    """Write the signs of all languages, also where the system's own coding lacks them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")


def _close_output() -> None:
    """Send what is still to be written nowhere, for nobody can be told."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: Exception, *, as_json: bool) -> int:
    """Tell of an error; where standard output takes nothing, only on standard error."""
    try:
        status = tell(error, as_json=as_json)
        sys.stdout.flush()
    except OSError as full:
        _close_output()
        return tell(full, as_json=False)
    return status


def tell(error: Exception, *, as_json: bool) -> int:
    """Tell a person (or a program, with `as_json`) of an error; returns the exit status."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and not as_json:
        click.echo(error.format_message(), err=True)
        return BAD_USAGE
    said, status = _said(error)
    others = error.others if isinstance(error, Measure87Error) else ()
    first, *rest = [_escaped(one) for one in (said, *(one.to_json() for one in others))]
    if as_json:
        told: dict[str, Writable] = {**first, **({"others": rest} if rest else {})}
        click.echo(json_text({"schema": SCHEMA, "error": told}))
    for one in (first, *rest):
        click.echo(f"{with_mark('Error', one['text'])}{_place(one)}", err=True)
        if "hint" in one:
            click.echo(with_mark("Hint", one["hint"]), err=True)
        for page in pages_named_in(" ".join(one.values())):
            click.echo(with_mark("Page", READ_WITH.format(page=page)), err=True)
    return status


def _place(said: Mapping[str, str]) -> str:
    """Where it is, in brackets; nothing for the folder where the user is."""
    where = said.get("where", _HERE)
    return "" if where == _HERE else f" {say(f'({where})')}"


def _escaped(said: Mapping[str, str]) -> dict[str, str]:
    return {key: escaped(text) for key, text in said.items()}


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
    if isinstance(error, OSError) and error.strerror:
        return _of_the_system(error), 1
    if isinstance(error, MemoryError):
        hint = "use a machine with more memory, or fewer tables at a time"
        return {"code": "memory", "text": "there is not enough memory", "hint": hint}, 1
    _log(error)
    return {
        "code": "bug",
        "text": f"measure87 failed with {type(error).__name__}; this is our fault, not yours",
        "hint": "set MEASURE87_TRACEBACK=1 to see where, and report it",
    }, BUG


def _of_the_system(error: OSError) -> dict[str, str]:
    """What the system refused: no room, no permission, no such place."""
    said = {"code": "system", "text": f"the system says: {error.strerror}"}
    if error.filename is not None:
        said["where"] = str(error.filename)
    return said | {"hint": "the place must exist, have room, and be open to you"}


def _log(error: Exception) -> None:
    """Show where a bug is, if asked for: messages may hold values, so not by default."""
    if os.environ.get("MEASURE87_TRACEBACK"):
        traceback.print_exception(error, file=sys.stderr)
