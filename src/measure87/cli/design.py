"""`measure87 design`: planning a survey before anybody is asked."""

import click

from measure87.cli.design_allocate import allocate_command
from measure87.cli.design_power import power
from measure87.cli.design_select import select_command
from measure87.cli.design_simulate import simulate
from measure87.cli.design_size import size


@click.group()
def design() -> None:
    """Plan a survey of the rare: its size, its allocation, its sample, and what it will tell."""


design.add_command(allocate_command)
design.add_command(select_command)
design.add_command(size)
design.add_command(power)
design.add_command(simulate)
