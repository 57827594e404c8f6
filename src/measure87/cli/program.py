"""The program `measure87`: its groups of commands, and what each exit status means."""

import click

from measure87 import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="measure87")
def main() -> None:
    """Standard, traceable estimates of child labour and forced labour."""
