"""Writes the page on commands: every command and option, as the program's own help has them.

    python docs/reference/make_commands.py

A test compares the page with what this gives, so that it cannot fall behind the code.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from measure87.cli import main

PAGE = Path(__file__).parent / "commands.md"
HEAD = """# Commands

Every command of `measure87` and every option. `measure87 COMMAND --help` says the same.
Exit status: 0 done, 1 the data or the study is at fault, 2 the command line is at fault,
3 everything asked for was refused, 70 our own bug.

Made by `docs/reference/make_commands.py` of the program itself.
"""


def page_text() -> str:
    """What the page must hold."""
    return "\n".join([HEAD, *_lines(main, ("measure87",))]).rstrip("\n") + "\n"


def _lines(group: click.Group, path: tuple[str, ...]) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        if command.hidden:
            continue
        below = (*path, name)
        yield from _command(command, below)
        if isinstance(command, click.Group):
            yield from _lines(command, below)


def _command(command: click.Command, path: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{'#' * min(len(path), 4)} {' '.join(path)}", "")
    yield from _help(command.help or "")
    if isinstance(command, click.Group):
        return
    words = [
        click.Argument.make_metavar(one, click.Context(command)) for one in _arguments(command)
    ]
    yield from ("```text", " ".join([*path, "[OPTIONS]", *words]), "```", "")
    rows = [_row(one, click.Context(command)) for one in command.params if _is_shown(one)]
    if rows:
        yield from ("| option | what | if left out |", "|---|---|---|", *rows, "")


def _help(text: str) -> Iterator[str]:
    """The paragraphs of a help; an example is code."""
    for paragraph in text.replace("\b", "").strip().split("\n\n"):
        lines = [line for line in paragraph.splitlines() if line.strip()]
        if all(line.startswith("    ") for line in lines):
            yield from ("```sh", *(line.strip() for line in lines), "```", "")
        else:
            yield from (*(_plain(line.strip()) for line in lines), "")


def _arguments(command: click.Command) -> list[click.Argument]:
    return [one for one in command.params if isinstance(one, click.Argument)]


def _is_shown(one: click.Parameter) -> bool:
    return isinstance(one, click.Option) and not one.hidden


def _row(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    takes = "" if option.is_flag else f" `{option.make_metavar(context)}`".replace("|", "\\|")
    return f"| {names}{takes} | {_plain(option.help or '')} | {_default(option, context)} |"


def _default(option: click.Option, context: click.Context) -> str:
    if option.required:
        return "an error"
    shown = option.get_help_extra(context).get("default")
    return f"`{shown}`" if shown else ""


def _plain(text: str) -> str:
    """A text of help in which Markdown sees no signs of its own."""
    parts = re.split(r"(`[^`]*`)", " ".join(text.split()).replace("|", "\\|"))
    return "".join(
        part if part.startswith("`") else re.sub(r"([*_<>\[\]])", r"\\\1", part) for part in parts
    )


if __name__ == "__main__":
    PAGE.write_text(page_text(), "utf-8")
