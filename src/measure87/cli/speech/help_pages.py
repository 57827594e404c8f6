"""The pages of `--help` in another language, with what click itself says on them."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from measure87.cli.speech.catalogue import HELP, english
from measure87.cli.speech.choice import ENGLISH, spoken
from measure87.cli.speech.speaker import Speaker, speaker

_VERBATIM = "\b"
_CUT = "..."
_SHORT = 60
"""Signs of a command's line among others, where it is cut."""
_EXTRA = re.compile(
    r"(?P<help>.*?)\s*\[(?P<extra>(?:default: .*|required|env var: .*|[\d.<=]*x[<>]=?.*))\]",
    re.DOTALL,
)
"""What click adds to an option: its default, that it is required, its range (`x>=1`, `0<=x<=1`)."""


class SpokenFormatter(click.HelpFormatter):
    """Lays help out as click does, in the language that is spoken now."""

    @property
    def _said(self) -> Speaker:
        return speaker(spoken(), HELP)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line `Usage`, with the words that click puts for options, commands, arguments."""
        for word in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(word, self._said.say(word))
        super().write_usage(
            prog, args, f"{self._said.say('Usage:')} " if prefix is None else prefix
        )

    def write_heading(self, heading: str) -> None:
        """A heading: `Options`, `Commands`."""
        super().write_heading(self._said.say(heading))

    def write_text(self, text: str) -> None:
        """Paragraphs; examples stay as they are."""
        parts = (
            part if part.startswith(_VERBATIM) else self._said.say(" ".join(part.split()))
            for part in text.split("\n\n")
        )
        super().write_text("\n\n".join(parts))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Options or commands, each with what it is."""
        super().write_dl([(name, self._row(text)) for name, text in rows], col_max, col_spacing)

    def _row(self, text: str) -> str:
        """What an option or command is; a text that click cut is looked up whole, and cut anew."""
        own = self._said.known(text)
        if own is not None:
            return own
        if text.endswith(_CUT):
            whole = english(HELP).beginning(text.removesuffix(_CUT))
            if whole is not None:
                return textwrap.shorten(self._said.say(whole), _SHORT, placeholder=_CUT)
        match = _EXTRA.fullmatch(text)
        if match is None:
            return text
        extras = "; ".join(self._said.say(one) for one in match["extra"].split("; "))
        return f"{self._said.say(match['help'])}  [{extras}]"


@contextmanager
def help_in_language() -> Iterator[None]:
    """Lay out help in the language that is spoken now, as long as this holds."""
    if spoken() == ENGLISH:
        yield
        return
    usual = click.Context.formatter_class
    click.Context.formatter_class = SpokenFormatter
    try:
        yield
    finally:
        click.Context.formatter_class = usual
