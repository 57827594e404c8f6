"""`measure87 design`: planning a survey before anybody is asked."""

import click


@click.group()
def design() -> None:
    """Plan a survey of the rare: its size, its allocation, its sample, and what it will tell."""
