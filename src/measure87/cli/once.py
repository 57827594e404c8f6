"""Options of one value: a second one is refused, for it would replace the first unseen.

All options of all commands are such (`taken_once`), but for switches and those that may be
repeated. Of those that name a column the refusal says what to do where both columns are meant:

    @click.option("--strata", cls=OneColumn, metavar="COL", help=...)

`tests/contract/test_one_column.py` walks all commands, so that none is forgotten.
"""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import click

from measure87.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from click.parser import _OptionParser


class Once(click.Option):
    """An option that may be given once, if it takes one value."""

    takes = "one value"
    instead = "give it once"

    def add_to_parser(self, parser: "_OptionParser", ctx: click.Context) -> None:
        """Let the parser keep every value, where it keeps the last one otherwise."""
        many = self.multiple
        self.multiple = many or takes_one_value(self)
        super().add_to_parser(parser, ctx)
        self.multiple = many

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Hashable | list[str]], args: list[str]
    ) -> tuple[Hashable, list[str]]:
        """Take the one value; refuse several.

        Raises
        ------
        UsageError
            With how many there are, and what to do.
        """
        name = self.name or ""
        given = opts.get(name)
        if isinstance(given, list) and takes_one_value(self):
            if len(given) > 1 and not ctx.resilient_parsing:
                raise UsageError(
                    f"{self.opts[0]} is given {len(given)} times and takes {self.takes}",
                    code="given-twice",
                    hint=self.instead,
                )
            opts = {**opts, name: given[-1]}
        return super().handle_parse_result(ctx, opts, args)


class OneColumn(Once):
    """An option that takes one column."""

    takes = "one column"
    instead = (
        "give it once; where both columns are meant, make one of them in the "
        "file, such as the pairs of their values for strata, and name that"
    )


def takes_one_value(option: click.Option) -> bool:
    """Whether an option has one value: no switch, and none that is repeated."""
    return not (option.multiple or option.is_flag or option.count) and option.nargs == 1


def taken_once(command: click.Command) -> None:
    """Let every option of one value of a command, and of those below it, be given once."""
    for option in command.params:
        if type(option) is click.Option and takes_one_value(option):
            option.__class__ = Once
    if isinstance(command, click.Group):
        for below in command.commands.values():
            taken_once(below)
