"""Options that take one column: a second one is refused, for it would replace the first unseen.

    @click.option("--strata", cls=OneColumn, metavar="COL", help=...)

`tests/contract/test_one_column.py` walks all commands, so that none is forgotten.
"""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import click

from measure87.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from click.parser import _OptionParser


class OneColumn(click.Option):
    """An option that may be given once."""

    def add_to_parser(self, parser: "_OptionParser", ctx: click.Context) -> None:
        """Let the parser keep every value, where it keeps the last one otherwise."""
        self.multiple = True
        super().add_to_parser(parser, ctx)
        self.multiple = False

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Hashable | list[str]], args: list[str]
    ) -> tuple[Hashable, list[str]]:
        """Take the one value; refuse several.

        Raises
        ------
        UsageError
            With how many there are, and what to do where both columns are meant.
        """
        name = self.name or ""
        given = opts.get(name)
        if isinstance(given, list):
            if len(given) > 1 and not ctx.resilient_parsing:
                raise UsageError(
                    f"{self.opts[0]} is given {len(given)} times and takes one column",
                    code="given-twice",
                    hint="give it once; where both columns are meant, make one of them in the "
                    "file, such as the pairs of their values for strata, and name that",
                )
            opts = {**opts, name: given[-1]}
        return super().handle_parse_result(ctx, opts, args)
