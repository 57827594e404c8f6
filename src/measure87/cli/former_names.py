"""Options and keys that have another name now: the former one is taken, and in no help."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from measure87.vocabulary.errors import FormerNameWarning
from measure87.vocabulary.plain_text import escaped


class Renamed(click.Option):
    """An option whose former names do the same and stand in no help.

    Parameters
    ----------
    formerly : sequence of str
        Its former names.
    formerly_off : sequence of str
        Of a flag, the former names of what switches it off.
    """

    def __init__(
        self,
        *args: Any,
        formerly: Sequence[str],
        formerly_off: Sequence[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._formerly, self._formerly_off = list(formerly), list(formerly_off)

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Let the parser take all names."""
        shown, shown_off = self.opts, self.secondary_opts
        self.opts = [*shown, *self._formerly]
        self.secondary_opts = [*shown_off, *self._formerly_off]
        super().add_to_parser(parser, ctx)
        self.opts, self.secondary_opts = shown, shown_off


@contextmanager
def former_names_told() -> Iterator[None]:
    """Say of each key of a file that is read under a former name what it is called now, once."""
    told: set[str] = set()
    with warnings.catch_warnings():
        warnings.simplefilter("always", FormerNameWarning)
        others = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
            if not issubclass(category, FormerNameWarning):
                others(message, category, *rest, **more)
            elif str(message) not in told:
                told.add(str(message))
                click.echo(f"Note: {escaped(str(message))}", err=True)

        warnings.showwarning = show
        yield
