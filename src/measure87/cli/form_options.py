"""Options that say how a table lies in its file, alike for every command that reads one."""

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from measure87.files.table_form import Decimal

_OPTIONS = (
    click.option("--encoding", metavar="NAME", help="Of text that is no UTF-8: windows-1252, ..."),
    click.option(
        "--separator", type=click.Choice([",", ";", "\t", "tab", "|"]), metavar="SIGN",
        help="Between cells of CSV text: , ; tab |",
    ),
    click.option(
        "--decimal", type=click.Choice([".", ","]), metavar="SIGN",
        help="Sign before decimals, where numbers could be read either way.",
    ),
    click.option("--sheet", metavar="NAME", help="Sheet of a workbook."),
    click.option("--member", metavar="NAME", help="File in a ZIP file."),
    click.option(
        "--header-row", type=click.IntRange(1), metavar="N", help="Row with the columns' names."
    ),
)  # fmt: skip


def form_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a file's form, and hand it `form`."""

    def with_form(
        *args: Hashable,
        encoding: str | None,
        separator: str | None,
        decimal: "Decimal | None",
        sheet: str | None,
        member: str | None,
        header_row: int | None,
        **kwargs: Hashable,
    ) -> None:
        from measure87.files.table_form import TableForm

        form = TableForm(
            encoding=encoding, separator="\t" if separator == "tab" else separator,
            decimal=decimal, sheet=sheet, member=member, header_row=header_row,
        )  # fmt: skip
        command(*args, form=form, **kwargs)

    decorated: Callable[..., None] = update_wrapper(with_form, command)
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
