"""`measure87 design`: planning a survey before anybody is asked."""

import click

from measure87.cli.design_allocate import allocate_command
from measure87.cli.design_select import select_command


@click.group()
def design() -> None:
    """Plan a survey of the rare: its size, its allocation, its sample, and what it will tell."""


design.add_command(allocate_command)
design.add_command(select_command)
