"""Options and keys that have another name now: the former one is taken, and in no help."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click

from measure87.cli.once import Once
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.errors import FormerNameWarning, ReadingWarning
from measure87.vocabulary.plain_text import escaped

if TYPE_CHECKING:
    from click.parser import _OptionParser

_TOLD = (FormerNameWarning, ReadingWarning)


class _Renamed(Once):
    """An option whose former names do the same and stand in no help."""

    formerly: Sequence[str] = ()
    formerly_off: Sequence[str] = ()

    def add_to_parser(self, parser: "_OptionParser", ctx: click.Context) -> None:
        """Let the parser take all names."""
        shown, shown_off = self.opts, self.secondary_opts
        self.opts = [*shown, *self.formerly]
        self.secondary_opts = [*shown_off, *self.formerly_off]
        super().add_to_parser(parser, ctx)
        self.opts, self.secondary_opts = shown, shown_off


def renamed(formerly: str, off: str = "") -> type[click.Option]:
    """The class of an option that had another name; `off` is what switched a flag off."""

    class Renamed(_Renamed):
        pass

    Renamed.formerly, Renamed.formerly_off = [formerly], [off] if off else []
    return Renamed


@contextmanager
def former_names_told() -> Iterator[None]:
    """Say of each key of a file that is read under a former name what it is called now, once.

    Likewise what was concluded in reading a file of data.
    """
    told: set[str] = set()
    with warnings.catch_warnings():
        for told_here in _TOLD:
            warnings.simplefilter("always", told_here)
        others = warnings.showwarning

        def show(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if not issubclass(category, _TOLD):
                others(message, category, filename, lineno, file, line)
            elif str(message) not in told:
                told.add(str(message))
                click.echo(with_mark("Note", escaped(str(message))), err=True)

        warnings.showwarning = show
        yield
