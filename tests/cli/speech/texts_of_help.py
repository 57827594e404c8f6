"""What `--help` says, command by command: the texts that a language has to have."""

import inspect
import re

import click

from measure87.cli import main


def commands(command=main, path=()):
    """Every command and group with its path, the program itself first."""
    yield path, command
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            yield from commands(below, (*path, name))


def texts_of(command):
    """What a command says of itself and of its options, with a name for each text."""
    for number, part in enumerate(paragraphs(command.help or ""), start=1):
        yield f"about_{number}" if number > 1 else "about", part
    for option in command.params:
        if isinstance(option, click.Option) and option.help and not option.hidden:
            yield option.name, " ".join(shown(option).split())


def shown(option):
    """The text of an option as the page has it, without what click adds in brackets."""
    name_and_text = option.get_help_record(click.Context(click.Command("x")))
    return re.sub(r"\s+\[(default: .*|required|[\d.<=]*x[<>]=?.*)\]$", "", name_and_text[1])


def paragraphs(text):
    """Paragraphs in one line each, without examples."""
    parts = inspect.cleandoc(text).split("\n\n")
    return [" ".join(part.split()) for part in parts if not part.startswith("\b")]
